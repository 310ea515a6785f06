"""How many lie outside the limits, beside how many chance alone would put there."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from regionqa.benchmarking.chance import SELDOM, Outside, Spread, chance_of, outside_limits
from regionqa.benchmarking.gate.figures import PARTITIONS, edges, region_figure
from regionqa.benchmarking.gate.given import Given
from regionqa.benchmarking.gate.recipes import RULES, Printing
from regionqa.benchmarking.products import ZONES, RegionFigure, RegionState, ZoneCount

ZONED = RegionFigure("good", "Good", RegionState.SHOWN, 19, 5, share=60)


def _counted(*counts: int, partition: int = 0) -> RegionFigure:
    """A figure with authorities counted by zone, in one of the ways of putting zones together."""
    groups = zip(PARTITIONS[partition], counts, strict=True)
    zones = tuple(ZoneCount(tuple(ZONES[at] for at in group), count) for group, count in groups)
    return replace(ZONED, zones=zones, contributors=sum(counts))


def test_the_probability_is_the_binomial_tail() -> None:
    for authorities in (8, 19, 153):
        for outside in range(authorities + 1):
            wanted = binom.sf(outside - 1, authorities, 0.05)
            assert chance_of(outside, authorities) == pytest.approx(wanted, abs=1e-12)


@pytest.mark.parametrize("centre", [1, 7, 50, 93])
def test_limits_leave_at_most_one_in_twenty_outside_by_chance(centre: int) -> None:
    """Exactly, for every size: the sum over all counts that an authority can have."""
    for size in range(5, 200):
        _, below, above, _ = edges(centre, size, size)
        outside = binom.cdf(below - 1, size, centre / 100) + binom.sf(above - 1, size, centre / 100)
        assert outside <= 0.05 + 1e-12


@pytest.mark.parametrize(
    ("figure", "outside", "spread"),
    [
        (_counted(4, 4, 11, 0, 0), 8, Spread.BEYOND),
        (_counted(4, 11, 4, partition=1), 8, Spread.BEYOND),
        (_counted(4, 15, partition=2), 4, Spread.AS_CHANCE),
        (_counted(0, 0, 19, 0, 0), 0, Spread.AS_CHANCE),
        (_counted(0, 9, 0, partition=1), 0, Spread.AS_CHANCE),
        (_counted(9, 0, partition=2), 9, Spread.BEYOND),
    ],
)
def test_those_outside_are_counted_however_zones_were_put_together(
    figure: RegionFigure, outside: int, spread: Spread
) -> None:
    found = outside_limits(figure)
    assert (found.outside, found.authorities, found.spread) == (
        outside, figure.contributors, spread,
    )  # fmt: skip
    assert found.interval is not None
    share = 100 * outside / figure.contributors
    assert found.interval.low <= round(share) <= found.interval.high
    assert f"of {figure.contributors} lie" in found.sentences
    assert ("says little about one of them" in found.sentences) == (spread is Spread.BEYOND)


@pytest.mark.parametrize(
    ("change", "spread", "words"),
    [
        ({"state": RegionState.FEW, "share": None}, Spread.NOT_SHOWN, ""),
        ({"state": RegionState.LEFT_OUT, "share": None}, Spread.NOT_SHOWN, ""),
        ({"share": 0}, Spread.NO_LIMITS, ""),
        ({"share": 100}, Spread.NO_LIMITS, ""),
        ({"share": None, "share_symbol": "low"}, Spread.NO_LIMITS, ""),
        ({"zones": ()}, Spread.NOT_COUNTED, ""),
        ({"share_step": 5}, Spread.ROUGH, "cannot be said"),
    ],
)
def test_what_says_nothing_has_a_name(
    change: dict[str, object], spread: Spread, words: str
) -> None:
    found = outside_limits(replace(_counted(4, 4, 11, 0, 0), **change))  # type: ignore[arg-type]
    assert (found.spread, found.outside, found.interval, found.chance) == (spread, None, None, None)
    assert words in found.sentences
    assert bool(words) == bool(found.sentences)


def test_how_often_chance_would_do_it_is_said_in_words() -> None:
    def said(chance: float) -> str:
        return Outside(Spread.AS_CHANCE, 19, 1, None, chance).how_often

    assert said(0.62) == "in most regions"
    assert said(0.25) == "in about one region in 4"
    assert said(0.0132) == "in about one region in 80"
    assert said(0.0002) == "in fewer than one region in 1,000"


@given(counts=st.lists(st.integers(0, 30), min_size=5, max_size=5).filter(lambda c: sum(c) >= 8))
def test_more_outside_is_never_less_of_a_sign(counts: list[int]) -> None:
    found = outside_limits(_counted(*counts))
    assert found.outside == sum(counts) - counts[2]
    assert found.chance is not None
    assert 0 <= found.chance <= 1
    assert (found.spread is Spread.BEYOND) == (found.chance < SELDOM)
    if counts[2]:
        one_more = [counts[0] + 1, counts[1], counts[2] - 1, *counts[3:]]
        further = outside_limits(_counted(*one_more))
        assert further.chance is not None
        assert further.chance <= found.chance
    merged = _counted(counts[0] + counts[1], counts[2], counts[3] + counts[4], partition=1)
    assert outside_limits(merged) == found, "zones that are put together change nothing"


@pytest.mark.parametrize(("centre", "between"), [(0.12, 0.0), (0.6, 0.0), (0.6, 0.12)])
def test_regions_of_chance_alone_are_seldom_called_more_and_others_mostly(
    centre: float, between: float
) -> None:
    """A simulation of 400 regions of 19 authorities with 20 to 150 cases, through the printing."""
    dice = np.random.default_rng(20261128)
    called = told = 0
    for _ in range(400):
        sizes = dice.integers(20, 151, 19)
        shares = np.clip(dice.normal(centre, between, 19), 0.01, 0.99)
        drawn = dice.binomial(sizes, shares)
        given_ = {
            f"A{at}": Given({"2025-01": (int(x), int(n))})
            for at, (x, n) in enumerate(zip(drawn, sizes, strict=True))
        }
        found = outside_limits(region_figure("", Printing("good"), RULES[1], given_))
        told += found.outside is not None
        called += found.spread is Spread.BEYOND
    if between:
        assert called > 0.9 * told
    else:
        assert called <= SELDOM * told
    assert told > 100
