"""How uncertain a rank is: the reason why none is published."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from regionqa.statistics.comparison._cells import Floats, Indices, part_of, per_unit, tail


@dataclass(frozen=True)
class RankIntervals:
    """The ranks that each unit may hold; 1 is the largest proportion.

    ``low`` and ``high`` are masked for a unit with no cases, which holds no rank. ``ranked`` is how
    many units there are to rank, and ``median_width`` the places that half of the intervals span
    or more (None with nothing to rank).
    """

    low: Indices
    high: Indices
    ranked: int
    median_width: float | None


def rank_intervals(
    events: ArrayLike,
    totals: ArrayLike,
    level: float = 0.95,
    draws: int = 10_000,
    seed: int = 0,
) -> RankIntervals:
    """The interval of each unit's rank, by drawing its proportion from Beta(x + ½, n - x + ½).

    ``events`` and ``totals`` are one value a unit. The same seed gives the same answer.
    Raises ValueError for bad counts, events above totals, or fewer than 1 draw.
    Source: Goldstein and Spiegelhalter 1996, J. R. Stat. Soc. A 159, 385-443.
    """
    x, n = per_unit(events, totals)
    part_of(x, n, "events", "totals")
    if draws < 1:
        raise ValueError(f"draws is {draws}: give 1 or more")
    beyond, ranked = tail(level), n > 0
    low, high = (np.zeros(n.shape, dtype=np.intp) for _ in range(2))
    width = None
    if ranked.any():
        drawn = _drawn_ranks(x[ranked], n[ranked], draws, seed)
        low[ranked], high[ranked] = (
            np.quantile(drawn, share, axis=0, method="inverted_cdf")
            for share in (beyond, 1 - beyond)
        )
        width = float(np.median((high - low + 1)[ranked]))
    low, high = (np.ma.MaskedArray(rank, mask=~ranked) for rank in (low, high))
    return RankIntervals(low, high, int(ranked.sum()), width)


def _drawn_ranks(x: Floats, n: Floats, draws: int, seed: int) -> Indices:
    drawn = np.random.default_rng(seed).beta(x + 0.5, n - x + 0.5, size=(draws, n.size))
    # The order of the order is the rank.
    return np.argsort(np.argsort(-drawn, axis=1), axis=1) + 1
