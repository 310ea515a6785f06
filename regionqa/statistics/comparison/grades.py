"""Distributions of grades: shares to stack, and ridits to compare them without numbering grades."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from regionqa.statistics.comparison._cells import (
    FloatOrArray,
    Floats,
    Interval,
    counts,
    interval,
    normal_quantile,
)


@dataclass(frozen=True)
class Shares:
    """Grades as shares of their cases, 0..1, to draw as one stacked bar a unit.

    ``total`` has the shape of the units; ``share`` and ``start`` (where its block begins) that of
    the counts. A unit with no cases has shares of 0 and no bar: its total says why.
    """

    total: FloatOrArray
    share: Floats
    start: Floats


def stacked_shares(grade_counts: ArrayLike) -> Shares:
    """The shares of counts whose last axis is the grades, lowest first.

    Raises ValueError for a negative or missing count, or no grades.
    """
    table = _table(grade_counts, "grade_counts")
    total = table.sum(axis=-1)
    share = np.divide(
        table, total[..., None], out=np.zeros(table.shape), where=total[..., None] > 0
    )
    start = np.cumsum(share, axis=-1) - share
    return Shares(float(total) if total.ndim == 0 else total, share, start)


def ridits(reference: ArrayLike) -> Floats | None:
    """Each grade's ridit: the share of the reference below it and half of the share in it.

    None where the reference has no cases. Source: Bross 1958, Biometrics 14, 18-38.
    """
    table = _table(reference, "reference")
    if table.ndim != 1:
        raise ValueError(f"reference has shape {table.shape}: give one count for each grade")
    if not table.sum():
        return None
    share = table / table.sum()
    below: Floats = np.cumsum(share) - share / 2
    return below


def mean_ridit(grade_counts: ArrayLike, reference: ArrayLike) -> FloatOrArray:
    """The chance that a case of the unit is graded above one of the reference, ties as half.

    0.5 is no difference; it equals the Mann-Whitney U over the product of the sizes. Counts are
    grades (lowest first), or units × grades for an array of units. Not defined with no cases on
    either side: None for one unit, masked in an array. For a fair reading the reference leaves
    the unit's own cases out. Raises ValueError for bad counts or a different number of grades.
    """
    table, scores = _table(grade_counts, "grade_counts"), ridits(reference)
    _same_grades(table, np.asarray(reference))
    total = table.sum(axis=-1)
    defined = (total > 0) & (scores is not None)
    weight = table @ (np.zeros(table.shape[-1]) if scores is None else scores)
    value = np.divide(weight, total, out=np.zeros(total.shape), where=defined)
    if total.ndim == 0:
        return float(value) if defined else None
    return np.ma.MaskedArray(value, mask=~defined)


def ridit_interval(grade_counts: ArrayLike, reference: ArrayLike, level: float = 0.95) -> Interval:
    """The interval of ``mean_ridit``, 0..1, counting unit and reference both as samples.

    Newcombe's method 5: the limits are the values whose own standard error puts them z away, so
    it stays inside 0..1 and has width where every case of the unit is above the reference. Ties
    make it cautious. With no cases on either side it is the whole range. Raises as ``mean_ridit``.
    Source: Newcombe 2006, Stat. Med. 25, 559-573.
    """
    table, base = _table(grade_counts, "grade_counts"), _table(reference, "reference")
    value = mean_ridit(table, base)
    m, n = table.sum(axis=-1), base.sum()
    estimate = np.asarray(np.ma.filled(0.0 if value is None else value, 0.0))
    z = normal_quantile(level)
    low, high = (_bound(estimate, m, n, z, np.full(estimate.shape, end)) for end in (0.0, 1.0))
    known = (m > 0) & (n > 0)
    return interval(np.where(known, low, 0.0), np.where(known, high, 1.0))


def _bound(estimate: Floats, m: Floats, n: Floats, z: float, outer: Floats) -> Floats:
    """Halves the way between the estimate and an end of the range until z errors fit between."""
    inner = estimate
    product = np.where(m * n > 0, m * n, 1)
    spare = np.maximum((m + n) / 2 - 1, 0)
    for _ in range(60):
        middle = (inner + outer) / 2
        spread = 1 + spare * ((1 - middle) / (2 - middle) + middle / (1 + middle))
        variance = middle * (1 - middle) * spread / product
        near = (estimate - middle) ** 2 < z * z * variance
        inner, outer = np.where(near, middle, inner), np.where(near, outer, middle)
    return outer


def _table(values: ArrayLike, name: str) -> Floats:
    table = counts(values, name)
    if not table.ndim or not table.shape[-1]:
        raise ValueError(f"{name} has no grades: give a count for each grade, lowest first")
    return table


def _same_grades(table: Floats, reference: Floats) -> None:
    if table.shape[-1] != reference.shape[-1]:
        raise ValueError(
            f"grade_counts has {table.shape[-1]} grades and reference {reference.shape[-1]}: "
            "count both on one scale, with 0 for a grade that nobody gave"
        )
