"""The tables of monthly returns: drafts, what headings mean, months and their counts."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Date,
    ForeignKey,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from regionqa.core.tables import Base, Owned, uuid_key
from regionqa.exchange.drafts import Draft


class ReturnDraft(Draft, Base):
    """A file that was read and is looked at: gone when it is used, or after a day.

    ``table`` is the compressed text of its columns, ``chosen`` the person's word on what each
    heading means, as JSON.
    """

    __tablename__ = "benchmark_return_drafts"

    chosen: Mapped[str] = mapped_column(Text)
    synthetic: Mapped[bool] = mapped_column(Boolean)


class HeadingMeaning(Owned, Base):
    """What a heading of this authority's files means, remembered from the last file that had it."""

    __tablename__ = "benchmark_heading_meanings"
    __table_args__ = (UniqueConstraint("authority_id", "heading"),)

    id: Mapped[UUID] = uuid_key()
    heading: Mapped[str] = mapped_column(String(200))
    meaning: Mapped[str] = mapped_column(String(100))
    settled_at: Mapped[datetime]


class MonthlyReturn(Owned, Base):
    """One act of returning months: a file that was used, or a form that was sent."""

    __tablename__ = "benchmark_returns"
    insert_only = True

    id: Mapped[UUID] = uuid_key()
    how: Mapped[str] = mapped_column(String(10))
    filename: Mapped[str | None] = mapped_column(String(200))
    scale: Mapped[str] = mapped_column(String(40))
    synthetic: Mapped[bool] = mapped_column(Boolean)
    at: Mapped[datetime]
    by: Mapped[UUID | None]


class ReturnMonth(Owned, Base):
    """A month as it was returned, corrected or withdrawn; the highest ``number`` is how it stands.

    A newer row names the one that it supersedes. ``auditors`` is None where it was not counted,
    ``reason`` says why a month was corrected or withdrawn. ``chosen`` says how its cases came to be
    audited, None where the return does not say.
    """

    __tablename__ = "benchmark_return_months"
    __table_args__ = (
        UniqueConstraint("authority_id", "month", "number"),
        CheckConstraint("chosen in ('drawn', 'other')", name="chosen_known"),
    )
    insert_only = True

    id: Mapped[UUID] = uuid_key()
    return_id: Mapped[UUID] = mapped_column(ForeignKey("benchmark_returns.id"), index=True)
    month: Mapped[date] = mapped_column(Date)
    number: Mapped[int] = mapped_column(Integer)
    supersedes_id: Mapped[UUID | None] = mapped_column(ForeignKey("benchmark_return_months.id"))
    withdrawn: Mapped[bool] = mapped_column(Boolean)
    completed: Mapped[int] = mapped_column(Integer)
    auditors: Mapped[int | None] = mapped_column(Integer)
    not_graded: Mapped[int] = mapped_column(Integer)
    chosen: Mapped[str | None] = mapped_column(String(8))
    reason: Mapped[str | None] = mapped_column(String(300))


class MonthCount(Owned, Base):
    """How many audits of a month got a grade. A grade that the return does not have has no row."""

    __tablename__ = "benchmark_month_counts"
    insert_only = True

    month_id: Mapped[UUID] = mapped_column(
        ForeignKey("benchmark_return_months.id"), primary_key=True
    )
    grade: Mapped[str] = mapped_column(String(80), primary_key=True)
    count: Mapped[int] = mapped_column(Integer)


class DomainCount(Owned, Base):
    """How many audits of a month got a grade in one domain, in the authority's own words."""

    __tablename__ = "benchmark_domain_counts"
    insert_only = True

    month_id: Mapped[UUID] = mapped_column(
        ForeignKey("benchmark_return_months.id"), primary_key=True
    )
    domain: Mapped[str] = mapped_column(String(80), primary_key=True)
    grade: Mapped[str] = mapped_column(String(80), primary_key=True)
    count: Mapped[int] = mapped_column(Integer)
