"""Direction: who grades higher, home or peers, and by how much."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from regionqa.statistics.agreement.clusters import ClusterInput, Clusters, read_clusters
from regionqa.statistics.agreement.errors import RatingsError
from regionqa.statistics.agreement.influence import Source
from regionqa.statistics.agreement.intervals import (
    checked_level,
    t_p_value,
    t_quantile,
    within_minus_one_and_one,
)
from regionqa.statistics.agreement.ratings import Ratings
from regionqa.statistics.agreement.states import FLOOR, State, cases, explain
from regionqa.statistics.agreement.weights import FloatArray

DirectionState = State | Literal["same_gap"]

Home = Any
"""A reader's label, a list or set of labels, or a mapping from case label to either."""


@dataclass(frozen=True)
class Gap:
    """A mean with its interval; every number None where it is not defined."""

    value: float | None
    standard_error: float | None
    low: float | None
    high: float | None
    p_value: float | None


@dataclass(frozen=True)
class Direction:
    """The signed gap between home and peers.

    Attributes:
        points: mean of home's grade less the mean of the peers', in grade points (the scale's
            numbers, or steps of a scale in text); above 0 home grades higher.
        balance: P(home higher) - P(home lower), -1 to 1.
        higher: share of home's comparisons with a peer in which home is higher, 0 to 1.
        lower: share in which home is lower.
        cases: cases that have a grade from both.
        clusters: clusters these come in; None when cases were taken as independent.
        state: ``ok``, ``too_few``, ``perfect`` (home and peers always the same), ``same_gap`` (the
            same gap in every case, so no interval), ``no_overlap``, ``one_reader``,
            ``needs_readers`` or ``empty``.
        level: the confidence level of the intervals.
        sentence: the result in words.

    """

    points: Gap
    balance: Gap
    higher: float | None
    lower: float | None
    cases: int
    clusters: int | None
    state: DirectionState
    level: float
    sentence: str


def direction(
    ratings: Source,
    home: Home,
    weights: Sequence[float] | Mapping[Any, float] | None = None,
    clusters: ClusterInput = None,
    level: float = 0.95,
) -> Direction:
    """Home's grades against the mean of the peers', each case weighing 1.

    Args:
        ratings: ratings that know their readers.
        home: the home reader's label (position when readers have none), several labels, or a
            mapping from case label to either when home differs by case.
        weights: another weight for each case, in their order or by label.
        clusters: as for ``agreement``; intervals allow for cases of one cluster being alike.
        level: confidence level.

    Raises:
        RatingsError: a home reader who is not among the readers, or arguments that do not fit.

    """
    checked_level(level)
    if not isinstance(ratings, Ratings) or ratings.codes is None:
        known = ratings.patterns() if isinstance(ratings, Ratings) else ratings
        return _nothing("needs_readers" if known.subjects else "empty", 0, level)
    grouped = read_clusters(ratings, clusters)
    at_home = _home_mask(ratings, home)
    gaps, signs, higher, lower = _comparisons(ratings, at_home)
    both = np.isfinite(gaps)
    if not both.any():
        return _nothing(_why_none(ratings), 0, level)
    each = _case_weights(ratings, weights)[both]
    if not each.sum() > 0:
        raise RatingsError("The cases that count have no weight.", field="weights")
    index = _unit_index(grouped, both)
    points = _mean(gaps[both], each, index, level)
    balance = _bounded(_mean(signs[both], each, index, level), level, len(np.unique(index)))
    state = _state(gaps[both], signs[both], len(np.unique(index)))
    return Direction(
        points=points,
        balance=balance,
        higher=float(np.average(higher[both], weights=each)),
        lower=float(np.average(lower[both], weights=each)),
        cases=int(both.sum()),
        clusters=None if grouped is None else len(np.unique(index)),
        state=state,
        level=level,
        sentence=in_words(state, points, cases(int(both.sum())), level),
    )


def _home_mask(ratings: Ratings, home: Home) -> NDArray[np.bool_]:
    """Readers × cases: whether this reader is at home in this case."""
    readers = 0 if ratings.codes is None else len(ratings.codes)
    labels = ratings.raters or tuple(range(readers))
    places = {label: place for place, label in enumerate(labels)}
    mask = np.zeros((len(labels), ratings.cases), dtype=np.bool_)
    if not isinstance(home, Mapping):
        mask[[_place(places, label) for label in _several(home)]] = True
        return mask
    if ratings.subjects is None:
        raise RatingsError("Home readers by case need labelled cases.", field="home")
    for column, subject in enumerate(ratings.subjects):
        if subject in home:
            mask[[_place(places, label) for label in _several(home[subject])], column] = True
    return mask


def _several(home: Home) -> list[Any]:
    return list(home) if isinstance(home, list | set | frozenset) else [home]


def _place(places: dict[Any, int], label: Any) -> int:
    if label not in places:
        known = ", ".join(repr(each) for each in list(places)[:20])
        raise RatingsError(f"There is no reader {label!r}; there are: {known}.", field="home")
    return places[label]


