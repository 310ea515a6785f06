"""One coefficient with its standard error and interval."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Literal, NamedTuple

import numpy as np

from regionqa.statistics.agreement.chance_case import PART, chance_case
from regionqa.statistics.agreement.clusters import ClusterInput, Clusters, read_clusters
from regionqa.statistics.agreement.coefficients import Conger
from regionqa.statistics.agreement.errors import RatingsError
from regionqa.statistics.agreement.influence import Sample, Source, case_influence, sample
from regionqa.statistics.agreement.intervals import (
    below_one,
    checked_level,
    plain,
    t_p_value,
    t_quantile,
    wilson,
)
from regionqa.statistics.agreement.ratings import Ratings
from regionqa.statistics.agreement.result import Agreement
from regionqa.statistics.agreement.weights import FloatArray, Weights, weights_name

StandardError = Literal["ratio", "gwet"]


NO_SPREAD = 1e-12
"""A standard error below this is a rounding remainder of zero."""

SHARE = "ratio standard error, Wilson interval with t and the effective number of cases"

METHODS: dict[StandardError, str] = {
    "ratio": "ratio standard error, t interval on log(1 - value) with a quarter of a chance case",
    "gwet": "Gwet's standard error, plain t interval",
}


class Spread(NamedTuple):
    """The variance of a value, over how many sampled units, with which degrees of freedom."""

    variance: float
    units: int
    degrees: float


def agreement(
    ratings: Source,
    coefficient: str = "ac",
    weights: Weights = "quadratic",
    se: StandardError = "ratio",
    level: float = 0.95,
    population: int | None = None,
    clusters: ClusterInput = None,
) -> Agreement:
    """How far readers agree, with an interval for other cases of the same kind.

    Args:
        ratings: ``Ratings``, or ``Patterns`` of any period.
        coefficient: percent, ac, fleiss, conger (Cohen's kappa for two readers), brennan-prediger
            or alpha.
        weights: a family's name, a k × k matrix, or with alpha metric-ordinal or metric-ratio.
        se: ``ratio`` takes the mean over pairable cases as the ratio it is, with an interval on
            log(1 - value), for percent Wilson's; ``gwet`` is irrCAC's published formula and plain
            t interval.
        level: confidence level, such as 0.95.
        population: how many cases (with ``clusters``: clusters) there are in all, when those read
            are a good part of them.
        clusters: each case's team or authority, in the order of the cases or by case label, when
            cases of one are alike.

    Raises:
        RatingsError: an unknown coefficient or weights, or arguments that do not fit the ratings.

    """
    checked_level(level)
    if se not in ("ratio", "gwet"):
        raise RatingsError(f"se must be 'ratio' or 'gwet', not {se!r}.", field="se")
    grouped = read_clusters(ratings, clusters)
    taken = sample(ratings, coefficient, weights)
    found = figures(taken, coefficient, weights, level)
    if found.state not in ("ok", "too_few"):
        return found
    spread = spread_of(ratings, taken, se, grouped)
    if spread is None:
        return found if grouped is None else replace(found, state="too_few", clusters=1)
    unread = 1.0 - sampled_share(spread.units, population)
    found = replace(
        found,
        standard_error=math.sqrt(spread.variance * unread),
        degrees_of_freedom=spread.degrees,
        clusters=None if grouped is None else spread.units,
        method=SHARE if coefficient == "percent" and se == "ratio" else METHODS[se],
    )
    if se == "gwet":
        return with_plain_interval(found)
    centre, error = steadied(ratings, taken, grouped, unread)
    return with_interval(found, centre, error)


def figures(taken: Sample, coefficient: str, weights: Weights, level: float) -> Agreement:
    """The value and its state, before anything is said about its spread."""
    values = taken.values if taken.barred is None else (None, None, None)
    value, observed, expected = (_number(part) for part in values)
    return Agreement(
        value=value,
        standard_error=None,
        low=None,
        high=None,
        p_value=None,
        observed=observed,
        expected=expected,
        subjects=taken.subjects,
        pairable=taken.pairable,
        raters=taken.raters,
        state=taken.state,
        coefficient=coefficient,
        weights=weights_name(weights),
        level=level,
        method="none",
    )


def spread_of(
    ratings: Source, taken: Sample, se: StandardError, grouped: Clusters | None = None
) -> Spread | None:
    """The variance from the cases' influence; None when there is one sampled unit only."""
    if grouped is not None and isinstance(ratings, Ratings):
        rated = ratings.case_counts().sum(axis=1)
        moved = case_influence(ratings, taken)
        if se == "gwet":
            moved = _as_gwet(taken, moved, rated.astype(np.float64))
        units = _clusters_entering(ratings, taken, grouped)
        degrees = (units if se == "gwet" else grouped.used(rated >= 2)) - 1.0
        squares = float((grouped.sums(moved) ** 2).sum())
        return None if degrees < 1 else Spread(squares * units / (units - 1), units, degrees)
    influence = taken.influence
    units = int(taken.multiplicity.sum())
    if se == "gwet":
        influence = _as_gwet(taken, influence, _readers(taken))
    squares = float(taken.multiplicity @ influence**2)
    degrees = (taken.subjects if se == "gwet" else taken.pairable) - 1.0
    if degrees < 1 or units < 2:
        return None
    return Spread(squares * units / (units - 1), units, degrees)


def steadied(
    ratings: Source, taken: Sample, grouped: Clusters | None = None, unread: float = 1.0
) -> tuple[float, float]:
    """The value and standard error that intervals are built on: with a quarter of a chance case.

    Args:
        ratings: where ``taken`` comes from.
        taken: the coefficient on these ratings.
        grouped: the cases' clusters, if there are any.
        unread: the share of the population that was not read; both shrink with it.

    """
    if unread <= 0.0:
        return float(taken.values.value), 0.0
    extra = chance_case(taken, PART * unread)
    totals = taken.totals + extra.totals
    gradient = taken.coefficient.gradient(totals)
    if grouped is not None and isinstance(ratings, Ratings):
        sums = grouped.sums(case_influence(ratings, taken, gradient))
        squares, units = float(sums @ sums), float(_clusters_entering(ratings, taken, grouped))
    else:
        squares = float(taken.multiplicity @ taken.along(gradient) ** 2)
        units = float(taken.multiplicity.sum())
    squares += float(extra.multiplicity @ extra.along(gradient) ** 2)
    units += PART * unread
    variance = squares * units / (units - 1.0) * unread
    return float(taken.coefficient.evaluate(totals).value), math.sqrt(variance)


def _clusters_entering(ratings: Ratings, taken: Sample, grouped: Clusters) -> int:
    """Clusters with a case that enters, moving the value or not."""
    rated = ratings.case_counts().sum(axis=1)
    return grouped.used(rated >= (2 if taken.uses_pairable_only else 1))


def _readers(taken: Sample) -> FloatArray:
    """How many readers each kind of case had."""
    by_reader = isinstance(taken.coefficient, Conger)
    readers = np.count_nonzero(taken.rows, axis=1) if by_reader else taken.rows.sum(axis=1)
    return np.asarray(readers, dtype=np.float64)


def _as_gwet(taken: Sample, influence: FloatArray, readers: FloatArray) -> FloatArray:
    """The influence as Gwet's formulas have it (Handbook, section 5.3; irrCAC 1.4).

    A case with one grade counts as a score of 0. That changes nothing when every case has two, and
    is why irrCAC's standard errors are too large when some have one (measured in
    docs/methods/agreement.md). For alpha the small-sample factor (N - 1) / N is left out.
    """
    if taken.uses_pairable_only:
        grades = float(taken.multiplicity @ _readers(taken))
        return influence * grades / (grades - 1.0)
    shift = (readers >= 2) / taken.pairable - (readers >= 1) / taken.subjects
    return influence + float(taken.values.value) * shift


def sampled_share(units: int, population: int | None) -> float:
    """The share of the population that was read.

    Raises:
        RatingsError: a population smaller than what was read.

    """
    if population is None:
        return 0.0
    if population < units:
        raise RatingsError(
            f"The population is {population}, but {units} have been read; it cannot be smaller.",
            field="population",
        )
    return units / population


def with_interval(
    found: Agreement, centre: float, error: float, critical: float | None = None
) -> Agreement:
    """The figure with its interval and p value; without them where the spread happens to be 0.

    Args:
        found: the figure, with standard error and degrees of freedom.
        centre: the value the interval is built on (see ``steadied``).
        error: its standard error.
        critical: how many standard errors wide; Student's t for the level when not given.

    """
    value, degrees = found.value, found.degrees_of_freedom
    if value is None or degrees is None or found.standard_error is None:
        return found
    if error == 0.0:
        return replace(found, low=value, high=value)
    if found.standard_error <= NO_SPREAD:
        return found
    width = t_quantile(found.level, degrees) if critical is None else critical
    if found.coefficient == "percent" and 0.0 < value < 1.0:
        low, high = wilson(value, found.standard_error, width)
    else:
        low, high = below_one(centre, error, width)
    return replace(
        found,
        low=min(low, value),
        high=max(high, value),
        p_value=t_p_value(value / found.standard_error, degrees),
    )


def with_plain_interval(found: Agreement) -> Agreement:
    """The figure with irrCAC's interval: plain t, cut off at -1 and 1."""
    value, error, degrees = found.value, found.standard_error, found.degrees_of_freedom
    if value is None or error is None or degrees is None:
        return found
    low, high = plain(value, error, t_quantile(found.level, degrees))
    p_value = t_p_value(value / error, degrees) if error > NO_SPREAD else None
    return replace(found, low=low, high=high, p_value=p_value)


def _number(part: FloatArray | None) -> float | None:
    if part is None or not np.isfinite(part):
        return None
    return float(part)
