"""The demonstration's rounds are whole, marked as made up, and where the tour wants them."""

import pytest

from regionqa.authorities.operations import record_agreement
from regionqa.moderation import demonstration, queries
from regionqa.moderation.queries.anchor_desks import list_my_anchors
from tests.moderation.region import SETTINGS, Region
from tests.moderation.test_moderation_anchors import mails_to_read, of_people


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_the_demonstration_has_three_rounds(region: Region) -> None:
    rounds = demonstration.fill(region.database, SETTINGS, record_agreement)
    found = {one.id: one for one in region.ask(region.coordinator, queries.list_rounds)}
    assert [found[one].state for one in rounds] == ["published", "reconciling", "grading"]
    assert all(one.synthetic for one in found.values())
    finished, talking, opened = rounds
    for place in region.places:
        lead = region.leads[place.id]
        results = region.ask(lead, queries.own_results, finished)
        assert results.state == "ok"
        assert results.figures.overall.cases == 4
        assert results.figures.overall.direction.points.value is not None
        assert region.ask(lead, queries.own_results, talking).state == "not_yet"
        assert region.ask(lead, queries.hours, finished).received > 0
    waiting = [
        one
        for held in region.readers.values()
        for reader in held
        for one in region.ask(reader, queries.list_my_readings, opened)
    ]
    assert waiting
    assert {one.state for one in waiting} == {"not_begun"}
    reads = region.readers[region.places[0].id]
    anchors = [one for who in reads for one in region.ask(who, list_my_anchors)]
    assert [(one.part, one.stage) for one in anchors] == [("reader", "read")] * len(reads)
    outbox = mails_to_read(region)
    told = {address for address, number in outbox.items() if number > 1}
    assert set(of_people(region, reads)) <= told, "of the round, and of its anchor"
    states = {one.state for one in region.ask(region.coordinator, queries.list_progress, talking)}
    assert states & {"revealed", "in_discussion"}
