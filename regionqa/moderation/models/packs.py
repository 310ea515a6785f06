"""Packs: the redacted papers of a case, encrypted under keys that the database does not hold.

A version of a pack is its home authority's row. The duty of revealing gives each reader's authority
a row of its own with the same ciphertext while that reader may read, and reads openings so that the
home is told of them after the reveal. Nobody else has a row: not the office, no other reader.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from regionqa.core.tables import Base, Copy, Owned
from regionqa.moderation.models.taking_part import OnCase

PACK_STATES = (
    *("checking", "checked", "attested"),
    *("refused", "replaced", "taken_back", "destroyed"),
)
ENDED_PACKS = frozenset({"refused", "replaced", "taken_back", "destroyed"})


class Pack(OnCase, Owned, Base):
    """One version of a case's pack, from the upload to the end of its key.

    ``document``, ``text`` (its blocks) and ``report`` (what the check found, with the file's name)
    are ciphertext under the key ``key_id``; the checked document takes the place of the upload. Of
    an ended version none of them is left. ``version`` rises with each change.
    """

    __tablename__ = "moderation_packs"
    __table_args__ = (
        UniqueConstraint("case_id", "number"),
        CheckConstraint(
            "state in ('checking', 'checked', 'attested', 'refused', 'replaced', 'taken_back',"
            " 'destroyed')",
            name="state_known",
        ),
        CheckConstraint(
            "state not in ('refused', 'replaced', 'taken_back', 'destroyed')"
            " or (document is null and text is null and report is null and ended_at is not null)",
            name="ended_holds_nothing",
        ),
        CheckConstraint(
            "state <> 'attested' or (attested_by is not null and attested_at is not null"
            " and attestation is not null and open_findings = 0)",
            name="attested_by_somebody",
        ),
    )
    opened_by = "reveal"

    region_id: Mapped[UUID] = mapped_column(ForeignKey("regions.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    version: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(12))
    kind: Mapped[str] = mapped_column(String(4))
    size: Mapped[int] = mapped_column(Integer)
    pages: Mapped[int | None] = mapped_column(Integer)
    key_id: Mapped[str] = mapped_column(String(64))
    document: Mapped[bytes | None] = mapped_column(LargeBinary)
    text: Mapped[bytes | None] = mapped_column(LargeBinary)
    report: Mapped[bytes | None] = mapped_column(LargeBinary)
    digest: Mapped[str | None] = mapped_column(String(64))
    findings: Mapped[int] = mapped_column(Integer, default=0)
    open_findings: Mapped[int] = mapped_column(Integer, default=0)
    unread: Mapped[int] = mapped_column(Integer, default=0)
    uploaded_by: Mapped[UUID]
    uploaded_at: Mapped[datetime]
    attested_by: Mapped[UUID | None]
    attested_at: Mapped[datetime | None]
    attestation: Mapped[str | None] = mapped_column(String(1000))
    in_words: Mapped[str | None] = mapped_column(String(500))
    ended_at: Mapped[datetime | None]
    ended_why: Mapped[str | None] = mapped_column(String(300))

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  # SQLAlchemy's own form


class PackCopy(OnCase, Owned, Base):
    """An attested pack in the hands of a reader's authority; removed when it may read no more."""

    __tablename__ = "moderation_pack_copies"
    __table_args__ = (UniqueConstraint("pack_id", "authority_id"),)
    opened_by = "reveal"

    region_id: Mapped[UUID] = mapped_column(ForeignKey("regions.id"), index=True)
    pack_id: Mapped[UUID]
    number: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(4))
    pages: Mapped[int | None] = mapped_column(Integer)
    key_id: Mapped[str] = mapped_column(String(64))
    document: Mapped[bytes] = mapped_column(LargeBinary)
    text: Mapped[bytes] = mapped_column(LargeBinary)
    digest: Mapped[str] = mapped_column(String(64))


class PackOpening(OnCase, Owned, Base):
    """Somebody was shown a pack, or took the file. Every opening is a row of their authority."""

    __tablename__ = "moderation_pack_openings"
    __table_args__ = (CheckConstraint("what in ('text', 'document')", name="what_known"),)
    insert_only = True
    opened_by = "reveal"

    region_id: Mapped[UUID] = mapped_column(ForeignKey("regions.id"), index=True)
    person_id: Mapped[UUID]
    number: Mapped[int] = mapped_column(Integer)
    what: Mapped[str] = mapped_column(String(10))
    digest: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]


class PackOpeningCopy(OnCase, Copy, Base):
    """An opening as the home is told of it after the reveal: by mark."""

    __tablename__ = "moderation_pack_opening_copies"
    __table_args__ = (UniqueConstraint("opening_id", "reader_id"),)

    opening_id: Mapped[UUID]
    mark: Mapped[str] = mapped_column(String(12))
    number: Mapped[int] = mapped_column(Integer)
    what: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime]
