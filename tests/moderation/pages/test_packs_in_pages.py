"""Packs and times to read in place through their pages, as people would send them."""

import io
import re
from datetime import timedelta
from uuid import UUID

import pytest
from pypdf import PdfReader

from regionqa.moderation.queries.packs import pack_at_home
from tests.factories.papers import a_pdf, a_word_document
from tests.factories.world import World
from tests.moderation.pages.test_pages_cost import cost
from tests.moderation.pages.test_round_in_pages import reading
from tests.moderation.pages.visiting import Visits, words
from tests.moderation.region import KEYS, PLACES, START, Person, Region

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
FORM = {"content_type": "multipart/form-data"}


def send(visits: Visits, who: Person, at: str, data: bytes, name: str, expect: int = 302) -> object:
    return visits.post(who, f"{at}/pack", {"file": (io.BytesIO(data), name)}, expect, **FORM)


def test_a_pack_from_its_upload_to_its_reader_and_back(region: Region, visits: Visits) -> None:
    region.begin()
    case_id = min(region.homes(), key=str)
    home = region.homes()[case_id]
    lead, (reader, other) = region.leads[home.id], region.assigned(case_id)
    at = f"/moderation/cases/{case_id}"
    assert "It is not there yet" in words(visits.get(reader, f"{at}/grade"))
    assert "2 cases of yours are read by pack" in words(visits.get(lead, "/"))
    assert "Packs to prepare" not in words(visits.get(reader, "/")), "whose they are is not told"
    _uploaded(region, visits, lead, at, home.name)
    assert "2 cases of yours are read by pack" in words(visits.get(lead, "/"))
    _attested(region, visits, lead, at, case_id)
    assert "1 case of yours is read by pack" in words(visits.get(lead, "/"))
    _opened(visits, reader, at, [place.name for place in PLACES])
    assert "Reader A" not in words(visits.get(lead, f"{at}/pack"))
    assert "Until the case is revealed" in words(visits.get(lead, f"{at}/pack"))
    visits.get(region.leads[other.place.id], f"{at}/pack", 404)
    visits.get(reader, f"{at}/pack", 404)  # the home's page is the home's
    _changed_and_taken_back(region, visits, lead, reader, at)


def _uploaded(region: Region, visits: Visits, lead: Person, at: str, home: str) -> None:
    assert "Choose the pack’s file" in words(visits.post(lead, f"{at}/pack", {}, 422))
    macros = a_word_document("x", parts=[("word/vbaProject.bin", b"x")])
    page = send(visits, lead, at, macros, "pack.docx", 422)
    assert "“pack.docx”: It holds macros" in words(page)  # type: ignore[arg-type]  # an answer
    named = a_word_document("The plan for Maisie Thompson.", f"Written at {home}.")
    sent = send(visits, lead, at, named, "pack.docx")
    region.work()
    assert visits.get(lead, sent.location, 302).location.endswith(f"{at}/pack")  # type: ignore[attr-defined]
    page = words(visits.get(lead, f"{at}/pack"))
    assert "Maisie Thompson" in page
    assert "2 findings, 2 open" in page
    assert "Document properties: author, company" in page


def _attested(region: Region, visits: Visits, lead: Person, at: str, case_id: UUID) -> None:
    held = region.ask(lead, pack_at_home, KEYS, case_id)
    form = {"version": held.draft_version, "confirmed": "true"}
    assert "2 findings are open" in words(visits.post(lead, f"{at}/pack/attest", form, 422))
    for place, one in enumerate(held.report.found):
        empty = visits.post(lead, f"{at}/pack/findings", {"key": one.key, "reason": ""}, 422)
        assert "why it tells nothing" in words(empty)
        reason = f"Made up for a test, {place}"
        visits.post(lead, f"{at}/pack/findings", {"key": one.key, "reason": reason})
    visits.post(lead, f"{at}/pack/attest", form, 409)  # its version rose with each answer
    form["version"] = region.ask(lead, pack_at_home, KEYS, case_id).draft_version
    visits.post(lead, f"{at}/pack/attest", form)
    region.work()
    assert "I have read this pack from the first page" in words(visits.get(lead, f"{at}/pack"))


def _opened(visits: Visits, reader: Person, at: str, authorities: list[str]) -> None:
    page = visits.get(reader, f"{at}/grade")
    assert "Maisie Thompson" not in page.text, "it is shown when it is opened, and not before"
    beside = visits.get(reader, f"{at}/grade?pack=open")
    assert "The plan for Maisie Thompson." in words(beside)
    assert "For moderation only" in words(beside)
    alone = visits.get(reader, f"{at}/pack/read")
    assert "The plan for Maisie Thompson." in words(alone)
    taken = visits.get(reader, f"{at}/pack/document")
    assert taken.headers["Content-Disposition"] == 'attachment; filename="pack-version-1.docx"'
    assert "sandbox" in taken.headers["Content-Security-Policy"]
    for answer in (beside, alone, taken):
        assert answer.headers["Cache-Control"] == "no-store"
        assert not any(name in str(answer.headers) for name in authorities)
    assert b"author" not in taken.data.lower()
    refused = visits.post(reader, f"{at}/grade?pack=open", reading("good", minutes="x"), 422)
    assert "The plan for Maisie Thompson." in words(refused), "still beside the tool"
    without = reading("good", version="1", had=["record"])
    page = visits.post(reader, f"{at}/grade", without, 422)
    assert "Select what you had before you: pack" in words(page)


