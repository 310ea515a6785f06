"""A quarter of a case graded by chance, which keeps small audits from looking surer than they are.

The cases that pull a coefficient down are few: two grades apart, say, once in fifty. An audit of
thirty cases often holds none, and then both the value is too high and the spread too small, at the
same time. Intervals are therefore built on the ratings with a quarter of one more case, spread over
all pairs of grades as chance would give them; the value and its standard error are left alone. In
simulation the 95% interval without it covered 90% to 95% of true values, with it 92% to 97%
(docs/methods/agreement.md). It is the remedy Agresti and Coull (1998) gave proportions, made
small.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np

from regionqa.statistics.agreement.coefficients import Conger, IntRows
from regionqa.statistics.agreement.influence import Sample
from regionqa.statistics.agreement.weights import FloatArray

PART = 0.25
"""How much of a case is added."""

MANY_READERS = 20
"""Up to so many readers every pair of them is formed for Conger's kappa."""


def chance_case(taken: Sample, part: float = PART) -> Sample:
    """The pairs of grades that chance would give, together weighing ``part`` of a case."""
    if isinstance(taken.coefficient, Conger):
        rows, weights = _pairs_of_readers(taken)
    else:
        rows, weights = _pairs_of_grades(taken)
    return replace(taken, rows=rows, multiplicity=part * weights / weights.sum())


def _pairs_of_grades(taken: Sample) -> tuple[IntRows, FloatArray]:
    given = taken.multiplicity.astype(np.float64) @ taken.rows
    used = np.flatnonzero(given)
    first, second = (used[places] for places in np.triu_indices(len(used)))
    rows = np.zeros((len(first), len(given)), dtype=np.int64)
    each = np.arange(len(first))
    np.add.at(rows, (each, first), 1)
    np.add.at(rows, (each, second), 1)
    return rows, given[first] * given[second] * np.where(first == second, 1.0, 2.0)


def _pairs_of_readers(taken: Sample) -> tuple[IntRows, FloatArray]:
    """For every pair of readers, the pairs of grades their own habits would give."""
    size = len(taken.coefficient.weights) if isinstance(taken.coefficient, Conger) else 0
    times = taken.multiplicity.astype(np.float64)
    habits = np.array(
        [np.bincount(reader, weights=times, minlength=size + 1)[1:] for reader in taken.rows.T]
    )
    habits /= habits.sum(axis=1, keepdims=True)
    places = np.array([(a + 1, b + 1) for a in range(size) for b in range(size)], dtype=np.uint8)
    rows, weights = [], []
    for first, second in _meetings(len(habits)):
        pair = np.zeros((len(places), len(habits)), dtype=np.uint8)
        pair[:, [first, second]] = places
        rows.append(pair)
        weights.append(np.outer(habits[first], habits[second]).ravel())
    return np.concatenate(rows), np.concatenate(weights)


def _meetings(readers: int) -> list[tuple[int, int]]:
    """All pairs of readers; of many readers only each with the next, which are as typical."""
    if readers <= MANY_READERS:
        return list(combinations(range(readers), 2))
    return [(reader, (reader + 1) % readers) for reader in range(readers)]
