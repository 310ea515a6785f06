"""Whether a 95% interval holds the true figure 95 times in 100.

The short form looks at six designs of 30 to 100 cases and allows for the simulation's own error;
the long form takes the grid of docs/methods/agreement.md and every kind of coefficient.
"""

import numpy as np
import pytest

from regionqa.statistics.agreement import Patterns, Ratings, agreement, direction
from tests.statistics.agreement.oracles import random_codes

SCALE = (1, 2, 3, 4)
LOW, HIGH = 0.92, 0.97
FIGURES = {
    "ac": ("ac", "quadratic"),
    "alpha": ("alpha", "metric-ordinal"),
    "percent": ("percent", "identity"),
    "fleiss": ("fleiss", "quadratic"),
}

SHORT = {
    "ac": [(30, 2, 0.0), (60, 2, 0.2), (100, 3, 0.2)],
    "alpha": [(60, 3, 0.2)],
    "percent": [(30, 2, 0.0)],
    "fleiss": [(60, 2, 0.0)],
}
LONG = [
    (cases, readers, missing)
    for cases in (30, 60, 100, 200)
    for readers, missing in ((2, 0.0), (2, 0.2), (3, 0.2), (5, 0.2))
]


def coverage(figure: str, cases: int, readers: int, missing: float, replicates: int) -> float:
    """The share of intervals that hold the figure of 400,000 cases."""
    coefficient, weights = FIGURES[figure]
    rng = np.random.default_rng([cases, readers, round(missing * 10), replicates])
    codes = random_codes(rng, 400_000, readers, missing)
    true = agreement(Ratings.from_codes(codes, SCALE), coefficient, weights).value
    held = asked = 0
    codes = random_codes(rng, cases * replicates, readers, missing)
    for start in range(0, len(codes), cases):
        found = agreement(
            Ratings.from_codes(codes[start : start + cases], SCALE), coefficient, weights
        )
        if found.low is not None:
            asked += 1
            held += found.low <= true <= found.high
    assert asked > 0.98 * replicates
    return held / asked


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("figure", FIGURES)
def test_coverage_of_the_default_interval(full, figure):
    replicates = 4000 if full else 500
    slack = 2.5 * np.sqrt(0.95 * 0.05 / replicates)
    missed = {}
    for design in LONG if full else SHORT[figure]:
        held = coverage(figure, *design, replicates)
        if not LOW - slack <= held <= HIGH + slack:
            missed[design] = held
    assert not missed


def test_gwets_standard_error_covers_far_too_much_where_cases_have_one_grade():
    rng = np.random.default_rng(1)
    codes = random_codes(rng, 400 * 200, 2, 0.3)
    ratios = []
    for start in range(0, len(codes), 200):
        ratings = Ratings.from_codes(codes[start : start + 200], SCALE)
        ratios.append([agreement(ratings, se=se).standard_error for se in ("ratio", "gwet")])
        ratios[-1].append(agreement(ratings).value)
    ratio, gwet, values = np.array(ratios).T
    assert ratio.mean() == pytest.approx(values.std(), rel=0.12)
    assert gwet.mean() > 1.4 * values.std()


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("clustered", [False, True])
def test_coverage_of_the_direction(full, clustered):
    replicates, cases = (3000 if full else 300), 40
    rng = np.random.default_rng(7)
    size = cases * replicates
    peers = random_codes(rng, size, 2)
    lift = rng.random(size) < 0.4
    if clustered:
        lift = np.repeat(rng.random(size // 4) < 0.4, 4)
        peers = np.repeat(peers[::4], 4, axis=0)
    home = np.clip(peers[:, 0].astype(int) + lift, 1, 4)
    codes = np.column_stack([home, peers]).astype(np.uint8)
    gaps = home - peers.mean(axis=1)
    signs = np.sign(home[:, None] - peers.astype(int)).mean(axis=1)
    held = np.zeros(2)
    teams = np.arange(cases) // 4 if clustered else None
    for start in range(0, size, cases):
        found = direction(
            Ratings.from_codes(codes[start : start + cases], SCALE), 0, clusters=teams
        )
        held += [
            found.points.low <= gaps.mean() <= found.points.high,
            found.balance.low <= signs.mean() <= found.balance.high,
        ]
    slack = 2.5 * np.sqrt(0.95 * 0.05 / replicates)
    assert (held / replicates >= 0.92 - slack).all()
    assert (held / replicates <= 0.975 + slack).all()


def test_patterns_and_ratings_give_one_interval():
    codes = random_codes(np.random.default_rng(1), 500, 3, 0.2)
    months = [Ratings.from_codes(codes[start : start + 100], SCALE) for start in range(0, 500, 100)]
    table: Patterns = sum(month.patterns() for month in months)
    whole = agreement(Ratings.from_codes(codes, SCALE))
    summed = agreement(table)
    assert (summed.low, summed.high) == pytest.approx((whole.low, whole.high), abs=1e-12)