def _changed_and_taken_back(
    region: Region, visits: Visits, lead: Person, reader: Person, at: str
) -> None:
    send(visits, lead, at, a_pdf("Another text."), "pack.pdf")
    region.work()
    case_id = UUID(at.rpartition("/")[2])
    version = region.ask(lead, pack_at_home, KEYS, case_id).draft_version
    visits.post(lead, f"{at}/pack/attest", {"version": version, "confirmed": "true"})
    region.work()
    assert "has changed since you last opened it" in words(visits.get(reader, f"{at}/grade"))
    marked = visits.get(reader, f"{at}/pack/document").data
    assert "For moderation only" in PdfReader(io.BytesIO(marked)).pages[0].extract_text()
    assert "destroyed at once" in words(visits.get(lead, f"{at}/pack/take-back"))
    visits.post(lead, f"{at}/pack/take-back", {})
    visits.get(reader, f"{at}/pack/read", 404)
    visits.get(reader, f"{at}/pack/document", 404)
    region.work()
    assert "no longer there" in words(visits.get(reader, f"{at}/grade?pack=open"))
    history = words(visits.get(lead, f"{at}/pack"))
    assert "Taken back" in history
    assert "Replaced" in history
    visits.post(reader, f"{at}/conflict", {"reason": "recognised"})
    for path in ("/pack/read", "/pack/document", "/grade?pack=open"):
        visits.get(reader, at + path, 404)


def test_times_to_read_in_place_by_their_pages(region: Region, visits: Visits) -> None:
    region.open_call()
    for place in region.places:
        region.join(place, way="in_place")
    region.close_call()
    region.allocate()
    case_id = min(region.homes(), key=str)
    home = region.homes()[case_id]
    lead, (reader, other) = region.leads[home.id], region.assigned(case_id)
    at = f"/moderation/cases/{case_id}"
    day = (START + timedelta(days=15)).date()
    form = {
        "kind": "appointment", "starts": "09:30", "ends": "12:00", "request_key": "time-by-page",
        "how": "Room 4 at Wombat House, report at the desk.", "day_contact": "Team, 01632 960009",
        "on-day": day.day, "on-month": day.month, "on-year": day.year,
    }  # fmt: skip
    page = words(visits.post(lead, f"{at}/times", {**form, "starts": "9 o’clock", "how": ""}, 422))
    assert "Enter a time of day" in page
    assert "Say how the reader gets to the record" in page
    visits.post(lead, f"{at}/times", form)
    visits.post(lead, f"{at}/times", form)  # sent twice
    region.work()
    page = visits.get(reader, f"{at}/times")
    assert "17 March 2026 at 9:30am to 12:00pm" in words(page)
    assert "Wombat" not in page.text
    assert "has offered you no time yet" in words(visits.get(other, f"{at}/times"))
    found = re.search(rf"{at}/times/([0-9a-f-]+)/book", page.text)
    assert found is not None
    slot = f"{at}/times/{found[1]}"
    visits.get(reader, f"{slot}/time.ics", 404)  # not taken yet
    visits.post(reader, f"{slot}/book", {})
    assert "Wombat House" in words(visits.get(reader, f"{at}/times"))
    calendar = visits.get(reader, f"{slot}/time.ics")
    assert "DTSTART:20260317T093000Z" in calendar.text
    assert not any(word in calendar.text for word in ("Wombat", home.name, "Case"))
    region.work()
    assert "Taken" in words(visits.get(lead, f"{at}/times"))
    assert "Wombat" not in visits.get(other, f"{at}/times").text
    visits.post(other, f"{slot}/book", {}, 404)
    few = cost(region, visits, reader, f"{at}/times")
    for hours in range(13, 17):  # two more for each reader
        more = {"starts": f"{hours}:00", "ends": f"{hours}:45", "request_key": f"more-at-{hours}"}
        visits.post(lead, f"{at}/times", {**form, **more})
    region.work()
    assert visits.get(reader, f"{at}/times").text.count("/book") == 2
    assert cost(region, visits, reader, f"{at}/times") == few, "however many times there are"
    visits.post(lead, f"{slot}/cancel", {})
    region.work()
    assert "Cancelled" in words(visits.get(reader, f"{at}/times"))
    region.go_to(START + timedelta(days=14))
    desk = words(visits.get(reader, f"{at}/grade"))
    assert "You learn whose case it is by this, and the figures say so" in desk
    assert "Times" in words(visits.get(lead, f"/moderation/rounds/{region.round_id}/cases"))
    assert World.a in region.places
