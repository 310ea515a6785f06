"""Overdispersion against an independent program's figures, and what few units do to it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from regionqa.statistics.comparison import DispersionState, funnel_limits, overdispersion

UNITS = st.lists(
    st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    min_size=2,
    max_size=40,
)


def test_proportions_give_the_published_figures(cabg):
    found = overdispersion(cabg.deaths, cabg.cases)
    assert found.phi_raw == pytest.approx(3.063702, abs=5e-7)
    assert found.phi == pytest.approx(2.345435, abs=5e-7)
    assert found.tau_squared == pytest.approx(0.000275964, abs=5e-10)
    assert (found.state, found.units, found.warning) == (DispersionState.OK, 37, None)


def test_ratios_give_the_published_figures(cabg):
    rooted = overdispersion(cabg.deaths, cabg.expected, "square-root")
    assert rooted.phi == pytest.approx(1.876541, abs=1e-6)
    assert rooted.tau_squared == pytest.approx(0.008940368, abs=5e-10)
    logged = overdispersion(cabg.deaths, cabg.expected, "log")
    assert logged.phi == pytest.approx(1.688147, abs=5e-7)
    assert logged.tau_squared == pytest.approx(0.02887256, abs=5e-9)
    assert logged.kept == 31


@given(UNITS, st.sampled_from([0.0, 0.1, 0.25]))
def test_phi_and_tau_squared_worked_unit_by_unit(units, winsorise):
    events, totals = np.array(units, dtype=float).T
    found = overdispersion(events, totals, winsorise=winsorise)
    centre = np.arcsin(np.sqrt(events.sum() / totals.sum()))
    scores = [(np.arcsin(np.sqrt(x / n)) - centre) * 2 * np.sqrt(n) for x, n in units]
    low, high = np.percentile(scores, [100 * winsorise, 100 - 100 * winsorise])
    squares = [min(max(z, low), high) ** 2 for z in scores]
    weights = [4 * n for n in totals]
    spare = sum(weights) - sum(w * w for w in weights) / sum(weights)
    tau_squared = max(0, (sum(squares) - (len(units) - 1)) / spare)
    assert found.phi_raw == pytest.approx(sum(z * z for z in scores) / len(units), abs=1e-9)
    assert found.phi == pytest.approx(sum(squares) / len(units), abs=1e-9)
    assert found.tau_squared == pytest.approx(tau_squared, abs=1e-9)


@given(UNITS, st.sampled_from([0.95, 0.998]))
def test_adjusted_limits_hold_the_unadjusted_ones_and_the_target(units, level):
    events, totals = np.array(units).T
    found = overdispersion(events, totals)
    adjusted = found.limits(totals, level)
    plain = found.unadjusted_limits(totals, level)
    slack = 1e-12
    assert np.all(adjusted.low >= 0)
    assert np.all(adjusted.low <= plain.low + slack)
    assert np.all(plain.low <= found.target + slack)
    assert np.all(found.target <= plain.high + slack)
    assert np.all(plain.high <= adjusted.high + slack)
    assert np.all(adjusted.high <= 1)


def test_unadjusted_limits_of_large_units_are_those_of_the_funnel():
    found = overdispersion([300, 320], [1000, 1000])
    unadjusted = found.unadjusted_limits(200_000)
    assert tuple(unadjusted) == pytest.approx(tuple(funnel_limits(0.31, 200_000)), abs=1e-5)


def test_units_that_differ_by_chance_alone_give_about_one_and_little_between_them(full):
    """Without winsorising phi averages just below 1, as the pooled target is fitted."""
    random = np.random.default_rng(5)
    totals = random.integers(40, 200, size=40)
    found = [
        overdispersion(random.binomial(totals, 0.6), totals, winsorise=0)
        for _ in range(2000 if full else 300)
    ]
    assert np.mean([each.phi for each in found]) == pytest.approx(1, abs=0.05)
    assert np.median([each.tau_squared for each in found]) < 0.0005


def test_tau_squared_finds_the_spread_that_was_put_in():
    random = np.random.default_rng(6)
    totals = random.integers(50, 300, size=4000)
    truth = np.sin(np.pi / 4 + 0.08 * random.standard_normal(4000)) ** 2
    found = overdispersion(random.binomial(totals, truth), totals, winsorise=0)
    assert found.tau_squared == pytest.approx(0.08**2, rel=0.05)


def test_few_units_come_with_a_warning():
    found = overdispersion([5, 9, 20], [20, 20, 30])
    assert found.state is DispersionState.FEW_UNITS
    assert "rests on 3 units, fewer than 30" in found.warning
    assert found.unadjusted_limits(20).low > found.limits(20).low


@pytest.mark.parametrize(
    ("events", "totals", "state"),
    [
        ([], [], DispersionState.EMPTY),
        ([0, 0], [0, 0], DispersionState.EMPTY),
        ([3], [9], DispersionState.TOO_FEW),
        ([3, 0], [9, 0], DispersionState.TOO_FEW),
    ],
)
def test_too_few_units_are_named_and_give_no_number(events, totals, state):
    found = overdispersion(events, totals)
    assert found.state is state
    assert (found.phi_raw, found.phi, found.tau_squared) == (None, None, None)
    assert "too few units" in found.warning
    low, high = found.limits([0, 12])
    assert (low[0], high[0]) == (0, 1)
    assert 0 <= low[1] < high[1] <= 1


def test_trimming_that_leaves_too_few_units_is_named():
    found = overdispersion([3, 4, 5], [2.0, 4.0, 6.0], "log", winsorise=0.4)
    assert (found.state, found.phi, found.tau_squared) == (DispersionState.TOO_FEW, None, None)
    assert found.phi_raw is not None


def test_no_events_at_all_and_every_case_an_event_are_not_a_crash():
    for events in ([0, 0, 0], [9, 12, 20]):
        found = overdispersion(events, [9, 12, 20])
        assert (found.phi, found.tau_squared) == (0, 0)
        low, high = found.limits(10)
        assert 0 <= low <= found.target <= high <= 1


def test_a_given_target_is_used():
    around = overdispersion([10, 12, 8], [20, 20, 20], target=0.9)
    assert around.target == 0.9
    assert around.phi > 5
    assert overdispersion([10, 12], [10, 10], "square-root").limits(0).high == np.inf


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: overdispersion([1], [2], "logit"), "transform is 'logit'"),
        (lambda: overdispersion([1], [2], winsorise=0.5), "winsorise is 0.5"),
        (lambda: overdispersion([1, 0], [2, 2], "log"), r"events\[1\] is 0"),
        (lambda: overdispersion([5, 3], [4, 4]), r"events\[0\] is 5 of totals 4"),
        (lambda: overdispersion([5, 3], 4), "events has 2 units and totals 1"),
        (lambda: overdispersion([1], [2], target=20), "target is 20"),
        (lambda: overdispersion([1], [2], "log", target=0), "target is 0, which has no log"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
