"""Change: whether the difference of two rounds is more than noise.

The two figures may rest on the same cases, on separate ones, or share some: cases are paired by
their labels, and what a shared case does to both figures is taken together. Where readers are
known, the second error allows for other readers too: one reader at a time is left out of both
rounds.

Sources: Gwet, *Testing the difference of correlated agreement coefficients* (2016) for the same
cases; for separate ones Welch (1947); the sum over shared and separate cases is ours.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from regionqa.statistics.agreement.errors import RatingsError
from regionqa.statistics.agreement.estimate import agreement
from regionqa.statistics.agreement.influence import Sample, Source, case_influence, sample
from regionqa.statistics.agreement.intervals import t_p_value, t_quantile
from regionqa.statistics.agreement.left_out import values_without_readers
from regionqa.statistics.agreement.patterns import Patterns
from regionqa.statistics.agreement.ratings import Ratings
from regionqa.statistics.agreement.result import Agreement
from regionqa.statistics.agreement.states import State, explain
from regionqa.statistics.agreement.weights import FloatArray, Weights


@dataclass(frozen=True)
class Difference:
    """The change of a coefficient, ``after`` less ``before``.

    Attributes:
        before: the first figure.
        after: the second figure.
        value: the change; None when one of the figures is not defined.
        standard_error: over cases, with these readers.
        low: lower end of the interval of the change.
        high: upper end of it.
        p_value: two-sided, of no change.
        degrees_of_freedom: of the t distribution used.
        shared_subjects: cases that enter both figures.
        shared_raters: readers who graded in both rounds; None when readers are not known by label.
        reader_error: standard error over cases and readers together; None when it is not known who
            read, or fewer than three readers took part.
        state: ``ok``, or the worse of the two figures' states.
        sentence: the result in words.

    """

    before: Agreement
    after: Agreement
    value: float | None
    standard_error: float | None
    low: float | None
    high: float | None
    p_value: float | None
    degrees_of_freedom: float | None
    shared_subjects: int
    shared_raters: int | None
    reader_error: float | None
    state: State
    sentence: str


@dataclass(frozen=True)
class _Group:
    """Independent cases that add to the variance of the difference, with degrees of freedom."""

    variance: float
    degrees: float


def difference(
    before: Source,
    after: Source,
    coefficient: str = "ac",
    weights: Weights = "quadratic",
    paired: bool | None = None,
    level: float = 0.95,
) -> Difference:
    """Whether agreement has changed, with an interval.

    Args:
        before: ratings of the first round; ``Patterns`` need ``paired=False``, as they do not
            say which case is which.
        after: ratings of the second round.
        coefficient: as for ``agreement``.
        weights: as for ``agreement``.
        paired: without case labels, whether the rounds have the same cases in the same order; with
            labels leave it out, and False treats all cases as separate.
        level: confidence level.

    Raises:
        RatingsError: different scales, no labels and no ``paired``, or rounds that cannot be
            paired.

    """
    _require_one_scale(before, after)
    figures = [agreement(each, coefficient, weights, level=level) for each in (before, after)]
    if paired is not False and (isinstance(before, Patterns) or isinstance(after, Patterns)):
        return _undefined(figures, "needs_readers", 0, None)
    labels = _labels(before, after, paired)
    taken = [sample(each, coefficient, weights) for each in (before, after)]
    shared = len(labels[0].keys() & labels[1].keys()) if labels else 0
    state = _worse(figures[0], figures[1])
    readers = _shared_raters(before, after)
    first, second = figures[0].value, figures[1].value
    if first is None or second is None:
        return _undefined(figures, state, shared, readers)
    groups = _groups((before, after), taken, labels)
    error = math.sqrt(sum(group.variance for group in groups))
    change = second - first
    if not groups or error < 1e-12:
        return _undefined(figures, state, shared, readers, change)
    degrees = _degrees(groups)
    reach = t_quantile(level, degrees) * error
    p_value = t_p_value(change / error, degrees)
    return Difference(
        before=figures[0],
        after=figures[1],
        value=change,
        standard_error=error,
        low=change - reach,
        high=change + reach,
        p_value=p_value,
        degrees_of_freedom=degrees,
        shared_subjects=shared,
        shared_raters=readers,
        reader_error=_reader_error(before, after, coefficient, weights, error),
        state=state,
        sentence=_sentence(change, change - reach, change + reach, level),
    )


def _require_one_scale(before: Source, after: Source) -> None:
    if before.scale != after.scale:
        raise RatingsError(
            f"The two rounds have different scales: {before.scale.grades} and "
            f"{after.scale.grades}.",
            field="scale",
        )


def _labels(
    before: Source, after: Source, paired: bool | None
) -> tuple[dict[Any, int], dict[Any, int]] | None:
    """Each round's cases by label; None when all are separate."""
    if paired is False:
        return None
    if not isinstance(before, Ratings) or not isinstance(after, Ratings):
        return None
    if before.subjects is not None and after.subjects is not None:
        return (_places(before.subjects), _places(after.subjects))
    if paired is None:
        raise RatingsError(
            "The cases have no labels: say paired=True when both rounds have the same cases in the "
            "same order, paired=False when they have none in common.",
            field="paired",
        )
    if before.cases != after.cases:
        raise RatingsError(
            f"Cases without labels can be paired only one to one; there are {before.cases} and "
            f"{after.cases}.",
            field="paired",
        )
    every = range(before.cases)
    return (_places(every), _places(every))


