"""Agreement where it matters: at each cut of the scale, and on each grade."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np
from numpy.typing import NDArray

from regionqa.statistics.agreement.clusters import ClusterInput, read_clusters
from regionqa.statistics.agreement.errors import RatingsError
from regionqa.statistics.agreement.estimate import agreement
from regionqa.statistics.agreement.influence import Source
from regionqa.statistics.agreement.intervals import checked_level, t_quantile, within_unit
from regionqa.statistics.agreement.patterns import Counts, Patterns, merged
from regionqa.statistics.agreement.ratings import Ratings
from regionqa.statistics.agreement.result import Agreement
from regionqa.statistics.agreement.scale import Codes, Grade, Scale
from regionqa.statistics.agreement.states import FLOOR, State
from regionqa.statistics.agreement.weights import FloatArray


@dataclass(frozen=True)
class Cut:
    """Agreement on which side of a line a case falls.

    Attributes:
        below: the grades below the line.
        above: the grades from the line up.
        percent: share of pairs of readers who put a case on the same side.
        ac: AC1 of the two sides.

    """

    below: tuple[Grade, ...]
    above: tuple[Grade, ...]
    percent: Agreement
    ac: Agreement

    @property
    def name(self) -> str:
        """The line in words."""
        return f"below {self.above[0]} against the rest"


@dataclass(frozen=True)
class SpecificAgreement:
    """When a reader gives this grade, how often another reader gives it too.

    Attributes:
        grade: the grade.
        value: specific agreement, 0 to 1; None when no pairable case has the grade.
        standard_error: over cases.
        low: lower end of its interval.
        high: upper end of its interval.
        given: how many grades of pairable cases are this one.
        cases: pairable cases in which at least one reader gave it.
        state: ``ok``, ``too_few`` (fewer than ten such cases), ``perfect``, ``no_overlap``,
            ``one_reader`` or ``empty`` (the grade was not given).

    """

    grade: Grade
    value: float | None
    standard_error: float | None
    low: float | None
    high: float | None
    given: int
    cases: int
    state: State


@overload
def collapse(
    ratings: Ratings, groups: Sequence[Iterable[Grade]], names: Sequence[str]
) -> Ratings: ...


@overload
def collapse(
    ratings: Patterns, groups: Sequence[Iterable[Grade]], names: Sequence[str]
) -> Patterns: ...


def collapse(ratings: Source, groups: Sequence[Iterable[Grade]], names: Sequence[str]) -> Source:
    """The same ratings on a shorter scale: each group of grades becomes one grade, lowest first.

    Raises:
        RatingsError: a grade in no group or in two, or more or fewer names than groups.

    """
    places = _group_places(ratings.scale, groups)
    if len(names) != len(groups):
        raise RatingsError(f"{len(names)} names for {len(groups)} groups of grades.", field="names")
    scale = Scale.of(names)
    if isinstance(ratings, Patterns):
        rows = _joined(ratings.counts, places, len(groups))
        return Patterns(scale, *merged(rows, ratings.multiplicity))
    if ratings.codes is None:
        rows = _joined(ratings.case_counts(), places, len(groups))
        return Ratings(scale, None, counts=rows, subjects=ratings.subjects)
    lookup: Codes = np.array([0, *(place + 1 for place in places)], dtype=np.uint8)
    return Ratings(scale, lookup[ratings.codes], subjects=ratings.subjects, raters=ratings.raters)


def _joined(counts: Counts, places: list[int], groups: int) -> Counts:
    joined = np.zeros((len(counts), groups), dtype=np.int64)
    for column, place in enumerate(places):
        joined[:, place] += counts[:, column]
    return joined


def cuts(ratings: Source, level: float = 0.95, clusters: ClusterInput = None) -> tuple[Cut, ...]:
    """Agreement at every line between two grades, lowest line first.

    Raises:
        RatingsError: a level that is not between 0 and 1.

    """
    grades = ratings.scale.grades
    found = []
    for line in range(1, len(grades)):
        sides = collapse(ratings, [grades[:line], grades[line:]], ["below", "above"])
        percent, ac = (
            agreement(sides, coefficient, "identity", level=level, clusters=clusters)
            for coefficient in ("percent", "ac")
        )
        found.append(Cut(grades[:line], grades[line:], percent, ac))
    return tuple(found)


def specific_agreement(
    ratings: Source, level: float = 0.95, clusters: ClusterInput = None
) -> tuple[SpecificAgreement, ...]:
    """Specific agreement for each grade of the scale, used or not.

    Of all pairs of readers of whom the first gives the grade, the share in which the second does:
    a ratio of totals over pairable cases, with an interval on its log odds. Sources: Cicchetti and
    Feinstein, *High agreement but low kappa II* (1990); for several readers Uebersax (1982).

    Raises:
        RatingsError: a level that is not between 0 and 1, or clusters that do not fit.

    """
    checked_level(level)
    grouped = read_clusters(ratings, clusters)
    if grouped is not None and isinstance(ratings, Ratings):
        rows, times, units = ratings.case_counts(), np.ones(ratings.cases), grouped.index
    else:
        patterns = ratings.patterns() if isinstance(ratings, Ratings) else ratings
        rows, times, units = patterns.counts, patterns.multiplicity.astype(np.float64), None
    pairable = rows.sum(axis=1) >= 2
    if not pairable.any():
        reason = agreement(ratings, "percent", "identity").state
        nothing = [
            SpecificAgreement(grade, None, None, None, None, 0, 0, reason)
            for grade in ratings.scale.grades
        ]
        return tuple(nothing)
    units = None if units is None else units[pairable]
    return tuple(
        _specific(grade, rows[pairable], times[pairable], column, units, level)
        for column, grade in enumerate(ratings.scale.grades)
    )


def _specific(
    grade: Grade,
    counts: Counts,
    times: FloatArray,
    column: int,
    units: NDArray[np.intp] | None,
    level: float,
) -> SpecificAgreement:
    own = counts[:, column].astype(np.float64)
    agreeing, number = own * (own - 1.0), own * (counts.sum(axis=1) - 1.0)
    given, cases = int(times @ own), int(times[own > 0].sum())
    if not given:
        return SpecificAgreement(grade, None, None, None, None, 0, 0, "empty")
    comparisons = float(times @ number)
    value = float(times @ agreeing) / comparisons
    state: State = "perfect" if value >= 1.0 - 1e-12 else "too_few" if cases < FLOOR else "ok"
    moved = (agreeing - value * number) / comparisons
    if units is None:
        squares, sampled, degrees = float(times @ moved**2), int(times.sum()), cases - 1.0
    else:
        squares = float((np.bincount(units, weights=moved) ** 2).sum())
        sampled, degrees = len(np.unique(units)), len(np.unique(units[own > 0])) - 1.0
    if not 0.0 < value < 1.0 - 1e-12 or degrees < 1 or squares < 1e-24:
        return SpecificAgreement(grade, value, None, None, None, given, cases, state)
    error = math.sqrt(squares * sampled / (sampled - 1.0))
    low, high = within_unit(value, error, t_quantile(level, degrees))
    return SpecificAgreement(grade, value, error, low, high, given, cases, state)


def _group_places(scale: Scale, groups: Sequence[Iterable[Grade]]) -> list[int]:
    places: dict[Grade, int] = {}
    for place, group in enumerate(groups):
        for grade in group:
            if grade in places:
                raise RatingsError(f"The grade {grade!r} is in two groups.", field="groups")
            places[grade] = place
    absent = [grade for grade in scale.grades if grade not in places]
    if absent:
        raise RatingsError(f"The grade {absent[0]!r} is in no group.", field="groups")
    return [places[grade] for grade in scale.grades]
