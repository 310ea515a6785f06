"""What the pages that list things cost: statements for each, and how they grow with the cases."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import event

from tests.moderation.pages.visiting import Visits
from tests.moderation.region import Person, Region

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
# Pages that ask the same number of statements however many cases there are.
FLAT = {
    "/": 25,
    "/moderation/": 3,
    "/moderation/tools": 3,
    "/moderation/concerns": 4,
    "/moderation/profile": 8,
}
# Lists of cases ask as many for twelve cases as for four.
LISTS = {"/moderation/readings": 16, "/cases": 8, "/progress": 15}


@contextmanager
def counted(region: Region) -> Iterator[list[str]]:
    """The SELECT statements of the database meanwhile."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            statements.append(statement)

    engine = region.database.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


def cost(region: Region, visits: Visits, who: Person, path: str) -> int:
    """Statements of a page that was opened before."""
    visits.get(who, path)
    with counted(region) as statements:
        visits.get(who, path)
    return len(statements)


def test_pages_cost_what_is_said(region: Region, visits: Visits) -> None:
    region.begin()
    lead = region.leads[region.places[0].id]
    found = {path: cost(region, visits, lead, path) for path in FLAT}
    dear = {path: count for path, count in found.items() if count > FLAT[path]}
    assert not dear, f"more statements than said: {dear}"


def test_lists_cost_the_same_for_many_cases(region: Region, visits: Visits) -> None:
    region.begin()
    small = _lists(region, visits)
    region.begin(title="A second round", cases_per_authority=4)
    region.moment += timedelta(hours=1)  # a cookie from the future counts for nothing
    large = _lists(region, visits)
    for name, most in LISTS.items():
        assert large[name][0] > small[name][0]
        assert small[name][1] == large[name][1] <= most, f"{name}: {small[name]}, {large[name]}"


def _lists(region: Region, visits: Visits) -> dict[str, tuple[int, int]]:
    at = f"/moderation/rounds/{region.round_id}"
    home = region.places[0]
    reader = region.readers[home.id][0]
    every = region.homes()
    own = sum(1 for place in every.values() if place == home)
    read = visits.get(reader, "/moderation/readings").text.count('href="/moderation/cases/')
    return {
        "/moderation/readings": (read, cost(region, visits, reader, "/moderation/readings")),
        "/cases": (own, cost(region, visits, region.leads[home.id], f"{at}/cases")),
        "/progress": (len(every), cost(region, visits, region.coordinator, f"{at}/progress")),
    }
