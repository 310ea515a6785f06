"""What of a framework the home page tells an owner, and that it asks no more than it needs."""

from datetime import date, timedelta
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from regionqa.core.database import Database
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import unit_of_work
from regionqa.frameworks import Evidence, evidence_for
from regionqa.frameworks import evidence as registry
from regionqa.frameworks.evidence import has_recent, is_stale
from regionqa.frameworks.operations.additions import (
    add_component,
    list_additions,
    retire_addition,
)
from tests.conftest import Browse
from tests.factories.world import World
from tests.frameworks.building import lead_of, say

TODAY = date(2026, 11, 28)
days = st.one_of(st.none(), st.integers(-30, 800).map(lambda ago: TODAY - timedelta(days=ago)))
held = st.builds(Evidence, st.just("things"), st.integers(0, 3), days)


@given(st.lists(st.one_of(st.none(), held), max_size=4))
def test_what_is_recent_is_what_is_not_stale(told: list[Evidence | None]) -> None:
    sources = {str(at): (lambda _scope, one=one: one) for at, one in enumerate(told)}
    with patch.object(registry, "_SOURCES", {"audit": sources}):
        whole = evidence_for(Scope(), "audit")
        assert has_recent(Scope(), "audit", TODAY) is not is_stale(whole, TODAY)


def test_an_owner_is_told_of_added_components_and_not_of_retired_ones(
    browse_as: Browse, database: Database, world: type[World]
) -> None:
    scope = lead_of(world.a)
    say(database, world.a, "meetings", "A board.", coverage="full", owner_role="head_of_service")
    with unit_of_work(database, scope):
        added = add_component(scope, "Peer circles", "To learn", (), confirmed=True)
    say(database, world.a, added, "x", coverage="part", owner_role="head_of_service")
    head = browse_as("head_of_service", place=world.a)
    page = head.get("/").text
    assert "No evidence for twelve months: 2 components" in page
    assert "You own Performance meetings and reports; Peer circles. Each is" in page
    with unit_of_work(database, scope):
        (held,) = list_additions(scope)
        retire_addition(scope, held.id)
    assert "No evidence for twelve months: Performance meetings" in head.get("/").text
