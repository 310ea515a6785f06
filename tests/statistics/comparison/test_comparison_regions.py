"""Looking over many units at once: shrinkage, many p-values, and the width of a rank."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from regionqa.statistics.comparison import (
    ShrinkageState,
    benjamini_hochberg,
    empirical_bayes,
    exact_p_values,
    rank_intervals,
)

UNITS = st.lists(
    st.integers(0, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    min_size=1,
    max_size=25,
)


def test_shrinkage_gives_the_published_figures(cabg):
    found = empirical_bayes(cabg.deaths, cabg.cases)
    assert found.estimates[[1, 27, 32]] * 100 == pytest.approx(
        [1.59256865, 1.26516781, 2.72588753], abs=5.1e-9
    )


@given(UNITS)
def test_an_estimate_lies_between_the_unit_and_the_region_worked_by_the_formula(units):
    events, totals = np.array(units, dtype=float).T
    found = empirical_bayes(events, totals)
    if not totals.sum():
        assert (found.state, found.pooled) == (ShrinkageState.EMPTY, None)
        assert found.estimates.mask.all()
        return
    some = totals > 0
    x, n = events[some], totals[some]
    m = x.sum() / n.sum()
    between = max(0, sum(n * (x / n - m) ** 2) / n.sum() - m / n.mean())
    expected = [
        m + (between / (between + m / k) if between else 0) * (p - m)
        for p, k in zip(x / n, n, strict=True)
    ]
    np.testing.assert_allclose(found.estimates[some], expected, atol=1e-12)
    np.testing.assert_allclose(found.estimates[~some], m)
    assert np.all(found.weights[~some] == 0)
    assert np.all((found.weights >= 0) & (found.weights < 1))
    away = found.estimates[some] - m
    assert np.all(np.abs(away) <= np.abs(x / n - m) + 1e-12)
    assert np.all(away * (x / n - m) >= -1e-15)
    assert (found.state is ShrinkageState.OK) == (found.between > 0)


def test_of_two_equal_figures_the_smaller_unit_is_drawn_in_more():
    found = empirical_bayes([8, 80, 10, 200], [10, 100, 100, 400])
    assert found.pooled < found.estimates[0] < found.estimates[1] < 0.8


def test_adjusted_p_values_are_the_published_ones():
    p = [0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.216]
    adjusted = [0.01, 0.04, 0.084, 0.084, 0.084, 0.1, 0.1057143, 0.216, 0.216, 0.216]
    assert benjamini_hochberg(p) == pytest.approx(adjusted, abs=5e-8)
    assert benjamini_hochberg(np.reshape(p, (2, 5))).shape == (2, 5)
    assert benjamini_hochberg(0.03) == 0.03
    assert benjamini_hochberg([]).shape == (0,)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_adjusted_p_values_worked_by_hand(p):
    ordered = sorted(p)
    found = benjamini_hochberg(p)
    for value, adjusted in zip(p, found, strict=True):
        step = min(len(p) / (i + 1) * q for i, q in enumerate(ordered) if q >= value)
        assert adjusted == pytest.approx(min(1, step))


@given(st.integers(0, 120).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_an_exact_p_value_is_twice_the_smaller_tail(part):
    events, total = part
    found = exact_p_values(events, total, 0.37)
    if not total:
        assert found == 1
        return
    tails = [
        stats.binomtest(events, total, 0.37, alternative=side).pvalue
        for side in ("less", "greater")
    ]
    assert found == pytest.approx(min(1, 2 * min(tails)), rel=1e-9)


def test_p_values_of_chance_alone_are_seldom_small_after_adjustment(full):
    """At least one figure below 0.05 in about one page of 19 or fewer, whatever the page."""
    random = np.random.default_rng(4)
    totals = random.integers(12, 91, size=(2000 if full else 300, 19))
    p = exact_p_values(random.binomial(totals, 0.7), totals, 0.7)
    pages = [np.any(benjamini_hochberg(page) < 0.05) for page in p]
    assert np.mean(pages) < 0.06


def test_ranks_of_hospitals_are_too_wide_to_publish(cabg):
    found = rank_intervals(cabg.deaths, cabg.cases)
    assert found.ranked == 37
    # From the 1st to the 20th of 37 is 20 places: a difference of 19, as measured elsewhere.
    assert found.median_width == pytest.approx(20, abs=1)
    assert not np.any(found.high <= 9)
    assert not np.any(found.low > 28)


def test_a_rank_is_the_same_for_the_same_seed_and_near_it_for_another():
    events, totals = [3, 20, 9, 14], [30, 30, 30, 30]
    first, again = (rank_intervals(events, totals, seed=7) for _ in range(2))
    np.testing.assert_array_equal(first.low, again.low)
    np.testing.assert_array_equal(first.high, again.high)
    assert np.abs(rank_intervals(events, totals, seed=8).high - first.high).max() <= 1


def test_the_largest_proportion_is_rank_one_and_clear_differences_are_clear():
    found = rank_intervals([1, 500, 990], [1000, 1000, 1000])
    assert found.low.tolist() == found.high.tolist() == [3, 2, 1]
    assert found.median_width == 1


@given(UNITS)
def test_every_unit_with_cases_holds_places_and_others_none(units):
    events, totals = np.array(units).T
    found = rank_intervals(events, totals, draws=50)
    ranked = totals > 0
    assert found.ranked == ranked.sum()
    np.testing.assert_array_equal(np.ma.getmaskarray(found.low), ~ranked)
    low, high = (np.asarray(end)[ranked] for end in (found.low, found.high))
    assert np.all((low >= 1) & (low <= high) & (high <= found.ranked))
    assert (found.median_width is None) == (not ranked.any())


def test_a_rank_of_19_authorities_spans_most_of_the_region():
    """One simulated region: 30 audits each, true differences of 8 points."""
    random = np.random.default_rng(1)
    truth = np.clip(random.normal(0.7, 0.08, size=19), 0.05, 0.95)
    found = rank_intervals(random.binomial(30, truth), np.full(19, 30))
    assert 9 <= found.median_width <= 16


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: rank_intervals([1, 2], [3]), "events has 2 units and totals 1"),
        (lambda: rank_intervals([1], [3], draws=0), "draws is 0"),
        (lambda: benjamini_hochberg([0.2, 1.2]), r"p_values\[1\] is 1.2"),
        (lambda: exact_p_values([1.5], [3], 0.5), r"events\[0\] is 1.5: give a whole number"),
        (lambda: empirical_bayes([4], [3]), r"events\[0\] is 4 of totals 3"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_importing_the_package_loads_neither_scipy_nor_pandas():
    code = (
        "import sys, regionqa.statistics.comparison as c; c.wilson_interval(1, 2); "
        "print({'scipy', 'pandas'} & set(sys.modules))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "set()"
