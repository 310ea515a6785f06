"""What is proposed to be published, against attackers that guess instead of calculate."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from regionqa.statistics.disclosure import (
    Between,
    Fact,
    Hidden,
    Interval,
    Item,
    Quantile,
    Release,
    Rounded,
    ZoneCounts,
    attack,
    attack_all,
    match_by_size,
    part_right,
    rounded_count,
    stitch_months,
)
from tests.statistics.disclosure.tables import cell, own


def rounded_to(values: np.ndarray, base: int) -> np.ndarray:
    return (values + base // 2) // base * base


@pytest.mark.parametrize("base", [1, 10])
def test_unnamed_rows_with_denominators_are_named_by_size(base: int, full: bool) -> None:
    """Attack S8: the largest of 19 is found most of the time, rounded to 10 or not."""
    random = np.random.default_rng(8)
    largest, right = [], []
    for _ in range(400 if full else 100):
        people = random.lognormal(10, 0.75, 19)
        practice = random.uniform(0.78, 1.22, 19)
        shown = random.poisson(people / people.mean() * practice * 40)
        rows = random.permutation(19)
        guess = match_by_size(people, rounded_to(shown[rows], base))
        right.append(part_right(guess, rows))
        largest.append(guess[int(np.argmax(shown[rows]))] == np.argmax(shown))
    assert 0.55 < np.mean(largest) < 0.85
    assert 0.15 < np.mean(right) < 0.35


def months(random: np.random.Generator, figures: int) -> tuple[np.ndarray, np.ndarray]:
    level = random.normal(60, 12, (19, figures))
    return level + random.normal(0, 4, level.shape), level + random.normal(0, 4, level.shape)


@pytest.mark.parametrize(("figures", "low", "high"), [(12, 0.95, 1.0), (1, 0.05, 0.3)])
def test_months_of_unnamed_rows_are_stitched_together(
    figures: int, low: float, high: float, full: bool
) -> None:
    """Attack S9: with twelve figures on a row new pseudonyms help nothing, even in quarters."""
    random = np.random.default_rng(9)
    right = []
    for _ in range(200 if full else 60):
        first, second = (np.round(month / 25) for month in months(random, figures))
        rows = random.permutation(19)
        right.append(part_right(stitch_months(first, second[rows]), rows))
    bands_hold = figures == 1
    assert low <= np.mean(right) + (0 if bands_hold else 0.1) <= high + 0.1


@given(st.integers(0, 1000), st.integers(1, 12))
def test_matching_uses_each_authority_once(seed: int, rows: int) -> None:
    random = np.random.default_rng(seed)
    sizes = random.lognormal(3, 0.5, 12)
    guess = match_by_size(sizes, random.poisson(sizes)[:rows])
    assert len(set(guess)) == rows
    stitched = stitch_months(random.normal(size=(rows, 3)), random.normal(size=(rows, 3)))
    assert sorted(stitched) == list(range(rows))


def test_matching_recovers_what_is_unmistakable() -> None:
    assert match_by_size([10, 1000, 100], [90, 12, 1100]) == [2, 0, 1]
    assert stitch_months([[1, 5], [9, 5], [5, 5]], [[9, 5], [5, 5], [1, 5]]) == [1, 2, 0]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: match_by_size([1.0], [1, 2]), "more rows than authorities"),
        (lambda: match_by_size([0.0, 2], [1]), "above 0"),
        (lambda: stitch_months([[1, 2]], [[1, 2], [3, 4]]), "same number of rows"),
    ],
)
def test_what_cannot_be_matched_is_refused(call, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()


def proposal(seed: int, authorities: int, first: int | None = None) -> Release:
    """A region as DESIGN.md and ADR 0004 would show it: bands, zones, a rounded total, no rows."""
    random = np.random.default_rng(seed)
    totals = np.maximum(random.poisson(random.lognormal(np.log(30), 0.75, authorities)), 5)
    totals[0] = totals[0] if first is None else first
    values = random.binomial(totals, np.clip(random.normal(0.7, 0.1, authorities), 0.05, 0.95))
    names = [f"A{n:02d}" for n in range(authorities)]
    cells = [cell(name, "met") for name in names]
    items = tuple(Item.share((c,), int(n)) for c, n in zip(cells, totals, strict=True))
    target = values.sum() / totals.sum()
    edges = tuple(
        (int(max(binom.ppf(0.001, n, target), 0)), int(binom.ppf(0.999, n, target)) + 1)
        for n in totals
    )
    zones = [sum(x >= e for e in ends) for x, ends in zip(values, edges, strict=True)]
    outside = sum(zone != 1 for zone in zones)
    counts = {(1,): authorities - outside, (0, 2): outside} if outside >= 3 or not outside else {}
    facts: list[Fact] = [ZoneCounts(items, edges, counts)]
    for quarter in (1, 2, 3):
        share = float(np.quantile(values / totals, quarter / 4))
        low = int(share * 10) if share < 1 else 9
        band = Interval(Fraction(low, 10), Fraction(low + 1, 10))
        facts.append(Quantile(items, Fraction(quarter, 4), band))
    facts.append(Rounded(tuple(cells), rounded_count(int(values.sum()), 10), 10))
    for name, c, n, x in zip(names, cells, totals, values, strict=True):
        facts += [Between((c,), 0, int(n)), Hidden(c, (c,)), own(name, int(x), c)]
    return Release("region", names, facts)


@pytest.mark.parametrize("authorities", [8, 19])
def test_bands_zones_and_a_rounded_total_survive_every_reader(authorities: int, full: bool) -> None:
    """With 5 or more cases each; attackers know every denominator, alone and in pairs."""
    for seed in range(6 if full else 1):
        release = proposal(seed, authorities)
        assert attack_all([release], time_limit=None) == []


def test_the_proposal_falls_where_an_authority_has_too_few_cases() -> None:
    """A denominator of 2 leaves three values whatever is shown: such a figure is not released."""
    found = attack([proposal(3, 8, first=2)], time_limit=None)
    assert [(e.cell, e.reason) for e in found] == [(cell("A00", "met"), "narrow")]
