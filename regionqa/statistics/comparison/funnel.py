"""Funnel limits: how far from the target chance alone takes a unit of a given size."""

from collections.abc import Callable
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from regionqa.statistics.comparison._cells import (
    Floats,
    Interval,
    counts,
    interval,
    normal_quantile,
    once,
    proportions,
    tail,
    together,
)
from regionqa.statistics.comparison._tails import (
    binomial_at_most,
    binomial_more_than,
    poisson_at_most,
    poisson_more_than,
)

FunnelMethod: TypeAlias = Literal["score", "exact", "exact-symmetric"]
RateMethod: TypeAlias = Literal["score", "exact"]
Tail: TypeAlias = Callable[[Floats], Floats]

MOST_EVENTS = 1e9  # the Poisson tails are worked to here


def funnel_limits(
    target: ArrayLike, totals: ArrayLike, level: float = 0.95, method: FunnelMethod = "score"
) -> Interval:
    """Control limits, 0..1, of a proportion around ``target`` for units of ``totals`` cases.

    - ``score``: θ ± z √(θ(1-θ)/n), the score test turned round, cut to 0..1. This is what the
      public health profiles draw.
    - ``exact``: the interpolated binomial quantiles as printed in 2005. Their upper limit is one
      case too low: more than (1 - level)/2 lies above it. For parity with published charts.
    - ``exact-symmetric``: the same with the upper limit the mirror of the lower, as its author's
      later program has it. No more than (1 - level)/2 lies beyond either limit. Flags use this.

    A unit with no cases has the whole range, 0 to 1. Raises ValueError for a target outside 0..1,
    a total that is negative, missing or (exact methods) not whole, or an unknown method.
    Source: Spiegelhalter 2005, Stat. Med. 24, 1185-1202, doi:10.1002/sim.1970.
    """
    theta = proportions(target, "target")
    n = counts(totals, "totals", whole=method != "score")
    together(target=theta, totals=n)
    if method == "score":
        spread = np.sqrt(_over(theta * (1 - theta), n))
        half = normal_quantile(level) * spread
        return interval(np.maximum(theta - half, 0), np.minimum(theta + half, 1))
    if method not in {"exact", "exact-symmetric"}:
        raise ValueError(f"method is {method!r}: give 'score', 'exact' or 'exact-symmetric'")
    beyond = tail(level)
    short = 1 if method == "exact" else 0

    def limits(theta: Floats, n: Floats) -> Interval:
        low, high = _binomial_quantiles(theta, n, beyond)
        return Interval(
            np.clip(np.divide(low, n, out=np.zeros(n.shape), where=n > 0), 0, 1),
            np.clip(np.divide(high - short, n, out=np.ones(n.shape), where=n > 0), 0, 1),
        )

    return interval(*once(limits, theta, n))


def rate_funnel_limits(
    target: ArrayLike, exposures: ArrayLike, level: float = 0.95, method: RateMethod = "exact"
) -> Interval:
    """Control limits of a rate around ``target`` events for each unit of ``exposures``.

    For a standardised ratio give ``target`` 1 and the expected events as exposures. ``exact``
    interpolates the Poisson tails so that no more than (1 - level)/2 lies beyond either limit; at
    a whole number of events it is where the exact interval of that number ends. ``score`` is
    θ ± z √(θ/exposure), cut at 0. No exposure has the whole range, 0 to infinity.
    Raises ValueError for a negative or missing number, an unknown method, or more expected events
    than the exact tails can be worked for (1,000,000,000).
    Source: Spiegelhalter 2005; the exact curve is the one of the public health profiles.
    """
    theta, base = counts(target, "target"), counts(exposures, "exposures")
    together(target=theta, exposures=base)
    if method == "score":
        half = normal_quantile(level) * np.sqrt(_over(theta, base))
        return interval(np.maximum(theta - half, 0), theta + half)
    if method != "exact":
        raise ValueError(f"method is {method!r}: give 'score' or 'exact'")
    if np.any(theta * base > MOST_EVENTS):
        raise ValueError(f"more than {MOST_EVENTS:,.0f} events are expected: use method 'score'")
    beyond = tail(level)

    def limits(theta: Floats, base: Floats) -> Interval:
        low, high = _poisson_quantiles(theta * base, beyond)
        return Interval(
            np.maximum(np.divide(low, base, out=np.zeros(base.shape), where=base > 0), 0),
            np.divide(high, base, out=np.full(base.shape, np.inf), where=base > 0),
        )

    return interval(*once(limits, theta, base))


def _over(variance: Floats, size: Floats) -> Floats:
    """Variance over size, infinite for size 0, so that its limits are the whole range."""
    shape = np.broadcast(variance, size).shape
    over: Floats = np.divide(variance, size, out=np.full(shape, np.inf), where=size > 0)
    return over


def _binomial_quantiles(theta: Floats, n: Floats, beyond: float) -> Interval:
    from scipy import special

    # The inverse has no answer for a target of 0; every count is then 0.
    low, high = (np.nan_to_num(special.bdtrik(p, n, theta)) for p in (beyond, 1 - beyond))
    return Interval(
        _lower(lambda k: binomial_at_most(k, n, theta), low, beyond),
        _upper(lambda k: binomial_more_than(k, n, theta), high, beyond),
    )


def _poisson_quantiles(mean: Floats, beyond: float) -> Interval:
    from scipy import special

    low, high = (special.pdtrik(p, mean) for p in (beyond, 1 - beyond))
    return Interval(
        _lower(lambda k: poisson_at_most(k, mean), low, beyond),
        _upper(lambda k: poisson_more_than(k, mean), high, beyond),
    )


def _lower(below: Tail, start: Any, beyond: float) -> Floats:
    """Where the straight line through P(R ≤ k-1) < p ≤ P(R ≤ k) meets p."""
    k: Floats = np.ceil(start)
    while np.any(short := below(k) < beyond):
        k = k + short
    while np.any(far := below(k - 1) >= beyond):
        k = k - far
    reached = below(k)
    line: Floats = k - (reached - beyond) / (reached - below(k - 1))
    return line


def _upper(above: Tail, start: Any, beyond: float) -> Floats:
    """The mirror of ``_lower``: where the line through P(R ≥ k) > p ≥ P(R ≥ k+1) meets p."""
    k: Floats = np.ceil(start)
    while np.any(short := above(k) > beyond):
        k = k + short
    while np.any(far := above(k - 1) <= beyond):
        k = k - far
    reached = above(k - 1)
    line: Floats = k + (reached - beyond) / (reached - above(k))
    return line
