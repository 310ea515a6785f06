"""Intervals by resampling cases, or clusters of cases.

Like cases are drawn together: a replicate is one multinomial draw over the kinds of cases, and the
coefficient is a function of summed features, so a thousand replicates are one matrix product.

Sources: Efron and Tibshirani, *An Introduction to the Bootstrap* (1993), chapters 13 and 14.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np

from regionqa.statistics.agreement.clusters import ClusterInput, Clusters, read_clusters
from regionqa.statistics.agreement.errors import RatingsError
from regionqa.statistics.agreement.estimate import figures
from regionqa.statistics.agreement.influence import (
    FEATURE_CELLS,
    Sample,
    Source,
    case_features,
    sample,
)
from regionqa.statistics.agreement.intervals import checked_level
from regionqa.statistics.agreement.patterns import slices
from regionqa.statistics.agreement.ratings import Ratings
from regionqa.statistics.agreement.result import Agreement
from regionqa.statistics.agreement.weights import FloatArray, Weights

Interval = Literal["percentile", "bca"]

METHODS: dict[Interval, str] = {
    "percentile": "bootstrap percentile interval",
    "bca": "bias-corrected and accelerated bootstrap interval",
}

LEAST = 100
"""Fewer replicates than this say nothing about the tails."""


def bootstrap_agreement(
    ratings: Source,
    coefficient: str = "ac",
    weights: Weights = "quadratic",
    replicates: int = 1000,
    interval: Interval = "percentile",
    clusters: ClusterInput = None,
    seed: int | None = None,
    level: float = 0.95,
) -> Agreement:
    """A coefficient with an interval from resampled cases.

    Args:
        ratings: ``Ratings``, or ``Patterns`` of any period.
        coefficient: as for ``agreement``.
        weights: as for ``agreement``.
        replicates: how many times to resample, 100 at least.
        interval: ``percentile``, or ``bca`` with the acceleration from a jackknife over cases.
        clusters: resample these instead of cases; as for ``agreement``.
        seed: repeats a result; when None one is drawn and kept in the result.
        level: confidence level.

    Replicates in which the coefficient is not defined (one grade only) are left out; ``replicates``
    in the result counts the others.

    Raises:
        RatingsError: arguments that are unknown or do not fit the ratings.

    """
    checked_level(level)
    _require_known(interval, replicates)
    grouped = read_clusters(ratings, clusters)
    taken = sample(ratings, coefficient, weights)
    found = figures(taken, coefficient, weights, level)
    if found.state not in ("ok", "too_few"):
        return found
    units = _Units.of(ratings, taken, grouped)
    if units.number < 2:
        return found
    if seed is None:
        seed = int(np.random.default_rng().integers(2**32))
    drawn = units.resampled(taken, replicates, np.random.default_rng(seed))
    drawn = drawn[np.isfinite(drawn)]
    if len(drawn) < LEAST:
        return found
    low, high = _ends(drawn, interval, level, units, taken)
    return replace(
        found,
        standard_error=float(drawn.std(ddof=1)),
        low=low,
        high=high,
        clusters=None if grouped is None else units.number,
        replicates=len(drawn),
        seed=seed,
        method=METHODS[interval],
    )


def _require_known(interval: str, replicates: int) -> None:
    if interval not in METHODS:
        raise RatingsError(
            f"interval must be 'percentile' or 'bca', not {interval!r}.", field="interval"
        )
    if replicates < LEAST:
        raise RatingsError(
            f"{replicates} replicates are too few for an interval; take {LEAST} or more.",
            field="replicates",
        )


class _Units:
    """What is resampled: kinds of cases with their number, or clusters, with summed features."""

    def __init__(self, features: FloatArray, times: FloatArray) -> None:
        self.features = features
        self.times = times
        self.number = int(times.sum())

    @classmethod
    def of(cls, ratings: Source, taken: Sample, grouped: Clusters | None) -> _Units:
        if grouped is None or not isinstance(ratings, Ratings):
            features = np.concatenate([block for _, block in taken.features()])
            return cls(features, taken.multiplicity.astype(np.float64))
        sums = np.zeros((len(grouped.labels), len(taken.totals)))
        for block in ratings.blocks():
            np.add.at(sums, grouped.index[block], case_features(ratings, taken, block))
        sums = sums[sums.any(axis=1)]
        return cls(sums, np.ones(len(sums)))

    def resampled(self, taken: Sample, replicates: int, rng: np.random.Generator) -> FloatArray:
        """The coefficient of every replicate; NaN where it is not defined."""
        share = self.times / self.number
        values = np.empty(replicates)
        for block in slices(replicates, max(1, 4 * FEATURE_CELLS // len(self.times))):
            drawn = rng.multinomial(self.number, share, size=block.stop - block.start)
            values[block] = taken.coefficient.evaluate(drawn @ self.features).value
        return values

    def jackknife(self, taken: Sample) -> FloatArray:
        """The coefficient without one unit of each kind; NaN where it is not defined."""
        return taken.coefficient.evaluate(taken.totals - self.features).value


def _ends(
    drawn: FloatArray, interval: Interval, level: float, units: _Units, taken: Sample
) -> tuple[float, float]:
    tails = np.array([(1.0 - level) / 2.0, (1.0 + level) / 2.0])
    if interval == "bca":
        tails = _bca_tails(drawn, tails, units, taken)
    low, high = np.quantile(drawn, tails)
    return float(low), float(high)


def _bca_tails(drawn: FloatArray, tails: FloatArray, units: _Units, taken: Sample) -> FloatArray:
    from scipy.special import ndtr, ndtri

    value = float(taken.values.value)
    below = ((drawn < value).sum() + 0.5 * (drawn == value).sum()) / len(drawn)
    bias = ndtri(np.clip(below, 0.5 / len(drawn), 1.0 - 0.5 / len(drawn)))
    left_out = units.jackknife(taken)
    kept = np.isfinite(left_out)
    times = units.times[kept]
    gaps = np.average(left_out[kept], weights=times) - left_out[kept]
    squares = float(times @ gaps**2)
    acceleration = float(times @ gaps**3) / (6.0 * squares**1.5) if squares > 0 else 0.0
    shifted = bias + ndtri(tails)
    adjusted: FloatArray = ndtr(bias + shifted / (1.0 - acceleration * shifted))
    return adjusted
