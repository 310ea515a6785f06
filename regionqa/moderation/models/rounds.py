"""Rounds and the cases in them.

A round and its list of cases are the region's; the list names no home authority. Where a case has
got to is the office's own row, and each party is told by a copy: nobody else learns it.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Integer,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from regionqa.core.tables import Base, Copy, Owned, Regional, uuid_key


class Round(Regional, Base):
    """A moderation round. Days are London's; what happens by a day happens by 17:00 on it."""

    __tablename__ = "moderation_rounds"
    __table_args__ = (
        CheckConstraint(
            "state in ('draft', 'call_open', 'allocating', 'confirming', 'grading', 'reconciling',"
            " 'statistics_locked', 'published', 'archived', 'cancelled')",
            name="state_known",
        ),
        CheckConstraint(
            "call_closes_on < confirm_by and confirm_by <= opens_on and opens_on < closes_on",
            name="days_in_order",
        ),
        CheckConstraint("readers_per_case between 1 and 6", name="readers_sensible"),
        CheckConstraint("cases_per_authority between 1 and 60", name="cases_sensible"),
        CheckConstraint("(state = 'draft') = (seed is null)", name="seed_after_draft"),
        CheckConstraint(
            "(state in ('statistics_locked', 'published')) <= (locked_at is not null)",
            name="locked_has_date",
        ),
    )

    id: Mapped[UUID] = uuid_key()
    title: Mapped[str] = mapped_column(String(120))
    theme: Mapped[str | None] = mapped_column(String(200))
    synthetic: Mapped[bool] = mapped_column(default=False)
    tool_id: Mapped[UUID] = mapped_column(ForeignKey("moderation_tools.id"))
    state: Mapped[str] = mapped_column(String(20))
    version: Mapped[int] = mapped_column(Integer)
    cases_per_authority: Mapped[int] = mapped_column(Integer)
    readers_per_case: Mapped[int] = mapped_column(Integer)
    hours_per_case: Mapped[int] = mapped_column(Integer)
    call_closes_on: Mapped[date]
    confirm_by: Mapped[date]
    opens_on: Mapped[date]
    closes_on: Mapped[date]
    grace_days: Mapped[int] = mapped_column(Integer)
    seed: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[datetime]
    ended_reason: Mapped[str | None] = mapped_column(String(500))
    ended_at: Mapped[datetime | None]
    locked_at: Mapped[datetime | None]
    locked_by: Mapped[UUID | None]
    snapshot_hash: Mapped[str | None] = mapped_column(String(64))
    linkage: Mapped[str | None] = mapped_column(String(12))
    report_version: Mapped[int] = mapped_column(Integer, default=0)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  # SQLAlchemy's own form


class RoundCase(Regional, Base):
    """A case in a round's list: what a reader may know before it is revealed, and no more."""

    __tablename__ = "moderation_cases"
    __table_args__ = (
        UniqueConstraint("round_id", "label"),
        CheckConstraint("way in ('pack', 'in_place')", name="way_known"),
    )

    id: Mapped[UUID] = uuid_key()
    round_id: Mapped[UUID] = mapped_column(ForeignKey("moderation_rounds.id"), index=True)
    label: Mapped[str] = mapped_column(String(20))
    service: Mapped[str] = mapped_column(String(80))
    age_band: Mapped[str] = mapped_column(String(20))
    way: Mapped[str] = mapped_column(String(10))


class CaseCourse(Owned, Base):
    """Where a case has got to: the office's row, changed by one function only."""

    __tablename__ = "moderation_case_courses"
    __table_args__ = (
        CheckConstraint(
            "state in ('drawn', 'allocated', 'in_blind', 'revealed', 'in_discussion', 'escalated',"
            " 'agreed', 'unresolved', 'closed', 'short', 'withdrawn')",
            name="state_known",
        ),
        CheckConstraint(
            "state not in ('drawn', 'allocated', 'in_blind', 'short') or revealed_at is null",
            name="blind_is_not_revealed",
        ),
        CheckConstraint(
            "state not in ('revealed', 'in_discussion', 'escalated', 'agreed', 'unresolved',"
            " 'closed') or revealed_at is not null",
            name="revealed_has_date",
        ),
    )

    case_id: Mapped[UUID] = mapped_column(ForeignKey("moderation_cases.id"), primary_key=True)
    round_id: Mapped[UUID] = mapped_column(ForeignKey("moderation_rounds.id"), index=True)
    home_id: Mapped[UUID] = mapped_column(ForeignKey("authorities.id"))
    state: Mapped[str] = mapped_column(String(16))
    outcome: Mapped[str | None] = mapped_column(String(16))
    version: Mapped[int] = mapped_column(Integer)
    revealed_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    chair_id: Mapped[UUID | None]

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  # SQLAlchemy's own form


class CaseStep(Copy, Base):
    """A party is told where a case has got to; the highest ``number`` is where it stands."""

    __tablename__ = "moderation_case_steps"
    __table_args__ = (UniqueConstraint("case_id", "reader_id", "number"),)

    id: Mapped[UUID] = uuid_key()
    round_id: Mapped[UUID] = mapped_column(ForeignKey("moderation_rounds.id"), index=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("moderation_cases.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(16))


class AllocationPlan(Owned, Base):
    """A draft of who reads what: the office's, seen by nobody else until it is released."""

    __tablename__ = "moderation_plans"
    __table_args__ = (
        UniqueConstraint("round_id", "version"),
        CheckConstraint(
            "state in ('solving', 'proposed', 'infeasible', 'released', 'replaced')",
            name="state_known",
        ),
    )

    id: Mapped[UUID] = uuid_key()
    round_id: Mapped[UUID] = mapped_column(ForeignKey("moderation_rounds.id"), index=True)
    version: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(12))
    seed: Mapped[int] = mapped_column(BigInteger)
    rules: Mapped[dict[str, Any]] = mapped_column(JSON)
    assignments: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    explained: Mapped[dict[str, Any]] = mapped_column(JSON)
    changes: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    inputs_hash: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime]
