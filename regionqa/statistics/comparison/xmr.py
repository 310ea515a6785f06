"""The XmR chart: is a measure of one unit changing over time."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import compress, pairwise
from math import isinf, isnan
from statistics import fmean
from typing import Literal

from regionqa.statistics.comparison._cells import numbers

LIMIT = 2.66  # 3 / 1.128: a mean moving range of two is 1.128 standard deviations
SCREEN = 3.267  # the upper limit of a moving range of two, in mean moving ranges
RUN = 7
STEADY_POINTS = 13
RULES_OVER = 24


Series = list[float | None]
"""Values in order of time, None where one is missing."""


class Signal(StrEnum):
    """Why a point is unlikely to be chance, first the one that is named when several hold."""

    OUTSIDE = "outside the limits"
    TREND = "7 points rising or falling"
    TWO_OF_THREE = "2 of 3 points near a limit"
    SHIFT = "7 points on one side of the average"


class XmrState(StrEnum):
    """What the limits may be used for."""

    OK = "ok"
    TRIAL = "trial limits"
    NO_VARIATION = "no variation"
    TOO_FEW = "too few points"
    EMPTY = "no points"


@dataclass(frozen=True)
class Xmr:
    """An XmR chart: the average, the limits, and each point's signal (None where there is none).

    ``sides`` is 1 above the average, -1 below it, 0 on it or missing. ``points`` are in the
    baseline, ``screened_out`` of their moving ranges were left out. ``centre`` is None with no
    points, ``low`` and ``high`` where no two points follow each other. With ``no variation`` the
    limits fall together and any change lies outside them.
    """

    state: XmrState
    centre: float | None
    low: float | None
    high: float | None
    signals: tuple[Signal | None, ...]
    sides: tuple[int, ...]
    points: int
    screened_out: int


class Assurance(StrEnum):
    """Whether the process as it runs will meet a target."""

    MEETS = "consistently meets the target"
    MISSES = "consistently misses the target"
    HIT_AND_MISS = "hit and miss"
    NOT_ASSESSED = "not assessed"


Signals = tuple[Signal | None, ...]


def xmr(
    values: Sequence[float | None],
    screened: bool = True,
    baseline: int | None = None,
    rules_over: int | None = RULES_OVER,
) -> Xmr:
    """An XmR chart of values in order of time; None or nan is a month with no figure.

    The average is that of the baseline and the limits lie 2.66 mean moving ranges from it, after
    leaving out ranges of 3.267 times their mean or more unless ``screened`` is False. ``baseline``
    is how many of the first values set them (None: all); for a step change pass the values from
    the step on. A missing month breaks a moving range and a run.

    A point's signal is the first of: outside the limits; one of 7 points that rise or fall; beyond
    two thirds of a limit together with another among 3 points on the same side; one of 7 points on
    the same side. Rules are read over the last ``rules_over`` values (None: all), because on a
    stable series any signal turns up in 18% of 24 points and 46% of 60.

    Raises ValueError for an infinite value or a baseline or ``rules_over`` below 1.
    Sources: Wheeler 1993, Understanding Variation; the rules of NHS England's Making Data Count.
    """
    series = _series(values)
    for name, number in (("baseline", baseline), ("rules_over", rules_over)):
        if number is not None and number < 1:
            raise ValueError(f"{name} is {number}: give a number of points, 1 or more")
    base = series[:baseline]
    points = sum(1 for value in base if value is not None)
    centre = _mean(base) if points else None
    mean_range, screened_out = _mean_range(base, screened)
    reach = None if mean_range is None else LIMIT * mean_range
    start = max(0, len(series) - (rules_over or len(series)))
    signals = (None,) * start + _signals(series[start:], centre, reach)
    low, high = (
        (None, None) if centre is None or reach is None else (centre - reach, centre + reach)
    )
    sides = tuple(_sides(series, centre))
    return Xmr(_state(points, reach), centre, low, high, signals, sides, points, screened_out)


def assurance(
    chart: Xmr, target: float | None, better: Literal["higher", "lower"] | None
) -> Assurance:
    """Whether every figure that chance allows meets the target, misses it, or some of each.

    Not assessed without limits, without a target, or where no direction is better.
    """
    if chart.low is None or chart.high is None or target is None or better is None:
        return Assurance.NOT_ASSESSED
    if target > chart.high:
        return Assurance.MISSES if better == "higher" else Assurance.MEETS
    if target < chart.low:
        return Assurance.MEETS if better == "higher" else Assurance.MISSES
    return Assurance.HIT_AND_MISS


def _series(values: Sequence[float | None]) -> Series:
    series = numbers(values, "values").ravel().tolist()
    for place, value in enumerate(series):
        if isinf(value):
            raise ValueError(f"values[{place}] is infinite: give a number, or None for no figure")
    return [None if isnan(value) else value for value in series]


def _state(points: int, reach: float | None) -> XmrState:
    if not points:
        return XmrState.EMPTY
    if reach is None:
        return XmrState.TOO_FEW
    if reach == 0:
        return XmrState.NO_VARIATION
    return XmrState.TRIAL if points < STEADY_POINTS else XmrState.OK


def _mean_range(base: Series, screened: bool) -> tuple[float | None, int]:
    """The mean moving range, and how many ranges were left out of it."""
    ranges = [abs(b - a) for a, b in pairwise(base) if a is not None and b is not None]
    if not ranges:
        return None, 0
    most = SCREEN * fmean(ranges)
    kept = [one for one in ranges if one < most] if screened and most else ranges
    return fmean(kept), len(ranges) - len(kept)


def _mean(base: Series) -> float:
    """The mean, kept between the smallest and the largest so that equal values are their mean."""
    known = [value for value in base if value is not None]
    return min(max(fmean(known), min(known)), max(known))


def _sides(series: Series, centre: float | None) -> list[int]:
    if centre is None:
        return [0] * len(series)
    level = _rounding(series)
    return [
        0 if value is None or abs(value - centre) <= level else 1 if value > centre else -1
        for value in series
    ]


def _rounding(series: Series) -> float:
    """How far apart two numbers of the series' size may be by rounding alone."""
    return 1e-12 * max((abs(value) for value in series if value is not None), default=0.0)


