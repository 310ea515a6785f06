"""Releases: what a region publishes of its measures, and what stands behind it.

What an authority contributes is its own and is read by the gate alone. The office is told where
each contributor stands by a copy, never a number; readers are given what was published by a copy.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from regionqa.core.tables import Base, Copy, Owned, Regional, uuid_key


class ReleaseDefinition(Regional, Base):
    """What a series of releases is: its measures, how long a window is, whether windows overlap.

    ``measures`` are codes of the catalogue with the way in which each is printed.
    """

    __tablename__ = "benchmark_definitions"
    __table_args__ = (
        UniqueConstraint("region_id", "title"),
        CheckConstraint("window_months in (3, 6, 12)", name="window_known"),
    )

    id: Mapped[UUID] = uuid_key()
    title: Mapped[str] = mapped_column(String(120))
    window_months: Mapped[int] = mapped_column(Integer)
    overlapping: Mapped[bool] = mapped_column(default=False)
    measures: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    version: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[datetime]

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  # SQLAlchemy's own form


class Release(Regional, Base):
    """One release: a window, its state, and once it is published what it rests on.

    ``recipe`` says how each measure is printed and under which version of the rules; with the
    frozen contributions it gives the published figures again. ``gate_number`` is the newest look
    of the gate, ``passed_number`` the one that passed this very recipe.
    """

    __tablename__ = "benchmark_releases"
    __table_args__ = (
        CheckConstraint(
            "state in ('draft', 'opening', 'checking', 'gate', 'refused', 'passed', 'published',"
            " 'withdrawn', 'abandoned')",
            name="state_known",
        ),
        CheckConstraint("first_month < last_month", name="window_in_order"),
        CheckConstraint(
            "state not in ('published', 'withdrawn') or (passed_number is not null"
            " and passed_number = gate_number and data_hash is not null"
            " and signed_by is not null and published_at is not null)",
            name="published_has_passed",
        ),
        CheckConstraint("signed_by is null or signed_by <> proposed_by", name="second_person"),
        CheckConstraint(
            "state <> 'passed' or (passed_number is not null and passed_number = gate_number)",
            name="passed_by_the_gate",
        ),
        CheckConstraint(
            "state not in ('withdrawn', 'abandoned') or ended_reason is not null",
            name="ended_with_reason",
        ),
        CheckConstraint(
            "state in ('draft', 'opening', 'abandoned') or check_due is not null",
            name="checked_has_due_day",
        ),
    )

    id: Mapped[UUID] = uuid_key()
    definition_id: Mapped[UUID] = mapped_column(ForeignKey("benchmark_definitions.id"), index=True)
    title: Mapped[str] = mapped_column(String(120))
    state: Mapped[str] = mapped_column(String(12))
    version: Mapped[int] = mapped_column(Integer)
    first_month: Mapped[date]
    last_month: Mapped[date]
    recipe: Mapped[dict[str, Any]] = mapped_column(JSON)
    synthetic: Mapped[bool] = mapped_column(default=False)
    proposed_by: Mapped[UUID]
    created_at: Mapped[datetime]
    check_opened_at: Mapped[datetime | None]
    check_due: Mapped[date | None]
    gate_number: Mapped[int] = mapped_column(Integer, default=0)
    passed_number: Mapped[int | None] = mapped_column(Integer)
    signed_by: Mapped[UUID | None]
    published_at: Mapped[datetime | None]
    data_hash: Mapped[str | None] = mapped_column(String(64))
    ended_reason: Mapped[str | None] = mapped_column(String(300))
    ended_at: Mapped[datetime | None]

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  # SQLAlchemy's own form


class ReleaseContribution(Owned, Base):
    """What an authority gives to a release, frozen: numerators and denominators by quarter.

    ``salt`` is known to the authority alone, so that the release's hash tells nobody a number.
    """

    __tablename__ = "benchmark_contributions"
    __table_args__ = (UniqueConstraint("authority_id", "release_id"),)
    insert_only = True

    id: Mapped[UUID] = uuid_key()
    release_id: Mapped[UUID] = mapped_column(ForeignKey("benchmark_releases.id"), index=True)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    salt: Mapped[str] = mapped_column(String(32))
    seal: Mapped[str] = mapped_column(String(64))
    frozen_at: Mapped[datetime]


class ReleaseStanding(Copy, Base):
    """A contributor tells the office where it stands; the highest ``number`` is how it is.

    ``measures`` says of each measure whether it is given, awaited, on too few cases or not
    comparable. ``agrees`` says that its agreements let members see it by name. ``said`` is the
    reason of a dispute, in the authority's words.
    """

    __tablename__ = "benchmark_standings"
    __table_args__ = (
        UniqueConstraint("release_id", "owner_id", "number"),
        CheckConstraint(
            "state in ('awaited', 'given', 'confirmed', 'disputed')", name="state_known"
        ),
        CheckConstraint("(state = 'disputed') = (said is not null)", name="dispute_has_reason"),
    )

    id: Mapped[UUID] = uuid_key()
    release_id: Mapped[UUID] = mapped_column(ForeignKey("benchmark_releases.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(10))
    measures: Mapped[dict[str, str]] = mapped_column(JSON)
    synthetic: Mapped[bool]
    agrees: Mapped[bool]
    said: Mapped[str | None] = mapped_column(String(500))
    at: Mapped[datetime]


class ReleaseSettlement(Copy, Base):
    """The office settles a dispute: the figures stand, or the authority is left out, and why."""

    __tablename__ = "benchmark_settlements"
    __table_args__ = (
        UniqueConstraint("release_id", "reader_id", "answers"),
        CheckConstraint("outcome in ('stands', 'left_out')", name="outcome_known"),
    )

    id: Mapped[UUID] = uuid_key()
    release_id: Mapped[UUID] = mapped_column(ForeignKey("benchmark_releases.id"), index=True)
    answers: Mapped[int] = mapped_column(Integer)
    outcome: Mapped[str] = mapped_column(String(8))
    reason: Mapped[str] = mapped_column(String(500))
    at: Mapped[datetime]


class GateRun(Owned, Base):
    """A look of the gate at one recipe: the office's own, and it holds nobody's numbers.

    ``verdict`` names which figure falls to whom, without a value, and the remedies that passed.
    ``products`` is what would be published, kept only where the recipe passed.
    """

    __tablename__ = "benchmark_gate_runs"
    __table_args__ = (
        UniqueConstraint("release_id", "number"),
        CheckConstraint("outcome in ('passed', 'refused')", name="outcome_known"),
        CheckConstraint("outcome = 'passed' or products is null", name="refused_prints_nothing"),
    )
    insert_only = True

    id: Mapped[UUID] = uuid_key()
    release_id: Mapped[UUID] = mapped_column(ForeignKey("benchmark_releases.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    outcome: Mapped[str] = mapped_column(String(8))
    recipe: Mapped[dict[str, Any]] = mapped_column(JSON)
    verdict: Mapped[dict[str, Any]] = mapped_column(JSON)
    products: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    beside: Mapped[list[str]] = mapped_column(JSON)
    data_hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]


class ReleaseProduct(Copy, Base):
    """What one reader is given of a published release, for one audience."""

    __tablename__ = "benchmark_products"
    __table_args__ = (
        UniqueConstraint("release_id", "reader_id", "audience"),
        CheckConstraint("audience in ('unnamed', 'members')", name="audience_known"),
    )

    id: Mapped[UUID] = uuid_key()
    release_id: Mapped[UUID] = mapped_column(ForeignKey("benchmark_releases.id"), index=True)
    audience: Mapped[str] = mapped_column(String(8))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime]
