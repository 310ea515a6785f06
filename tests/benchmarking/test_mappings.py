"""What may be compared: drawn cases, on a tool whose mapping both parties accepted."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regionqa.authorities.roles import Role
from regionqa.benchmarking import operations, queries
from regionqa.benchmarking.contributions import Contribution, contribution, of_months
from regionqa.benchmarking.mapping import (
    NO_MAPPING,
    NOT_DRAWN,
    NOT_MAPPED,
    NOT_SAID,
    UNKNOWN_GRADE,
    Decision,
    ToolMap,
    in_force,
)
from regionqa.benchmarking.measures import Measure
from regionqa.benchmarking.months import DRAWN, OTHER, MonthFigures
from regionqa.benchmarking.return_measures import DOMAIN_SHARES, GOOD, INADEQUATE, NOT_GRADED
from regionqa.benchmarking.windows import months_before, year_to
from regionqa.core.database import Database
from regionqa.core.errors import Conflict, Forbidden, NotFound, Unprocessable
from regionqa.core.tables import now
from regionqa.core.unit_of_work import unit_of_work
from tests.benchmarking.test_cube import Held, months
from tests.benchmarking.walking import Lead, visible
from tests.conftest import Browse
from tests.factories import benchmarking
from tests.factories.world import Place, World

WINDOW = year_to(benchmarking.MONTH)
PLANNING = next(one for one in DOMAIN_SHARES if one.code == "good_or_better_planning")
OWN = {"Plans": "planning", "Reviews": "planning", "Style": None}
OWN_GRADES = {"Weak": "Inadequate", "Sound": "Good", "Strong": "Outstanding"}


def contributed(
    database: Database, measure: Measure, place: Place = World.a
) -> Contribution | None:
    scope = place.scope(Role.QA_LEAD)
    with unit_of_work(database, scope, write=False):
        return contribution(scope, measure, WINDOW)


def test_only_drawn_cases_on_a_mapped_tool_are_compared(database: Database) -> None:
    said = {0: DRAWN, 1: OTHER, 2: None, 3: DRAWN}
    benchmarking.returned(
        database,
        World.a,
        *(
            benchmarking.figures(
                months_before(benchmarking.MONTH, back), good=8 + back, completed=15, chosen=how
            )
            for back, how in said.items()
            if back < 3
        ),
        benchmarking.figures(months_before(benchmarking.MONTH, 3), good=11, completed=15),
    )
    nobody = contributed(database, GOOD)
    assert nobody is not None
    assert (nobody.comparable, nobody.denominator) == (False, 0)
    assert nobody.not_comparable == 12 + 13 + 14 + 15
    mapping = benchmarking.mapping(database, World.a, since=months_before(benchmarking.MONTH, 2))
    found = contributed(database, GOOD)
    assert found is not None
    assert (found.numerator, found.denominator, found.months) == (8, 12, 1)
    assert found.not_comparable == 42
    assert found.reason == (
        f"15 graded audits: {NO_MAPPING}; 14 graded audits: {NOT_SAID}; "
        f"13 graded audits: {NOT_DRAWN}."
    )
    not_graded = contributed(database, NOT_GRADED)
    assert not_graded is not None
    assert (not_graded.months, not_graded.not_comparable) == (4, 0), "this is no share of grades"
    assert contributed(database, GOOD, World.b) is None
    scope = World.b.scope(Role.QA_LEAD)
    with unit_of_work(database, scope), pytest.raises(NotFound):
        operations.decide_mapping(scope, mapping, accepted=True)


def test_own_domains_and_grades_are_read_on_the_common_ones(database: Database) -> None:
    domains = {
        "Plans": {"Weak": 1, "Sound": 5},
        "Reviews": {"Strong": 2, "Weak": 4},
        "Style": {"Weak": 9},
    }
    benchmarking.returned(database, World.a, benchmarking.figures(domains=domains))
    before = contributed(database, PLANNING)
    assert before is not None
    assert before.reason == f"12 graded audits: {NO_MAPPING}."
    benchmarking.mapping(database, World.a, domains=OWN, grades=OWN_GRADES)
    found = contributed(database, PLANNING)
    assert found is not None
    assert (found.numerator, found.denominator, found.not_comparable) == (7, 12, 0)
    voice = next(one for one in DOMAIN_SHARES if one.domain == "voice")
    none = contributed(database, voice)
    assert none is not None
    assert (none.denominator, none.reason) == (0, f"12 graded audits: {NOT_MAPPED}.")
    # a later version that forgets a grade makes the month one that cannot be read
    fewer = {word: to for word, to in OWN_GRADES.items() if word != "Strong"}
    benchmarking.mapping(database, World.a, domains=OWN, grades=fewer)
    lost = contributed(database, PLANNING)
    assert lost is not None
    assert (lost.denominator, lost.reason) == (0, f"12 graded audits: {UNKNOWN_GRADE}.")


def test_a_domain_is_never_given_the_grades_over_all(lead: Lead) -> None:
    month = benchmarking.figures(domains={"Plans": {"Weak": 1, "Sound": 5}})
    assert PLANNING.counts(month) is None
    benchmarking.returned(lead.database, World.a, month)
    address = f"/benchmark/?measure={PLANNING.code}"
    page = visible(lead.client.get(address).text)
    assert "Planning and review: audits graded good or outstanding: not counted" in page
    benchmarking.mapping(lead.database, World.a, domains=OWN, grades=OWN_GRADES)
    page = visible(lead.client.get(address).text)
    assert "audits graded good or outstanding: 5 of 6, too few to say more" in page
    assert "8 of 12" in page, "the shares of the grades over all stand below"


def test_both_parties_say_their_word_once(database: Database) -> None:
    waiting = benchmarking.mapping(database, World.a, accept=False)
    lead, director = World.a.scope(Role.QA_LEAD), World.a.scope(Role.DCS)
    office = World.office.scope(Role.REGIONAL_LEAD)

    def held() -> ToolMap:
        with unit_of_work(database, lead, write=False):
            return queries.get_mapping(lead, waiting)

    assert (held().state, held().waits_for) == ("proposed", ("authority", "office"))
    proposer = World.a.scope(Role.QA_LEAD, person_id=held().proposed_by)
    with unit_of_work(database, proposer), pytest.raises(Unprocessable, match="Somebody else"):
        operations.decide_mapping(proposer, waiting, accepted=True)
    with unit_of_work(database, office):
        assert [one.id for one in queries.list_mappings(office)] == [waiting]
        with pytest.raises(Unprocessable, match="why it is refused"):
            operations.decide_mapping(office, waiting, accepted=False)
        operations.decide_mapping(office, waiting, accepted=True)
    assert (held().state, held().waits_for) == ("proposed", ("authority",))
    with unit_of_work(database, director):
        operations.decide_mapping(director, waiting, accepted=True)
        with pytest.raises(Conflict):
            operations.decide_mapping(director, waiting, accepted=False, reason="After all")
    assert held().state == "accepted"
    auditor = World.a.scope(Role.AUDITOR)
    with unit_of_work(database, auditor), pytest.raises(Forbidden):
        operations.decide_mapping(auditor, waiting, accepted=True)


REFUSED = (
    ({"domains": {"Style": None}}, "domains", "Map at least one domain"),
    ({"domains": {"A: b": "voice"}}, "domains", "no colon"),
    ({"domains": {"Plans": "plumbing"}}, "domains", "“plumbing” is not a common domain"),
    ({"grades": {"Good": "Good"}}, "grades", "at least two"),
    ({"grades": {"A": "Good", "B": "Fine"}}, "grades", "“Fine” is not a grade"),
    ({"tool": ""}, "tool", "Enter the name of the tool"),
    ({"note": "NHS number 943 476 5919"}, "note", "looks like"),
)


def test_a_mapping_that_cannot_be_is_refused_by_field(database: Database) -> None:
    scope = World.a.scope(Role.QA_LEAD)
    sound: dict[str, Any] = {"tool": "Tool", "domains": OWN, "grades": OWN_GRADES}
    with unit_of_work(database, scope):
        for change, field, words in REFUSED:
            with pytest.raises(Unprocessable) as refused:
                operations.propose_mapping(scope, since=date(2026, 1, 1), **{**sound, **change})
            assert words in refused.value.details["errors"][field][0]
        assert queries.list_mappings(scope) == []


def test_what_stands_is_not_proposed_again_and_what_was_refused_may_be(database: Database) -> None:
    scope = World.a.scope(Role.QA_LEAD)
    sound: dict[str, Any] = {"tool": "Tool", "domains": OWN, "grades": OWN_GRADES}

    def propose(since: date) -> UUID:
        with unit_of_work(database, scope):
            return operations.propose_mapping(scope, since=since, **sound)

    first = propose(date(2026, 1, 1))
    with pytest.raises(Unprocessable) as refused:
        propose(date(2026, 1, 1))
    assert refused.value.details["errors"]["domains"] == [
        "Nothing differs from version 1, which waits to be decided"
    ]
    propose(date(2026, 2, 1))
    office = World.office.scope(Role.REGIONAL_LEAD)
    with unit_of_work(database, scope, write=False):
        newest = queries.list_mappings(scope)[0]
    assert newest.id != first
    with unit_of_work(database, office):
        operations.decide_mapping(office, newest.id, accepted=False, reason="Not this month")
    propose(date(2026, 2, 1))


@st.composite
def maps(draw: st.DrawFn) -> ToolMap:
    words = {"accepted": True, "refused": False}
    said = st.sampled_from([None, *words])
    decisions = {
        party: Decision(words[word], "", now(), None)
        for party in ("authority", "office")
        if (word := draw(said)) is not None
    }
    return ToolMap(
        uuid4(), World.a.id, draw(st.integers(1, 9)), "Tool",
        months_before(date(2025, 9, 1), draw(st.integers(0, 5))), "2026-11",
        {"Planning": draw(st.sampled_from(["planning", "voice", None]))}, {}, "", False, now(),
        None, decisions,
    )  # fmt: skip


@given(st.lists(maps(), max_size=5), st.lists(months(), max_size=6))
def test_nothing_is_lost_between_compared_and_counted_apart(
    held: list[ToolMap], figures: list[MonthFigures]
) -> None:
    kept = list({one.month: one for one in figures}.values())
    window = year_to(date(2026, 1, 1))
    found = of_months(GOOD, window, [Held(one, False) for one in kept], held)
    with_it = [one for one in kept if GOOD.counts(one) is not None]
    if found is None:
        assert not with_it
        return
    assert found.denominator + found.not_comparable == sum(one.graded for one in with_it)
    assert found.comparable == (found.denominator > 0)
    assert bool(found.reason) == any(
        one.chosen != DRAWN or in_force(held, one.month) is None for one in with_it
    )
    low = of_months(INADEQUATE, window, [Held(one, False) for one in kept], held)
    assert low is None or low.numerator + found.numerator <= max(found.denominator, low.denominator)
    for one in kept:
        mapping = in_force(held, one.month)
        if mapping is not None:
            assert mapping.state == "accepted"
            assert mapping.since <= one.month
            later = [other for other in held if mapping.since < other.since <= one.month]
            assert all(other.state != "accepted" for other in later)


def test_a_mapping_goes_through_the_pages(lead: Lead, browse_as: Browse) -> None:
    words = visible(lead.client.get("/benchmark/mappings").text)
    assert "No mapping of yours is accepted by both yet" in words
    address = "/benchmark/mappings/propose"
    typed = {
        "tool": "Our audit tool", "since": "January 2026", "domain_planning": "Plans\nReviews",
        "others": "Style", "grade_0": "Weak", "grade_1": "Middling", "grade_2": "Sound",
    }  # fmt: skip
    for change, said in (
        ({"since": "soon"}, "This is not a month"),
        ({"others": "Plans"}, "“Plans” stands twice"),
        ({"domain_planning": ""}, "Map at least one domain"),
        ({"tool": ""}, "Enter the name of the tool"),
    ):
        refused = lead.send(address, **{**typed, **change})
        assert refused.status_code == 422
        assert said in visible(refused.text)
        assert "Middling" in refused.text, "what was typed stays"
    shown = lead.send(address, **typed).location
    words = visible(lead.client.get(shown).text)
    assert "You proposed this mapping, so somebody else" in words
    assert "Plans Planning and review Reviews Planning and review Style No counterpart" in words
    assert "Weak Inadequate Middling Requires improvement to be good Sound Good" in words
    office, director = (
        Lead(lead.app, lead.database, browse_as(role, place=place))
        for role, place in (("regional_lead", World.office), ("dcs", World.a))
    )
    for who in (office, director):
        assert "1 mapping to accept or refuse" in visible(who.client.get("/").text)
        assert who.send(f"{shown}/decide", shown).status_code == 422, "a choice is wanted"
        assert who.send(f"{shown}/decide", shown, accepted="true").status_code == 302
        assert "to accept or refuse" not in visible(who.client.get("/").text)
    words = visible(lead.client.get("/benchmark/mappings").text)
    assert "In force for January 2026 and later: version 1, Our audit tool." in words
    template = lead.client.get("/benchmark/template.csv").text
    assert "Plans: Sound" in template
    assert "Style: Weak" in template
    upload = visible(lead.client.get("/benchmark/upload").text)
    assert "such as “Plans: Outstanding”" in upload, "one sentence for all the columns by domain"
    assert "Plans Outstanding, Sound, Middling, Weak" in upload
    assert upload.count("How many audits got this grade") == len(queries.common_scale().words)
    other = browse_as("qa_lead", place=World.b)
    assert other.get(shown).status_code == 404
    assert "Our audit tool" not in other.get("/benchmark/mappings").text
    assert lead.client.get(shown.replace("mappings/", "mappings/00000000-")).status_code == 404
