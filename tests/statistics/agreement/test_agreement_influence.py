"""Influence, standard errors and intervals against what they claim to be."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from regionqa.statistics.agreement import (
    COEFFICIENTS,
    METRIC_ORDINAL,
    METRIC_RATIO,
    Ratings,
    RatingsError,
    agreement,
    bootstrap_agreement,
)
from regionqa.statistics.agreement.influence import case_influence, sample
from tests.statistics.agreement.oracles import RAW4, random_codes, raw4, raw5

SCALE = (1, 2, 3, 4)
EVERY = [(name, "quadratic") for name in COEFFICIENTS]
EVERY += [("alpha", METRIC_ORDINAL), ("alpha", METRIC_RATIO), ("ac", "identity")]


def some(seed: int, cases: int = 40, readers: int = 4, missing: float = 0.3) -> Ratings:
    return Ratings.from_codes(
        random_codes(np.random.default_rng(seed), cases, readers, missing), SCALE
    )


@pytest.mark.parametrize(("coefficient", "weights"), EVERY)
@given(seed=st.integers(0, 10_000))
def test_gradient_is_the_slope_of_the_value(coefficient, weights, seed):
    taken = sample(some(seed), coefficient, weights)
    assume(taken.defined)
    totals = taken.totals
    scale = 1e-6 * totals.max()
    rng = np.random.default_rng(seed)
    step = rng.standard_normal(len(totals)) * scale * (totals > 0)
    if weights == METRIC_ORDINAL:
        matrix = step.reshape(4, 4)
        step = ((matrix + matrix.T) / 2).ravel()
    rise = taken.coefficient.evaluate(totals + step).value
    rise = rise - taken.coefficient.evaluate(totals - step).value
    slope = 2 * step @ taken.coefficient.gradient(totals)
    if coefficient == "alpha":
        # the gradient leaves alpha's (N - 1) / N fixed, so that influences add up to nothing
        parts = slice(None) if weights == METRIC_ORDINAL else slice(1, None)
        number, more = totals[parts].sum(), 2 * step[parts].sum()
        slope -= (1.0 - taken.values.value) * (1 / (number - 1) - 1 / number) * more
    assert rise == pytest.approx(slope, rel=1e-4, abs=scale * 1e-6)


@pytest.mark.parametrize(("coefficient", "weights"), EVERY)
def test_influence_adds_up_to_nothing(coefficient, weights):
    ratings = some(1)
    taken = sample(ratings, coefficient, weights)
    assert taken.multiplicity @ taken.influence == pytest.approx(0.0, abs=1e-12)
    by_case = case_influence(ratings, taken)
    assert len(by_case) == ratings.cases
    assert by_case @ by_case == pytest.approx(taken.multiplicity @ taken.influence**2)


@pytest.mark.parametrize(("coefficient", "weights"), EVERY)
def test_standard_error_is_near_the_jackknifes(coefficient, weights):
    codes = random_codes(np.random.default_rng(3), 150, 3, 0.3)
    left_out = [
        agreement(
            Ratings.from_codes(np.delete(codes, case, axis=0), SCALE), coefficient, weights
        ).value
        for case in range(len(codes))
    ]
    jackknife = np.sqrt((len(codes) - 1) / len(codes) * np.sum((left_out - np.mean(left_out)) ** 2))
    found = agreement(Ratings.from_codes(codes, SCALE), coefficient, weights)
    assert found.standard_error == pytest.approx(jackknife, rel=0.03)


def test_jackknife_of_the_oracle():
    rated = RAW4[~np.isnan(RAW4).all(axis=1)]
    left_out = [
        agreement(Ratings.from_matrix(np.delete(rated, case, axis=0), (1, 2, 3, 4, 5))).value
        for case in range(len(rated))
    ]
    jackknife = np.sqrt(11 / 12 * np.sum((left_out - np.mean(left_out)) ** 2))
    assert jackknife == pytest.approx(0.06477, abs=5e-6)


@pytest.mark.parametrize("coefficient", [name for name in COEFFICIENTS if name != "alpha"])
def test_both_standard_errors_are_one_when_every_case_has_two_grades(coefficient):
    ratings = some(5, readers=5, missing=0.0)
    ratio, gwet = (agreement(ratings, coefficient, se=each) for each in ("ratio", "gwet"))
    assert ratio.standard_error == pytest.approx(gwet.standard_error, rel=1e-12)


def test_a_case_with_one_grade_swells_gwets_standard_error_only():
    codes = random_codes(np.random.default_rng(1), 200, 2, 0.0)
    single = codes.copy()
    single[:80, 1] = 0
    ratings = Ratings.from_codes(single, SCALE)
    ratio, gwet = (agreement(ratings, se=each).standard_error for each in ("ratio", "gwet"))
    assert 1.4 < gwet / ratio < 3.5


def test_population_shrinks_the_interval_to_nothing_when_all_were_read():
    half, all_read = agreement(raw5(), population=30), agreement(raw5(), population=15)
    whole = agreement(raw5())
    assert half.standard_error == pytest.approx(whole.standard_error * np.sqrt(0.5))
    assert whole.low < half.low < half.high < whole.high
    assert (all_read.standard_error, all_read.low, all_read.high) == (
        0.0,
        all_read.value,
        all_read.value,
    )
    with pytest.raises(RatingsError, match="The population is 14, but 15"):
        agreement(raw5(), population=14)


def test_clusters_of_one_case_change_no_standard_error():
    plain = agreement(raw5())
    alone = agreement(raw5(), clusters=list(range(15)))
    assert alone.standard_error == pytest.approx(plain.standard_error)
    assert (alone.low, alone.high) == pytest.approx((plain.low, plain.high))


def test_alike_cases_in_clusters_widen_the_interval():
    codes = np.repeat(random_codes(np.random.default_rng(2), 30, 3), 4, axis=0)
    ratings = Ratings.from_codes(codes, SCALE, subjects=range(120))
    teams = {case: case // 4 for case in range(120)}
    clustered, single = (
        agreement(ratings, clusters=teams),
        agreement(Ratings.from_codes(codes[::4], SCALE)),
    )
    assert clustered.clusters == 30
    assert clustered.standard_error == pytest.approx(single.standard_error)
    assert clustered.standard_error > 1.9 * agreement(ratings).standard_error


@pytest.mark.parametrize(
    ("clusters", "message"),
    [
        (["a"], "1 clusters are given for 15 cases"),
        (["a"] * 14 + [None], "Case 15 has no cluster"),
        ({"a": 1}, "has no cluster"),
    ],
)
def test_clusters_that_do_not_fit(clusters, message):
    with pytest.raises(RatingsError, match=message):
        agreement(raw5(), clusters=clusters)
    with pytest.raises(RatingsError, match="Pattern counts do not say"):
        agreement(raw5().patterns(), clusters=clusters)


def test_bootstrap_is_near_the_standard_error():
    ratings = some(8, cases=200)
    for coefficient, weights in EVERY:
        found = bootstrap_agreement(ratings, coefficient, weights, replicates=2000, seed=1)
        plain = agreement(ratings, coefficient, weights)
        assert found.standard_error == pytest.approx(plain.standard_error, rel=0.12)
        assert found.low < found.value < found.high


def test_bootstrap_of_cases_is_that_of_resampled_rows():
    codes = random_codes(np.random.default_rng(4), 60, 3, 0.2)
    rng = np.random.default_rng(0)
    drawn = [
        agreement(Ratings.from_codes(codes[rng.integers(0, 60, 60)], SCALE)).value
        for _ in range(1500)
    ]
    found = bootstrap_agreement(Ratings.from_codes(codes, SCALE), replicates=20_000, seed=3)
    assert found.standard_error == pytest.approx(np.std(drawn), rel=0.06)
    assert (found.low, found.high) == pytest.approx(np.quantile(drawn, [0.025, 0.975]), abs=0.02)


def test_bca_is_that_of_scipy():
    from scipy.stats import bootstrap

    codes = random_codes(np.random.default_rng(6), 25, 3, 0.0)
    ratings = Ratings.from_codes(codes, SCALE)

    def value(index):
        return agreement(Ratings.from_codes(codes[index], SCALE)).value

    reference = bootstrap(
        (np.arange(25),), value, vectorized=False, n_resamples=800, method="BCa", rng=1
    ).confidence_interval
    found = bootstrap_agreement(ratings, replicates=50_000, interval="bca", seed=1)
    assert (found.low, found.high) == pytest.approx((reference.low, reference.high), abs=0.03)
    plain = bootstrap_agreement(ratings, replicates=50_000, seed=1)
    assert found.low < plain.low


def test_bootstrap_of_clusters_draws_clusters():
    codes = np.repeat(random_codes(np.random.default_rng(2), 30, 3), 4, axis=0)
    ratings = Ratings.from_codes(codes, SCALE)
    teams = np.repeat(np.arange(30), 4)
    clustered = bootstrap_agreement(ratings, clusters=teams, replicates=4000, seed=1)
    single = bootstrap_agreement(Ratings.from_codes(codes[::4], SCALE), replicates=4000, seed=2)
    assert clustered.standard_error == pytest.approx(single.standard_error, rel=0.06)
    assert clustered.clusters == 30


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"replicates": 5}, "5 replicates are too few"),
        ({"interval": "normal"}, "interval must be"),
        ({"level": 1.5}, "confidence level"),
        ({"coefficient": "kappa"}, "There is no coefficient 'kappa'"),
    ],
)
def test_bootstrap_refuses(arguments, message):
    with pytest.raises(RatingsError, match=message):
        bootstrap_agreement(raw4(), **arguments)


def test_a_wild_level_does_not_overflow():
    found = agreement(raw4(), level=0.999999999)
    assert -1.0 <= found.low < found.high <= 1.0


def test_wilsons_interval_of_twenty_in_forty():
    from regionqa.statistics.agreement.intervals import wilson

    low, high = wilson(0.5, np.sqrt(0.25 / 40), 1.959964)
    assert (round(low, 4), round(high, 4)) == (0.3520, 0.6480)


def test_exact_agreement_of_two_readers_has_wilsons_interval():
    from regionqa.statistics.agreement.intervals import t_quantile, wilson

    ratings = Ratings.from_table([[9, 1], [2, 8]], (1, 2))
    found = agreement(ratings, "percent", "identity")
    assert found.standard_error == pytest.approx(np.sqrt(0.85 * 0.15 / 19))
    expected = wilson(0.85, found.standard_error, t_quantile(0.95, 19))
    assert (found.low, found.high) == pytest.approx(expected)
