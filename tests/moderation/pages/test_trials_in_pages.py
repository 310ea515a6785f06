"""Practice, own tools, anchors and a withdrawn reading, by their pages."""

from uuid import UUID

import pytest
from sqlalchemy import select

from regionqa.core.mail import Mail
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import session, unit_of_work
from regionqa.moderation import queries
from regionqa.moderation.pages.tool_forms import tool_values
from regionqa.moderation.queries.anchors import list_anchors
from regionqa.moderation.queries.anchors_waiting import readers_outstanding
from regionqa.moderation.queries.own_tools import list_offers
from tests.factories.world import World
from tests.moderation.pages.test_round_in_pages import reading
from tests.moderation.pages.visiting import Visits, words
from tests.moderation.region import DOMAINS, Person, Region

AT_HOME = "/moderation/practice/lively-house"
pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)


def test_somebody_new_tries_a_practice_case(region: Region, visits: Visits) -> None:
    who = region.readers[region.places[0].id][0]
    assert "Try a practice case" in words(visits.get(who, "/"))
    assert "Three made-up cases" in words(visits.get(who, "/moderation/practice"))
    begun = reading("good", action="save", minutes="")
    visits.post(who, f"{AT_HOME}/try", begun)
    half = reading("good", version="1", **{f"evidence.{DOMAINS[0]}": ""})
    refused = visits.post(who, f"{AT_HOME}/try", half, 422)
    assert f"evidence.{DOMAINS[1]}" in refused.text
    assert "Say in a sentence" in words(refused)
    stale = visits.post(who, f"{AT_HOME}/try", reading("outstanding", action="save"), 409)
    assert "Saved elsewhere: Good" in words(stale), "both are shown"
    assert "The key:" not in visits.get(who, AT_HOME).text
    visits.post(who, f"{AT_HOME}/try", reading("good", version="1"))
    done = words(visits.get(who, AT_HOME))
    assert "The same grade in 2 of 5 domains, within one step in 5." in done
    assert "You: Good" in done
    assert "The key: Outstanding" in done
    assert "Try a practice case" not in words(visits.get(who, "/"))
    visits.get(who, "/moderation/practice/no-such-case", 404)


def test_an_own_tool_is_written_previewed_and_adopted(region: Region, visits: Visits) -> None:
    lead = region.leads[region.places[0].id]
    form = visits.get(lead, "/moderation/own-tools/new")
    assert "Each grade of each domain needs a sentence" in words(form)
    tool_id = region.plan().tool_id
    sent = tool_values(region.ask(region.coordinator, queries.get_tool, tool_id))
    sent |= {"name": "Our own audit", "action": "preview", "revision": "0"}
    begin = "/moderation/own-tools/begin"
    missing = visits.post(lead, begin, {**sent, "domain-0-good": ""}, 422)
    assert "describe good in a sentence" in words(missing)
    assert "As readers will see it" in words(visits.post(lead, begin, sent, 200))
    made = visits.post(lead, begin, {**sent, "action": "save"})
    at = made.location
    own = {**sent, "action": "save", "revision": "1", "domain-0-good": "It is known and weighed."}
    visits.post(lead, f"{at}/save", own)
    assert visits.post(lead, f"{at}/save", own, 409).text.count("It is known and weighed.") == 1
    visits.get(lead, f"{at}/edit")
    visits.post(lead, f"{at}/publish", {})
    following = visits.post(lead, f"{at}/next", {}).location.removesuffix("/edit")
    visits.post(lead, f"{following}/save", {**own, "domain-1-good": "The child is heard."})
    assert "What changed since version 1" in words(visits.get(lead, following))
    visits.get(region.leads[region.places[1].id], at, 404)
    assert "Our own audit" in words(visits.get(region.coordinator, "/moderation/tools"))
    (offer,) = region.ask(region.coordinator, list_offers)
    adopt = f"/moderation/tools/offers/{offer.id}"
    assert "Adopt a copy" in words(visits.get(region.coordinator, adopt))
    copied = visits.post(region.coordinator, f"{adopt}/adopt", {}).location
    assert region.places[0].name in words(visits.get(region.coordinator, copied))
    visits.post(lead, f"{at}/retire", {})
    assert "retired on" in words(visits.get(lead, at))


