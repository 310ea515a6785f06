"""What other readers might have made of it: the spread of a coefficient over readers, beside cases.

The usual interval asks what other cases would give with these readers. Leaving out one reader at a
time asks the other half, and shows which reader moves the figure.

Source: Gwet, *Handbook of Inter-Rater Reliability* (2014), section 5.4 (unconditional variance).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from regionqa.statistics.agreement.clusters import ClusterInput, read_clusters
from regionqa.statistics.agreement.estimate import agreement, steadied
from regionqa.statistics.agreement.influence import Source, sample
from regionqa.statistics.agreement.intervals import below_one, t_quantile
from regionqa.statistics.agreement.left_out import values_without_readers
from regionqa.statistics.agreement.ratings import Ratings
from regionqa.statistics.agreement.result import Agreement
from regionqa.statistics.agreement.states import State
from regionqa.statistics.agreement.weights import FloatArray, Weights

LEAST_READERS = 3
"""With two readers nothing is left to agree when one is taken out."""


@dataclass(frozen=True)
class WithoutReader:
    """The coefficient without one reader; None where it is not defined without them."""

    rater: Any
    value: float | None
    change: float | None


@dataclass(frozen=True)
class ReaderSpread:
    """A coefficient with the uncertainty of cases, of readers, and of both.

    Attributes:
        cases: the figure with the interval for other cases and the same readers.
        case_error: its standard error.
        reader_error: the jackknife standard error over readers.
        standard_error: of both together.
        low: lower end of the interval for other cases and other readers.
        high: upper end of it.
        without: the figure without each reader, in the readers' order.
        state: ``needs_readers`` for counts, ``too_few`` with fewer than three readers, else the
            figure's own.

    """

    cases: Agreement
    case_error: float | None
    reader_error: float | None
    standard_error: float | None
    low: float | None
    high: float | None
    without: tuple[WithoutReader, ...]
    state: State


def reader_jackknife(
    ratings: Source,
    coefficient: str = "ac",
    weights: Weights = "quadratic",
    level: float = 0.95,
    clusters: ClusterInput = None,
) -> ReaderSpread:
    """The case-only interval and, beside it, the one that allows for other readers too.

    Raises:
        RatingsError: an unknown coefficient or weights, or a level that is none.

    """
    figure = agreement(ratings, coefficient, weights, level=level, clusters=clusters)
    if not isinstance(ratings, Ratings) or ratings.codes is None:
        return _only(figure, "empty" if figure.state == "empty" else "needs_readers")
    if figure.value is None or figure.standard_error is None:
        return _only(figure, figure.state)
    used = np.flatnonzero(ratings.codes.any(axis=1))
    if len(used) < LEAST_READERS:
        return _only(figure, "too_few")
    taken = sample(ratings, coefficient, weights)
    values = values_without_readers(ratings, taken)
    without = tuple(_without(ratings, place, values, figure.value) for place in used.tolist())
    left = np.array([each.value for each in without if each.value is not None])
    if len(left) < LEAST_READERS:
        return _only(figure, "too_few", without)
    readers = float((len(left) - 1) / len(left) * ((left - left.mean()) ** 2).sum())
    cases = figure.standard_error**2
    grouped = read_clusters(ratings, clusters)
    centre, steady = steadied(ratings, taken, grouped)
    degrees = _satterthwaite(cases, figure.degrees_of_freedom or 1.0, readers, len(left) - 1.0)
    low, high = below_one(centre, math.sqrt(steady**2 + readers), t_quantile(level, degrees))
    return ReaderSpread(
        cases=figure,
        case_error=figure.standard_error,
        reader_error=math.sqrt(readers),
        standard_error=math.sqrt(cases + readers),
        low=min(low, figure.value),
        high=max(high, figure.value),
        without=without,
        state=figure.state,
    )


def _only(figure: Agreement, state: State, without: tuple[WithoutReader, ...] = ()) -> ReaderSpread:
    return ReaderSpread(figure, figure.standard_error, None, None, None, None, without, state)


def _without(ratings: Ratings, place: int, values: FloatArray, value: float) -> WithoutReader:
    rater = place + 1 if ratings.raters is None else ratings.raters[place]
    left = float(values[place])
    if not math.isfinite(left):
        return WithoutReader(rater, None, None)
    return WithoutReader(rater, left, left - value)


def _satterthwaite(
    first: float, first_degrees: float, second: float, second_degrees: float
) -> float:
    """Degrees of freedom of a sum of two variances."""
    together = first**2 / first_degrees + second**2 / second_degrees
    return (first + second) ** 2 / together if together > 0 else first_degrees
