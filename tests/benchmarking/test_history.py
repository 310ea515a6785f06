"""What moved, what shares the grades have, and what is said when there are too few."""

from datetime import date
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regionqa.benchmarking.beside import NONE_YET, Beside
from regionqa.benchmarking.charts import run_chart, shares_chart
from regionqa.benchmarking.checking import add_up, check_return
from regionqa.benchmarking.demonstration import example_csv
from regionqa.benchmarking.headings import settle
from regionqa.benchmarking.history import lead_sentence, per_100, run_of, shares_of, spans
from regionqa.benchmarking.measures import (
    Measure,
    add_measure,
    encode,
    measures,
    monthly_measures,
)
from regionqa.benchmarking.months import MonthFigures, next_month
from regionqa.benchmarking.queries import common_scale
from regionqa.benchmarking.reading import read_return
from regionqa.benchmarking.return_measures import COMPLETION, GOOD, INADEQUATE, NOT_GRADED
from regionqa.benchmarking.windows import year_to
from regionqa.frameworks import newest_standard
from regionqa.statistics.comparison import Signal
from regionqa.statistics.disclosure import Percentage, Release, attack, attack_all

TODAY = date(2026, 3, 15)
SCALE = common_scale(TODAY)
NOBODY = Beside(year_to(TODAY), 0, NONE_YET)
# The printed rates and shares of January to November 2018 (figures 1 and 3 of the report).
PRINTED_RATES = (168, 164, 150, 123, 109, 91, 59, 55, 46, 75, 62)
SHARES_OF_LOWEST = (15.6, 21.7, 37.5, 29.6, 36.0, 22.5, 40.7, 50.0, 20.0, 26.2, 19.0)


@pytest.fixture(scope="module")
def printed() -> list[MonthFigures]:
    table, _ = read_return(example_csv(), "g.csv", SCALE)
    return list(check_return(table, settle(table.headers, SCALE, {}, {}), SCALE, TODAY).months)


def month_of(number: int, low: int, good: int, without: int = 0) -> MonthFigures:
    month = date(2024, 1, 1)
    for _ in range(number):
        month = next_month(month)
    return add_up(month, {"Inadequate": low, "Good": good}, None, without, None)


def test_the_measures_give_the_printed_figures(printed: list[MonthFigures]) -> None:
    rates = [one.value for one in run_of(COMPLETION, printed).points]
    assert [round(value or 0) for value in rates] == list(PRINTED_RATES)
    low = [round(one.value or 0, 1) for one in run_of(INADEQUATE, printed).points]
    assert low == list(SHARES_OF_LOWEST)


def test_the_limits_are_those_of_the_formula(printed: list[MonthFigures]) -> None:
    run = run_of(INADEQUATE, printed)
    values = [100 * one.grades["Inadequate"] / one.graded for one in printed]
    centre = sum(values) / len(values)
    ranges = [abs(b - a) for a, b in pairwise(values)]
    mean = sum(ranges) / len(ranges)
    assert max(ranges) < 3.267 * mean, "nothing is screened out here"
    assert run.limits.centre == pytest.approx(centre)
    assert run.limits.low == pytest.approx(centre - 2.66 * mean)
    assert run.limits.high == pytest.approx(centre + 2.66 * mean)
    assert run.state == "The limits are trial limits: they rest on 11 months; 13 make them firm."
    rate = run_of(COMPLETION, printed)
    assert {one.signal for one in rate.points} - {None}, "the fall of 2018 is flagged"


def test_a_limit_that_no_figure_could_pass_is_not_drawn(printed: list[MonthFigures]) -> None:
    run = run_of(GOOD, printed)
    assert run.limits.low is not None
    assert run.limits.low < 0
    drawn = run_chart(run)
    assert "Upper limit" in drawn.wide
    assert "Lower limit" not in drawn.wide
    assert "A limit that no figure could pass is not drawn." in drawn.description
    both = run_chart(run_of(COMPLETION, printed))
    assert "Lower limit" in both.wide
    assert "The lower limit is 56.1 and the upper limit is 144.3 (dashed)." in both.description
    assert "not drawn" not in both.description


def test_a_month_that_is_missing_is_a_gap(printed: list[MonthFigures]) -> None:
    kept = [one for one in printed if one.month.month != 6]
    run = run_of(GOOD, kept)
    assert len(run.points) == 11
    assert run.points[5].value is None
    assert run.points[5].shown == "not counted"
    assert run_chart(run).rows[5] == ("June 2018", "not counted", "–")


@pytest.mark.parametrize("number", [0, 1, 2, 3])
def test_few_months_have_a_state_in_words(number: int) -> None:
    months = [month_of(n, 4 + n, 8) for n in range(number)]
    run = run_of(GOOD, months)
    assert run.signals == []
    assert run.state
    if number:
        assert run_chart(run).wide
    else:
        assert run.state == "No month can be counted for this measure yet."
        assert shares_of(months, SCALE.words, NOBODY) is None
        assert lead_sentence(GOOD, months, NOBODY) == ""


def test_all_alike_and_no_cases_have_a_state_in_words() -> None:
    alike = [month_of(n, 5, 15) for n in range(9)]
    assert run_of(GOOD, alike).state == (
        "Every month has the same figure, so there are no limits to draw."
    )
    none = [month_of(n, 0, 0) for n in range(4)]
    run = run_of(GOOD, none)
    assert {one.shown for one in run.points} == {"no cases"}
    shares = shares_of(none, SCALE.words, NOBODY)
    assert shares is not None
    assert {one.shown for one in shares.of} == {"too few to say (0 of 0)"}
    assert shares_chart(shares).wide
    assert "not counted in that month" in lead_sentence(GOOD, none, NOBODY)


