"""Many comparisons at once: exact p-values, and Benjamini and Hochberg's adjustment of them."""

import numpy as np
from numpy.typing import ArrayLike

from regionqa.statistics.comparison._cells import (
    FloatOrArray,
    counts,
    part_of,
    plain,
    proportions,
    together,
)
from regionqa.statistics.comparison._tails import binomial_at_most, binomial_more_than


def exact_p_values(events: ArrayLike, totals: ArrayLike, target: ArrayLike) -> FloatOrArray:
    """The exact two-sided p-value of each proportion against ``target``: twice the smaller tail.

    It falls below 1 - level just where ``funnel_limits(..., "exact-symmetric")`` is passed. With no
    cases it is 1: nothing speaks against the target. Raises ValueError for counts that are bad or
    not whole, events above totals, or a target outside 0..1.
    """
    x = counts(events, "events", whole=True)
    n = counts(totals, "totals", whole=True)
    theta = proportions(target, "target")
    part_of(x, n, "events", "totals")
    together(events=x, totals=n, target=theta)
    at_most = binomial_at_most(x, n, theta)
    at_least = binomial_more_than(x - 1, n, theta)
    return plain(np.minimum(1.0, 2 * np.minimum(at_most, at_least)))


def benjamini_hochberg(p_values: ArrayLike) -> FloatOrArray:
    """P-values adjusted so that, of those below q, no more than a share q is expected to be chance.

    Raises ValueError for a value outside 0..1.
    Source: Benjamini and Hochberg 1995, J. R. Stat. Soc. B 57, 289-300.
    """
    from scipy import stats

    p = proportions(p_values, "p_values")
    return plain(stats.false_discovery_control(p.ravel()).reshape(p.shape)) if p.size else p
