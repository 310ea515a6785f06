"""Windows of whole months, and what an authority contributes over one."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regionqa.benchmarking import contributions, queries
from regionqa.benchmarking.contributions import Contribution, Source, contribution
from regionqa.benchmarking.demonstration import example_csv
from regionqa.benchmarking.gate.recipes import Printing, Recipe
from regionqa.benchmarking.measures import Measure
from regionqa.benchmarking.moderated_measures import EXACT_AGREEMENT
from regionqa.benchmarking.operations.contributing import gather
from regionqa.benchmarking.return_measures import COMPLETION, GOOD, INADEQUATE, NOT_GRADED
from regionqa.benchmarking.windows import (
    Window,
    months_before,
    newest_quarter_end,
    newest_window,
    quarterly_windows,
    year_to,
    yearly_windows,
)
from regionqa.core.database import Database
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import unit_of_work
from tests.benchmarking.walking import Lead
from tests.factories import benchmarking
from tests.factories.world import World

DAYS = st.dates(date(2001, 1, 1), date(2100, 12, 31))
YEAR_2018 = Window(date(2018, 1, 1), date(2018, 12, 1))


@pytest.mark.parametrize(
    ("today", "end"),
    [
        (date(2026, 11, 28), date(2026, 9, 1)),
        (date(2026, 9, 30), date(2026, 6, 1)),
        (date(2026, 10, 1), date(2026, 9, 1)),
        (date(2026, 3, 31), date(2025, 12, 1)),
    ],
)
def test_a_quarter_counts_when_it_is_over(today: date, end: date) -> None:
    assert newest_quarter_end(today) == end
    assert newest_window(today) == year_to(end)


@given(DAYS, st.integers(1, 6))
def test_windows_are_twelve_months_and_meet_end_to_end(day: date, number: int) -> None:
    end = newest_quarter_end(day)
    assert end.month % 3 == 0
    assert end < day.replace(day=1)
    years = yearly_windows(end, number)
    for one in (*years, *quarterly_windows(end, number)):
        assert len(one.months) == 12
        assert one.holds(one.first)
        assert not one.holds(one.after)
    for before, after in pairwise(years):
        assert before.after == after.first
        assert not before.overlaps(after)
        assert after.before == before
    quarters = quarterly_windows(end, number)
    assert quarters[-1] == years[-1]
    assert all(b.last == months_before(a.last, -3) for a, b in pairwise(quarters))


def test_what_is_no_window_is_refused() -> None:
    with pytest.raises(ValueError, match="ends before it begins"):
        Window(date(2026, 2, 1), date(2026, 1, 1))
    with pytest.raises(ValueError, match="first days of months"):
        Window(date(2026, 1, 2), date(2026, 3, 1))
    assert YEAR_2018.words == "January 2018 to December 2018"
    assert YEAR_2018.key == "2018-01_2018-12"


def test_the_printed_year_is_what_gloucestershire_contributes(lead: Lead) -> None:
    lead.use(example_csv())
    scope = World.a.scope("qa_lead")
    with unit_of_work(lead.database, scope, write=False):
        found = {
            one.code: contribution(scope, one, YEAR_2018)
            for one in (GOOD, INADEQUATE, NOT_GRADED, COMPLETION)
        }
        assert contribution(scope, GOOD, YEAR_2018.before) is None
    said = {
        code: (one.numerator, one.denominator, one.months) for code, one in found.items() if one
    }
    assert said == {
        "good_or_better": (0, 0, 0),
        "inadequate": (0, 0, 0),
        "not_graded": (10, 343, 11),
        "completion": (343, 426, 11),
    }
    assert {one.source for one in found.values() if one} == {Source.RETURN}
    # the report does not say how its cases were chosen, so its grades are counted apart
    assert found["inadequate"] is not None
    assert not found["inadequate"].comparable
    assert found["inadequate"].not_comparable == 333
    assert found["inadequate"].reason.startswith("333 graded audits: the return does not say how")


def test_another_authority_contributes_nothing_of_it(database: Database) -> None:
    benchmarking.month(database, World.b.scope("qa_lead"))
    benchmarking.mapping(database, World.b)
    window = year_to(benchmarking.MONTH)
    for place, expected in ((World.a, None), (World.b, (8, 12))):
        scope = place.scope("qa_lead")
        with unit_of_work(database, scope, write=False):
            found = contribution(scope, GOOD, window)
        assert (found and (found.numerator, found.denominator)) == expected


def test_a_measure_that_nothing_counts_is_an_error(database: Database) -> None:
    lost = Measure(**{**vars(GOOD), "code": "lost", "parts": None})
    scope = World.a.scope("qa_lead")
    with unit_of_work(database, scope, write=False):
        with pytest.raises(LookupError, match="Nothing counts the measure lost"):
            contribution(scope, lost, YEAR_2018)
        assert queries.read_months(scope).standing == []


def test_counts_that_are_no_sum_of_quarters_are_not_compared(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The gate links releases by quarters: counts that it could not link would pass unseen."""
    recipe = Recipe(1, (Printing(EXACT_AGREEMENT.code),))
    scope = World.a.scope("qa_lead")
    for sums, state in ((True, "given"), (False, "not_comparable")):

        def read(_scope: Scope, window: Window, _by: bool, *, sums: bool = sums) -> Contribution:
            many = len(window.months) if sums else 1
            return Contribution(many, 2 * many, True, 0, "", False, Source.PLATFORM, many)

        monkeypatch.setitem(contributions._READERS, EXACT_AGREEMENT.code, read)
        with unit_of_work(database, scope, write=False):
            one = gather(scope, recipe, YEAR_2018)[0][EXACT_AGREEMENT.code]
        assert (one.state, "do not add up" in one.why) == (state, not sums)
        assert list(one.quarters.values()) == ([(3, 6)] * 4 if sums else [])