def _places(labels: Any) -> dict[Any, int]:
    return {label: place for place, label in enumerate(labels)}


def _groups(
    rounds: tuple[Source, Source],
    taken: list[Sample],
    labels: tuple[dict[Any, int], dict[Any, int]] | None,
) -> list[_Group]:
    """The cases of the first round only, of the second only, and of both."""
    first, second = rounds
    if labels is None or not isinstance(first, Ratings) or not isinstance(second, Ratings):
        return [_round(each) for each in taken if each.multiplicity.sum() > 1]
    moved, enters = zip(
        *(_moved(each, own) for each, own in zip((first, second), taken, strict=True)),
        strict=True,
    )
    both = [(labels[0][label], labels[1][label]) for label in labels[0].keys() & labels[1].keys()]
    joint = np.array(both, dtype=np.intp).reshape(-1, 2)
    joint = joint[enters[0][joint[:, 0]] & enters[1][joint[:, 1]]]
    alone = []
    for column in (0, 1):
        left = enters[column].copy()
        left[joint[:, column]] = False
        alone.append(moved[column][left])
    # of the whole round's cases, not of this group's: the group is a part of the round
    factors = [_correction(int(mask.sum())) for mask in enters]
    shared = moved[1][joint[:, 1]] * factors[1] - moved[0][joint[:, 0]] * factors[0]
    return [
        *_group(alone[0] * factors[0]),
        *_group(alone[1] * factors[1]),
        *_group(shared),
    ]


def _round(taken: Sample) -> _Group:
    """All cases of one round."""
    units = float(taken.multiplicity.sum())
    squares = float(taken.multiplicity @ taken.influence**2)
    return _Group(squares * units / (units - 1.0), units - 1.0)


def _moved(ratings: Ratings, taken: Sample) -> tuple[FloatArray, NDArray[np.bool_]]:
    """Each case's influence, and whether it enters the figure."""
    readers = ratings.case_counts().sum(axis=1)
    return case_influence(ratings, taken), readers >= (2 if taken.uses_pairable_only else 1)


def _correction(units: int) -> float:
    return math.sqrt(units / (units - 1.0)) if units > 1 else 1.0


def _group(values: FloatArray) -> list[_Group]:
    """A group of cases; none for no cases."""
    if not len(values):
        return []
    return [_Group(float(values @ values), max(1.0, len(values) - 1.0))]


def _degrees(groups: list[_Group]) -> float:
    """Welch and Satterthwaite's degrees of freedom of a sum of variances."""
    together = sum(group.variance for group in groups)
    return together**2 / sum(group.variance**2 / group.degrees for group in groups)


def _shared_raters(before: Source, after: Source) -> int | None:
    if not isinstance(before, Ratings) or not isinstance(after, Ratings):
        return None
    if before.raters is None or after.raters is None:
        return None
    return len(set(before.raters) & set(after.raters))


def _reader_error(
    before: Source, after: Source, coefficient: str, weights: Weights, case_error: float
) -> float | None:
    """Cases and readers together: each reader is left out of both rounds, wherever they graded."""
    if not isinstance(before, Ratings) or not isinstance(after, Ratings):
        return None
    if before.raters is None or after.raters is None:
        return None
    values = [_by_reader(each, coefficient, weights) for each in (before, after)]
    raters = dict.fromkeys([*before.raters, *after.raters])
    changes = np.array(
        [
            values[1].get(rater, values[1][None]) - values[0].get(rater, values[0][None])
            for rater in raters
        ]
    )
    changes = changes[np.isfinite(changes)]
    if len(changes) < 3:
        return None
    spread = (len(changes) - 1) / len(changes) * float(((changes - changes.mean()) ** 2).sum())
    return math.sqrt(spread + case_error**2)


def _by_reader(ratings: Ratings, coefficient: str, weights: Weights) -> dict[Any, float]:
    """The value without each reader by label; under None the value with all of them."""
    taken = sample(ratings, coefficient, weights)
    left_out = values_without_readers(ratings, taken).tolist()
    by_label = dict(zip(ratings.raters or (), left_out, strict=True))
    return {**by_label, None: float(taken.values.value)}


ORDER: tuple[State, ...] = (
    "empty",
    "needs_readers",
    "one_reader",
    "no_overlap",
    "one_grade",
    "too_few",
    "perfect",
    "ok",
)
"""Worst first: which of two states a comparison takes."""


def _worse(before: Agreement, after: Agreement) -> State:
    return min(before.state, after.state, key=ORDER.index)


def _undefined(
    figures: list[Agreement],
    state: State,
    shared: int,
    readers: int | None,
    change: float | None = None,
) -> Difference:
    smaller = min(figure.pairable for figure in figures)
    none = None
    return Difference(
        figures[0], figures[1], change, none, none, none, none, none, shared, readers, none, state,
        f"The change cannot be told from chance. {explain(state, smaller)}",
    )  # fmt: skip


def _sentence(change: float, low: float, high: float, level: float) -> str:
    interval = f"({level:.0%} interval {low:+.2f} to {high:+.2f})"
    if low <= 0.0 <= high:
        return f"No clear change: {change:+.2f}, which chance alone could explain {interval}."
    return f"Agreement has {'risen' if change > 0 else 'fallen'} by {abs(change):.2f} {interval}."
