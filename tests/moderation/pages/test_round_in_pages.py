"""A whole round through its pages alone, as people would send them."""

import io
import re
from datetime import timedelta
from uuid import UUID

import pytest

from regionqa.moderation import operations, queries
from tests.moderation.pages.visiting import Visits, words
from tests.moderation.region import DOMAINS, START, Region

PLAN = {
    "title": "Spring round",
    "theme": "",
    "cases_per_authority": "2",
    "readers_per_case": "2",
    "hours_per_case": "3",
    "grace_days": "2",
    "call_closes_on": START.date() + timedelta(days=7),
    "confirm_by": START.date() + timedelta(days=12),
    "opens_on": START.date() + timedelta(days=14),
    "closes_on": START.date() + timedelta(days=28),
}
FRAME = "Reference,Service,Age band\n" + "".join(
    f"R-{number:03},{('Assessment', 'Care')[number % 2]},5 to 9\n" for number in range(6)
)


def fields_of(values: dict[str, object]) -> dict[str, object]:
    """Days as the three fields that a form has."""
    sent: dict[str, object] = {}
    for name, value in values.items():
        if hasattr(value, "month"):
            sent |= {f"{name}-{part}": getattr(value, part) for part in ("day", "month", "year")}
        else:
            sent[name] = value
    return sent


def reading(*grades: str, action: str = "submit", **more: object) -> dict[str, object]:
    """A reading as the grading form sends it."""
    given = [*grades, *[grades[-1]] * len(DOMAINS)][: len(DOMAINS)]
    sent: dict[str, object] = {
        "action": action,
        "version": "0",
        "request_key": "key-of-this-form",
        "had": ["pack"],
        "minutes": "90",
        "no_conflict": "true",
    }
    for domain, grade in zip(DOMAINS, given, strict=True):
        sent[f"grades.{domain}"] = grade
        sent[f"evidence.{domain}"] = f"What was seen of {domain} in the record."
    return {**sent, **more}


def step(region: Region, visits: Visits, name: str, who: object = None, **more: object) -> None:
    """A step of the round, by its page."""
    visits.post(
        who or region.coordinator,  # type: ignore[arg-type]  # a person
        f"/moderation/rounds/{region.round_id}/steps/{name}",
        {"version": region.version(), **more},
    )
    region.work()


def to_grading(region: Region, visits: Visits) -> None:
    """Plan, call, joining, drawing, allocating, releasing: each by its page."""
    lead = region.coordinator
    visits.post(lead, "/moderation/tools/first", {})
    tool = region.ask(lead, queries.list_tools)[0]
    made = visits.post(lead, "/moderation/rounds/new", fields_of({**PLAN, "tool_id": tool.id}))
    region.round_id = UUID(made.location.rpartition("/")[2])
    at = f"/moderation/rounds/{region.round_id}"
    visits.get(region.leads[region.places[0].id], at, 404)  # a draft is nobody else's
    step(region, visits, "open_call")
    for place in region.places:
        _join(region, visits, place, at)
    page = words(visits.get(lead, f"{at}/call"))
    assert all(place.name in page for place in region.places)
    step(region, visits, "close_call")
    for place in region.places:
        home = region.leads[place.id]
        for case in region.ask(home, queries.list_own_cases, region.round_id):
            visits.post(
                home,
                f"/moderation/cases/{case.case_id}/auditor",
                {"person_id": region.auditors[place.id].id},
            )
        page = words(visits.get(home, f"{at}/cases"))
        assert "R-00" in page
    visits.post(lead, f"{at}/allocation/propose", {})
    region.work()
    assert "Take out" in words(visits.get(lead, f"{at}/allocation"))
    visits.get(region.leads[region.places[0].id], f"{at}/allocation", 403)
    step(region, visits, "release")


