"""Taking part: contacts and drill, readers, conflicts, frames, cases drawn, assignments."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Integer,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from regionqa.core.tables import Base, Copy, Owned, uuid_key


class InRound:
    """A row of one round."""

    id: Mapped[UUID] = uuid_key()

    @declared_attr
    def round_id(self) -> Mapped[UUID]:
        """The round."""
        return mapped_column(ForeignKey("moderation_rounds.id"), index=True)


class OnCase(InRound):
    """A row about one case of a round."""

    @declared_attr
    def case_id(self) -> Mapped[UUID]:
        """The case."""
        return mapped_column(ForeignKey("moderation_cases.id"), index=True)


class Participation(InRound, Copy, Base):
    """An authority tells the office that it takes part, or no longer; the newest row counts."""

    __tablename__ = "moderation_participations"
    __table_args__ = (
        UniqueConstraint("round_id", "owner_id", "number"),
        CheckConstraint("standing in ('joined', 'left')", name="standing_known"),
        CheckConstraint(
            "standing = 'left' or (day_contact <> '' and out_of_hours_contact <> ''"
            " and drilled_on is not null)",
            name="joined_has_contacts_and_drill",
        ),
    )

    number: Mapped[int] = mapped_column(Integer)
    standing: Mapped[str] = mapped_column(String(8))
    way: Mapped[str] = mapped_column(String(10))
    day_contact: Mapped[str] = mapped_column(String(200))
    out_of_hours_contact: Mapped[str] = mapped_column(String(200))
    drilled_on: Mapped[date | None]
    at: Mapped[datetime]


class RoundReader(InRound, Copy, Base):
    """An authority offers a person as a reader; the newest row of a person counts."""

    __tablename__ = "moderation_readers"
    __table_args__ = (
        UniqueConstraint("round_id", "person_id", "number"),
        CheckConstraint("capacity between 0 and 60", name="capacity_sensible"),
    )

    person_id: Mapped[UUID]
    name: Mapped[str] = mapped_column(String(80))
    number: Mapped[int] = mapped_column(Integer)
    capacity: Mapped[int] = mapped_column(Integer)
    expertise: Mapped[list[str]] = mapped_column(JSON)
    at: Mapped[datetime]


class DeclaredConflict(InRound, Copy, Base):
    """A person must not read a case, or any case of an authority. It is never taken back."""

    __tablename__ = "moderation_conflicts"
    __table_args__ = (
        CheckConstraint("(case_id is null) <> (against_id is null)", name="case_or_authority"),
    )

    person_id: Mapped[UUID]
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("moderation_cases.id"))
    against_id: Mapped[UUID | None] = mapped_column(ForeignKey("authorities.id"))
    reason: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime]


class FrameCase(InRound, Owned, Base):
    """A line of an authority's frame: a reference of its own making, never a child's details."""

    __tablename__ = "moderation_frame_cases"
    __table_args__ = (UniqueConstraint("round_id", "authority_id", "reference"),)

    reference: Mapped[str] = mapped_column(String(40))
    service: Mapped[str] = mapped_column(String(80))
    age_band: Mapped[str] = mapped_column(String(20))


class CaseReference(InRound, Owned, Base):
    """Which of the authority's cases a drawn case is. Only the home authority has it."""

    __tablename__ = "moderation_case_references"
    __table_args__ = (
        UniqueConstraint("case_id"),
        CheckConstraint("(replaces_id is null) = (reason is null)", name="substitute_has_reason"),
    )

    case_id: Mapped[UUID]
    reference: Mapped[str] = mapped_column(String(40))
    place: Mapped[int] = mapped_column(Integer)
    auditor_id: Mapped[UUID | None]
    replaces_id: Mapped[UUID | None]
    reason: Mapped[str | None] = mapped_column(String(40))


class CaseHome(InRound, Copy, Base):
    """The home authority tells the office which case it has drawn: no reference, no auditor."""

    __tablename__ = "moderation_case_homes"
    __table_args__ = (UniqueConstraint("case_id"),)

    case_id: Mapped[UUID]
    place: Mapped[int] = mapped_column(Integer)
    service: Mapped[str] = mapped_column(String(80))
    age_band: Mapped[str] = mapped_column(String(20))
    way: Mapped[str] = mapped_column(String(10))
    replaces_id: Mapped[UUID | None]
    reason: Mapped[str | None] = mapped_column(String(40))


class Assignment(OnCase, Copy, Base):
    """The office asks a person of an authority to read a case. Only that authority is told."""

    __tablename__ = "moderation_assignments"
    __table_args__ = (UniqueConstraint("case_id", "person_id"), UniqueConstraint("case_id", "mark"))

    person_id: Mapped[UUID]
    mark: Mapped[str] = mapped_column(String(12))
    plan_version: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime]


class AssignmentAnswer(OnCase, Copy, Base):
    """What became of an assignment; the highest number counts. Either party may say so."""

    __tablename__ = "moderation_assignment_answers"
    __table_args__ = (
        UniqueConstraint("assignment_id", "number"),
        CheckConstraint(
            "standing in ('confirmed', 'declined', 'conflict', 'lapsed', 'withdrawn')",
            name="standing_known",
        ),
    )

    assignment_id: Mapped[UUID] = mapped_column(ForeignKey("moderation_assignments.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    standing: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str | None] = mapped_column(String(40))
    opened: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime]


class CaseContact(OnCase, Copy, Base):
    """Whom to ring for the child of a case: the reader has it once they have raised a concern."""

    __tablename__ = "moderation_case_contacts"
    __table_args__ = (UniqueConstraint("case_id", "reader_id"),)

    home_id: Mapped[UUID] = mapped_column(ForeignKey("authorities.id"))
    day_contact: Mapped[str] = mapped_column(String(200))
    out_of_hours_contact: Mapped[str] = mapped_column(String(200))
