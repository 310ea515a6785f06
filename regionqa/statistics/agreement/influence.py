"""A coefficient on given ratings: its totals, its value, and how much each case moves it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from regionqa.statistics.agreement.alpha import FixedAlpha, OrdinalAlpha
from regionqa.statistics.agreement.coefficients import (
    Coefficient,
    Conger,
    IntRows,
    Percent,
    Values,
    brennan_prediger,
    fleiss,
    gwet,
)
from regionqa.statistics.agreement.errors import RatingsError
from regionqa.statistics.agreement.patterns import Counts, Patterns, slices
from regionqa.statistics.agreement.ratings import Ratings
from regionqa.statistics.agreement.scale import Scale
from regionqa.statistics.agreement.states import FLOOR, State
from regionqa.statistics.agreement.weights import (
    METRIC_ORDINAL,
    METRIC_RATIO,
    FloatArray,
    Weights,
    ratio_distances,
    weight_matrix,
)

Source = Ratings | Patterns

WEIGHTED: dict[str, Callable[[FloatArray], Coefficient]] = {
    "percent": Percent,
    "ac": gwet,
    "fleiss": fleiss,
    "conger": Conger,
    "brennan-prediger": brennan_prediger,
    "alpha": lambda weights: FixedAlpha(1.0 - weights),
}

COEFFICIENTS = tuple(WEIGHTED)

FEATURE_CELLS = 1 << 20
"""Features are made for so many cells at once: many readers or grades must not fill memory."""


def coefficient_of(name: str, weights: Weights, scale: Scale) -> Coefficient:
    """The coefficient of that name with these weights on this scale.

    Raises:
        RatingsError: an unknown coefficient, or weights it cannot have.

    """
    if name not in WEIGHTED:
        raise RatingsError(
            f"There is no coefficient {name!r}; there are: {', '.join(COEFFICIENTS)}.",
            field="coefficient",
        )
    if name == "alpha" and isinstance(weights, str):
        if weights == METRIC_ORDINAL:
            return OrdinalAlpha(len(scale))
        if weights == METRIC_RATIO:
            return FixedAlpha(ratio_distances(scale))
    return WEIGHTED[name](weight_matrix(weights, scale))


@dataclass(frozen=True)
class Sample:
    """A coefficient with the cases it is computed on, like cases taken together.

    Attributes:
        coefficient: the coefficient.
        rows: different kinds of cases: counts of grades, or codes of every reader for Conger.
        multiplicity: how many cases of each kind.
        subjects: cases with a grade.
        pairable: cases with two grades or more.
        raters: readers who graded, None when not known.
        barred: the state that keeps any value from being computed, or None.

    """

    coefficient: Coefficient
    rows: IntRows
    multiplicity: Counts | FloatArray
    subjects: int
    pairable: int
    raters: int | None
    barred: State | None

    @property
    def uses_pairable_only(self) -> bool:
        """Alpha leaves cases with one grade out; the others learn the grades' shares from them."""
        return isinstance(self.coefficient, FixedAlpha | OrdinalAlpha)

    @cached_property
    def totals(self) -> FloatArray:
        """The sum of all cases' features."""
        parts = [
            self.multiplicity[block].astype(np.float64) @ features
            for block, features in self.features()
        ]
        total: FloatArray = np.sum(parts, axis=0)
        return total

    @cached_property
    def values(self) -> Values:
        """The coefficient and the agreements it is made of."""
        return self.coefficient.evaluate(self.totals)

    @property
    def defined(self) -> bool:
        """Whether the coefficient has a value."""
        return self.barred is None and bool(np.isfinite(self.values.value))

    @property
    def state(self) -> State:
        """The state of the figure."""
        if self.barred is not None:
            return self.barred
        if not self.defined or np.count_nonzero(self._used_grades()) == 1:
            return "one_grade"
        if self.values.observed >= 1.0 - 1e-12:
            return "perfect"
        return "too_few" if self.pairable < FLOOR else "ok"

    @cached_property
    def influence(self) -> FloatArray:
        """How far one case of each kind moves the value; over all cases these add up to 0."""
        return self.along(self.coefficient.gradient(self.totals))

    def along(self, gradient: FloatArray) -> FloatArray:
        """How far one case of each kind moves the value where the gradient is this one."""
        return np.concatenate([features @ gradient for _, features in self.features()])

    def features(self) -> Iterator[tuple[slice, FloatArray]]:
        """The features of all kinds of cases, a block at a time."""
        width = max(1, self.rows.shape[1]) ** (
            2 if isinstance(self.coefficient, OrdinalAlpha) else 1
        )
        for block in slices(len(self.rows), max(1, FEATURE_CELLS // width)):
            yield block, self.coefficient.features(self.rows[block])

    def _used_grades(self) -> Counts:
        if isinstance(self.coefficient, Conger):
            return np.bincount(self.rows.ravel())[1:].astype(np.int64)
        used: Counts = self.rows.sum(axis=0)
        return used


def sample(ratings: Source, name: str, weights: Weights) -> Sample:
    """A coefficient on ratings, like cases taken together.

    Raises:
        RatingsError: an unknown coefficient, or weights it cannot have.

    """
    coefficient = coefficient_of(name, weights, ratings.scale)
    patterns = ratings.patterns() if isinstance(ratings, Ratings) else ratings
    rows: IntRows = patterns.counts
    multiplicity = patterns.multiplicity
    if (
        isinstance(coefficient, Conger)
        and isinstance(ratings, Ratings)
        and ratings.codes is not None
    ):
        rows, multiplicity = profiles(ratings)
    elif isinstance(coefficient, FixedAlpha | OrdinalAlpha):
        paired = rows.sum(axis=1) >= 2
        rows, multiplicity = rows[paired], multiplicity[paired]
    return Sample(
        coefficient,
        rows,
        multiplicity,
        subjects=patterns.subjects,
        pairable=patterns.pairable,
        raters=ratings.used_raters if isinstance(ratings, Ratings) else None,
        barred=barred(ratings, needs_readers=isinstance(coefficient, Conger)),
    )


def barred(ratings: Source, *, needs_readers: bool = False) -> State | None:
    """The state that keeps agreement from being computed at all, or None."""
    patterns = ratings.patterns() if isinstance(ratings, Ratings) else ratings
    if patterns.subjects == 0:
        return "empty"
    readers = ratings.used_raters if isinstance(ratings, Ratings) else None
    if needs_readers and readers is None:
        return "needs_readers"
    if readers == 1:
        return "one_reader"
    return "no_overlap" if patterns.pairable == 0 else None


def profiles(ratings: Ratings) -> tuple[IntRows, Counts]:
    """Different rows of codes (cases × readers who graded) and how often each comes.

    Cases without a grade are left out. Where a table of all possible rows would be too large, every
    case is its own row.

    Raises:
        RatingsError: the ratings came as counts.

    """
    if ratings.codes is None:
        raise RatingsError("Counts do not say which reader gave which grade.", field="rater")
    codes = ratings.codes[ratings.codes.any(axis=1)]
    base = len(ratings.scale) + 1
    graded = codes.any(axis=0)
    if base ** len(codes) > 1 << 20:
        rows = codes[:, graded].T
        return rows, np.ones(len(rows), dtype=np.int64)
    table = np.zeros(base ** len(codes), dtype=np.int64)
    for block in slices(codes.shape[1]):
        packed = np.zeros(block.stop - block.start, dtype=np.int32)
        for reader in codes[:, block]:
            packed = packed * base + reader
        table += np.bincount(packed, minlength=len(table))
    table[0] = 0
    found = np.flatnonzero(table)
    powers = base ** np.arange(len(codes) - 1, -1, -1)
    return (found[:, None] // powers % base).astype(np.uint8), table[found]


def case_influence(
    ratings: Ratings, taken: Sample, gradient: FloatArray | None = None
) -> FloatArray:
    """The influence of every case, in the order of the cases; 0 for a case that does not enter."""
    if gradient is None:
        gradient = taken.coefficient.gradient(taken.totals)
    moved = np.zeros(ratings.cases)
    for block in ratings.blocks():
        moved[block] = case_features(ratings, taken, block) @ gradient
    return moved


def case_features(ratings: Ratings, taken: Sample, block: slice) -> FloatArray:
    """The features of a slice of the cases."""
    if isinstance(taken.coefficient, Conger) and ratings.codes is not None:
        graders = ratings.codes.any(axis=1)
        return taken.coefficient.features(ratings.codes[graders, block].T)
    return taken.coefficient.features(ratings.case_counts(block))
