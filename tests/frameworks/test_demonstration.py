"""The demonstration’s frameworks are made up, the same each time, and say so where they stand."""

from datetime import date

import pytest

from regionqa.core.database import Database
from regionqa.core.unit_of_work import unit_of_work
from regionqa.frameworks.demonstration import Member, seed_frameworks
from regionqa.frameworks.queries.crosswalk import find_snapshot
from tests.conftest import Browse
from tests.factories.world import World
from tests.frameworks.building import lead_of, more_authorities


@pytest.mark.writes_reference
def test_synthetic_frameworks_say_so_on_every_page(
    browse_as: Browse, database: Database, world: type[World]
) -> None:
    places = [world.a, world.b, *more_authorities(database, 6)]
    members = [Member(place.id, place.region_id) for place in places]
    seed_frameworks(database, members, office_id=world.office.id, today=date(2026, 11, 21))
    lead = browse_as("qa_lead", place=world.a)
    office = browse_as("regional_lead", place=world.office)
    for client, addresses in (
        (lead, ("/framework/", "/framework/components/audit", "/framework/whole",
                "/framework/questions", "/framework/summary", "/framework/versions/1",
                "/crosswalk/", "/crosswalk/fullest", "/crosswalk/gaps")),
        (office, ("/crosswalk/", "/crosswalk/fullest", "/crosswalk/gaps")),
    ):  # fmt: skip
        for address in addresses:
            page = client.get(address)
            assert page.status_code == 200, address
            assert "Synthetic." in page.text, address
    assert "from" in lead.get("/framework/summary").text
    assert ", named by hand" in office.get("/crosswalk/fullest").text
    assert "Quarterly performance board" in lead.get("/framework/components/meetings").text
    scope = lead_of(world.a)
    with unit_of_work(database, scope, write=False):
        snapshot = find_snapshot(scope)
    assert snapshot is not None
    assert snapshot.set_on == date(2026, 10, 31)
