"""Intervals of a proportion, a count and a rate: published figures and second computations."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from regionqa.statistics.comparison import (
    CountState,
    binomial_interval,
    byar_interval,
    count_state,
    poisson_interval,
    rate_interval,
    wilson_interval,
)

LEVELS = st.sampled_from([0.8, 0.95, 0.99, 0.998])
TOTALS = st.integers(0, 400)
PARTS = TOTALS.flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(
    ("events", "total", "level", "low", "high"),
    [
        (65, 100, 0.95, 0.5525444329, 0.7363575176),
        (65, 100, 0.998, 0.4954946574, 0.7783540614),
        (1, 100, 0.95, 0.0017674321, 0.0544861962),
        (5, 100, 0.95, 0.0215436792, 0.1117504692),
        (222, 3215, 0.95, 0.0607916904, 0.0783395668),
    ],
)
def test_wilson_gives_the_published_figures(events, total, level, low, high):
    assert wilson_interval(events, total, level) == pytest.approx((low, high), abs=1e-10)


@pytest.mark.parametrize(
    ("events", "level", "exact_below", "low", "high"),
    [
        (65, 0.95, 10, 50.1631877105, 82.8491385459),
        (65, 0.998, 10, 42.8802614715, 94.0002908443),
        (1045, 0.95, 10, 982.5932018073, 1110.3312129857),
        (1, 0.95, 0, 0.0130721329, 5.5637555825),
        (5, 0.95, 10, 1.6234863901, 11.6683320793),
        (5, 0.998, 10, 0.7393717319, 16.4547452037),
    ],
)
def test_byar_gives_the_published_figures_and_the_exact_ones_below_ten(
    events, level, exact_below, low, high
):
    assert byar_interval(events, level, exact_below) == pytest.approx((low, high), abs=1.1e-10)


def test_a_rate_of_few_events_is_the_exact_one():
    assert rate_interval(5, 100, per=100) == pytest.approx((1.6234863901, 11.6683320793), abs=5e-11)


def test_the_exact_binomial_interval_is_the_published_one():
    assert binomial_interval(4, 637) == pytest.approx((0.001713507, 0.015999225), abs=5e-10)


@given(PARTS.filter(lambda part: part[1] > 0), LEVELS)
def test_proportions_agree_with_another_library(part, level):
    events, total = part
    test = stats.binomtest(events, total)
    for ours, method in ((wilson_interval, "wilson"), (binomial_interval, "exact")):
        theirs = test.proportion_ci(level, method)
        assert ours(events, total, level) == pytest.approx((theirs.low, theirs.high), abs=1e-10)


@given(st.integers(0, 5000), LEVELS)
def test_exact_counts_agree_with_chi_squared_quantiles(events, level):
    beyond = (1 - level) / 2
    low = stats.chi2.ppf(beyond, 2 * events) / 2 if events else 0.0
    high = stats.chi2.isf(beyond, 2 * events + 2) / 2
    assert poisson_interval(events, level) == pytest.approx((low, high), rel=1e-9)


@given(st.integers(10, 100_000))
def test_byar_is_within_a_fifth_of_a_percent_of_the_exact_limits_from_ten(events):
    assert byar_interval(events) == pytest.approx(poisson_interval(events), rel=0.002)


@given(PARTS, LEVELS)
def test_a_proportions_interval_contains_it_and_mirrors_its_complement(part, level):
    events, total = part
    for method in (wilson_interval, binomial_interval):
        low, high = method(events, total, level)
        assert 0 <= low <= high <= 1
        if total:
            assert low <= events / total <= high
        mirrored = method(total - events, total, level)
        assert (1 - high, 1 - low) == pytest.approx(tuple(mirrored), abs=1e-12)


@given(PARTS, LEVELS)
def test_a_higher_level_is_wider_and_more_events_are_higher(part, level):
    events, total = part
    for method in (wilson_interval, binomial_interval):
        low, high = method(events, total, level)
        wider = method(events, total, level + (1 - level) / 2)
        assert wider.low <= low
        assert wider.high >= high
        if events < total:
            more = method(events + 1, total, level)
            assert more.low >= low
            assert more.high >= high


@given(st.lists(st.integers(0, 60), min_size=1, max_size=30), LEVELS)
def test_counts_rise_with_their_limits(values, level):
    ordered = np.sort(values)
    for method in (poisson_interval, byar_interval):
        low, high = method(ordered, level)
        assert np.all(low <= ordered)
        assert np.all(ordered <= high)
    low, high = poisson_interval(ordered, level)
    assert np.all(np.diff(low) >= 0)
    assert np.all(np.diff(high) >= 0)


def test_exact_intervals_cover_at_least_their_level_whatever_the_truth():
    events = np.arange(41)
    low, high = binomial_interval(events, 40)
    for truth in np.linspace(0.01, 0.99, 49):
        covered = (low <= truth) & (truth <= high)
        assert stats.binom.pmf(events, 40, truth)[covered].sum() >= 0.95


def test_wilson_covers_about_its_level_on_average():
    events = np.arange(41)
    low, high = wilson_interval(events, 40)
    covers = [
        stats.binom.pmf(events, 40, truth)[(low <= truth) & (truth <= high)].sum()
        for truth in np.linspace(0.02, 0.98, 97)
    ]
    assert np.mean(covers) == pytest.approx(0.95, abs=0.005)


def test_no_cases_is_named_and_leaves_the_whole_range():
    assert count_state([0, 0, 3, 1], [0, 5, 3, 5]).tolist() == [
        CountState.NO_CASES,
        CountState.NONE,
        CountState.ALL,
        CountState.SOME,
    ]
    assert count_state(0, 0) is CountState.NO_CASES
    assert wilson_interval(0, 0) == (0.0, 1.0)
    assert binomial_interval(0, 0) == (0.0, 1.0)
    assert rate_interval(0, 0) == (0.0, math.inf)


def test_none_and_all_end_exactly_at_the_end_of_the_range():
    for method in (wilson_interval, binomial_interval):
        assert method(0, 12).low == 0
        assert 0 < method(0, 12).high < 1
        assert method(12, 12).high == 1
        assert 0 < method(12, 12).low < 1
    assert byar_interval(0).low == 0
    assert byar_interval(0, exact_below=0).low == 0
    assert poisson_interval(0) == pytest.approx((0, 3.688879454), abs=1e-9)


@given(st.sampled_from([(), (1,), (4,), (2, 3), (2, 1, 3), (0,), (3, 0)]), st.randoms())
def test_the_answer_has_the_shape_of_the_question(shape, random):
    total = np.array([random.randint(0, 30) for _ in range(math.prod(shape))]).reshape(shape)
    events = (total * random.random()).astype(int)
    for limits in (
        wilson_interval(events, total),
        binomial_interval(events, total),
        byar_interval(events),
        rate_interval(events, total),
    ):
        for limit in limits:
            assert np.shape(limit) == shape
            assert isinstance(limit, float if shape == () else np.ndarray)
            assert not np.isnan(limit).any()


def test_one_total_serves_many_events():
    low, high = binomial_interval([[0], [3]], [10, 20, 3_000_000])
    assert low.shape == high.shape == (2, 3)
    assert (low[1, 1], high[1, 1]) == tuple(binomial_interval(3, 20))
    assert (low[1, 2], high[1, 2]) == tuple(binomial_interval(3, 3_000_000))


def test_weights_that_are_not_whole_are_read_as_they_are():
    low, high = wilson_interval([0.25, 2.5], [0.5, 7.25])
    for share, n, limit in zip([0.5, 2.5 / 7.25] * 2, [0.5, 7.25] * 2, [*low, *high], strict=True):
        distance = abs(share - limit) / math.sqrt(limit * (1 - limit) / n)
        assert distance == pytest.approx(1.959963985)
    assert binomial_interval(2.5, 7.25) == pytest.approx(
        (stats.beta.ppf(0.025, 2.5, 5.75), stats.beta.ppf(0.975, 3.5, 4.75))
    )


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: wilson_interval([1, 5], [3, 4]), r"events\[1\] is 5 of total 4"),
        (lambda: wilson_interval(-1, 4), "events is -1: give 0 or more"),
        (lambda: wilson_interval([[1, None]], 4), r"events\[0, 1\] is missing: give a number"),
        (lambda: wilson_interval(np.ma.masked_equal([0, 1], 0), 4), r"events\[0\] is missing"),
        (lambda: wilson_interval("three", 4), "events holds something that is not a number"),
        (lambda: wilson_interval([1, 2], [1, 2, 3]), r"events \(2,\) and total \(3,\)"),
        (lambda: binomial_interval(1, math.inf), "total is inf"),
        (lambda: poisson_interval(math.nan), "events is missing"),
        (lambda: wilson_interval(1, 4, 95), "level is 95: give a number between 0 and 1"),
        (lambda: rate_interval([1, 2], [1, 2, 3]), r"exposure \(3,\)"),
    ],
)
def test_bad_input_is_named_with_its_place_and_its_fix(call, message):
    with pytest.raises(ValueError, match=message):
        call()
