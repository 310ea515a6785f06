"""Attacks by likeness: what bounds cannot see, because nothing is certain, only likely.

A row without a name is named again by what it looks like: by its size, since sizes of authorities
are public, or by itself a month earlier. These functions are the attacker's best guess; a
simulation over them says how often it is right.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment
from scipy.special import xlogy

Numbers = npt.NDArray[np.float64]


def match_by_size(public_sizes: Sequence[float], shown_sizes: Sequence[float]) -> list[int]:
    """For each unnamed row the authority that most likely stands behind it, each used once.

    Args:
        public_sizes: what is known of each authority's size (children, cases), in any unit.
        shown_sizes: the denominators of the unnamed rows, rounded or not.

    Returns the authority's index for each row: the assignment of greatest likelihood when a
    row's denominator is Poisson around the authority's share of all cases.

    """
    known = np.asarray(public_sizes, dtype=float)
    shown = np.asarray(shown_sizes, dtype=float)
    if len(known) < len(shown):
        raise ValueError("there are more rows than authorities that could stand behind them")
    if np.any(known <= 0) or np.any(shown < 0):
        raise ValueError("a size must be above 0 and a denominator 0 or more")
    expected = known * max(shown.sum(), 1.0) / known.sum()
    likelihood = xlogy(shown[:, None], expected[None, :]) - expected[None, :]
    rows, found = linear_sum_assignment(likelihood, maximize=True)
    return [int(found[place]) for place in np.argsort(rows)]


def stitch_months(
    earlier: npt.ArrayLike, later: npt.ArrayLike, scale: npt.ArrayLike | None = None
) -> list[int]:
    """For each unnamed row of a month its likeliest row of the month before, each used once.

    Args:
        earlier: rows × figures of one month, pseudonyms already redrawn.
        later: the same figures of the next month.
        scale: how much each figure moves from month to month; None: its spread over all rows.

    Returns the index of the earlier row for each later one: the assignment with the least sum of
    squared, scaled differences. Figures that are the same in all rows tell nothing and are left
    out.

    """
    before, after = (
        np.atleast_2d(np.asarray(earlier, float)),
        np.atleast_2d(np.asarray(later, float)),
    )
    if before.shape != after.shape:
        raise ValueError("both months need the same number of rows and figures")
    spread = np.vstack([before, after]).std(axis=0) if scale is None else np.asarray(scale, float)
    told = np.broadcast_to(spread, before.shape[1:]) > 0
    weights = 1 / np.broadcast_to(spread, before.shape[1:])[told]
    gaps = (after[:, None, told] - before[None, :, told]) * weights
    rows, found = linear_sum_assignment((gaps**2).sum(axis=2))
    return [int(found[place]) for place in np.argsort(rows)]


def part_right(guess: Sequence[int], truth: Sequence[int]) -> float:
    """How many of the rows were named rightly, from 0 to 1."""
    return float(np.mean(np.asarray(guess) == np.asarray(truth)))