def _join(region: Region, visits: Visits, place: object, at: str) -> None:
    region.agree(place)  # type: ignore[arg-type]  # a place
    lead = region.leads[place.id]  # type: ignore[attr-defined]  # a place
    contacts = {
        "way": "pack",
        "day_contact": "Duty team, 01632 960001",
        "out_of_hours_contact": "Emergency team, 01632 960002",
        "drilled_on": START.date() - timedelta(days=10),
    }
    visits.post(lead, f"{at}/join", fields_of(contacts))
    looked = visits.post(
        lead,
        f"{at}/frame",
        {"file": (io.BytesIO(FRAME.encode()), "frame.csv")},
        200,
        content_type="multipart/form-data",
    )
    found = re.search(r"<textarea name=\"lines\"[^>]*>(.*?)</textarea>", looked.text, re.DOTALL)
    assert found is not None
    lines = found[1].replace("&#34;", '"').replace("&quot;", '"')
    visits.post(lead, f"{at}/frame/save", {"lines": lines})
    for reader in region.readers[place.id]:  # type: ignore[attr-defined]  # a place
        visits.post(lead, f"{at}/readers", {"person_id": reader.id, "capacity": "6"})
    assert "You take part" in words(visits.get(lead, at))


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_a_whole_round_by_its_pages(region: Region, visits: Visits) -> None:
    to_grading(region, visits)
    region.go_to(START + timedelta(days=14))
    homes = region.homes()
    one_step, wide, *rest = sorted(homes, key=str)
    _read(region, visits, one_step, ("outstanding",), ("good",), ("good",))
    _settle_on_one_screen(region, visits, one_step)
    _read(region, visits, wide, ("good",), ("inadequate", "good"), ("good",))
    _discuss(region, visits, wide)
    for case in rest:
        _read(region, visits, case, ("good",), ("good",), ("good",))
        assert region.state(case) == "agreed"
    region.go_to(START + timedelta(days=32))
    _finish(region, visits)


def _read(
    region: Region, visits: Visits, case: UUID, home: tuple[str, ...], *peers: object
) -> None:
    auditor = region.auditors[region.homes()[case].id]
    at = f"/moderation/cases/{case}/grade"
    visits.get(auditor, at)
    visits.post(auditor, at, reading(*home, request_key=f"home-{case}"))
    for place, (reader, grades) in enumerate(zip(region.assigned(case), peers, strict=True)):
        visits.get(reader, at)
        shown = words(visits.get(reader, f"/moderation/cases/{case}"))
        assert "Home authority" not in shown
        visits.post(reader, at, reading(*grades, request_key=f"peer-{place}-{case}"))  # type: ignore[misc]  # grades
    region.work()


def _settle_on_one_screen(region: Region, visits: Visits, case: UUID) -> None:
    assert region.state(case) == "revealed"
    grades = {f"grades.{domain}": "good" for domain in DOMAINS}
    for number, who in enumerate(
        (region.auditors[region.homes()[case].id], *region.assigned(case))
    ):
        assert "Accept these grades" in words(visits.get(who, f"/moderation/cases/{case}"))
        visits.post(
            who,
            f"/moderation/cases/{case}/position",
            {"stance": "accept", "request_key": f"accept-{number}", **grades},
        )
    region.work()
    page = words(visits.get(region.leads[region.homes()[case].id], f"/moderation/cases/{case}"))
    assert "Settled: both sides accepted" in page
    assert "Outstanding Good" in page  # the own line, and the moderated one beside it


