"""Overdispersion: do the units differ by more than chance, and by how much."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from regionqa.statistics.comparison._cells import (
    Floats,
    Interval,
    counts,
    interval,
    normal_quantile,
    part_of,
    per_unit,
    proportions,
)

Transform: TypeAlias = Literal["arcsine", "square-root", "log"]
STEADY_UNITS = 30


class DispersionState(StrEnum):
    """What the estimate may be used for."""

    OK = "ok"
    FEW_UNITS = "few units"
    TOO_FEW = "too few units"
    EMPTY = "no cases"


@dataclass(frozen=True)
class Overdispersion:
    """How much the units vary beyond chance.

    ``phi`` is the mean squared z-score after winsorising (or trimming, with ``log``), 1 when
    chance explains the differences; ``phi_raw`` is the same before it. ``tau_squared`` is the
    variance between units on the transformed scale. A number that is not defined is None:
    all three with fewer than two units. ``target`` is on the scale of the figures, and None with
    no cases. ``units`` have cases, ``kept`` of them are in phi.
    """

    state: DispersionState
    transform: Transform
    target: float | None
    units: int
    kept: int
    phi_raw: float | None
    phi: float | None
    tau_squared: float | None

    @property
    def warning(self) -> str | None:
        """What must stand beside limits that are adjusted, or None from 30 units."""
        if self.state is DispersionState.OK:
            return None
        if self.state is DispersionState.FEW_UNITS:
            return (
                f"The adjustment rests on {self.units} units, fewer than {STEADY_UNITS}, "
                "and may be far off: read the unadjusted limits as well."
            )
        return "There are too few units to estimate an adjustment: the limits are unadjusted."

    def limits(self, totals: ArrayLike, level: float = 0.95) -> Interval:
        """Limits for units of ``totals``, widened by ``tau_squared`` where it is defined."""
        return self._limits(totals, level, self.tau_squared or 0.0)

    def unadjusted_limits(self, totals: ArrayLike, level: float = 0.95) -> Interval:
        """The same limits for chance alone, to be shown beside the adjusted ones."""
        return self._limits(totals, level, 0.0)

    def _limits(self, totals: ArrayLike, level: float, between: float) -> Interval:
        size = counts(totals, "totals")
        scale = _SCALES[self.transform]
        within = np.divide(scale.variance, size, out=np.full(size.shape, np.inf), where=size > 0)
        if self.target is None:
            within, centre = np.full(size.shape, np.inf), np.zeros(())
        else:
            centre = scale.there(np.asarray(self.target))
        half = normal_quantile(level) * np.sqrt(within + between)
        return interval(
            scale.back(np.maximum(centre - half, scale.lowest)),
            scale.back(np.minimum(centre + half, scale.highest)),
        )


def overdispersion(
    events: ArrayLike,
    totals: ArrayLike,
    transform: Transform = "arcsine",
    winsorise: float = 0.1,
    target: float | None = None,
) -> Overdispersion:
    """Phi and tau squared of units' proportions (``arcsine``) or ratios to expected events.

    z = (f(x/n) - f(target)) / s with s² = v/n: f = arcsin √, v = 1/4 for proportions; for ratios
    f = √, v = 1/4 (``square-root``) or f = log, v = 1 (``log``), where ``totals`` are the expected
    events. The share ``winsorise`` of the z-scores at each end is drawn in to its quantile (with
    ``log`` it is left out). Then phi = Σz²/I and, with w = 1/s²,
    tau² = max(0, (I·phi - (I - 1)) / (Σw - Σw²/Σw)).
    ``target`` is the pooled proportion, or 1 for ratios, unless given. Units with total 0 are
    left out.

    Raises ValueError for bad counts, a proportion above 1, a ``winsorise`` outside 0 to 0.5, or
    ``log`` with a unit of no events. Sources: Spiegelhalter 2005, Qual. Saf. Health Care 14,
    347-351; Spiegelhalter et al. 2012, J. R. Stat. Soc. A 175, 1-47.
    """
    x, n = per_unit(events, totals)
    if transform not in _SCALES:
        raise ValueError(f"transform is {transform!r}: give 'arcsine', 'square-root' or 'log'")
    if not 0 <= winsorise < 0.5:
        raise ValueError(
            f"winsorise is {winsorise}: give the share of each end, from 0 to below 0.5"
        )
    _check_units(x, n, transform)
    x, n = x[n > 0], n[n > 0]
    aim = _target(x, n, transform, target)
    kept, phi_raw, phi, between = 0, None, None, None
    if aim is not None and n.size > 1:
        scale = _SCALES[transform]
        weight = n / scale.variance
        z = (scale.there(x / n) - scale.there(np.asarray(aim))) * np.sqrt(weight)
        inner = _inner(z, winsorise) if transform == "log" else np.ones(z.shape, bool)
        used = z[inner] if transform == "log" else _winsorised(z, winsorise)
        kept, phi_raw = int(used.size), _mean_square(z)
        if kept > 1:
            phi, between = _mean_square(used), _between(used, weight[inner])
    return Overdispersion(
        _state(n.size, between), transform, aim, int(n.size), kept, phi_raw, phi, between
    )


@dataclass(frozen=True)
class _Scale:
    """The scale on which a figure's variance is ``variance`` over its size, and its ends."""

    variance: float
    lowest: float
    highest: float
    there: Callable[[Floats], Floats]
    back: Callable[[Floats], Floats]


