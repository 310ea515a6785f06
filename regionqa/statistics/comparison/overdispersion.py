"""Overdispersion: do the units differ by more than chance, and by how much."""

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
        lowest, highest = scale.range
        if self.target is None:
            return interval(
                np.full(size.shape, scale.back(lowest)), np.full(size.shape, scale.back(highest))
            )
        within = np.divide(scale.variance, size, out=np.full(size.shape, np.inf), where=size > 0)
        half = normal_quantile(level) * np.sqrt(within + between)
        centre = scale.there(np.asarray(self.target))
        return interval(
            scale.back(np.maximum(centre - half, lowest)),
            scale.back(np.minimum(centre + half, highest)),
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
    if aim is None or n.size < 2:
        state = DispersionState.TOO_FEW if n.size else DispersionState.EMPTY
        return Overdispersion(state, transform, aim, n.size, 0, None, None, None)
    scale = _SCALES[transform]
    weight = n / scale.variance
    z = (scale.there(x / n) - scale.there(np.asarray(aim))) * np.sqrt(weight)
    inner = _inner(z, winsorise) if transform == "log" else np.ones(z.shape, bool)
    kept = z[inner] if transform == "log" else _winsorised(z, winsorise)
    state = DispersionState.OK if n.size >= STEADY_UNITS else DispersionState.FEW_UNITS
    if kept.size < 2:
        return Overdispersion(
            DispersionState.TOO_FEW, transform, aim, n.size, kept.size, _mean_square(z), None, None
        )
    phi, within = _mean_square(kept), weight[inner]
    between = (kept.size * phi - (kept.size - 1)) / (
        within.sum() - (within**2).sum() / within.sum()
    )
    return Overdispersion(
        state, transform, aim, n.size, kept.size, _mean_square(z), phi, max(0.0, float(between))
    )


class _Arcsine:
    variance = 0.25
    range = (0.0, np.pi / 2)

    @staticmethod
    def there(share: Floats) -> Floats:
        angle: Floats = np.arcsin(np.sqrt(share))
        return angle

    @staticmethod
    def back(angle: Floats | float) -> Floats:
        share: Floats = np.sin(angle) ** 2
        return share


class _SquareRoot:
    variance = 0.25
    range = (0.0, np.inf)

    @staticmethod
    def there(ratio: Floats) -> Floats:
        root: Floats = np.sqrt(ratio)
        return root

    @staticmethod
    def back(root: Floats | float) -> Floats:
        return np.square(root)


class _Log:
    variance = 1.0
    range = (-np.inf, np.inf)

    @staticmethod
    def there(ratio: Floats) -> Floats:
        return np.log(ratio)

    @staticmethod
    def back(logarithm: Floats | float) -> Floats:
        return np.exp(logarithm)


_SCALES: dict[str, type[_Arcsine | _SquareRoot | _Log]] = {
    "arcsine": _Arcsine,
    "square-root": _SquareRoot,
    "log": _Log,
}


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
        checked = proportions if transform == "arcsine" else counts
        return float(checked(given, "target"))
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
