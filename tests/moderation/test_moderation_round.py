"""A whole round, from the plan to the record."""

from datetime import timedelta

import pytest

from regionqa.core.errors import Unprocessable
from regionqa.moderation import queries
from tests.moderation.region import DOMAINS, START, Region


def test_a_round_goes_from_plan_to_publication(region: Region) -> None:
    region.begin()
    cases = sorted(region.homes(), key=str)
    assert len(cases) == 6
    region.read_all(cases[0], "good", "good", "good")
    assert region.state(cases[0]) == "agreed"
    region.read_all(cases[1], "outstanding", "good", "good")
    assert region.state(cases[1]) == "revealed"
    region.read_all(cases[2], "good", "inadequate", "good")
    assert region.state(cases[2]) == "in_discussion"
    home = region.auditors[region.homes()[cases[1]].id]
    seen = region.ask(home, queries.get_case, cases[1])
    assert seen.suggested == dict.fromkeys(DOMAINS, "good")
    region.settle(cases[1], "good")
    agreed = region.ask(home, queries.visible_agreed, cases[1])
    assert (agreed.outcome, dict(agreed.grades)) == ("settled", dict.fromkeys(DOMAINS, "good"))
    region.go_to(START + timedelta(days=32))
    assert region.ask(region.coordinator, queries.get_round, region.round_id).state == "reconciling"
    with pytest.raises(Unprocessable):
        region.step("lock_statistics")
    region.step("lock_statistics", reason="The window is over for the rest.")
    with pytest.raises(Unprocessable, match="Somebody other"):
        region.step("publish")
    region.step("publish", who=region.second)
    region.step("archive")
    assert region.ask(home, queries.get_round, region.round_id).state == "archived"
