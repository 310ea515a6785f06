"""An authority's own tools: drafted, previewed, published, compared, adopted by the office."""

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regionqa.core.errors import Conflict, Forbidden, NotFound, Unprocessable
from regionqa.moderation import operations, queries
from regionqa.moderation.operations import own_tools
from regionqa.moderation.queries import own_tools as views
from regionqa.moderation.tools import first_tool, read_content, tool_changes
from tests.moderation.region import TOOL, Region

CONTENT = first_tool()[2]


def changed(place: int, grade: str, words: str) -> dict[str, Any]:
    """The packaged content with one sentence another."""
    content = deepcopy(CONTENT)
    content["domains"][place]["described"][grade] = words
    return content


def test_an_authority_publishes_its_own_tool_and_the_office_adopts_a_copy(region: Region) -> None:
    lead, other = (region.leads[place.id] for place in region.places[:2])
    without = changed(0, "good", "")
    with pytest.raises(Unprocessable) as refused:
        region.do(lead, own_tools.begin_own_tool, "Our audit", without)
    assert "describe good in a sentence" in str(refused.value.details)
    named = changed(0, "good", "Emma Johnson, born on 12 March 2015, was seen.")
    with pytest.raises(Unprocessable):
        region.do(lead, own_tools.begin_own_tool, "Our audit", named)
    with pytest.raises(Forbidden):
        region.do(region.coordinator, own_tools.begin_own_tool, "Our audit", CONTENT)
    first = region.do(lead, own_tools.begin_own_tool, "Our audit", CONTENT)
    better = changed(1, "good", "The child is known, and it shows.")
    region.do(lead, own_tools.save_own_tool, first, "Our audit", better, revision=1)
    with pytest.raises(Conflict, match="somewhere else"):
        region.do(lead, own_tools.save_own_tool, first, "Our audit", CONTENT, revision=1)
    for act in (own_tools.publish_own_tool, own_tools.retire_own_tool):
        with pytest.raises(NotFound):
            region.do(other, act, first)
    assert region.ask(region.coordinator, views.list_offers) == [], "a draft is nobody else's"
    region.do(lead, own_tools.publish_own_tool, first)
    with pytest.raises(Conflict):
        region.do(lead, own_tools.save_own_tool, first, "Our audit", CONTENT, revision=3)

    (offer,) = region.ask(region.coordinator, views.list_offers)
    made = region.do(region.coordinator, own_tools.adopt_offer, offer.id)
    assert region.do(region.coordinator, own_tools.adopt_offer, offer.id) == made, "sent twice"
    region.do(region.coordinator, operations.publish_tool, made)
    region.do(region.coordinator, operations.create_round, region.plan(tool_id=made))
    assert region.places[0].name in region.ask(region.coordinator, queries.get_tool, made).name
    _next_version(region, first, offer.code)
    assert region.ask(other, views.list_own_tools) == []


def _next_version(region: Region, first: Any, code: str) -> None:
    lead = region.leads[region.places[0].id]
    tool = region.ask(lead, views.get_own_tool, first)
    again = changed(0, "outstanding", "It changed what was done, and everybody could see why.")
    second = region.do(lead, own_tools.begin_own_tool, "Our audit", again, code=tool.code)
    with pytest.raises(Conflict, match="has a draft"):
        region.do(lead, own_tools.begin_own_tool, "Our audit", again, code=tool.code)
    seen = region.ask(lead, views.get_own_tool, second)
    assert (seen.version, seen.before) == (2, 1)
    assert [(one.domain, one.what) for one in seen.changes] == [
        (TOOL.domains[0].name, "Outstanding"),
        (TOOL.domains[1].name, "Good"),
    ]
    region.do(lead, own_tools.publish_own_tool, second)
    region.do(lead, own_tools.retire_own_tool, second)
    newest = next(
        one for one in region.ask(region.coordinator, views.list_offers) if one.version == 2
    )
    assert (newest.retired, newest.code) == (True, code)
    with pytest.raises(Conflict, match="retired"):
        region.do(region.coordinator, own_tools.adopt_offer, newest.id)


@given(st.lists(st.sampled_from(range(len(TOOL.domains))), unique=True, min_size=1))
def test_versions_that_differ_in_nothing_have_no_changes_and_back_is_the_same_count(
    kept: list[int],
) -> None:
    content = deepcopy(CONTENT)
    content["domains"] = [content["domains"][place] for place in kept]
    fewer = read_content(content)
    assert tool_changes(fewer, fewer) == []
    left_out = {one.domain for one in tool_changes(TOOL, fewer)}
    assert left_out == {one.name for one in TOOL.domains} - {one.name for one in fewer.domains}
    assert {one.domain for one in tool_changes(fewer, TOOL)} == left_out


def test_each_kind_of_change_is_named() -> None:
    content = deepcopy(CONTENT)
    content["scale"][3]["label"] = "Excellent"
    content["domains"][0]["name"] = "Assessing"
    content["domains"][1]["questions"] = ["Was the child heard?"]
    content["domains"][2]["key"] = "another"
    found = tool_changes(TOOL, read_content(content))
    assert [one.what for one in found] == [
        "Scale",
        "Name",
        "Questions",
        "Domain",
        "Domain",
    ]
    assert found[0].after.endswith("Excellent")
    assert (found[3].after, found[4].after) == ("New", "Left out")