def test_a_rare_figure_is_not_flagged_for_being_none() -> None:
    months = [month_of(n, 0, 20, 1 if n == 4 else 0) for n in range(20)]
    run = run_of(NOT_GRADED, months)
    assert run.signals == []
    assert run.limits.low is run.limits.high is None
    assert run.state.startswith("Most months have none")
    assert "nan" not in run_chart(run).wide
    often = run_of(NOT_GRADED, [month_of(n, 0, 20, n % 2) for n in range(20)])
    assert often.limits.high is not None


def test_limits_never_fall_together_while_figures_differ() -> None:
    months = [month_of(n, 5, 15 if n != 9 else 40) for n in range(20)]
    run = run_of(GOOD, months)
    assert run.limits.low is not None
    assert run.limits.high is not None
    assert run.limits.low < run.limits.high
    flagged = [one.month for one in run.points if one.signal is Signal.OUTSIDE]
    assert flagged == [months[9].month], "the one that differs, and not all the others"


def test_months_that_follow_each_other_are_one_span() -> None:
    jan, feb, mar, may = (date(2026, month, 1) for month in (1, 2, 3, 5))
    assert spans([jan, feb, mar, may]) == ["January 2026 to March 2026", "May 2026"]
    assert spans([]) == []


def test_few_cases_are_called_too_few() -> None:
    few = [month_of(0, 3, 6)]
    shares = shares_of(few, SCALE.words, NOBODY)
    assert shares is not None
    assert [one.shown for one in shares.of] == [
        "too few to say (3 of 9)",
        "too few to say (6 of 9)",
    ]
    assert lead_sentence(GOOD, few, NOBODY).endswith(f"6 of 9, too few to say more. {NOBODY.told}")
    enough = shares_of([month_of(0, 3, 7)], SCALE.words, NOBODY)
    assert enough is not None
    assert enough.of[1].shown == "70%, 40% to 89% (7 of 10)"


def test_shares_are_of_the_last_twelve_months() -> None:
    months = [month_of(n, 1, 2, 1) for n in range(20)]
    shares = shares_of(months, SCALE.words, NOBODY)
    assert shares is not None
    assert (shares.months, shares.graded, shares.not_graded) == (12, 36, 12)
    assert shares.span == "September 2024 to August 2025"


@given(st.lists(st.tuples(*[st.integers(0, 40)] * 3), min_size=1, max_size=15))
def test_shares_make_up_the_whole_and_lie_in_their_intervals(
    counts: list[tuple[int, int, int]],
) -> None:
    months = [month_of(n, *one) for n, one in enumerate(counts)]
    shares = shares_of(months, SCALE.words, NOBODY)
    assert shares is not None
    assert sum(one.count for one in shares.of) == shares.graded
    for one in shares.of:
        if one.low is not None and one.high is not None:
            assert one.low <= one.count / one.total <= one.high
    for measure in monthly_measures():
        run = run_of(measure, months)
        assert all(one.value is None or one.value >= 0 for one in run.points)
        chart = run_chart(run)
        for drawing in (chart.wide, chart.narrow):
            assert "nan" not in ET.tostring(ET.fromstring(drawing), "unicode")


def test_percentages_round_halves_up() -> None:
    assert per_100(1, 8) == "13%"
    assert per_100(1, 8, 1) == "12.5%"
    assert per_100(9, 42) == "21%"
    assert per_100(0, 3) == "0%"


def test_a_run_of_seven_is_a_signal_with_its_months() -> None:
    falls = [month_of(n, 10 + 3 * n + n % 2, 60 - 4 * n) for n in range(10)]
    run = run_of(GOOD, falls)
    assert any(one.signal in {Signal.TREND, Signal.OUTSIDE} for one in run.points)
    assert any("January 2024" in said or "October 2024" in said for said in run.signals)


def test_every_measure_says_what_it_may_and_may_not_tell() -> None:
    components = {one.key for one in newest_standard().components}
    for measure in measures().values():
        assert measure.component in components
        for text in (measure.definition, measure.tells, measure.does_not_tell, measure.source):
            assert text.endswith(".")
    with pytest.raises(ValueError, match="in the catalogue already"):
        add_measure(GOOD)


COUNTS = {f"A{n}": (5 + n, 30 + 2 * n) for n in range(8)}


def test_before_anything_is_printed_nobody_finds_a_numerator() -> None:
    facts = encode(GOOD, "2018 quarter 4", COUNTS)
    release = Release("2018 quarter 4", COUNTS, facts)
    assert attack_all([release]) == []


def test_a_printed_percentage_is_found_by_the_public() -> None:
    facts = encode(GOOD, "2018 quarter 4", COUNTS)
    part, rest = facts[1].cells[0], facts[0].cells[1]  # type: ignore[attr-defined]  # both are Shown
    printed = Percentage((part,), (part, rest), "17")  # 5 of 30 rounds to 17
    release = Release("2018 quarter 4", COUNTS, (*facts, printed))
    (found,) = attack([release])
    assert (found.cell, found.low, found.high) == (part, 5, 5)


@pytest.mark.parametrize("measure", [GOOD, INADEQUATE, NOT_GRADED])
def test_shares_have_an_encoding_and_rates_have_none(measure: Measure) -> None:
    assert len(encode(measure, "p", COUNTS)) == 3 * len(COUNTS)
    with pytest.raises(ValueError, match="has no encoding"):
        encode(COMPLETION, "p", COUNTS)
    assert COMPLETION.encoding.startswith("None")
