"""Freezing the counts over a region: an authority's contribution, and the region's snapshot.

``regionqa.frameworks.freezing`` runs these, one authority at a time.
"""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from regionqa.core import events, jobs
from regionqa.core.errors import Conflict, Unprocessable
from regionqa.core.permissions import require
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session
from regionqa.frameworks.answers import Sharing
from regionqa.frameworks.models import CrosswalkContribution, CrosswalkSnapshot
from regionqa.frameworks.policy import MANAGE_REGION
from regionqa.frameworks.queries.framework import sharing_levels
from regionqa.frameworks.queries.versions import find_latest
from regionqa.frameworks.set_dates import last_set_date

FREEZE = "frameworks.freeze"

CONTRIBUTED = events.declare(
    "crosswalk.contributed",
    "set_on",
    "components",
    sentence="Was counted in {components} components for {set_on}",
)
FROZEN = events.declare(
    "crosswalk.frozen", "set_on", sentence="Froze the crosswalk’s counts for {set_on}"
)


def take_contribution(scope: Scope, set_on: date) -> None:
    """Keep what the authority adds to the counts of a set date; a second call changes nothing.

    Only what is approved and shared, in counts or by name, is taken.
    """
    unit = session(scope)
    held = unit.scalar(
        select(CrosswalkContribution.id).where(CrosswalkContribution.set_on == set_on)
    )
    if held is not None:
        return
    version = find_latest(scope)
    levels = sharing_levels(scope)
    answers: dict[str, Any] = {}
    for one in version.content["components"] if version else ():
        level = levels.get(one["key"], Sharing.PRIVATE)
        if level is not Sharing.PRIVATE and one["coverage"]:
            answers[one["key"]] = [one["coverage"], one["maturity"], level is Sharing.NAMED]
    unit.add(
        CrosswalkContribution(
            id=uuid4(), authority_id=scope.authority_id, set_on=set_on, answers=answers
        )
    )
    events.record(scope, CONTRIBUTED, set_on=set_on.isoformat(), components=len(answers))


def store_snapshot(scope: Scope, set_on: date, content: dict[str, Any]) -> None:
    """Keep the region's counts of a set date. Raises ``Conflict`` where they are frozen already."""
    unit = session(scope)
    if unit.scalar(select(CrosswalkSnapshot.id).where(CrosswalkSnapshot.set_on == set_on)):
        raise Conflict(f"The counts for {set_on} are frozen already.")
    snapshot = CrosswalkSnapshot(
        id=uuid4(), region_id=scope.region_id, set_on=set_on, made_at=now(), content=content
    )
    unit.add(snapshot)
    events.record(scope, FROZEN, snapshot.id, set_on=set_on.isoformat())


def ask_to_freeze(scope: Scope, set_on: date, then: str) -> UUID:
    """Ask for the counts of a set date in the background, once; the job's id.

    Raises ``Unprocessable`` for a day that is no set date that has passed.
    """
    require(scope, MANAGE_REGION)
    if set_on != last_set_date(now().date()):
        raise Unprocessable("Only the newest set date can be counted.")
    return jobs.enqueue(
        scope,
        FREEZE,
        {"set_on": set_on.isoformat()},
        title=f"Counting the region’s frameworks for {set_on.day} {set_on:%B %Y}",
        key=f"{FREEZE} {scope.region_id} {set_on}",
        then=then,
    )
