"""The grading page: saved as one goes, submitted once, and no sentence lost."""

from typing import Any
from uuid import UUID

import pytest

from regionqa.moderation import queries
from tests.moderation.pages.test_round_in_pages import reading
from tests.moderation.pages.visiting import Visits, words
from tests.moderation.region import DOMAINS, Person, Region

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
SENTENCE = f"evidence.{DOMAINS[0]}"


def test_what_is_written_is_kept_whatever_happens(region: Region, visits: Visits) -> None:
    region.begin()
    case = min(region.homes(), key=str)
    reader = region.assigned(case)[0]
    at = f"/moderation/cases/{case}"
    json = {"headers": {"Accept": "application/json"}}
    _saves_by_itself(visits, reader, at, json)
    _two_tabs(visits, reader, at, json)
    _signed_out(region, visits, at)
    _refused_and_still_saved(region, visits, reader, at, case)
    _submitted_once(region, visits, reader, at, case)


def _saves_by_itself(visits: Visits, reader: Person, at: str, json: dict[str, Any]) -> None:
    typed = {"version": "0", SENTENCE: "First thoughts."}
    answer = visits.post(reader, f"{at}/autosave", typed, 200, **json)
    assert answer.json is not None
    assert answer.json["version"] == 1
    assert "First thoughts." in visits.get(reader, f"{at}/grade").text


def _two_tabs(visits: Visits, reader: Person, at: str, json: dict[str, Any]) -> None:
    stale = {"version": "0", SENTENCE: "From the other tab."}
    visits.post(reader, f"{at}/autosave", stale, 409, **json)
    page = visits.post(reader, f"{at}/grade", {"action": "save", **stale}, 409)
    assert "First thoughts." in page.text
    assert "From the other tab." in page.text
    assert "Saved in two places" in words(page)
    assert 'name="version" value="1"' in page.text  # saving again brings the two together
    both = {"action": "save", "version": "1", SENTENCE: "First thoughts. From the other tab."}
    visits.post(reader, f"{at}/grade", both)


def _signed_out(region: Region, visits: Visits, at: str) -> None:
    client = visits.app.test_client()
    visits.app.config["WTF_CSRF_ENABLED"] = False
    try:
        with region.at():
            answer = client.post(f"{at}/grade", data={SENTENCE: "Written while signed out."})
    finally:
        visits.app.config["WTF_CSRF_ENABLED"] = True
    assert answer.status_code == 401
    assert "Written while signed out." in answer.text


def _refused_and_still_saved(
    region: Region, visits: Visits, reader: Person, at: str, case: UUID
) -> None:
    half = reading("good", version="2")
    half[f"evidence.{DOMAINS[1]}"] = ""
    page = visits.post(reader, f"{at}/grade", half, 422)
    assert "Say in a sentence what" in words(page)
    draft = region.ask(reader, queries.visible_draft, case)
    assert draft.version == 3
    assert draft.content["grades"][DOMAINS[0]] == "good"


def _submitted_once(region: Region, visits: Visits, reader: Person, at: str, case: UUID) -> None:
    whole = reading("good", version="3")
    visits.post(reader, f"{at}/grade", whole)
    visits.post(reader, f"{at}/grade", whole)
    held = region.ask(reader, queries.visible_readings, case)
    assert len(held) == 1
    assert "Your reading is in" in words(visits.get(reader, f"{at}/grade"))


def test_a_name_left_in_is_refused_with_its_place(region: Region, visits: Visits) -> None:
    region.begin()
    case = min(region.homes(), key=str)
    reader = region.assigned(case)[0]
    named = reading("good") | {SENTENCE: "Her number is 943 476 5919 in the file."}
    page = visits.post(reader, f"/moderation/cases/{case}/grade", named, 422)
    assert "943 476 5919" in page.text
    assert "looks like" in words(page)


def test_a_conflict_cuts_every_way_to_the_case(region: Region, visits: Visits) -> None:
    region.begin()
    case = min(region.homes(), key=str)
    reader = region.assigned(case)[0]
    at = f"/moderation/cases/{case}"
    visits.post(reader, f"{at}/conflict", {"reason": "recognised"})
    for path in ("", "/grade", "/conflict", "/again"):
        visits.get(reader, at + path, 404)
    visits.get(reader, f"{at}/concern")  # a worry for the child outlasts the conflict
    visits.post(reader, f"{at}/autosave", {"version": "0"}, 404)


def test_a_concern_shows_whom_to_ring_and_keeps_the_blind(region: Region, visits: Visits) -> None:
    region.begin()
    case = min(region.homes(), key=str)
    reader, other = region.assigned(case)
    home = region.homes()[case]
    raised = {
        "immediate": "true",
        "what": "A visit was missed and nobody followed it up.",
        "request_key": "concern-by-page",
    }
    page = words(visits.post(reader, f"/moderation/cases/{case}/concern", raised, 200))
    assert f"Duty team of {home.name}, 01632 960001" in page
    assert "not telling the duty team" in page
    region.work()
    assert home.name not in words(visits.get(other, f"/moderation/cases/{case}"))
    lead = region.leads[home.id]
    concern = region.ask(lead, queries.list_concerns)[0]
    at = f"/moderation/concerns/{concern.concern_id}"
    visits.post(lead, f"{at}/acknowledge", {})
    done = {"category": "1", "note": "Seen the same day by the duty worker."}
    visits.post(lead, f"{at}/follow-up", done)
    assert "Seen the same day" in words(visits.get(lead, at))
    visits.get(region.leads[other.place.id], at, 404)
    assert "Yes, since" in words(visits.get(reader, "/moderation/readings"))


def test_before_the_reveal_no_page_holds_anothers_word(region: Region, visits: Visits) -> None:
    region.begin()
    case = min(region.homes(), key=str)
    reader, other = region.assigned(case)
    said = {"evidence": dict.fromkeys(DOMAINS, "The cormorant sentence of this reader.")}
    region.submit(reader, case, "inadequate", content=said)
    region.work()
    home = region.homes()[case]
    round_at = f"/moderation/rounds/{region.round_id}"
    people = {
        region.coordinator: ("/progress", "/call", "/allocation", "/differences", ""),
        region.leads[home.id]: ("/cases", "/differences", "/results", ""),
        region.auditors[home.id]: ("/differences", "/results", ""),
        other: ("/differences", "/results", "/record", ""),
    }
    for who, paths in people.items():
        seen = [visits.get(who, round_at + path).text for path in paths]
        seen += [visits.get(who, path).text for path in ("/", "/moderation/")]
        seen.append(visits.get(who, f"/moderation/cases/{case}").text)
        assert not any("cormorant" in text for text in seen)
    assert "cormorant" in visits.get(reader, f"/moderation/cases/{case}/grade").text
