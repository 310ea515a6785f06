"""Confidence intervals of a proportion, a count and a rate."""

from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from regionqa.statistics.comparison._cells import (
    FloatOrArray,
    Floats,
    Interval,
    counts,
    interval,
    named,
    normal_quantile,
    once,
    part_of,
    tail,
    together,
)


class CountState(StrEnum):
    """What a numerator is of its denominator; the first three are where formulas go wrong."""

    NO_CASES = "no cases"
    NONE = "none of the cases"
    ALL = "all of the cases"
    SOME = "some of the cases"


def count_state(events: ArrayLike, total: ArrayLike) -> FloatOrArray:
    """The ``CountState`` of each numerator: one for scalars, an array of them for arrays."""
    x, n = _checked(events, total)
    return named(
        CountState,
        [n == 0, x == 0, x == n],
        [CountState.NO_CASES, CountState.NONE, CountState.ALL],
        otherwise=CountState.SOME,
    )


def wilson_interval(events: ArrayLike, total: ArrayLike, level: float = 0.95) -> Interval:
    """Wilson's score interval of a proportion, 0..1.

    With no cases (total 0) it is the whole range, 0 to 1, which is also the formula's own value.
    Raises ValueError for a negative or missing number, or for events above total.
    Source: Wilson 1927, J. Am. Stat. Assoc. 22, 209-212.
    """
    x, n = _checked(events, total)
    z = normal_quantile(level)
    # x(1 - x/n) is 0 with no cases, and 0/1 says so without dividing by 0.
    half = z * np.sqrt(z * z + 4 * x * (n - x) / np.where(n > 0, n, 1))
    middle, scale = 2 * x + z * z, 2 * (n + z * z)
    low, high = (middle - half) / scale, (middle + half) / scale
    return interval(np.where(x == 0, 0.0, low), np.where(x == n, 1.0, high))


def binomial_interval(events: ArrayLike, total: ArrayLike, level: float = 0.95) -> Interval:
    """The exact (Clopper-Pearson) interval of a proportion, 0..1; 0 to 1 with no cases.

    Raises as ``wilson_interval``. Source: Clopper and Pearson 1934, Biometrika 26, 404-413.
    """
    x, n = _checked(events, total)
    beyond = tail(level)

    def limits(x: Floats, n: Floats) -> Interval:
        from scipy import special

        low, high = np.zeros(x.shape), np.ones(x.shape)
        some, short = x > 0, x < n
        low[some] = special.betaincinv(x[some], (n - x + 1)[some], beyond)
        high[short] = special.betainccinv(x[short] + 1, (n - x)[short], beyond)
        return Interval(low, high)

    return interval(*once(limits, x, n))


def poisson_interval(events: ArrayLike, level: float = 0.95) -> Interval:
    """The exact (Garwood) interval of the expected number behind a count.

    Raises ValueError for a negative or missing number. Source: Garwood 1936, Biometrika 28,
    437-442: half the chi-squared quantiles on 2x and 2x + 2 degrees of freedom.
    """
    x = counts(events, "events")
    beyond = tail(level)

    def limits(x: Floats) -> Interval:
        from scipy import special

        low = np.zeros(x.shape)
        low[x > 0] = special.gammaincinv(x[x > 0], beyond)
        return Interval(low, special.gammainccinv(x + 1, beyond))

    return interval(*once(limits, x))


def byar_interval(events: ArrayLike, level: float = 0.95, exact_below: float = 10) -> Interval:
    """Byar's interval of the expected number behind a count, and the exact one below 10 events.

    The convention of the public health profiles in England: Byar is within 0.2% of the exact
    limits from 10 events at 95%. ``exact_below=0`` gives Byar throughout.
    Raises as ``poisson_interval``. Source: Breslow and Day 1987, volume II, page 69.
    """
    x = counts(events, "events")
    z = normal_quantile(level)
    low, high = (
        np.array(limit, dtype=float)
        for limit in (_byar(np.where(x > 0, x, 1), -z), _byar(x + 1, z))
    )
    low[x == 0] = 0.0
    few = x < exact_below
    low[few], high[few] = poisson_interval(x[few], level)
    return interval(low, high)


def rate_interval(
    events: ArrayLike, exposure: ArrayLike, level: float = 0.95, per: float = 1
) -> Interval:
    """``byar_interval`` over an exposure (children, visits, months), for each ``per`` of it.

    With no exposure it is the whole range, 0 to infinity. Raises as ``byar_interval``.
    """
    x, base = counts(events, "events"), counts(exposure, "exposure")
    together(events=x, exposure=base)
    low, high = byar_interval(x, level)
    shape = np.broadcast(x, base).shape
    return interval(
        np.divide(low * per, base, out=np.zeros(shape), where=base > 0),
        np.divide(high * per, base, out=np.full(shape, np.inf), where=base > 0),
    )


def _byar(x: Floats, z: float) -> Floats:
    cubed: Floats = x * np.maximum(1 - 1 / (9 * x) + z / (3 * np.sqrt(x)), 0) ** 3
    return cubed


def _checked(events: ArrayLike, total: ArrayLike) -> tuple[Floats, Floats]:
    x, n = counts(events, "events"), counts(total, "total")
    part_of(x, n, "events", "total")
    return x, n
