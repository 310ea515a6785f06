"""Readings: a draft that changes, a reading that never does, its standing, and what is revealed.

A reading can be read by its writer's authority and by the duty of revealing, and by nobody else:
on PostgreSQL the table's policies say so. What others see after the reveal are copies.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from regionqa.core.tables import Base, Copy, Owned, uuid_key

KINDS = ("home", "peer", "after_discussion", "panel")


class ReadingDraft(Owned, Base):
    """What somebody has written of a case so far. ``version`` rises with each saving."""

    __tablename__ = "moderation_reading_drafts"
    __table_args__ = (UniqueConstraint("case_id", "person_id"),)

    id: Mapped[UUID] = uuid_key()
    round_id: Mapped[UUID] = mapped_column(ForeignKey("moderation_rounds.id"), index=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("moderation_cases.id"), index=True)
    person_id: Mapped[UUID]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    version: Mapped[int] = mapped_column(Integer)
    saved_at: Mapped[datetime]

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  # SQLAlchemy's own form


class Reading(Owned, Base):
    """A reading as it was submitted. ``seal`` is the hash of all that it says.

    ``grades`` is domain to grade (or ``not_applicable``, ``not_enough_evidence``); ``evidence`` is
    domain to sentence; ``had`` what the reader had before them. ``first_of`` is empty on a
    correction, so that only one first reading of a person and case can be.
    """

    __tablename__ = "moderation_readings"
    __table_args__ = (
        UniqueConstraint("authority_id", "request_key"),
        UniqueConstraint("supersedes"),
        UniqueConstraint("case_id", "person_id", "kind", "first"),
        CheckConstraint("kind in ('home', 'peer', 'after_discussion', 'panel')", name="kind_known"),
        CheckConstraint("(first is null) = (supersedes is not null)", name="first_or_correction"),
        CheckConstraint("kind = 'home' or not before", name="only_home_before"),
        CheckConstraint("minutes between 0 and 1440", name="minutes_sensible"),
    )
    insert_only = True
    opened_by = "reveal"

    id: Mapped[UUID] = uuid_key()
    region_id: Mapped[UUID] = mapped_column(ForeignKey("regions.id"), index=True)
    round_id: Mapped[UUID] = mapped_column(ForeignKey("moderation_rounds.id"), index=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("moderation_cases.id"), index=True)
    person_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(String(20))
    grades: Mapped[dict[str, Any]] = mapped_column(JSON)
    evidence: Mapped[dict[str, Any]] = mapped_column(JSON)
    had: Mapped[list[str]] = mapped_column(JSON)
    minutes: Mapped[int] = mapped_column(Integer)
    before: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str | None] = mapped_column(String(40))
    first: Mapped[bool | None]
    supersedes: Mapped[UUID | None] = mapped_column(ForeignKey("moderation_readings.id"))
    request_key: Mapped[str] = mapped_column(String(64))
    seal: Mapped[str] = mapped_column(String(64))
    submitted_at: Mapped[datetime]


class ReadingStanding(Owned, Base):
    """What makes a reading count differently: void, late or lapsed, and why."""

    __tablename__ = "moderation_reading_standings"
    __table_args__ = (
        UniqueConstraint("reading_id", "standing"),
        CheckConstraint("standing in ('void', 'late', 'lapsed')", name="standing_known"),
    )
    insert_only = True
    opened_by = "reveal"

    id: Mapped[UUID] = uuid_key()
    region_id: Mapped[UUID] = mapped_column(ForeignKey("regions.id"), index=True)
    reading_id: Mapped[UUID] = mapped_column(ForeignKey("moderation_readings.id"), index=True)
    standing: Mapped[str] = mapped_column(String(8))
    reason: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime]


class ReadingReceipt(Copy, Base):
    """The office is told that a reading is in: no grade, no time."""

    __tablename__ = "moderation_receipts"
    __table_args__ = (UniqueConstraint("case_id", "person_id", "number"),)

    id: Mapped[UUID] = uuid_key()
    round_id: Mapped[UUID] = mapped_column(ForeignKey("moderation_rounds.id"), index=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("moderation_cases.id"), index=True)
    person_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(String(20))
    number: Mapped[int] = mapped_column(Integer)


class RevealedReading(Copy, Base):
    """A reading given to one party when its case was revealed, or after; the reader is a mark."""

    __tablename__ = "moderation_revealed"
    __table_args__ = (UniqueConstraint("reading_id", "reader_id"),)
    opened_by = "reveal"

    id: Mapped[UUID] = uuid_key()
    region_id: Mapped[UUID] = mapped_column(ForeignKey("regions.id"), index=True)
    round_id: Mapped[UUID] = mapped_column(ForeignKey("moderation_rounds.id"), index=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("moderation_cases.id"), index=True)
    reading_id: Mapped[UUID] = mapped_column(ForeignKey("moderation_readings.id"))
    mark: Mapped[str] = mapped_column(String(12))
    kind: Mapped[str] = mapped_column(String(20))
    grades: Mapped[dict[str, Any]] = mapped_column(JSON)
    evidence: Mapped[dict[str, Any]] = mapped_column(JSON)
    had: Mapped[list[str]] = mapped_column(JSON)
    minutes: Mapped[int] = mapped_column(Integer)
    before: Mapped[bool] = mapped_column(default=False)
    late: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str | None] = mapped_column(String(40))
    seal: Mapped[str] = mapped_column(String(64))


class ReadingWithdrawal(Copy, Base):
    """Parties are told that a revealed reading counts no more, and why; their copies stay as rows.

    ``reason`` is ``void_conflict``: the reader had a conflict that was found after the reveal.
    """

    __tablename__ = "moderation_withdrawals"
    __table_args__ = (
        UniqueConstraint("reading_id", "reader_id"),
        CheckConstraint("reason in ('void_conflict')", name="reason_known"),
    )

    id: Mapped[UUID] = uuid_key()
    round_id: Mapped[UUID] = mapped_column(ForeignKey("moderation_rounds.id"), index=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("moderation_cases.id"), index=True)
    reading_id: Mapped[UUID] = mapped_column(ForeignKey("moderation_readings.id"))
    mark: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime]