def _comparisons(
    ratings: Ratings, at_home: NDArray[np.bool_]
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """For each case: gap in grade points, and shares of pairs with home higher less lower; NaN."""
    codes = np.zeros_like(at_home, dtype=np.uint8) if ratings.codes is None else ratings.codes
    chosen = np.flatnonzero(((codes > 0) & at_home).any(axis=0))
    size = len(ratings.scale)
    home = _counted(codes[:, chosen], at_home[:, chosen], size)
    peers = _counted(codes[:, chosen], ~at_home[:, chosen], size)
    pairs = home.sum(axis=1) * peers.sum(axis=1)
    ours = np.where(pairs > 0, pairs, np.nan)
    places = ratings.scale.values
    gap = home @ places / _positive(home) - peers @ places / _positive(peers)
    below = np.cumsum(peers, axis=1) - peers
    above = peers.sum(axis=1, keepdims=True) - below - peers
    higher = (home * below).sum(axis=1) / ours
    lower = (home * above).sum(axis=1) / ours
    found = np.full((4, ratings.cases), np.nan)
    found[:, chosen] = np.where(pairs > 0, gap, np.nan), higher - lower, higher, lower
    return found[0], found[1], found[2], found[3]


def _counted(codes: NDArray[np.uint8], chosen: NDArray[np.bool_], size: int) -> FloatArray:
    counted = [((codes == place) & chosen).sum(axis=0) for place in range(1, size + 1)]
    return np.stack(counted, axis=1).astype(np.float64)


def _positive(counts: FloatArray) -> FloatArray:
    number: FloatArray = np.maximum(counts.sum(axis=1), 1.0)
    return number


def _case_weights(
    ratings: Ratings, weights: Sequence[float] | Mapping[Any, float] | None
) -> FloatArray:
    if weights is None:
        return np.ones(ratings.cases)
    if isinstance(weights, Mapping):
        if ratings.subjects is None or any(label not in weights for label in ratings.subjects):
            raise RatingsError("Every labelled case needs a weight.", field="weights")
        weights = [weights[label] for label in ratings.subjects]
    listed = np.asarray(weights, dtype=np.float64)
    if listed.shape != (ratings.cases,) or not np.isfinite(listed).all() or (listed < 0).any():
        raise RatingsError(
            f"There must be one weight, 0 or more, for each of the {ratings.cases} cases.",
            field="weights",
        )
    return listed


def _unit_index(grouped: Clusters | None, both: NDArray[np.bool_]) -> NDArray[np.intp]:
    return np.arange(int(both.sum())) if grouped is None else grouped.index[both]


def _mean(values: FloatArray, weights: FloatArray, index: NDArray[np.intp], level: float) -> Gap:
    """A weighted mean with a t interval over units (cases or clusters)."""
    mean = float(np.average(values, weights=weights))
    units = len(np.unique(index))
    if units < 2:
        return Gap(mean, None, None, None, None)
    sums = np.bincount(index, weights=weights * (values - mean)) / weights.sum()
    error = math.sqrt(float(sums @ sums) * units / (units - 1.0))
    if error < 1e-12:
        return Gap(mean, None, None, None, None)
    reach = t_quantile(level, units - 1.0) * error
    return Gap(mean, error, mean - reach, mean + reach, t_p_value(mean / error, units - 1.0))


def _bounded(mean: Gap, level: float, units: int) -> Gap:
    """The same mean with an interval that stays between -1 and 1."""
    if mean.value is None or mean.standard_error is None or abs(mean.value) >= 1.0:
        return mean
    low, high = within_minus_one_and_one(
        mean.value, mean.standard_error, t_quantile(level, units - 1.0)
    )
    return Gap(mean.value, mean.standard_error, low, high, mean.p_value)


def _state(gaps: FloatArray, signs: FloatArray, units: int) -> DirectionState:
    if len(gaps) > 1 and not np.ptp(gaps) and not np.ptp(signs):
        return "same_gap" if gaps.any() else "perfect"
    return "too_few" if len(gaps) < FLOOR or units < 2 else "ok"


def _why_none(ratings: Ratings) -> State:
    if not ratings.patterns().subjects:
        return "empty"
    return "one_reader" if ratings.used_raters == 1 else "no_overlap"


def _nothing(state: State, number: int, level: float) -> Direction:
    none = Gap(None, None, None, None, None)
    return Direction(none, none, None, None, number, None, state, level, explain(state, number))


def in_words(
    state: DirectionState,
    points: Gap,
    counted: str,
    level: float,
    name: str = "Home",
    others: str = "peers",
) -> str:
    """A direction in one sentence.

    Args:
        state: the direction's state.
        points: its gap in grade points.
        counted: what it rests on, such as ``40 cases``.
        level: the confidence level of the interval.
        name: who is compared.
        others: with whom.

    """
    if points.value is None:
        return f"{name} and {others} have no case in common, so there is no direction."
    if state == "perfect":
        return f"{name} and {others} gave the same grade in all {counted}."
    side = "higher" if points.value > 0 else "lower"
    gap = f"{abs(points.value):.2f} grade points {side} than {others}"
    if state == "same_gap":
        return f"{name} graded {gap} in each of {counted}."
    if state == "too_few" or points.low is None or points.high is None:
        return f"Too few cases to say: {name} graded {gap} on average in {counted}."
    interval = f"{level:.0%} interval {points.low:+.2f} to {points.high:+.2f}"
    if points.low <= 0.0 <= points.high:
        return (
            f"No clear direction: {name} graded {gap} on average in {counted}, which chance alone "
            f"could explain ({interval})."
        )
    return f"{name} graded {gap} on average in {counted} ({interval})."
