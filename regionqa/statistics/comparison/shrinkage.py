"""Empirical Bayes estimates: what a small unit's figure is worth; to flag by, never to show."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from regionqa.statistics.comparison._cells import Floats, counts, part_of


class ShrinkageState(StrEnum):
    """What the estimates are made of."""

    OK = "ok"
    NO_DIFFERENCE = "no difference beyond chance"
    EMPTY = "no cases"


@dataclass(frozen=True)
class Shrinkage:
    """Proportions drawn towards the region's by as much as their size leaves open.

    ``pooled`` is the region's proportion (None with no cases), ``between`` the variance between
    units, ``weights`` how much of each unit's own figure is kept (0 with no cases) and
    ``estimates`` the result, masked where there are no cases in any unit. With ``no difference
    beyond chance`` every estimate is the region's.
    """

    state: ShrinkageState
    pooled: float | None
    between: float
    weights: Floats
    estimates: Floats


def empirical_bayes(events: ArrayLike, totals: ArrayLike) -> Shrinkage:
    """Marshall's estimates: m + A/(A + m/n) (p - m), with m = Σx/Σn, A = Σn(p - m)²/Σn - m/n̄ or 0.

    Use them to choose whom to ask first, because a small unit's extreme figure is mostly chance.
    They are not the unit's figure and are never shown as one.
    Raises ValueError for a bad count or events above totals.
    Source: Marshall 1991, J. R. Stat. Soc. C 40, 283-294.
    """
    x, n = counts(events, "events"), counts(totals, "totals")
    part_of(x, n, "events", "totals")
    x, n = (np.array(a, dtype=float) for a in np.broadcast_arrays(x, n))
    zero = np.zeros(n.shape)
    if not n.sum():
        return Shrinkage(
            ShrinkageState.EMPTY,
            None,
            0.0,
            zero,
            np.ma.MaskedArray(zero, mask=np.ones(n.shape, bool)),
        )
    pooled = float(x.sum() / n.sum())
    share = np.divide(x, n, out=np.full(n.shape, pooled), where=n > 0)
    with_cases = int((n > 0).sum())
    spread = float((n * (share - pooled) ** 2).sum() / n.sum()) - pooled * with_cases / n.sum()
    between = max(0.0, float(spread))
    if not between:
        return Shrinkage(
            ShrinkageState.NO_DIFFERENCE, pooled, between, zero, np.full(n.shape, pooled)
        )
    weights = between * n / (between * n + pooled)
    return Shrinkage(
        ShrinkageState.OK, pooled, between, weights, pooled + weights * (share - pooled)
    )
