"""Linkage of any readings, against closed forms, the pseudo-inverse and least squares."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from regionqa.statistics.allocation import linkage


def paired(pairs):
    """Each pair of units reads one case together."""
    return [(number, unit) for number, pair in enumerate(pairs) for unit in pair]


@pytest.mark.parametrize("n", [2, 3, 7, 19])
def test_complete_graph(n):
    """Weight 1/2 for each pair of a case with two readers: R = 2 / (n / 2)."""
    units = [f"u{i:02d}" for i in range(n)]
    links = linkage(paired(itertools.combinations(units, 2)))
    off = ~np.eye(n, dtype=bool)
    np.testing.assert_allclose(links.resistances[off], 4 / n, rtol=1e-12)
    assert links.state == "linked"
    assert links.neighbours == dict.fromkeys(units, n - 1)
    assert links.mean == pytest.approx(4 / n)


@pytest.mark.parametrize("n", [3, 4, 9, 20])
def test_cycle_graph(n):
    """Along a cycle of conductances 1/2 two units k steps apart have R = 2 k (n - k) / n."""
    units = [f"u{i:02d}" for i in range(n)]
    links = linkage(paired((units[i], units[(i + 1) % n]) for i in range(n)))
    for i, j in itertools.combinations(range(n), 2):
        k = j - i
        assert links.resistance(units[i], units[j]) == pytest.approx(2 * k * (n - k) / n)
    assert links.largest == pytest.approx(2 * (n // 2) * (n - n // 2) / n)


def test_one_case_read_by_many():
    """q readers of one case: the difference of two of them has the variance of two readings."""
    links = linkage([("c", f"u{i}") for i in range(6)])
    assert links.resistance("u0", "u5") == pytest.approx(2)


@given(st.lists(st.tuples(st.integers(0, 9), st.sampled_from("abcdef")), min_size=1, max_size=40))
def test_any_readings_against_the_pseudo_inverse_and_least_squares(readings):
    links = linkage(readings)
    nodes = sorted({("case", c) for c, _ in readings} | {("unit", u) for _, u in readings})
    place = {node: i for i, node in enumerate(nodes)}
    design = np.zeros((len(readings), len(nodes)))
    for row, (case, unit) in enumerate(readings):
        design[row, place["case", case]] = 1
        design[row, place["unit", unit]] = -1
    inverse = np.linalg.pinv(design.T @ design)
    group = {unit: number for number, part in enumerate(links.components) for unit in part}
    for a, b in itertools.combinations(links.units, 2):
        contrast = np.zeros(len(nodes))
        contrast[place["unit", a]], contrast[place["unit", b]] = 1, -1
        estimable = np.allclose(design.T @ design @ inverse @ contrast, contrast, atol=1e-8)
        assert estimable == (group[a] == group[b])
        if estimable:
            variance = contrast @ inverse @ contrast
            assert links.resistance(a, b) == pytest.approx(variance, rel=1e-8)
        else:
            assert links.resistance(a, b) is None


@given(st.lists(st.tuples(st.integers(0, 5), st.sampled_from("abcd")), max_size=12))
def test_more_readings_never_weaken_a_link(readings):
    before = linkage(readings)
    after = linkage([*readings, (0, "a"), (0, "b")])
    for a, b in itertools.combinations(before.units, 2):
        was, now = before.resistance(a, b), after.resistance(a, b)
        assert was is None or (now is not None and now <= was + 1e-9)


def test_apart_and_degenerate():
    links = linkage([(1, "a"), (1, "b"), (2, "c"), (2, "d"), (2, "e")], ["f"])
    assert links.state == "apart"
    assert links.components == (("c", "d", "e"), ("a", "b"), ("f",))
    assert links.resistance("a", "c") is None
    assert links.resistance("a", "nobody") is None
    assert links.mean is None
    assert links.neighbours["f"] == 0
    assert linkage([]).state == "empty"
    assert linkage([]).weakest is None
    one = linkage([(1, "a"), (2, "a")])
    assert (one.state, one.largest, one.mean) == ("one_unit", None, None)


def test_the_variance_is_that_of_simulated_readings():
    """Readings with a case effect and noise: the spread of an estimated difference is R."""
    readings = [(1, "a"), (1, "b"), (2, "b"), (2, "c"), (3, "a"), (3, "b"), (3, "c"), (4, "a")]
    units, cases = ["a", "b", "c"], [1, 2, 3, 4]
    design = np.zeros((len(readings), 7))
    for row, (case, unit) in enumerate(readings):
        design[row, units.index(unit)] = design[row, 3 + cases.index(case)] = 1
    noise = np.random.default_rng(1).normal(size=(40_000, len(readings)))
    estimates = noise @ np.linalg.pinv(design).T
    variance = (estimates[:, 0] - estimates[:, 2]).var()
    assert variance == pytest.approx(linkage(readings).resistance("a", "c"), rel=0.03)
