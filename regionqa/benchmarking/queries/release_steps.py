"""How far releases are, in one statement, for who has to do something next."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from regionqa.benchmarking.machines import STANDING, state_for_readers
from regionqa.benchmarking.models import Release, ReleaseSettlement, ReleaseStanding
from regionqa.benchmarking.queries.releases import ANSWERED, NEWEST_FIRST
from regionqa.benchmarking.windows import Window
from regionqa.core.facts import HERE
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import read_once, session


@dataclass(frozen=True, slots=True)
class ReleaseStep:
    """What may wait in a release: to the office open ``disputes``, else the own ``standing``."""

    id: UUID
    definition_id: UUID
    title: str
    state: str
    window: Window
    synthetic: bool
    proposed_by: UUID
    check_due: date | None
    published_at: datetime | None
    standing: str | None
    disputes: int

    @property
    def published(self) -> bool:
        """Whether it stands."""
        return self.state in STANDING

    @property
    def asks(self) -> bool:
        """Whether the authority in use has to give its figures, or its word on them."""
        asked = self.state == "checking" and self.standing is not None
        return asked and self.standing not in ANSWERED


_LATER = aliased(ReleaseStanding)
_STEPS = select(
    Release.id,
    Release.definition_id,
    Release.title,
    Release.state,
    Release.first_month,
    Release.last_month,
    Release.synthetic,
    Release.proposed_by,
    Release.check_due,
    Release.published_at,
    select(ReleaseStanding.state)
    .where(ReleaseStanding.release_id == Release.id, ReleaseStanding.owner_id == HERE)
    .order_by(ReleaseStanding.number.desc())
    .limit(1)
    .scalar_subquery()
    .label("standing"),
    select(func.count(ReleaseStanding.id))
    .where(
        ReleaseStanding.release_id == Release.id,
        ReleaseStanding.state == "disputed",
        ~select(_LATER.id)
        .where(
            _LATER.release_id == ReleaseStanding.release_id,
            _LATER.owner_id == ReleaseStanding.owner_id,
            _LATER.number > ReleaseStanding.number,
        )
        .exists(),
        ~select(ReleaseSettlement.id)
        .where(
            ReleaseSettlement.release_id == ReleaseStanding.release_id,
            ReleaseSettlement.reader_id == ReleaseStanding.owner_id,
            ReleaseSettlement.answers == ReleaseStanding.number,
        )
        .exists(),
    )
    .scalar_subquery()
    .label("disputes"),
).order_by(*NEWEST_FIRST)


@read_once
def list_steps(scope: Scope) -> list[ReleaseStep]:
    """How far each release of the region is, the newest window first. One query."""
    rows = session(scope).execute(_STEPS, {"here": scope.authority_id})
    return [
        ReleaseStep(
            row.id,
            row.definition_id,
            row.title,
            row.state if scope.office else state_for_readers(row.state),
            Window(row.first_month, row.last_month),
            row.synthetic,
            row.proposed_by,
            row.check_due,
            row.published_at,
            row.standing,
            row.disputes,
        )
        for row in rows
    ]
