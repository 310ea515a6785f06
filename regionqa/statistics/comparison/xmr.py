"""The XmR chart: is a measure of one unit changing over time."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

import numpy as np

from regionqa.statistics.comparison._cells import Floats, numbers

LIMIT = 2.66  # 3 / 1.128: a mean moving range of two is 1.128 standard deviations
SCREEN = 3.267  # the upper limit of a moving range of two, in mean moving ranges
RUN = 7
STEADY_POINTS = 13
RULES_OVER = 24


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
    points = int(np.isfinite(base).sum())
    centre = _mean(base) if points else None
    mean_range, screened_out = _mean_range(base, screened)
    reach = None if mean_range is None else LIMIT * mean_range
    start = max(0, len(series) - (rules_over or len(series)))
    signals = (None,) * start + _signals(series[start:], centre, reach)
    low, high = (
        (None, None) if centre is None or reach is None else (centre - reach, centre + reach)
    )
    sides = tuple(int(side) for side in _sides(series, centre))
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


def _series(values: Sequence[float | None]) -> Floats:
    series = numbers(values, "values").ravel()
    infinite = np.flatnonzero(np.isinf(series))
    if infinite.size:
        raise ValueError(f"values[{infinite[0]}] is infinite: give a number, or None for no figure")
    return series


def _state(points: int, reach: float | None) -> XmrState:
    if not points:
        return XmrState.EMPTY
    if reach is None:
        return XmrState.TOO_FEW
    if reach == 0:
        return XmrState.NO_VARIATION
    return XmrState.TRIAL if points < STEADY_POINTS else XmrState.OK


def _mean_range(base: Floats, screened: bool) -> tuple[float | None, int]:
    """The mean moving range, and how many ranges were left out of it."""
    ranges = np.abs(np.diff(base))
    ranges = ranges[np.isfinite(ranges)]
    if not ranges.size:
        return None, 0
    kept = ranges[ranges < SCREEN * ranges.mean()] if screened and ranges.any() else ranges
    return float(kept.mean()), int(ranges.size - kept.size)


def _mean(base: Floats) -> float:
    """The mean, kept between the smallest and the largest so that equal values are their mean."""
    known = base[~np.isnan(base)]
    return float(min(max(known.mean(), known.min()), known.max()))


def _sides(series: Floats, centre: float | None) -> Floats:
    if centre is None:
        return np.zeros(len(series))
    away = series - centre
    level = np.isnan(away) | (np.abs(away) <= _rounding(series))
    return np.where(level, 0.0, np.sign(away))


def _rounding(series: Floats) -> float:
    """How far apart two numbers of the series' size may be by rounding alone."""
    known = series[np.isfinite(series)]
    return 1e-12 * float(np.abs(known).max()) if known.size else 0.0


def _signals(
    series: Floats, centre: float | None, reach: float | None
) -> tuple[Signal | None, ...]:
    """Each point's signal by the rules in order of precedence; none at all without limits."""
    if centre is None or reach is None:
        return (None,) * len(series)
    sides = _sides(series, centre)
    distance = np.where(np.isnan(series), 0.0, np.abs(series - centre))
    limit = reach + _rounding(series)
    flags = {
        Signal.OUTSIDE: distance > limit,
        Signal.TREND: back_fill(_trend_ends(series), RUN),
        Signal.TWO_OF_THREE: _two_of_three(distance > limit * 2 / 3, sides),
        Signal.SHIFT: back_fill(run_ends(sides), RUN),
    }
    found: list[Signal | None] = [None] * len(series)
    for signal in reversed(Signal):  # the first in order is written last
        for place in np.flatnonzero(flags[signal]):
            found[place] = signal
    return tuple(found)


def run_ends(sides: Sequence[int] | Floats, length: int = RUN) -> Floats:
    """1 where a point ends ``length`` points in a row on the same side, else 0."""
    ends = np.zeros(len(sides))
    run, last = 0, None
    for i, side in enumerate(np.asarray(sides).tolist()):
        run = run + 1 if side == last else 1
        last = side
        ends[i] = side != 0 and run >= length
    return ends


def back_fill(ends: Sequence[int] | Floats, length: int = RUN) -> Floats:
    """1 for every point of the ``length`` that lead to one marked, and for that one."""
    filled = np.zeros(len(ends))
    for end in np.flatnonzero(ends):
        filled[max(0, end - length + 1) : end + 1] = 1
    return filled


def _trend_ends(series: Floats) -> Floats:
    """1 where a point ends six steps in a row that all rise or all fall."""
    steps = np.diff(series)
    steps = np.where(np.isnan(steps), 0.0, np.sign(steps))
    return np.concatenate([np.zeros(min(1, len(series))), run_ends(steps, RUN - 1)])


def _two_of_three(near: np.ndarray[tuple[int, ...], np.dtype[np.bool_]], sides: Floats) -> Floats:
    """1 for the near points among any three in a row, all on one side, of which two are near."""
    flagged = np.zeros(len(near))
    marks, signs = near.tolist(), sides.tolist()
    for i in range(len(near) - 2):
        window = slice(i, i + 3)
        if sum(marks[window]) >= 2 and abs(sum(signs[window])) == 3:
            flagged[window] = np.maximum(flagged[window], near[window])
    return flagged
