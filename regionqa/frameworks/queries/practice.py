"""Reading practice standards, their versions and the steps each has taken."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select

from regionqa.core.errors import NotFound
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import read_once, session
from regionqa.frameworks.models import (
    PracticeStandard,
    PracticeStandardStep,
    PracticeStandardVersion,
)
from regionqa.frameworks.practice import Status


@dataclass(frozen=True, slots=True)
class StepTaken:
    """A step that a version has taken."""

    from_status: Status | None
    to_status: Status
    at: datetime
    note: str


@dataclass(frozen=True, slots=True)
class StandardVersion:
    """A version of a practice standard; ``version`` is the one that a form carries."""

    id: UUID
    number: int
    status: Status
    words: str
    sources: Sequence[str]
    changed_at: datetime
    version: int
    steps: tuple[StepTaken, ...]

    @property
    def in_force_from(self) -> datetime | None:
        """Since when it is or was in force."""
        days = [one.at for one in self.steps if one.to_status is Status.IN_FORCE]
        return days[-1] if days else None


@dataclass(frozen=True, slots=True)
class StandardView:
    """A practice standard with its versions, newest first."""

    id: UUID
    title: str
    versions: tuple[StandardVersion, ...]

    @property
    def in_force(self) -> StandardVersion | None:
        """The version in force."""
        return next((one for one in self.versions if one.status is Status.IN_FORCE), None)

    @property
    def upcoming(self) -> StandardVersion | None:
        """The version on its way to be in force."""
        ended = (Status.IN_FORCE, Status.RETIRED)
        return next((one for one in self.versions if one.status not in ended), None)


def list_standards(scope: Scope) -> list[StandardView]:
    """The practice standards of the authority in use, by title. Three queries."""
    unit = session(scope)
    steps: dict[UUID, list[StepTaken]] = {}
    for row in unit.scalars(select(PracticeStandardStep).order_by(PracticeStandardStep.at)):
        before = Status(row.from_status) if row.from_status else None
        taken = StepTaken(before, Status(row.to_status), row.at, row.note)
        steps.setdefault(row.version_id, []).append(taken)
    versions: dict[UUID, list[StandardVersion]] = {}
    ordered = select(PracticeStandardVersion).order_by(PracticeStandardVersion.number.desc())
    for held in unit.scalars(ordered):
        version = StandardVersion(
            held.id,
            held.number,
            Status(held.status),
            held.words,
            tuple(held.sources),
            held.changed_at,
            held.version,
            tuple(steps.get(held.id, ())),
        )
        versions.setdefault(held.standard_id, []).append(version)
    standards = unit.scalars(select(PracticeStandard).order_by(PracticeStandard.title))
    return [StandardView(one.id, one.title, tuple(versions.get(one.id, ()))) for one in standards]


def get_standard(scope: Scope, standard_id: UUID) -> StandardView:
    """One of them. Raises ``NotFound``."""
    for one in list_standards(scope):
        if one.id == standard_id:
            return one
    raise NotFound


IN_FORCE = (
    select(func.max(PracticeStandardStep.at).label("since"))
    .join(PracticeStandardVersion, PracticeStandardVersion.id == PracticeStandardStep.version_id)
    .where(
        PracticeStandardVersion.status == Status.IN_FORCE.value,
        PracticeStandardStep.to_status == Status.IN_FORCE.value,
    )
    .group_by(PracticeStandardVersion.id)
)
"""The moment since which each version in force is so."""


@read_once
def days_in_force(scope: Scope) -> list[date]:
    """The day since which each version in force is so. One query."""
    return [since.date() for since in session(scope).scalars(IN_FORCE)]
