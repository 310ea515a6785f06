"""What stands behind a component: named by hand, from audits by month and double-graded files."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from regionqa.background import declare_every_job
from regionqa.core.database import Database
from regionqa.core.errors import NotFound, Unprocessable
from regionqa.core.tables import now
from regionqa.core.unit_of_work import unit_of_work
from regionqa.frameworks import Evidence, evidence_for
from regionqa.frameworks.named_evidence import EvidenceSort, sentence_of
from regionqa.frameworks.operations.additions import add_component, add_point
from regionqa.frameworks.operations.evidence import EvidenceEntry, name_evidence
from regionqa.frameworks.queries.evidence import evidence_by_component
from regionqa.frameworks.queries.framework import get_overview
from regionqa.moderation.evidence import files_as_evidence
from tests.conftest import Browse
from tests.factories import benchmarking, frameworks, ratings
from tests.factories.world import World
from tests.frameworks.building import approve, lead_of, publish, say
from tests.frameworks.test_all_england import statements_of
from tests.frameworks.test_walking import post, token

ADDRESS = "/framework/components/meetings/evidence"


def day_fields(day: date) -> dict[str, str]:
    """A date as its three fields."""
    return {f"happened_on-{part}": str(getattr(day, part)) for part in ("day", "month", "year")}


def test_evidence_is_named_by_hand_shown_and_taken_away(
    browse_as: Browse, database: Database, world: type[World]
) -> None:
    today = now().date()
    say(database, world.a, "meetings", "A board.", coverage="full", owner_role="head_of_service")
    director = browse_as("dcs", place=world.a)
    assert "Nothing stands behind those in full" in director.get("/framework/summary").text
    say(database, world.a, "audit", "Audits.", coverage="full")
    head = browse_as("head_of_service", place=world.a)
    assert "No evidence for twelve months: Performance meetings" in head.get("/").text
    page = head.get("/framework/components/meetings").text
    assert "nothing stands behind it" in page
    assert "Its owner, the Head of service, is told" in page
    old = {"sort": "survey", "title": "Survey of carers", **day_fields(today - timedelta(days=366))}
    assert post(head, ADDRESS, **old).status_code == 302, "who owns the component names evidence"
    page = head.get("/framework/components/meetings").text
    assert "1 survey, named by hand" in page
    said = director.get("/framework/summary").text
    assert "Behind one of those in full nothing stands" in said
    say(database, world.a, "audit", "Audits.", coverage="part")
    said = director.get("/framework/summary").text
    assert "evidence behind it in this service, and that of one is over twelve months old" in said
    assert "nothing stands behind it" not in page
    assert "The last evidence is over twelve months old." in page
    assert "No evidence for twelve months" in head.get("/").text
    new = {"sort": "meeting", "title": "Board of the quarter", "url": "https://a.example/minutes",
           **day_fields(today)}  # fmt: skip
    assert post(head, ADDRESS, **new).status_code == 302
    page = head.get("/framework/components/meetings").text
    for words in ("1 meeting and 1 survey, named by hand", "Board of the quarter",
                  'href="https://a.example/minutes"'):  # fmt: skip
        assert words in page, words
    assert "No evidence" not in head.get("/").text
    remove = page.split('action="/framework/evidence/')[1].split('"')[0]
    stranger = browse_as("qa_lead", place=world.b)
    removal = f"/framework/evidence/{remove}"
    assert (
        stranger.post(removal, data=token(stranger.get("/framework/offers").text)).status_code
        == 404
    )
    reader = browse_as("practitioner", place=world.a)
    assert 'action="/framework/evidence/' not in reader.get("/framework/components/meetings").text
    assert head.post(removal, data=token(page)).status_code == 302
    assert "Board of the quarter" not in head.get("/framework/components/meetings").text


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"title": ""}, "title", "Say what it is"),
        ({"sort": "gossip"}, "sort", "Select what it is"),
        ({"happened_on-month": "13"}, "happened_on", "Enter a real date"),
        ({"happened_on-day": "", "happened_on-month": "", "happened_on-year": ""},
         "happened_on", "Enter the day it happened"),
        (day_fields(now().date() + timedelta(days=2)), "happened_on", "not happened yet"),
        ({"url": "http://a.example"}, "url", "begins with https://"),
        ({"url": "https://u@a.example"}, "url", "begins with https://"),
        ({"document_id": "8f14e45f-0000-4000-8000-000000000000"}, "document_id",
         "that this component holds"),
        ({"document_id": "no"}, "document_id", "that this component holds"),
        ({"title": "Meeting with Sarah Thompson"}, "title", "looks like a person"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_what_is_wrong_is_named_and_nothing_typed_is_lost(
    browse_as: Browse, world: type[World], changed: dict[str, str], field: str, words: str
) -> None:
    lead = browse_as("qa_lead", place=world.a)
    given = {"sort": "meeting", "title": "Quarterly board", **day_fields(date(2026, 3, 27))}
    refused = post(lead, ADDRESS, **{**given, **changed})
    assert refused.status_code == 422
    assert words in refused.text
    assert f'href="#{field}"' in refused.text
    assert 'value="27"' in refused.text or field == "happened_on"
    assert "Nothing yet." in lead.get("/framework/components/meetings").text


def test_a_document_stands_behind_evidence_and_may_go(
    browse_as: Browse, database: Database, world: type[World]
) -> None:
    document = frameworks.document(database, world.a, "Minutes")
    scope = lead_of(world.a)
    entry = EvidenceEntry(EvidenceSort.MEETING, "Board", date(2026, 3, 2), "", document)
    with unit_of_work(database, scope):
        name_evidence(scope, frameworks.KEY, entry)
        with pytest.raises(Unprocessable):
            name_evidence(scope, "audit", entry)
        with pytest.raises(NotFound):
            name_evidence(scope, "nothing", entry)
    lead = browse_as("qa_lead", place=world.a)
    page = lead.get(f"/framework/components/{frameworks.KEY}").text
    assert page.count(frameworks.LINK) == 2
    removal = f"/framework/documents/{document}/remove"
    assert lead.post(removal, data=token(page)).status_code == 302
    page = lead.get(f"/framework/components/{frameworks.KEY}").text
    assert frameworks.LINK not in page
    assert "1 meeting, named by hand" in page


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_a_day_has_come_when_it_has_in_london(database: Database, world: type[World]) -> None:
    scope = lead_of(world.a)
    entry = EvidenceEntry(EvidenceSort.MEETING, "Board", date(2026, 7, 2))
    with (
        time_machine.travel(datetime(2026, 7, 1, 22, 59, tzinfo=UTC), tick=False),
        pytest.raises(Unprocessable),
        unit_of_work(database, scope),
    ):
        name_evidence(scope, "audit", entry)
    with (
        time_machine.travel(datetime(2026, 7, 1, 23, 1, tzinfo=UTC), tick=False),
        unit_of_work(database, scope),
    ):
        assert name_evidence(scope, "audit", entry)


def test_others_see_counts_and_never_a_title(
    browse_as: Browse, database: Database, world: type[World]
) -> None:
    scope = lead_of(world.b)
    with unit_of_work(database, scope):
        for sort, title in ((EvidenceSort.SURVEY, "Heron survey"), (EvidenceSort.REPORT, "Heron")):
            entry = EvidenceEntry(sort, title, date(2026, 3, 2), "https://heron.example/")
            name_evidence(scope, "audit", entry)
    publish(database, world.b, "audit", "Shared.", coverage="full")
    reader = browse_as("qa_lead", place=world.a)
    for address in ("/crosswalk/components/audit", "/crosswalk/fullest", "/crosswalk/texts.csv"):
        page = reader.get(address).text
        assert "1 report and 1 survey, named by hand" in page
        assert "eron" not in page.replace("Brackenshire", "")


def test_sorts_are_counted_in_words() -> None:
    assert sentence_of([EvidenceSort.OTHER]) == "1 other thing, named by hand"
    every = [sort for sort in EvidenceSort for _ in range(2)]
    words = sentence_of(every)
    assert words.startswith("2 meetings, 2 reports, 2 pieces of feedback")
    assert words.endswith("and 2 other things, named by hand")


def test_months_of_audits_stand_behind_case_audit(database: Database, world: type[World]) -> None:
    declare_every_job()
    scope = world.a.scope("qa_lead")
    benchmarking.month(database, scope)
    benchmarking.confirmed(database, scope, "x")
    with unit_of_work(database, scope, write=False):
        (held,) = evidence_for(scope, "audit")
    assert held == Evidence(
        "22 audits counted by month, March 2025 to May 2025", 22, date(2025, 5, 31), "/benchmark/"
    )
    for other in (world.b.scope("qa_lead"), world.office.scope("regional_lead")):
        with unit_of_work(database, other, write=False):
            assert evidence_for(other, "audit") == ()


def test_double_graded_files_stand_behind_moderation(
    database: Database, world: type[World]
) -> None:
    scope = world.a.scope("qa_lead")
    ratings.file(database, scope, computed=False)
    with unit_of_work(database, scope, write=False):
        assert files_as_evidence(scope) is None, "agreement is not worked out yet"
    ratings.file(database, scope, "more")
    with unit_of_work(database, scope, write=False):
        held = files_as_evidence(scope)
    assert held is not None
    assert (held.count, held.last_on) == (1, now().date())
    assert held.what.startswith("1 file of double-graded cases with the agreement")
    assert held.what.endswith("made up for a demonstration")
    other = world.b.scope("qa_lead")
    with unit_of_work(database, other, write=False):
        assert files_as_evidence(other) is None


def test_naming_by_hand_costs_one_query_however_much_is_named(
    database: Database, world: type[World]
) -> None:
    scope = lead_of(world.a)

    def asked() -> int:
        with statements_of(database) as statements, unit_of_work(database, scope, write=False):
            get_overview(scope, date(2026, 11, 21))
        return len(statements)

    with unit_of_work(database, scope):
        name_evidence(scope, "audit", EvidenceEntry(EvidenceSort.AUDIT, "One", date(2026, 1, 1)))
    before = asked()
    with unit_of_work(database, scope):
        for key in ("audit", "data", "meetings"):
            for _ in range(3):
                entry = EvidenceEntry(EvidenceSort.AUDIT, "More", date(2026, 2, 1))
                name_evidence(scope, key, entry)
    assert asked() == before <= 10, "one of them binds the scope on PostgreSQL"
    with unit_of_work(database, scope, write=False):
        held = evidence_by_component(scope, ["audit", "meetings", "learning"])
    assert [one.count for one in held["audit"]] == [4]
    assert held["learning"] == ()


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/framework/", 9),
        ("/framework/summary", 9),
        ("/framework/components/moderation", 7),
        ("/framework/versions/2", 3),
        ("/framework/whole", 4),
        ("/crosswalk/", 4),
        ("/crosswalk/fullest", 3),
        ("/crosswalk/gaps", 4),
        ("/crosswalk/components/audit", 7),
    ],
)
@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_a_page_of_the_framework_asks_few_times(
    browse_as: Browse, database: Database, world: type[World], address: str, most: int
) -> None:
    for key in ("audit", "meetings"):
        say(database, world.a, key, "There is.", coverage="full")
        approve(database, world.a)
    lead = browse_as("qa_lead", place=world.a)
    lead.get(address)
    with statements_of(database) as asked:
        assert lead.get(address).status_code == 200
    assert len([one for one in asked if one.startswith("SELECT")]) <= most


def test_what_is_added_shows_on_each_page_for_one_statement_more(
    browse_as: Browse, database: Database, world: type[World]
) -> None:
    say(database, world.a, "audit", "There is.")
    approve(database, world.a)
    scope, lead = lead_of(world.a), browse_as("qa_lead", place=world.a)

    def asked(address: str) -> tuple[int, str]:
        with statements_of(database) as statements:
            page = lead.get(address).text
        return len([one for one in statements if one.startswith("SELECT")]), page

    pages = ("/framework/", "/framework/summary", "/crosswalk/", "/framework/components/audit")
    before = {address: asked(address)[0] for address in pages}
    with unit_of_work(database, scope):
        added = add_component(scope, "Peer circles", "To learn", (), confirmed=True)
        add_point(scope, "audit", "A point of our own", confirmed=True)
    for address in pages:
        count, page = asked(address)
        assert count == before[address] + 1
        shown = "A point of our own" if "components" in address else "Peer circles"
        assert (shown in page) is (address != "/framework/summary")
    assert "Peer circles" in asked(f"/framework/components/{added}")[1]


def test_evidence_that_was_not_asked_for_is_not_taken_for_none(
    database: Database, world: type[World]
) -> None:
    scope, day = lead_of(world.a), date(2026, 11, 21)
    for key in ("audit", "meetings"):
        say(database, world.a, key, "There is.", coverage="full")
    with statements_of(database) as asked, unit_of_work(database, scope, write=False):
        held = {one.component.key: one for one in get_overview(scope, day, behind=()).standings}
    assert not [one for one in asked if "framework_evidence" in one]
    with pytest.raises(LookupError, match="audit was not asked for"):
        _ = held["audit"].stale
    with unit_of_work(database, scope, write=False):
        some = get_overview(scope, day, behind=("audit",)).standings
    assert [one.component.key for one in some if one.behind is not None] == ["audit"]