_SCALES = {
    "arcsine": _Scale(
        0.25, 0.0, np.pi / 2, lambda share: np.arcsin(np.sqrt(share)), lambda y: np.sin(y) ** 2
    ),
    "square-root": _Scale(0.25, 0.0, np.inf, np.sqrt, np.square),
    "log": _Scale(1.0, -np.inf, np.inf, np.log, np.exp),
}


def _state(units: int, between: float | None) -> DispersionState:
    if not units:
        return DispersionState.EMPTY
    if between is None:
        return DispersionState.TOO_FEW
    return DispersionState.OK if units >= STEADY_UNITS else DispersionState.FEW_UNITS


def _between(z: Floats, weight: Floats) -> float:
    """Tau squared: what the z-scores hold beyond chance, over the weight they leave for it."""
    beyond_chance = (z**2).sum() - (z.size - 1)
    return max(0.0, float(beyond_chance / (weight.sum() - (weight**2).sum() / weight.sum())))


def _check_units(x: Floats, n: Floats, transform: Transform) -> None:
    if transform == "arcsine":
        part_of(x, n, "events", "totals")
    none = np.flatnonzero((x == 0) & (n > 0))
    if transform == "log" and none.size:
        raise ValueError(
            f"events[{none[0]}] is 0, which has no logarithm: use transform 'square-root'"
        )


def _target(x: Floats, n: Floats, transform: Transform, given: float | None) -> float | None:
    if given is not None:
        aim = float((proportions if transform == "arcsine" else counts)(given, "target"))
        if transform == "log" and not aim:
            raise ValueError("target is 0, which has no logarithm: use transform 'square-root'")
        return aim
    if not n.size:
        return None
    return float(x.sum() / n.sum()) if transform == "arcsine" else 1.0


def _winsorised(z: Floats, share: float) -> Floats:
    """The scores with each end drawn in to its quantile."""
    low, high = np.quantile(z, [share, 1 - share])
    return np.clip(z, low, high)


def _inner(z: Floats, share: float) -> NDArray[np.bool_]:
    """Which scores stay when the hospital mortality indicator leaves out a share at each end."""
    in_order = np.sort(z)
    rank = (np.searchsorted(in_order, z, "left") + np.searchsorted(in_order, z, "right") + 1) / 2
    place = rank / (z.size + 1)
    stays: NDArray[np.bool_] = (place >= share) & (place < 1 - share)
    return stays


def _mean_square(z: Floats) -> float:
    return float(np.mean(z**2))
