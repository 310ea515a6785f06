"""A share of own grades is never shown without what moderation says of them."""

import inspect
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regionqa.benchmarking import history
from regionqa.benchmarking.beside import NONE_YET, Beside, beside, beside_of
from regionqa.benchmarking.contributions import Source, contribution
from regionqa.benchmarking.measures import measures, monthly_measures
from regionqa.benchmarking.moderated_measures import (
    EXACT_AGREEMENT,
    GRADES_CHANGED,
    POINTS_IN_PLACE,
)
from regionqa.benchmarking.windows import Window, year_to
from regionqa.moderation import OwnMinusPeers
from regionqa.statistics.agreement import Ratings, direction
from tests.benchmarking.test_history import month_of
from tests.benchmarking.walking import Lead, visible
from tests.factories import benchmarking
from tests.factories.world import World
from tests.moderation.region import DOMAINS, START, Region

WINDOW = year_to(date(2026, 3, 1))
D = len(DOMAINS)


def gap_of(*pairs: tuple[int, int]) -> OwnMinusPeers:
    """A difference from (own, peer) grades of cases."""
    ratings = Ratings.from_matrix(
        [list(pair) for pair in pairs], [1, 2, 3, 4], raters=["home", "peer"]
    )
    return OwnMinusPeers(direction(ratings, "home"), len(pairs), 1, 0, None)


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (OwnMinusPeers(None, 0, 0, 0, "No round."), NONE_YET),
        (
            OwnMinusPeers(None, 4, 1, 1, "The readings do not link."),
            "Moderated cases cannot be compared. The readings do not link.",
        ),
        (gap_of((3, 2)), "1 moderated case: too few to say how our grades lie beside our peers’."),
        (gap_of(*[(3, 3)] * 12), "12 moderated cases: our grades and our peers’ were the same"),
        (gap_of(*[(3, 2), (3, 3), (4, 3)] * 6), "On 18 moderated cases, our grades lie 0.67 of a"),
        (gap_of(*[(2, 3), (3, 3), (3, 4)] * 6), "0.67 of a step below our peers’ (95% interval −"),
        (gap_of(*[(2, 3), (3, 3), (4, 3)] * 6), "lie level with our peers’ (95% interval −"),
    ],
)
def test_every_state_has_its_words(found: OwnMinusPeers, words: str) -> None:
    said = beside_of(found, WINDOW)
    assert words in said.sentence
    assert "nan" not in said.sentence
    assert "None " not in said.sentence.removeprefix(NONE_YET)


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4)), min_size=1, max_size=30))
def test_the_side_is_said_only_where_the_whole_interval_lies_on_it(
    pairs: list[tuple[int, int]],
) -> None:
    said = beside_of(gap_of(*pairs), WINDOW)
    mean = sum(own - peer for own, peer in pairs) / len(pairs)
    assert said.cases == len(pairs)
    assert f"{len(pairs)} moderated case" in said.sentence
    assert said.value == pytest.approx(mean)
    if said.surely:
        assert (said.surely == "higher") == (mean > 0)
        assert said.low is not None
        assert said.high is not None
        assert (said.low > 0) or (said.high < 0)


def test_no_share_of_grades_can_be_made_without_it() -> None:
    for function in (history.shares_of, history.lead_sentence):
        wanted = inspect.signature(function).parameters["beside"]
        assert wanted.default is inspect.Parameter.empty
        assert wanted.annotation is Beside
    said = Beside(WINDOW, 3, "This is what moderation says.")
    months = [month_of(n, 10, 30) for n in range(3)]
    for measure in monthly_measures():
        lead = history.lead_sentence(measure, months, said)
        assert (said.sentence in lead) == measure.of_grades, measure.code
    assert {code for code, one in measures().items() if one.of_grades} >= {
        "good_or_better",
        "inadequate",
    }


def test_the_pages_show_it_wherever_they_show_a_share(lead: Lead) -> None:
    benchmarking.month(lead.database, World.a.scope("qa_lead"))
    for measure in monthly_measures():
        page = visible(lead.client.get(f"/benchmark/?measure={measure.code}").text)
        # the shares of the grades stand on each of these pages, and so do these words
        assert page.count(NONE_YET) == (2 if measure.of_grades else 1)
    home = visible(lead.client.get("/").text)
    assert "%" not in home, "the home page shows no share"


@pytest.mark.writes_reference
def test_a_locked_round_is_counted_and_said(region: Region) -> None:
    """One case agreed as it was graded, one agreed a grade below, as in the rounds' own test."""
    region.begin()
    place = region.places[0]
    scope = place.scope("qa_lead")
    same, changed = sorted(
        (case for case, home in region.homes().items() if home == place), key=str
    )
    region.read_all(same, "good", "good", "good")
    region.read_all(changed, "outstanding", "good", "good")
    region.settle(changed, "good")
    assert region.ask(scope, contribution, EXACT_AGREEMENT, WINDOW) is None, "not locked yet"
    region.go_to(START + timedelta(days=32))
    region.step("lock_statistics", reason="The other cases were not read.")
    agreed = region.ask(scope, contribution, EXACT_AGREEMENT, WINDOW)
    assert (agreed.numerator, agreed.denominator, agreed.cases) == (2 * D, 4 * D, 2)
    moved = region.ask(scope, contribution, GRADES_CHANGED, WINDOW)
    assert (moved.numerator, moved.denominator) == (D, 2 * D)
    assert {agreed.source, moved.source} == {Source.PLATFORM}
    said = region.ask(scope, beside, WINDOW)
    assert said.cases == 2
    assert said.sentence.startswith(("On 2 moderated cases", "2 moderated cases: too few"))
    for other in (WINDOW.before, Window(WINDOW.after, WINDOW.after)):
        assert region.ask(scope, contribution, EXACT_AGREEMENT, other) is None
        assert region.ask(scope, beside, other).sentence == NONE_YET
    assert region.ask(region.places[1].scope(), contribution, GRADES_CHANGED, WINDOW) is None
    assert region.ask(scope, contribution, POINTS_IN_PLACE, WINDOW) is None
