"""A release from its proposal to its publication, and every way in which it is stopped."""

import pytest

from regionqa.benchmarking.queries import releases as reading
from regionqa.core.database import Database
from regionqa.core.errors import Forbidden
from tests.benchmarking.releasing import CODES, ReleasingRegion

pytestmark = pytest.mark.writes_reference


@pytest.fixture
def region(database: Database) -> ReleasingRegion:
    """Nine authorities, an office with a lead and a deputy."""
    return ReleasingRegion(database)


def test_a_release_goes_from_months_to_every_reader(region: ReleasingRegion) -> None:
    region.give_all()
    release_id = region.propose(region.define())
    region.open(release_id)
    assert region.release(release_id).state == "checking"
    standings = region.ask(region.lead, reading.list_standings, release_id)
    assert {one.state for one in standings.values()} == {"given"}
    assert set(standings) == {place.id for place in region.places}

    region.confirm(release_id)
    look = region.send(release_id)
    assert look.outcome == "passed", look.verdict
    with pytest.raises(Forbidden):
        region.publish(release_id, by=region.lead)
    region.publish(release_id)

    held = region.release(release_id)
    assert held.state == "published"
    assert held.data_hash == look.data_hash
    for place in region.places:
        product = region.ask(place.scope("dcs"), reading.find_unnamed, release_id)
        assert [one.code for one in product.figures] == list(CODES)
        assert product.about.data_hash == held.data_hash