def _signals(series: Series, centre: float | None, reach: float | None) -> Signals:
    """Each point's signal by the rules in order of precedence; none at all without limits."""
    if centre is None or reach is None:
        return (None,) * len(series)
    sides = _sides(series, centre)
    distance = [0.0 if value is None else abs(value - centre) for value in series]
    limit = reach + _rounding(series)
    flags = (
        (Signal.OUTSIDE, [away > limit for away in distance]),
        (Signal.TREND, back_fill(_trend_ends(series), RUN)),
        (Signal.TWO_OF_THREE, _two_of_three([away > limit * 2 / 3 for away in distance], sides)),
        (Signal.SHIFT, back_fill(run_ends(sides), RUN)),
    )
    found: list[Signal | None] = [None] * len(series)
    for signal, flagged in reversed(flags):  # the first in order is written last
        for place in compress(range(len(series)), flagged):
            found[place] = signal
    return tuple(found)


def run_ends(sides: Sequence[int], length: int = RUN) -> list[bool]:
    """Whether a point ends ``length`` points in a row on the same side."""
    ends = []
    run, last = 0, None
    for side in sides:
        run = run + 1 if side == last else 1
        last = side
        ends.append(side != 0 and run >= length)
    return ends


def back_fill(ends: Sequence[bool], length: int = RUN) -> list[bool]:
    """Whether a point is one of the ``length`` that lead to one marked, itself included."""
    filled = [False] * len(ends)
    for end in compress(range(len(ends)), ends):
        for place in range(max(0, end - length + 1), end + 1):
            filled[place] = True
    return filled


def _trend_ends(series: Series) -> list[bool]:
    """Whether a point ends six steps in a row that all rise or all fall."""
    steps = [
        0 if a is None or b is None or a == b else 1 if b > a else -1 for a, b in pairwise(series)
    ]
    return [False] * min(1, len(series)) + run_ends(steps, RUN - 1)


def _two_of_three(near: Sequence[bool], sides: Sequence[int]) -> list[bool]:
    """The near points among any three in a row, all on one side, of which two are near."""
    flagged = [False] * len(near)
    for first in range(len(near) - 2):
        window = range(first, first + 3)
        if abs(sum(sides[first : first + 3])) == 3 and sum(near[first : first + 3]) >= 2:
            for place in window:
                flagged[place] |= near[place]
    return flagged