def _discuss(region: Region, visits: Visits, case: UUID) -> None:
    assert region.state(case) == "in_discussion"
    at = f"/moderation/cases/{case}"
    home = region.leads[region.homes()[case].id]
    readers = region.assigned(case)
    page = words(visits.get(home, at))
    assert "2 steps apart, either side of Good" in page
    said = {"domain": DOMAINS[0], "text": "The chronology shows it.", "request_key": "say-it-once"}
    visits.post(home, f"{at}/say", said)
    visits.post(home, f"{at}/say", said)  # sent twice is said once
    region.work()
    assert words(visits.get(readers[0], at)).count("The chronology shows it.") == 1
    visits.get(readers[0], f"{at}/again")
    again = reading("good", request_key="again-key-1", reason="evidence_not_had")
    visits.post(readers[0], f"{at}/again", again)
    grades = {f"grades.{domain}": "good" for domain in DOMAINS}
    visits.post(
        home,
        f"{at}/position",
        {
            "stance": "propose",
            "reason": "The assessment was there, in a part the reader did not have.",
            "request_key": "propose-key",
            **grades,
        },
    )
    region.work()
    for number, reader in enumerate(readers):
        assert "Accept this proposal" in words(visits.get(reader, at))
        visits.post(
            reader,
            f"{at}/position",
            {"stance": "accept", "request_key": f"accept-late-{number}", **grades},
        )
    region.work()
    assert "Agreed after discussion" in words(visits.get(home, at))


def _finish(region: Region, visits: Visits) -> None:
    at = f"/moderation/rounds/{region.round_id}"
    step(region, visits, "lock")
    visits.post(
        region.coordinator,
        f"{at}/record/write",
        {"themes": "Chronologies.", "learning": "Read all.", "actions": "A guide.", "number": "0"},
    )
    reader = region.readers[region.places[0].id][0]
    assert "not published yet" in words(visits.get(reader, f"{at}/record"))
    visits.get(reader, f"{at}/record.docx", 404)
    refused = visits.post(
        region.coordinator, f"{at}/steps/publish", {"version": region.version()}, 422
    )
    assert "Somebody other than who locked" in words(refused)
    step(region, visits, "publish", region.second)
    assert "Chronologies." in words(visits.get(reader, f"{at}/record"))
    assert visits.get(reader, f"{at}/record.docx").data[:2] == b"PK"
    for place in region.places:
        page = words(visits.get(region.leads[place.id], f"{at}/results"))
        assert "your own audit" in page
        assert "Given to others’ cases" in page
        assert "Moderated" in page
    assert "from 8 on there is something to say" in words(visits.get(reader, "/moderation/profile"))


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_every_page_of_a_round_in_grading_answers(region: Region, visits: Visits) -> None:
    region.begin()
    at = f"/moderation/rounds/{region.round_id}"
    case = min(region.homes(), key=str)
    home = region.homes()[case]
    region.do(
        region.assigned(case)[0],
        operations.raise_concern,
        case,
        immediate=True,
        what="A visit was missed and nobody followed it up.",
        request_key="concern-key",
    )
    region.work()
    for who in (region.leads[home.id], region.auditors[home.id], region.assigned(case)[0]):
        for path in ("", "/conflicts", "/differences", "/results", "/record", "/deadline.ics"):
            visits.get(who, at + path)
        for path in ("/moderation/", "/moderation/readings", "/moderation/profile", "/"):
            visits.get(who, path)
        visits.get(who, f"/moderation/cases/{case}")
    for path in ("", "/call", "/allocation", "/progress", "/record", "/differences"):
        visits.get(region.coordinator, at + path)
    visits.get(region.coordinator, f"/moderation/cases/{case}")
    lead = region.leads[home.id]
    page = words(visits.get(lead, "/moderation/concerns"))
    assert "Acknowledge by" in page
    assert "A child of concern" in words(visits.get(lead, "/"))


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_an_allocation_released_after_the_first_day_opens_its_cases(
    region: Region, visits: Visits
) -> None:
    region.open_call()
    for place in region.places:
        region.join(place)
    region.go_to(START + timedelta(days=15))
    region.close_call()
    region.allocate()
    assert {region.state(case) for case in region.homes()} == {"in_blind"}
    reader = region.readers[region.places[0].id][0]
    assert "To grade now" in words(visits.get(reader, "/moderation/readings"))
