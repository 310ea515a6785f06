"""Published and package-documented values, to their printed digits."""

import math

import numpy as np
import pytest

from regionqa.statistics.agreement import (
    Ratings,
    RatingsError,
    agreement,
    collapse,
    difference,
    kappa_cases,
    kappa_cases_two_grades,
    membership,
)
from regionqa.statistics.agreement.kappa_planning import (
    cases_between,
    kappa_variance,
    two_grade_table,
)
from tests.statistics.agreement.oracles import (
    AFTER,
    BEFORE,
    FIVE,
    FLEISS,
    KRIPPENDORFF,
    raw4,
    raw5,
)

NAMES = ("percent", "ac", "fleiss", "alpha", "conger", "brennan-prediger")

# R irrCAC 1.4: value and standard error
RAW4_IRRCAC = {
    "identity": (
        (0.81818, 0.12561),
        (0.77544, 0.14295),
        (0.76117, 0.15302),
        (0.74342, 0.14548),
        (0.76282, 0.14917),
        (0.77273, 0.14472),
    ),
    "quadratic": (
        (0.97538, 0.09062),
        (0.91400, 0.10396),
        (0.86494, 0.14603),
        (0.84911, 0.12905),
        (0.85771, 0.14367),
        (0.90152, 0.11089),
    ),
    "ordinal": (
        (0.96818, 0.09086),
        (0.89894, 0.10690),
        (0.85021, 0.14704),
        (0.83364, 0.13099),
        (0.84366, 0.14410),
        (0.88636, 0.11391),
    ),
}
RAW5_IRRCAC = {
    "identity": (
        (0.61556, 0.09067),
        (0.49662, 0.12197),
        (0.45762, 0.12045),
        (0.48053, 0.11356),
        (0.46927, 0.11666),
        (0.48741, 0.12089),
    ),
    "quadratic": (
        (0.94617, 0.01628),
        (0.83043, 0.05825),
        (0.75072, 0.09732),
        (0.77186, 0.08613),
        (0.76179, 0.09250),
        (0.80622, 0.05860),
    ),
    "ordinal": (
        (0.92481, 0.02100),
        (0.78534, 0.06819),
        (0.70122, 0.10297),
        (0.72348, 0.09231),
        (0.71312, 0.09849),
        (0.75941, 0.06721),
    ),
}
PRINTED = 0.5e-5 * 1.0001


@pytest.mark.parametrize(("ratings", "table"), [(raw4(), RAW4_IRRCAC), (raw5(), RAW5_IRRCAC)])
@pytest.mark.parametrize("weights", ["identity", "quadratic", "ordinal"])
@pytest.mark.parametrize("place", range(6))
def test_irrcac_raw_data(ratings, table, weights, place):
    value, error = table[weights][place]
    found = agreement(ratings, NAMES[place], weights, se="gwet")
    assert found.value == pytest.approx(value, abs=PRINTED)
    assert found.standard_error == pytest.approx(error, abs=PRINTED)


def test_irrcac_chance_agreement_and_intervals():
    unweighted = agreement(raw4(), "ac", "identity", se="gwet")
    assert unweighted.observed == pytest.approx(0.81818, abs=PRINTED)
    assert unweighted.expected == pytest.approx(0.19032, abs=PRINTED)
    assert (round(unweighted.low, 3), unweighted.high) == (0.461, 1.0)
    weighted = agreement(raw4(), "ac", "quadratic", se="gwet")
    assert weighted.expected == pytest.approx(0.71370, abs=PRINTED)
    assert (round(weighted.low, 3), weighted.high) == (0.685, 1.0)
    assert agreement(raw4(), "fleiss", "identity").expected == pytest.approx(0.23872, abs=PRINTED)
    assert agreement(raw4(), "conger", "identity").expected == pytest.approx(0.23343, abs=PRINTED)
    alpha = agreement(raw4(), "alpha", "identity", se="gwet")
    assert alpha.observed == pytest.approx(0.805, abs=5e-4)
    assert alpha.expected == pytest.approx(0.240, abs=5e-4)
    weighted = agreement(raw4(), "alpha", "quadratic", se="gwet")
    assert (round(weighted.low, 3), weighted.high) == (0.565, 1.0)


def test_ratio_standard_errors():
    assert agreement(raw4(), "ac", "identity").standard_error == pytest.approx(0.12474, abs=PRINTED)
    assert agreement(raw4(), "ac", "quadratic").standard_error == pytest.approx(
        0.06599, abs=PRINTED
    )


@pytest.mark.parametrize(
    ("weights", "value"),
    [
        ("identity", 0.74342105),
        ("metric-ordinal", 0.81538750),
        ("quadratic", 0.84910714),
        ("metric-ratio", 0.79740277),
        ("ratio", 0.79740277),
    ],
)
def test_krippendorff_2011(weights, value):
    ratings = Ratings.from_matrix(KRIPPENDORFF, FIVE)
    assert agreement(ratings, "alpha", weights).value == pytest.approx(value, abs=5e-9)


