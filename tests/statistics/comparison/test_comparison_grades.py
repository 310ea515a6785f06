"""Ridits against the rank-sum test, the coverage of their interval, and stacked shares."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize, stats

from regionqa.statistics.comparison import mean_ridit, ridit_interval, ridits, stacked_shares

# Bitterness of wine on five grades, from grapes crushed cold and warm (Randall 1989).
COLD, WARM = [5, 16, 13, 2, 0], [0, 6, 13, 10, 7]
TABLES = st.integers(2, 6).flatmap(
    lambda grades: st.tuples(
        *[st.lists(st.integers(0, 20), min_size=grades, max_size=grades).filter(any)] * 2
    )
)


def spread_out(counts):
    return np.repeat(np.arange(len(counts)), counts)


def test_the_published_table_gives_its_mean_ridit():
    assert mean_ridit(WARM, COLD) == pytest.approx(0.8005401235, abs=5e-11)


@given(TABLES)
def test_the_mean_ridit_is_the_rank_sum_over_the_sizes(tables):
    unit, reference = tables
    u = stats.mannwhitneyu(spread_out(unit), spread_out(reference), method="asymptotic").statistic
    assert mean_ridit(unit, reference) == pytest.approx(u / (sum(unit) * sum(reference)))


@given(TABLES)
def test_a_group_against_itself_is_one_half_and_the_two_ways_round_add_to_one(tables):
    unit, reference = tables
    assert mean_ridit(unit, unit) == pytest.approx(0.5)
    forth, back = mean_ridit(unit, reference), mean_ridit(reference, unit)
    assert forth + back == pytest.approx(1)
    low, high = ridit_interval(unit, reference)
    assert 0 <= low <= forth <= high <= 1
    assert low < high
    mirrored = ridit_interval(reference, unit)
    assert (1 - high, 1 - low) == pytest.approx(tuple(mirrored), abs=1e-9)
    wider = ridit_interval(unit, reference, 0.998)
    assert wider.low <= low
    assert wider.high >= high


@given(TABLES)
def test_one_case_moved_up_a_grade_never_lowers_the_figure(tables):
    unit, reference = tables
    lowest = next(grade for grade, count in enumerate(unit) if count)
    if lowest == len(unit) - 1:
        return
    moved = list(unit)
    moved[lowest] -= 1
    moved[lowest + 1] += 1
    assert mean_ridit(moved, reference) >= mean_ridit(unit, reference) - 1e-12


@given(TABLES, st.sampled_from([0.95, 0.998]))
def test_the_interval_solves_its_equation(tables, level):
    unit, reference = tables
    m, n, z = sum(unit), sum(reference), stats.norm.isf((1 - level) / 2)
    estimate = mean_ridit(unit, reference)

    def distance(theta):
        spare = (m + n) / 2 - 1
        spread = 1 + spare * (1 - theta) / (2 - theta) + spare * theta / (1 + theta)
        return abs(theta - estimate) - z * np.sqrt(theta * (1 - theta) * spread / (m * n))

    low, high = ridit_interval(unit, reference, level)
    if 1e-9 < estimate < 1 - 1e-9:
        assert low == pytest.approx(optimize.brentq(distance, 1e-12, estimate), abs=1e-8)
        assert high == pytest.approx(optimize.brentq(distance, estimate, 1 - 1e-12), abs=1e-8)


def test_the_interval_covers_what_grades_of_a_region_need(full):
    """Units of 12 to 60 audits against a region of 600, all four grades, equal and unequal."""
    random = np.random.default_rng(8)
    region = np.array([0.08, 0.32, 0.48, 0.12])
    for truth in (region, np.array([0.2, 0.4, 0.3, 0.1]), np.array([0.0, 0.05, 0.35, 0.6])):
        real = truth @ (np.cumsum(region) - region / 2)
        for cases in (12, 30, 60):
            runs, least = (4000, 0.94) if full else (150, 0.89)
            units = random.multinomial(cases, truth, size=runs)
            references = random.multinomial(600, region, size=runs)
            ends = [ridit_interval(u, r) for u, r in zip(units, references, strict=True)]
            covered = np.mean([low <= real <= high for low, high in ends])
            assert covered > least


def test_cases_that_are_all_above_the_reference_still_have_width():
    low, high = ridit_interval([0, 0, 3], [4, 5, 0])
    assert mean_ridit([0, 0, 3], [4, 5, 0]) == 1
    assert high == 1
    assert 0.3 < low < 0.9
    assert ridit_interval([0, 0, 1], [1, 0, 0]).low < 0.3


def test_no_cases_are_not_a_number_but_none_or_masked():
    assert mean_ridit([0, 0], [3, 4]) is None
    assert mean_ridit([3, 4], [0, 0]) is None
    assert ridits([0, 0]) is None
    table = mean_ridit([[1, 2], [0, 0]], [3, 4])
    assert table.mask.tolist() == [False, True]
    assert mean_ridit([[1, 2], [2, 2]], [0, 0]).mask.all()
    low, high = ridit_interval([[1, 2], [0, 0]], [3, 4])
    assert (low[1], high[1]) == (0, 1)
    assert ridit_interval([1, 2], [0, 0]) == (0.0, 1.0)


def test_units_together_are_the_units_one_by_one():
    units = np.random.default_rng(2).integers(0, 9, size=(5, 4)) + 1
    reference = [4, 9, 20, 3]
    low, high = ridit_interval(units, reference)
    for i, unit in enumerate(units):
        assert mean_ridit(units, reference)[i] == pytest.approx(mean_ridit(unit, reference))
        assert (low[i], high[i]) == pytest.approx(tuple(ridit_interval(unit, reference)))


def test_shares_stack_to_a_whole_bar():
    shares = stacked_shares([[1, 3, 4], [0, 0, 0]])
    assert shares.total.tolist() == [8, 0]
    assert shares.share[0].tolist() == [0.125, 0.375, 0.5]
    assert shares.start[0].tolist() == [0, 0.125, 0.5]
    assert shares.share[1].tolist() == [0, 0, 0]
    one = stacked_shares([2, 2])
    assert (one.total, one.share.tolist()) == (4.0, [0.5, 0.5])


@given(TABLES)
def test_shares_follow_one_another_without_gap(tables):
    shares = stacked_shares(tables[0])
    np.testing.assert_allclose(shares.start[1:], (shares.start + shares.share)[:-1], atol=1e-12)
    assert (shares.start + shares.share)[-1] == pytest.approx(1)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: mean_ridit([1, 2], [1, 2, 3]), "grade_counts has 2 grades and reference 3"),
        (lambda: mean_ridit([1, -2], [1, 2]), r"grade_counts\[1\] is -2"),
        (lambda: ridits([[1, 2]]), "give one count for each grade"),
        (lambda: stacked_shares([]), "no grades"),
        (lambda: stacked_shares(3), "no grades"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
