"""The XmR chart against published examples, the rules worked anew, and series too short for it."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from regionqa.statistics.comparison import Assurance, Signal, Xmr, XmrState, assurance, xmr
from regionqa.statistics.comparison.xmr import back_fill, run_ends

SPIKE = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]
SERIES = st.lists(st.one_of(st.none(), st.integers(-20, 20).map(float)), min_size=0, max_size=40)


def chart(values, **options):
    return xmr(values, rules_over=None, **options)


def test_the_published_example_screened_and_not():
    screened, unscreened = xmr(SPIKE), xmr(SPIKE, screened=False)
    assert screened.centre == unscreened.centre == pytest.approx(1.9444, abs=5e-5)
    assert (screened.low, screened.high) == pytest.approx((-0.7156, 4.6044), abs=5e-5)
    assert (unscreened.low, unscreened.high) == pytest.approx((-3.0626, 6.9515), abs=5e-5)
    assert (screened.screened_out, unscreened.screened_out) == (2, 0)
    assert screened.signals[4] is unscreened.signals[4] is Signal.OUTSIDE
    assert screened.state is XmrState.OK


def test_the_published_runs_and_back_fill():
    assert run_ends([1] * 8 + [-1]) == [0, 0, 0, 0, 0, 0, 1, 1, 0]
    assert run_ends([-1] * 8 + [1]) == [0, 0, 0, 0, 0, 0, 1, 1, 0]
    assert run_ends([1] * 6) == [0] * 6
    assert run_ends([-1] + [1] * 8 + [-1]) == [0, 0, 0, 0, 0, 0, 0, 1, 1, 0]
    assert run_ends([0] * 9) == [0] * 9
    assert run_ends([]) == []
    assert back_fill([0] * 7 + [1, 0]) == [0, 1, 1, 1, 1, 1, 1, 1, 0]


def test_seven_rising_points_are_a_trend_and_a_tie_breaks_it():
    rising = chart([5, 1, 2, 3, 4, 5, 6, 7, 3])
    assert rising.signals == (None, *[Signal.TREND] * 7, None)
    falling = chart([3, 7, 6, 5, 4, 3, 2, 1, 5])
    assert falling.signals == (None, *[Signal.TREND] * 7, None)
    assert Signal.TREND not in chart([1, 2, 3, 3, 4, 5, 6]).signals
    assert Signal.TREND not in chart([1, 2, 3, None, 4, 5, 6, 7]).signals
    assert Signal.TREND not in chart([1, 2, 3, 4, 5, 6]).signals


def test_a_shift_on_a_fixed_baseline_flags_the_whole_run():
    steady = [10, 12, 9, 11, 10, 12, 9, 11, 10, 12, 9, 11]
    found = chart([*steady, 11, 12, 11.5, 11, 12, 11.5, 11, 12], baseline=12)
    assert found.centre == pytest.approx(np.mean(steady))
    assert found.signals[11:] == (Signal.SHIFT,) * 9
    assert found.signals[:11] == (None,) * 11
    assert found.points == 12
    assert found.state is XmrState.TRIAL


def test_two_of_three_near_a_limit_on_one_side():
    # Average 0 and limits of 2.66 × 3 = 7.98 from the baseline; two thirds is 5.32.
    base = [1.5, -1.5] * 7
    for tail, expected in [
        ([6, 1, 6], [Signal.TWO_OF_THREE, None, Signal.TWO_OF_THREE]),
        ([6, 6, 1], [Signal.TWO_OF_THREE, Signal.TWO_OF_THREE, None]),
        ([-6, -1, -6], [Signal.TWO_OF_THREE, None, Signal.TWO_OF_THREE]),
        ([6, -1, 6], [None, None, None]),
        ([6, None, 6], [None, None, None]),
        ([9, 1, 6], [Signal.OUTSIDE, None, Signal.TWO_OF_THREE]),
        ([-1, 6, 1], [None, None, None]),
    ]:
        assert list(chart([*base, *tail], baseline=14).signals[14:]) == expected


def test_the_first_rule_that_holds_is_named():
    base = [1.5, -1.5] * 7
    rising = chart([*base, 1, 2, 3, 4, 5, 6, 9], baseline=14)
    assert rising.signals[14:] == (*[Signal.TREND] * 6, Signal.OUTSIDE)


@given(SERIES, st.booleans())
def test_limits_worked_step_by_step(values, screened):
    found = chart(values, screened=screened)
    known = [value for value in values if value is not None]
    ranges = [abs(b - a) for a, b in itertools.pairwise(values) if a is not None and b is not None]
    if not known:
        assert (found.centre, found.low, found.state) == (None, None, XmrState.EMPTY)
        return
    assert found.centre == pytest.approx(sum(known) / len(known))
    if not ranges:
        assert (found.low, found.high, found.state) == (None, None, XmrState.TOO_FEW)
        return
    mean = sum(ranges) / len(ranges)
    kept = [r for r in ranges if not screened or mean == 0 or r < 3.267 * mean]
    reach = 2.66 * sum(kept) / len(kept)
    assert (found.low, found.high) == pytest.approx((found.centre - reach, found.centre + reach))
    assert found.screened_out == len(ranges) - len(kept)


@given(SERIES)
def test_signals_worked_point_by_point(values):
    found = chart(values)
    for i, value in enumerate(values):
        if value is None:
            assert (found.signals[i], found.sides[i]) == (None, 0)
            continue
        assert found.sides[i] == (value > found.centre) - (value < found.centre)
        outside = found.low is not None and not found.low <= value <= found.high
        assert (found.signals[i] is Signal.OUTSIDE) == outside
        windows = [
            range(start, start + 7)
            for start in range(max(0, i - 6), i + 1)
            if start + 7 <= len(values)
        ]
        trend = any(is_trend([values[j] for j in window]) for window in windows)
        assert (found.signals[i] is Signal.TREND) == (trend and not outside)
        shift = any(abs(sum(found.sides[j] for j in window)) == 7 for window in windows)
        if found.signals[i] is Signal.SHIFT:
            assert shift
        if shift:
            assert found.signals[i] is not None


def is_trend(window):
    if None in window:
        return False
    steps = [b - a for a, b in itertools.pairwise(window)]
    return all(step > 0 for step in steps) or all(step < 0 for step in steps)


@given(SERIES)
def test_turning_the_series_over_or_changing_its_unit_changes_no_signal(values):
    found = chart(values)
    turned = chart([None if v is None else -v for v in values])
    assert turned.signals == found.signals
    assert turned.sides == tuple(-side for side in found.sides)
    moved = chart([None if v is None else v / 3 + 0.1 for v in values])
    assert (moved.signals, moved.sides) == (found.signals, found.sides)


def test_rules_are_read_over_the_last_24_unless_said():
    early = [50.0, *[1.0, 2.0] * 15]
    assert xmr(early).signals[:7] == (None,) * 7
    assert xmr(early).signals[7:] == chart(early).signals[7:]
    assert chart(early).signals[0] is Signal.OUTSIDE
    assert xmr(early, rules_over=31).signals[0] is Signal.OUTSIDE


def test_a_stable_series_signals_about_as_often_as_stated(full):
    """Any of the four rules: about 7%, 18% and 46% of stable series of 12, 24 and 60 points."""
    random = np.random.default_rng(3)
    runs, slack = (4000, 0.03) if full else (300, 0.08)
    for points, stated in ((12, 0.07), (24, 0.18), (60, 0.46)):
        found = [any(chart(random.standard_normal(points)).signals) for _ in range(runs)]
        assert np.mean(found) == pytest.approx(stated, abs=slack)


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ([], XmrState.EMPTY),
        ([None, float("nan")], XmrState.EMPTY),
        ([4], XmrState.TOO_FEW),
        ([4, None, 6], XmrState.TOO_FEW),
        ([4, 4, 4], XmrState.NO_VARIATION),
        ([4, 5], XmrState.TRIAL),
        ([4, 5] * 6, XmrState.TRIAL),
        ([*[4, 5] * 6, 4], XmrState.OK),
    ],
)
def test_short_series_are_named(values, state):
    found = xmr(values)
    assert found.state is state
    assert len(found.signals) == len(found.sides) == len(values)
    assert (found.low is None) == (state in {XmrState.EMPTY, XmrState.TOO_FEW})
    assert found.centre is None or not np.isnan(found.centre)


def test_equal_values_that_their_mean_misses_by_rounding_show_no_signal():
    assert sum([0.1] * 9) / 9 != 0.1
    found = xmr([0.1] * 9)
    assert (found.state, found.centre, found.low) == (XmrState.NO_VARIATION, 0.1, 0.1)
    assert not any(found.signals)
    assert not any(found.sides)


def test_an_average_of_one_point_signals_nothing():
    found = xmr([4, *[9] * 8], baseline=1)
    assert (found.state, found.centre, found.low) == (XmrState.TOO_FEW, 4, None)
    assert not any(found.signals)


def test_any_change_after_no_variation_is_outside():
    found = xmr([4, 4, 4, 5], baseline=3)
    assert (found.state, found.low, found.high) == (XmrState.NO_VARIATION, 4, 4)
    assert found.signals == (None, None, None, Signal.OUTSIDE)


def limits(low, high):
    return Xmr(XmrState.OK, (low + high) / 2, low, high, (), (), 20, 0)


@pytest.mark.parametrize(
    ("low", "high", "better", "expected"),
    [
        (1, 3, "higher", Assurance.MISSES),
        (5, 7, "higher", Assurance.MEETS),
        (1, 5, "higher", Assurance.HIT_AND_MISS),
        (1, 3, "lower", Assurance.MEETS),
        (5, 7, "lower", Assurance.MISSES),
        (1, 5, "lower", Assurance.HIT_AND_MISS),
        (1, 3, None, Assurance.NOT_ASSESSED),
        (4, 7, "higher", Assurance.HIT_AND_MISS),
        (1, 4, "higher", Assurance.HIT_AND_MISS),
    ],
)
def test_assurance_is_the_published_one(low, high, better, expected):
    assert assurance(limits(low, high), 4, better) is expected


def test_assurance_needs_limits_and_a_target():
    assert assurance(xmr([3]), 4, "higher") is Assurance.NOT_ASSESSED
    assert assurance(limits(1, 3), None, "higher") is Assurance.NOT_ASSESSED


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: xmr([1, float("inf")]), r"values\[1\] is infinite"),
        (lambda: xmr([1, "two"]), "values holds something that is not a number"),
        (lambda: xmr([1, 2], baseline=0), "baseline is 0"),
        (lambda: xmr([1, 2], rules_over=-1), "rules_over is -1"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