def test_an_anchor_goes_from_its_panel_to_its_readers(region: Region, visits: Visits) -> None:
    region.begin()
    office = region.coordinator
    panel = [region.readers[place.id][0] for place in region.places]
    reader = region.readers[region.places[0].id][1]
    tool = region.ask(office, queries.list_tools)[0]
    sent = {
        "title": "A winter move",
        "service": "Care",
        "age_band": "5 to 9",
        "papers": "The child was seen at school.\n\n" + "The plan has steps and dates. " * 12,
        "tool_id": str(tool.id),
        "people": [str(one.id) for one in panel],
    }
    visits.get(office, "/moderation/anchors/new")
    make = "/moderation/anchors/new/make"
    assert "three different" in words(visits.post(office, make, {**sent, "people": []}, 422))
    made = UUID(visits.post(office, make, sent).location.rpartition("/")[2])
    at = f"/moderation/anchors/{made}"
    region.work()
    assert len(mails_of(region, "moderation.on_panel")) == 3, "each of the panel is told"
    _panel_agrees(region, visits, at, panel)
    visits.get(reader, f"{at}/read", 404)
    assert "Select a round" in words(visits.post(office, f"{at}/use", {}, 422))
    visits.post(office, f"{at}/use", {"round": str(region.round_id)})
    assert "1 made-up case waits for you" in words(visits.get(reader, "/"))
    assert "made-up case waits" not in words(visits.get(panel[0], "/")), "a panel reads it once"
    assert "A winter move" in words(visits.get(reader, "/moderation/readings"))
    assert "The key:" not in visits.get(reader, f"{at}/read").text
    visits.post(reader, f"{at}/submit", reading("good", action="save", minutes=""))
    saved = visits.post(reader, f"{at}/autosave", reading("good", version="1"), 200)
    assert saved.json["version"] == 2
    visits.post(reader, f"{at}/autosave", reading("outstanding", version="1"), 409)
    outstanding = region.ask(World.office.scope(), readers_outstanding, region.round_id)
    assert reader.id in outstanding
    assert not outstanding & {one.id for one in panel}
    visits.post(reader, f"{at}/submit", reading("outstanding", "good", version="2"))
    region.work()
    assert "made-up case waits" not in words(visits.get(reader, "/"))
    assert reader.id not in region.ask(World.office.scope(), readers_outstanding, region.round_id)
    done = words(visits.get(reader, f"{at}/read"))
    assert "The same grade in 4 of 5 domains, within one step in 5." in done
    assert "The key: Good" in done
    assert "On anchor cases" in words(visits.get(reader, "/moderation/profile"))
    shown = visits.get(office, at).text + visits.get(office, "/moderation/anchors").text
    assert "What was seen of" not in shown, "the office sees no reading and no key"
    assert "Spring round" in shown
    _is_retired_while_it_is_read(region, visits, at, reader)
    unkeyed = visits.post(office, make, {**sent, "title": "A summer move"}).location
    visits.post(office, f"{unkeyed}/retire", {"reason": "A fault in the papers."})
    ended = words(visits.get(panel[0], f"{unkeyed}/read"))
    assert "The panel’s work has ended without a key." in ended
    assert "The key is agreed" not in ended
    assert "made-up case waits" not in words(visits.get(panel[0], "/"))


