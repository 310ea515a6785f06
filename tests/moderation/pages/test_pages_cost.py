"""What the pages cost: statements for each, which do not grow with the cases."""

from datetime import timedelta
from uuid import UUID

import pytest

from regionqa.moderation.operations import anchors
from regionqa.moderation.queries.rounds import list_tools
from tests.moderation.pages.visiting import Visits
from tests.moderation.region import Person, Region
from tests.support.statements import heard

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
HERE, CASE, SHOWN = "{round}", "{case}", "{revealed}"
# Whose page, its address, and the statements that it asks at most, however many cases there are.
# The home page has panels of every feature.
PAGES = {
    ("lead", "/"): 10,
    ("lead", "/moderation/"): 3,
    ("lead", "/moderation/tools"): 3,
    ("lead", "/moderation/concerns"): 4,
    ("lead", "/moderation/profile"): 8,
    ("lead", "/moderation/readings"): 4,
    ("lead", f"/moderation/rounds/{HERE}"): 3,
    ("lead", f"/moderation/rounds/{HERE}/cases"): 7,
    ("lead", f"/moderation/rounds/{HERE}/differences"): 5,
    ("lead", f"/moderation/cases/{SHOWN}"): 11,
    ("reader", "/"): 7,
    ("reader", "/moderation/readings"): 6,
    ("reader", "/moderation/profile"): 6,
    ("reader", f"/moderation/rounds/{HERE}/differences"): 5,
    ("reader", f"/moderation/cases/{CASE}"): 9,
    ("reader", f"/moderation/cases/{CASE}/grade"): 13,
    ("reader", f"/moderation/cases/{SHOWN}"): 12,
    ("auditor", "/moderation/readings"): 6,
    ("auditor", f"/moderation/cases/{SHOWN}"): 12,
    ("coordinator", "/"): 6,
    ("coordinator", "/moderation/anchors"): 5,
    ("coordinator", f"/moderation/rounds/{HERE}/call"): 6,
    ("coordinator", f"/moderation/rounds/{HERE}/allocation"): 7,
    ("coordinator", f"/moderation/rounds/{HERE}/progress"): 9,
    ("coordinator", f"/moderation/cases/{CASE}"): 11,
    ("coordinator", f"/moderation/cases/{SHOWN}"): 15,
}


def cost(region: Region, visits: Visits, who: Person, path: str) -> int:
    """Statements of a page that was opened before."""
    visits.get(who, path)
    with heard(region.database.engine) as statements:
        visits.get(who, path)
    return len(statements)


def test_no_page_costs_more_for_more_cases(region: Region, visits: Visits) -> None:
    region.begin()
    home = region.places[0].id
    shown = next(key for key, place in region.homes().items() if place.id == home)
    region.read_all(shown, "good", "good", "requires_improvement")
    reader = region.assigned(shown)[0]
    blind = next(
        key
        for key, place in region.homes().items()
        if key != shown and reader in region.assigned(key)
    )
    people = {
        "lead": region.leads[home],
        "reader": reader,
        "auditor": region.auditors[home],
        "coordinator": region.coordinator,
    }
    known = {"case": blind, "revealed": shown}
    _anchor(region, reader)
    small, few = _costs(region, visits, people, known), _readings(visits, reader)
    region.begin(title="A second round", cases_per_authority=4)
    region.moment += timedelta(hours=1)  # a cookie from the future counts for nothing
    _anchor(region, reader)
    large, many = _costs(region, visits, people, known), _readings(visits, reader)
    assert many >= 2 * few > 0
    grown = {page: (small[page], large[page]) for page in small if large[page] > small[page]}
    assert not grown, f"more statements for more cases: {grown}"
    dear = {page: small[page] for page in small if small[page] > PAGES[page]}
    assert not dear, f"more statements than said: {dear}"


def _anchor(region: Region, reader: Person) -> None:
    """An anchor on whose panel the reader sits."""
    tool = region.ask(region.coordinator, list_tools)[0]
    others = [region.readers[place.id][0] for place in region.places if place != reader.place]
    region.do(
        region.coordinator,
        anchors.create_anchor,
        title="A winter move",
        service="Care",
        age_band="5 to 9",
        papers="The child was seen at school and at home, and the plan has steps. " * 9,
        tool_id=tool.id,
        people=[reader.id, *(one.id for one in others)],
    )


def _costs(
    region: Region, visits: Visits, people: dict[str, Person], known: dict[str, UUID]
) -> dict[tuple[str, str], int]:
    return {
        (who, path): cost(region, visits, people[who], path.format(round=region.round_id, **known))
        for who, path in PAGES
    }


def _readings(visits: Visits, reader: Person) -> int:
    return visits.get(reader, "/moderation/readings").text.count('href="/moderation/cases/')
