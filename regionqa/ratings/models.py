"""The tables of double-graded files: drafts that wait for a word, files, and their grades."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Boolean, ForeignKey, Index, Integer, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from regionqa.core.tables import Base, Owned, uuid_key
from regionqa.exchange.drafts import Draft


class RatingsDraft(Draft, Base):
    """A file that was read and is looked at: gone when it is confirmed, or after a day.

    ``table`` is the compressed text of its columns, ``chosen`` the person's word on them,
    ``preview`` what was found in it, as JSON.
    """

    __tablename__ = "ratings_drafts"

    title: Mapped[str] = mapped_column(String(120))
    scale: Mapped[str] = mapped_column(Text)
    chosen: Mapped[str | None] = mapped_column(Text)
    preview: Mapped[str] = mapped_column(Text)
    content_hash: Mapped[str] = mapped_column(String(64))


class RatingsFile(Owned, Base):
    """A confirmed file, what it holds in numbers, and its stored report.

    ``pending`` is the compressed rows until the first report stores them; ``report`` the compressed
    report, ``shown`` the part of it that the page shows. A withdrawn file keeps its numbers and
    loses its grades and its report.
    """

    __tablename__ = "ratings_files"
    __table_args__ = (
        Index(
            "uq_ratings_files_current_content",
            "authority_id",
            "content_hash",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
        Index("ix_ratings_files_newest", "authority_id", "uploaded_at", "id"),
    )

    id: Mapped[UUID] = uuid_key()
    title: Mapped[str] = mapped_column(String(120))
    filename: Mapped[str] = mapped_column(String(200))
    scale: Mapped[str] = mapped_column(Text)
    content_hash: Mapped[str] = mapped_column(String(64))
    rows: Mapped[int] = mapped_column(Integer)
    graded: Mapped[int] = mapped_column(Integer)
    cases: Mapped[int] = mapped_column(Integer)
    readers: Mapped[int] = mapped_column(Integer)
    domains: Mapped[int] = mapped_column(Integer)
    not_graded: Mapped[str] = mapped_column(Text)
    synthetic: Mapped[bool] = mapped_column(Boolean)
    uploaded_at: Mapped[datetime]
    uploaded_by: Mapped[UUID | None]
    pending: Mapped[bytes | None] = mapped_column(LargeBinary)
    job_id: Mapped[UUID | None]
    computed_at: Mapped[datetime | None]
    method_version: Mapped[str | None] = mapped_column(String(20))
    sentence: Mapped[str | None] = mapped_column(String(1000))
    report: Mapped[bytes | None] = mapped_column(LargeBinary)
    shown: Mapped[bytes | None] = mapped_column(LargeBinary)
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[UUID | None]
    withdrawn_reason: Mapped[str | None] = mapped_column(String(300))
    version: Mapped[int] = mapped_column(Integer, default=1)


class Rating(Owned, Base):
    """One row of a file: a grade that one reader gave one case in one domain.

    ``grade`` is the grade as the scale writes it, None with the reason in ``not_graded``.
    """

    __tablename__ = "ratings"

    file_id: Mapped[UUID] = mapped_column(ForeignKey("ratings_files.id"), primary_key=True)
    row_number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    case: Mapped[str] = mapped_column("case_reference", String(80))
    reader: Mapped[str] = mapped_column(String(80))
    authority: Mapped[str | None] = mapped_column(String(120))
    domain: Mapped[str | None] = mapped_column(String(120))
    role: Mapped[str | None] = mapped_column(String(4))
    grade: Mapped[str | None] = mapped_column(String(80))
    not_graded: Mapped[str | None] = mapped_column(String(80))