def _is_retired_while_it_is_read(region: Region, visits: Visits, at: str, has_read: Person) -> None:
    """Nobody waits for the two who have not read it; what they wrote is not lost."""
    office, slow = region.coordinator, region.readers[region.places[1].id][1]
    begun = {f"evidence.{DOMAINS[0]}": "Half a sentence", "grades.voice": "good"}
    visits.post(slow, f"{at}/submit", {**begun, "version": "0", "action": "save"})
    touched = "This takes it out of 1 open round. 2 readers who had yet to read it are no longer"
    assert touched in words(visits.get(office, at))
    assert "Why" in words(visits.post(office, f"{at}/retire", {"reason": ""}, 422))
    visits.post(office, f"{at}/retire", {"reason": "It is well known."})
    told = words(visits.get(office, at))
    assert f"The anchor is retired. {touched}" in told
    assert region.ask(office, list_anchors)[0].state == "retired"
    assert not region.ask(World.office.scope(), readers_outstanding, region.round_id)
    assert "made-up case waits" not in words(visits.get(slow, "/"))
    listed = words(visits.get(slow, "/moderation/readings"))
    assert "Retired: nothing to do" in listed
    page = words(visits.get(slow, f"{at}/read"))
    assert "You no longer need to read this case." in page
    assert "Half a sentence" in page
    assert "copy what you want to keep" not in page
    more = reading("good", version="1", **{f"evidence.{DOMAINS[0]}": "A whole sentence"})
    late = words(visits.post(slow, f"{at}/submit", more, 409))
    assert "retired before your reading was in" in late
    assert "A whole sentence" in late
    assert "copy what you want to keep" in late
    visits.post(slow, f"{at}/autosave", more, 409)
    kept = words(visits.get(has_read, f"{at}/read"))
    assert "It is well known." in kept
    assert "The key: Good" in kept, "a reading that was in stays"


def mails_of(region: Region, template: str) -> list[str]:
    """Addresses of the mails of one kind."""
    scope = Scope.for_installation("look into the outbox")
    with unit_of_work(region.database, scope, write=False):
        rows = session(scope).scalars(select(Mail.address).where(Mail.template == template))
        return list(rows)


def _panel_agrees(region: Region, visits: Visits, at: str, panel: list) -> None:
    for who in panel:
        assert "you are on its panel" in words(visits.get(who, f"{at}/read"))
        assert "1 made-up case waits for you" in words(visits.get(who, "/"))
        visits.post(who, f"{at}/submit", reading("good"))
        region.work()
    assert len(mails_of(region, "moderation.on_panel")) == 6, "and told again to agree"
    assert "1 made-up case waits for you" in words(visits.get(panel[0], "/"))
    visits.post(panel[0], f"{at}/key", reading("good"))
    region.work()
    assert "made-up case waits" not in words(visits.get(panel[0], "/"))
    for who in panel[1:]:
        page = visits.get(who, f"{at}/read").text
        word = page.partition('name="accept" value="')[2].partition('"')[0]
        visits.post(who, f"{at}/key", {"accept": word})
        region.work()
    assert "The key is agreed" in words(visits.get(panel[0], f"{at}/read"))


def test_a_coordinator_records_a_conflict_and_the_parties_see_a_notice(
    region: Region, visits: Visits
) -> None:
    region.begin(readers_per_case=1)
    place = region.places[0]
    case_id = min((one for one, home in region.homes().items() if home == place), key=str)
    region.read_all(case_id, "good", "good")
    (reader,) = region.assigned(case_id)
    at = f"/moderation/cases/{case_id}"
    found = f"{at}/conflict-found"
    assert "Select a reader" in words(visits.post(region.coordinator, found, {}, 422))
    visits.post(
        region.coordinator, found, {"reader": str(reader.id), "conflict_reason": "knows_family"}
    )
    region.work()
    visits.get(reader, at, 404)
    home = words(visits.get(region.leads[place.id], at))
    assert "reading was withdrawn from figures" in home
    assert "kept for the home authority alone" in home
    assert "rests on no peer’s reading any more" in home
    office = words(visits.get(region.coordinator, at))
    assert "no longer shown" in office
    assert "What was seen of" not in office.partition("Agreed grades")[0]
    at = f"/moderation/rounds/{region.round_id}/results"
    home = words(visits.get(region.leads[place.id], at))
    assert "Received from peers 0 minutes Another 1 hour 30 minutes went into" in home
    giver = words(visits.get(region.leads[reader.place.id], at))
    assert "Of this, 1 hour 30 minutes for readings that were withdrawn" in giver
