"""After the reveal: questions and discussion, positions taken, agreed grades; and concerns."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from regionqa.core.tables import Base, Copy, Owned, uuid_key
from regionqa.moderation.models.taking_part import OnCase


class Message(OnCase, Copy, Base):
    """What somebody wrote in a thread of a case, given to the office to pass on without a name."""

    __tablename__ = "moderation_messages"
    __table_args__ = (
        UniqueConstraint("owner_id", "request_key"),
        CheckConstraint("thread in ('question', 'discussion')", name="thread_known"),
    )

    person_id: Mapped[UUID]
    mark: Mapped[str] = mapped_column(String(12))
    thread: Mapped[str] = mapped_column(String(12))
    domain: Mapped[str | None] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(String(4000))
    request_key: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]


class MessageCopy(OnCase, Copy, Base):
    """A message passed on by the office, which says from which mark it came and no name."""

    __tablename__ = "moderation_message_copies"
    __table_args__ = (UniqueConstraint("message_id", "reader_id"),)

    message_id: Mapped[UUID]
    mark: Mapped[str] = mapped_column(String(12))
    thread: Mapped[str] = mapped_column(String(12))
    domain: Mapped[str | None] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(String(4000))
    at: Mapped[datetime]


class Position(OnCase, Copy, Base):
    """Where a party stands on a revealed case; a person's newest one counts."""

    __tablename__ = "moderation_positions"
    __table_args__ = (
        UniqueConstraint("owner_id", "request_key"),
        CheckConstraint(
            "stance in ('accept', 'discuss', 'propose', 'escalate', 'dissent', 'panel',"
            " 'unresolved')",
            name="stance_known",
        ),
    )

    person_id: Mapped[UUID]
    mark: Mapped[str] = mapped_column(String(12))
    stance: Mapped[str] = mapped_column(String(12))
    grades: Mapped[dict[str, Any]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(String(1000))
    call: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    request_key: Mapped[str] = mapped_column(String(64))
    number: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime]


class PositionCopy(OnCase, Copy, Base):
    """A position passed on by the office, by mark."""

    __tablename__ = "moderation_position_copies"
    __table_args__ = (UniqueConstraint("position_id", "reader_id"),)

    position_id: Mapped[UUID]
    mark: Mapped[str] = mapped_column(String(12))
    stance: Mapped[str] = mapped_column(String(12))
    grades: Mapped[dict[str, Any]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(String(1000))
    at: Mapped[datetime]


class AgreedGrade(OnCase, Copy, Base):
    """What a case was agreed at, given to each party: a second line beside the home's own."""

    __tablename__ = "moderation_agreed"
    __table_args__ = (
        UniqueConstraint("case_id", "reader_id"),
        CheckConstraint(
            "outcome in ('unanimous', 'settled', 'discussed', 'panel', 'unresolved')",
            name="outcome_known",
        ),
    )

    outcome: Mapped[str] = mapped_column(String(12))
    grades: Mapped[dict[str, Any]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(String(1000))
    dissent: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    at: Mapped[datetime]


class Concern(OnCase, Owned, Base):
    """A reader is worried for a child: kept by the reader's authority, told to the home alone."""

    __tablename__ = "moderation_concerns"
    __table_args__ = (UniqueConstraint("authority_id", "request_key"),)
    insert_only = True

    person_id: Mapped[UUID]
    immediate: Mapped[bool]
    what: Mapped[str] = mapped_column(String(2000))
    request_key: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]


class ConcernCopy(OnCase, Copy, Base):
    """The concern as the home authority has it, with the clock that runs until it answers."""

    __tablename__ = "moderation_concern_copies"
    __table_args__ = (UniqueConstraint("concern_id"),)

    concern_id: Mapped[UUID]
    immediate: Mapped[bool]
    what: Mapped[str] = mapped_column(String(2000))
    raised_at: Mapped[datetime]
    answer_by: Mapped[datetime]


class ConcernAnswer(OnCase, Copy, Base):
    """The home authority says that it has the concern in hand."""

    __tablename__ = "moderation_concern_answers"
    __table_args__ = (UniqueConstraint("concern_id"),)

    concern_id: Mapped[UUID]
    person_id: Mapped[UUID]
    at: Mapped[datetime]


class ConcernFollowUp(OnCase, Owned, Base):
    """What the home authority decided and did, until the concern is stepped down: its own."""

    __tablename__ = "moderation_concern_follow_ups"
    __table_args__ = (CheckConstraint("category in (1, 2)", name="category_known"),)
    insert_only = True

    concern_id: Mapped[UUID]
    person_id: Mapped[UUID]
    category: Mapped[int] = mapped_column(Integer)
    note: Mapped[str] = mapped_column(String(2000))
    stepped_down_on: Mapped[date | None]
    at: Mapped[datetime]


class Consent(Owned, Base):
    """A person lets their lead see their profile, from one moment until another."""

    __tablename__ = "moderation_consents"
    __table_args__ = (CheckConstraint("until is null or until >= since", name="ends_after_begin"),)

    id: Mapped[UUID] = uuid_key()
    person_id: Mapped[UUID] = mapped_column(index=True)
    since: Mapped[datetime]
    until: Mapped[datetime | None]


class CaseHours(Owned, Base):
    """Minutes that somebody gave to a case beside the reading itself, such as the discussion."""

    __tablename__ = "moderation_hours"
    __table_args__ = (CheckConstraint("minutes between 1 and 1440", name="minutes_sensible"),)
    insert_only = True

    id: Mapped[UUID] = uuid_key()
    round_id: Mapped[UUID] = mapped_column(ForeignKey("moderation_rounds.id"), index=True)
    person_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(String(20))
    minutes: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime]
