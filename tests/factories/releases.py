"""Rows of releases for whoever needs an example: a series, a release, what stands behind it."""

from datetime import date
from uuid import UUID, uuid4

from regionqa.benchmarking.gate.given import Given, given_to_json
from regionqa.benchmarking.gate.recipes import Printing, Recipe, recipe_to_json
from regionqa.benchmarking.models import (
    GateRun,
    Release,
    ReleaseContribution,
    ReleaseDefinition,
    ReleaseStanding,
)
from regionqa.core.database import Database
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session, unit_of_work
from tests.factories.moderation import office_of
from tests.factories.world import Place

CODE = "good_or_better"
FIRST, LAST = date(2025, 1, 1), date(2025, 12, 1)


def series(database: Database, place: Place) -> UUID:
    """A series of releases in a place's region."""
    scope = office_of(place)
    with unit_of_work(database, scope):
        row = ReleaseDefinition(
            id=uuid4(),
            region_id=place.region_id,
            title=f"Series {uuid4().hex[:8]}",
            window_months=12,
            measures=[{"code": CODE}],
            created_at=now(),
        )
        session(scope).add(row)
    return row.id


def release(database: Database, place: Place) -> UUID:
    """A release in its own-figure check, to which the place has given a dispute."""
    definition_id, scope = series(database, place), office_of(place)
    with unit_of_work(database, scope):
        held = Release(
            id=uuid4(),
            region_id=place.region_id,
            definition_id=definition_id,
            title="An example",
            state="checking",
            first_month=FIRST,
            last_month=LAST,
            recipe=recipe_to_json(Recipe(1, (Printing(CODE),))),
            proposed_by=uuid4(),
            created_at=now(),
            check_opened_at=now(),
            check_due=date(2027, 1, 1),
        )
        session(scope).add(held)
    own = place.scope()
    with unit_of_work(database, own):
        session(own).add(
            ReleaseStanding(
                owner_id=place.id,
                reader_id=scope.authority_id,
                release_id=held.id,
                number=1,
                state="disputed",
                measures={CODE: "given"},
                synthetic=True,
                agrees=True,
                said="A month is missing",
                at=now(),
            )
        )
    return held.id


def contribution(database: Database, place: Place, word: str) -> None:
    """What an authority gave, and a look of the gate, with a word of its own in each."""
    release_id, scope = release(database, place), place.scope()
    with unit_of_work(database, scope):
        session(scope).add_all(
            [
                ReleaseContribution(
                    id=uuid4(),
                    authority_id=place.id,
                    release_id=release_id,
                    content=given_to_json({CODE: Given(state="awaited", why=word)}),
                    salt=uuid4().hex,
                    seal=word,
                    frozen_at=now(),
                ),
                GateRun(
                    id=uuid4(),
                    authority_id=place.id,
                    release_id=release_id,
                    number=1,
                    outcome="refused",
                    recipe=recipe_to_json(Recipe(1, (Printing(CODE),))),
                    verdict={},
                    beside=[],
                    data_hash=word,
                    at=now(),
                ),
            ]
        )
