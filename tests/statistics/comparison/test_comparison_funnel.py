"""Funnel limits against published tables, the tails they are made of, and each other."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from regionqa.statistics.comparison import (
    funnel_limits,
    poisson_interval,
    rate_funnel_limits,
    wilson_interval,
)

LEVELS = st.sampled_from([0.8, 0.95, 0.99, 0.998])
TARGETS = st.floats(0.001, 0.999)
SIZES = st.integers(1, 3000)
METHODS = ("score", "exact", "exact-symmetric")

# Population, 95% lower and upper, 99.8% lower and upper, in percent, around 80.642448%.
PROFILE_PROPORTIONS = [
    (1, 3.204264, 100, 0, 100),
    (2, 25.885383, 100, 0, 100),
    (3, 35.933491, 100, 10.150815, 100),
    (10, 56.154344, 100, 42.03259, 100),
    (18, 62.390093, 98.894803, 51.864359, 100),
    (41, 68.548635, 92.73626, 61.574398, 99.710497),
    (102, 72.974925, 88.309971, 68.553233, 92.731663),
    (1008, 78.203374, 83.081521, 76.796814, 84.488082),
    (9998, 79.867989, 81.416907, 79.421375, 81.863521),
    (110000, 80.408963, 80.875933, 80.274317, 81.010578),
]

# Events, then the expected events at which that many are on a limit: 95% lower and upper, 99.8%.
PROFILE_RATIOS = [
    (1, 5.571644585, 0.025317898, 9.233410143, 0.001000547),
    (2, 7.224687515, 0.242209467, 11.22886836, 0.04540199),
    (5, 11.6683331, 1.623486324, 16.45474478, 0.739371928),
    (10, 18.39035799, 4.795387629, 24.13397235, 2.960519925),
    (33, 46.34427966, 22.71567629, 54.89565059, 18.04631223),
    (100, 121.6268111, 81.36400699, 134.9243187, 71.92139974),
    (716, 770.4222128, 664.5083011, 802.60414, 636.1521174),
]

# Events, then the population of one of three years and the rate in 100,000 on the 95% limits.
PROFILE_RATES = [
    (1, 1598.675694, 20.85059119, 7.264481402, 4588.535848),
    (5, 3348.002593, 49.78092521, 465.8280129, 357.7858395),
    (99, 34583.45945, 95.42133877, 23087.10848, 142.9369123),
    (1360, 411529.9259, 110.158048, 369759.5622, 122.6021934),
]


def test_score_limits_are_the_published_ones():
    target = 0.80642448
    table = np.array(PROFILE_PROPORTIONS)
    for level, low, high in ((0.95, 1, 2), (0.998, 3, 4)):
        limits = funnel_limits(target, table[:, 0], level)
        np.testing.assert_allclose(limits.low * 100, table[:, low], atol=1e-6, rtol=0)
        np.testing.assert_allclose(limits.high * 100, table[:, high], atol=1e-6, rtol=0)


def test_ratio_limits_are_the_published_ones():
    # The published table was found by bisection, to about seven figures.
    for events, *expected in PROFILE_RATIOS:
        for level, low, high in ((0.95, *expected[:2]), (0.998, *expected[2:])):
            assert rate_funnel_limits(1, low, level).low == pytest.approx(events / low, rel=1e-4)
            assert rate_funnel_limits(1, high, level).high == pytest.approx(events / high, rel=1e-4)


def test_rate_limits_are_the_published_ones():
    baseline, years = 116.1720835, 3
    for _, low_base, low, high_base, high in PROFILE_RATES:
        bases = np.array([low_base, high_base]) * years
        limits = rate_funnel_limits(baseline / 100_000, bases)
        assert limits.low[0] * 100_000 == pytest.approx(low, rel=1e-4)
        assert limits.high[1] * 100_000 == pytest.approx(high, rel=1e-4)


def test_exact_limits_are_those_of_the_published_formula(cabg):
    assert cabg.mean == pytest.approx(0.0203577780, abs=5e-11)
    printed = {637: (0.4714, 0.9389, 3.1231, 3.8928), 4739: (1.4205, 1.6326, 2.4371, 2.6877)}
    for total, limits in printed.items():
        flag, guide = (funnel_limits(cabg.mean, total, level, "exact") for level in (0.998, 0.95))
        found = np.array([flag.low, guide.low, guide.high, flag.high]) * 100
        assert found == pytest.approx(limits, abs=5e-5)


def test_hospitals_outside_the_published_limits(cabg):
    share = cabg.deaths / cabg.cases
    outside = {}
    for method in METHODS:
        for level in (0.95, 0.998):
            low, high = funnel_limits(cabg.mean, cabg.cases, level, method)
            outside[method, level] = int(((share < low) | (share > high)).sum())
    assert outside["exact", 0.998] == 2
    assert outside["exact", 0.95] == 9
    # One of the two is there only because the printed upper limit is a case too low.
    assert outside["exact-symmetric", 0.998] == 1


@given(TARGETS, SIZES, LEVELS)
def test_exact_limits_follow_the_formula_worked_by_another_library(target, total, level):
    beyond = (1 - level) / 2
    limits = funnel_limits(target, total, level, "exact")
    for p, found in ((beyond, limits.low), (1 - beyond, limits.high)):
        k = stats.binom.ppf(p, total, target)
        alpha = (stats.binom.cdf(k, total, target) - p) / stats.binom.pmf(k, total, target)
        assert found == pytest.approx(np.clip((k - alpha) / total, 0, 1), abs=1e-7)


@given(TARGETS, st.integers(1, 400), LEVELS)
def test_symmetric_limits_flag_just_the_counts_whose_tail_is_small(target, total, level):
    beyond = (1 - level) / 2
    counts = np.arange(total + 1)
    low_tail = stats.binom.cdf(counts, total, target)
    high_tail = stats.binom.sf(counts - 1, total, target)
    assume(not np.isclose([*low_tail, *high_tail], beyond, rtol=1e-9).any())
    low, high = funnel_limits(target, total, level, "exact-symmetric")
    np.testing.assert_array_equal(counts / total < low, low_tail < beyond)
    np.testing.assert_array_equal(counts / total > high, high_tail < beyond)


def test_the_printed_upper_limit_flags_far_more_than_its_level():
    """30 of 30 where nine in ten is usual: 4% of the time by chance, not 0.1%."""
    assert funnel_limits(0.9, 30, 0.998, "exact").high < 30 / 30
    assert funnel_limits(0.9, 30, 0.998, "exact-symmetric").high == 1
    assert stats.binom.pmf(30, 30, 0.9) == pytest.approx(0.042, abs=0.001)


@given(TARGETS, SIZES, LEVELS)
def test_limits_hold_the_target_and_mirror_its_complement(target, total, level):
    for method in ("score", "exact-symmetric"):
        low, high = funnel_limits(target, total, level, method)
        assert 0 <= low <= target <= high <= 1
        mirrored = funnel_limits(1 - target, total, level, method)
        assert (1 - high, 1 - low) == pytest.approx(tuple(mirrored), abs=1e-7)


@given(TARGETS, SIZES, LEVELS)
def test_limits_widen_with_the_level_and_score_limits_narrow_with_size(target, total, level):
    for method in METHODS:
        low, high = funnel_limits(target, total, level, method)
        wider = funnel_limits(target, total, level + (1 - level) / 2, method)
        assert wider.low <= low
        assert wider.high >= high
    low, high = funnel_limits(target, [total, total + 1], level)
    assert low[0] <= low[1]
    assert high[0] >= high[1]


@given(TARGETS, st.integers(20, 3000), LEVELS)
def test_score_limits_are_wilson_turned_round(target, total, level):
    low, high = funnel_limits(target, total, level)
    for limit in (low, high):
        if 0 < limit < 1:
            ends = wilson_interval(limit * total, total, level)
            assert target == pytest.approx(ends.high if limit == low else ends.low, abs=1e-9)


@given(st.integers(0, 2000), LEVELS)
def test_a_count_is_on_the_limit_of_the_ends_of_its_own_interval(events, level):
    low, high = poisson_interval(events, level)
    assert rate_funnel_limits(1, high, level).low * high == pytest.approx(events, abs=1e-5)
    if events:
        assert rate_funnel_limits(1, low, level).high * low == pytest.approx(events, abs=1e-5)


@given(st.floats(0.001, 50), st.floats(0.01, 1000), LEVELS)
def test_rate_limits_hold_the_target_and_flag_only_small_tails(target, exposure, level):
    beyond, mean = (1 - level) / 2, target * exposure
    low, high = rate_funnel_limits(target, exposure, level)
    assert 0 <= low <= target <= high
    first_high = math.floor(high * exposure + 1e-9) + 1
    assert stats.poisson.sf(first_high - 1, mean) <= beyond * (1 + 1e-6)
    last_low = math.ceil(low * exposure - 1e-9) - 1
    assert stats.poisson.cdf(last_low, mean) <= beyond * (1 + 1e-6)
    score = rate_funnel_limits(target, exposure, level, "score")
    assert 0 <= score.low <= target <= score.high


def test_no_cases_leave_the_whole_range():
    for method in METHODS:
        low, high = funnel_limits(0.4, [0, 10], method=method)
        assert (low[0], high[0]) == (0, 1)
        assert funnel_limits(0.4, 0, method=method) == (0.0, 1.0)
    for method in ("score", "exact"):
        assert rate_funnel_limits(2, 0, method=method) == (0.0, math.inf)


@pytest.mark.parametrize("method", METHODS)
def test_a_target_at_an_end_has_no_room_beyond_it(method):
    low, high = funnel_limits([0, 1], 10, method=method)
    assert low[0] == 0
    assert high[0] < 0.1
    assert low[1] >= 0.8
    assert high[1] <= 1
    assert rate_funnel_limits(0, 5).low == 0
    assert 0 <= rate_funnel_limits(0, 5).high < 0.2


@pytest.mark.parametrize("level", [1e-6, 0.5, 0.998, 1 - 1e-6])
def test_sizes_and_targets_at_the_ends_of_what_is_possible_give_ordered_limits(level):
    targets = np.array([0, 1e-300, 1e-9, 0.5, 1 - 1e-12, 1])[:, None]
    for method in ("score", "exact-symmetric"):
        low, high = funnel_limits(targets, [0, 1, 10, 10**6, 10**9], level, method)
        assert np.all(low <= high + 1e-9)
    for method in ("score", "exact"):
        low, high = rate_funnel_limits(targets * 10, [0, 1e-9, 1, 1e4, 1e8], level, method)
        assert np.all(low <= high)


def test_targets_and_totals_are_read_side_by_side():
    targets, totals = np.array([[0.2], [0.7]]), np.array([15, 40, 15])
    for method in METHODS:
        low, high = funnel_limits(targets, totals, 0.95, method)
        assert low.shape == high.shape == (2, 3)
        assert (low[1, 1], high[1, 1]) == tuple(funnel_limits(0.7, 40, 0.95, method))
    assert rate_funnel_limits(targets, totals).low.shape == (2, 3)
    assert funnel_limits(0.5, [], method="exact").low.shape == (0,)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: funnel_limits(80, 10), "target is 80: give a proportion from 0 to 1"),
        (lambda: funnel_limits(0.8, [1, 2.5], method="exact"), r"totals\[1\] is 2.5: give a whole"),
        (lambda: funnel_limits(0.8, 10, method="wald"), "method is 'wald'"),
        (lambda: rate_funnel_limits(0.8, 10, method="wald"), "method is 'wald'"),
        (lambda: funnel_limits([0.8, 0.7], [1, 2, 3]), r"target \(2,\) and totals \(3,\)"),
        (lambda: rate_funnel_limits(1e6, 1e6), "more than 1,000,000,000 events are expected"),
        (lambda: rate_funnel_limits(-1, 10), "target is -1: give 0 or more"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