def test_ordinal_alpha_is_not_ordinal_weights():
    ratings = Ratings.from_matrix(KRIPPENDORFF, FIVE)
    assert round(agreement(ratings, "alpha", "ordinal").value, 3) == 0.834
    assert round(agreement(ratings, "alpha", "metric-ordinal").value, 3) == 0.815


def test_fleiss_1971():
    ratings = Ratings.from_matrix(FLEISS, FIVE)
    assert agreement(ratings, "fleiss", "identity").value == pytest.approx(0.43024452, abs=5e-9)
    assert agreement(ratings, "conger", "identity").value == pytest.approx(0.44180854, abs=1e-8)
    assert agreement(ratings, "alpha", "identity").value == pytest.approx(0.43341, abs=PRINTED)
    ac = agreement(ratings, "ac", "identity", se="gwet")
    assert ac.value == pytest.approx(0.44788, abs=PRINTED)
    assert ac.standard_error == pytest.approx(0.05566, abs=PRINTED)


@pytest.mark.parametrize(
    ("grade", "kappa"), [(1, 0.245), (2, 0.245), (3, 0.520), (4, 0.471), (5, 0.566)]
)
def test_fleiss_1971_by_category(grade, kappa):
    others = [each for each in FIVE if each != grade]
    sides = collapse(Ratings.from_matrix(FLEISS, FIVE), [others, [grade]], ["other", "this"])
    assert round(agreement(sides, "fleiss", "identity").value, 3) == kappa


def test_light_is_the_mean_of_cohens_kappas():
    columns = np.array(FLEISS).T
    pairs = [(a, b) for a in range(6) for b in range(a + 1, 6)]
    kappas = [
        agreement(Ratings.from_matrix(columns[[a, b]].T, FIVE), "conger", "identity").value
        for a, b in pairs
    ]
    assert np.mean(kappas) == pytest.approx(0.45941214, abs=5e-9)


def test_cohen_1960_and_1968():
    shares = np.array([[0.44, 0.07, 0.09], [0.05, 0.20, 0.05], [0.01, 0.03, 0.06]])
    ratings = Ratings.from_table(np.rint(shares * 200), (1, 2, 3))
    assert agreement(ratings, "conger", "identity").value == pytest.approx(0.49152542, abs=5e-9)
    weights = 1 - np.array([[0, 1, 3], [1, 0, 6], [3, 6, 0]]) / 6
    assert agreement(ratings, "conger", weights).value == pytest.approx(0.34782609, abs=5e-9)


@pytest.mark.parametrize(
    ("coefficient", "weights", "printed"),
    [
        ("percent", "identity", (0.6, 0.822222, 0.222222, 0.0984895, 2.256304, 0.0405686)),
        ("ac", "quadratic", (0.570064, 0.803768, 0.233704, 0.1749976, 1.335469, 0.2030304)),
        ("alpha", "quadratic", (0.561157, 0.825588, 0.264431, 0.1681052, 1.573010, 0.1380376)),
    ],
)
def test_paired_cac(coefficient, weights, printed):
    before, after = (Ratings.from_matrix(each, (1, 2, 3)) for each in (BEFORE, AFTER))
    found = difference(before, after, coefficient, weights, paired=True)
    first, second, change, error, statistic, p_value = printed
    assert found.before.value == pytest.approx(first, abs=6e-7)
    assert found.after.value == pytest.approx(second, abs=6e-7)
    assert found.value == pytest.approx(change, abs=6e-7)
    assert found.standard_error == pytest.approx(error, abs=6e-8)
    assert found.value / found.standard_error == pytest.approx(statistic, abs=6e-7)
    assert found.p_value == pytest.approx(p_value, abs=6e-8)
    assert found.degrees_of_freedom == pytest.approx(14)


@pytest.mark.parametrize(
    ("benchmark", "cumulative"),
    [
        ("landis-koch", (0.18168, 0.67511, 0.96356, 0.99912, 1, 1)),
        ("altman", (0.18168, 0.67511, 0.96356, 0.99912, 1)),
        ("fleiss", (0.28699, 0.96356, 1)),
    ],
)
def test_gwets_cumulative_membership(benchmark, cumulative):
    bands = membership(0.67, 0.15, benchmark)
    assert [band.cumulative for band in bands] == pytest.approx(cumulative, abs=PRINTED)


def test_kappa_sample_sizes():
    assert kappa_cases_two_grades(0.5, 0.5, 0.7, 0.85) == 96
    assert kappa_cases([0.25, 0.25, 0.25, 0.25], 0.6, 0.4) == 65


def test_kappa_sample_size_of_rates_that_no_readers_can_have():
    # irr prints 81 for these; the table behind it has a negative cell, so we refuse to plan with it
    tables = [two_grade_table(0.3, 0.5, kappa) for kappa in (0.85, 0.7)]
    errors = [math.sqrt(kappa_variance(table)) for table in tables]
    assert cases_between(errors, 0.15, 0.95, 0.8, two_sided=False) == 81
    assert min(table.min() for table in tables) < 0
    with pytest.raises(RatingsError, match=r"No table has the rates 0\.3 and 0\.5"):
        kappa_cases_two_grades(0.3, 0.5, 0.7, 0.85)
