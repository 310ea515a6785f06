"""How near two grades are: the families of agreement weights, and Krippendorff's own metrics.

A weight is 1 for the same grade and falls as grades lie further apart. The families are those of
Gwet, *Handbook of Inter-Rater Reliability* (4th edition, 2014), chapter 3.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from regionqa.statistics.agreement.errors import RatingsError
from regionqa.statistics.agreement.scale import Scale

Weights = str | ArrayLike
FloatArray = NDArray[np.float64]

METRIC_ORDINAL = "metric-ordinal"
METRIC_RATIO = "metric-ratio"


def identity(values: FloatArray) -> FloatArray:
    """Only the same grade agrees."""
    return np.eye(len(values))


def linear(values: FloatArray) -> FloatArray:
    """One less the distance, as a share of the whole scale."""
    return 1.0 - _distance(values) / np.ptp(values)


def quadratic(values: FloatArray) -> FloatArray:
    """One less the squared distance, as a share of the whole scale's."""
    weight: FloatArray = 1.0 - (_distance(values) / np.ptp(values)) ** 2
    return weight


def radical(values: FloatArray) -> FloatArray:
    """One less the root of the distance, as a share of the whole scale's."""
    weight: FloatArray = 1.0 - np.sqrt(_distance(values) / np.ptp(values))
    return weight


def ordinal(values: FloatArray) -> FloatArray:
    """One less the number of pairs of grades spanned, as a share of all: ranks only, not values."""
    steps = np.abs(np.subtract.outer(np.arange(len(values)), np.arange(len(values))))
    spanned = (steps + 1) * steps / 2.0
    weight: FloatArray = 1.0 - spanned / spanned.max()
    return weight


def ratio(values: FloatArray) -> FloatArray:
    """One less the squared relative distance, as a share of the largest."""
    return _from_distance(_relative_square(values))


def circular(values: FloatArray) -> FloatArray:
    """For a scale whose ends meet, such as hours of a day."""
    around = np.ptp(values) + 1.0
    return _from_distance(np.sin(np.pi * _distance(values) / around) ** 2)


def bipolar(values: FloatArray) -> FloatArray:
    """For a scale with two poles: the same distance counts more near an end."""
    together = np.add.outer(values, values)
    room = (together - 2.0 * values.min()) * (2.0 * values.max() - together)
    squared = _distance(values) ** 2
    return _from_distance(np.divide(squared, room, out=np.zeros_like(squared), where=room > 0))


FAMILIES: dict[str, Callable[[FloatArray], FloatArray]] = {
    "identity": identity,
    "linear": linear,
    "quadratic": quadratic,
    "ordinal": ordinal,
    "radical": radical,
    "ratio": ratio,
    "circular": circular,
    "bipolar": bipolar,
}


def weight_matrix(weights: Weights, scale: Scale) -> FloatArray:
    """The k × k matrix of a family's name, or a given matrix once checked.

    Numbers are weighted by their values, text grades by their place.

    Raises:
        RatingsError: an unknown name, a metric that only alpha has, or a matrix that does not fit.

    """
    if isinstance(weights, str):
        if weights in (METRIC_ORDINAL, METRIC_RATIO):
            raise RatingsError(
                f"{weights!r} is Krippendorff's metric and goes with the coefficient alpha only.",
                field="weights",
            )
        if weights not in FAMILIES:
            raise RatingsError(
                f"There are no weights {weights!r}; there are: {', '.join(FAMILIES)}, "
                f"a matrix, and with alpha also {METRIC_ORDINAL} and {METRIC_RATIO}.",
                field="weights",
            )
        _refuse_negative(weights, scale)
        return FAMILIES[weights](scale.values)
    return _checked(weights, len(scale))


def weights_name(weights: Weights) -> str:
    """What to call the weights in a result."""
    return weights if isinstance(weights, str) else "matrix"


def ratio_distances(scale: Scale) -> FloatArray:
    """Krippendorff's ratio metric: ((a - b) / (a + b))², zero where both are zero.

    Raises:
        RatingsError: a scale with a negative number has no ratios.

    """
    _refuse_negative(METRIC_RATIO, scale)
    return _relative_square(scale.values)


def _checked(weights: ArrayLike, size: int) -> FloatArray:
    try:
        matrix = np.asarray(weights, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise RatingsError("A weight matrix must hold numbers.", field="weights") from error
    if matrix.shape != (size, size):
        raise RatingsError(
            f"The weight matrix must be {size} × {size}, one row and column for each grade; "
            f"this one has the shape {matrix.shape}.",
            field="weights",
        )
    if not np.isfinite(matrix).all() or not np.allclose(matrix, matrix.T):
        raise RatingsError("A weight matrix must be finite and symmetric.", field="weights")
    if not np.allclose(np.diag(matrix), 1.0) or matrix.max() > 1.0 + 1e-12:
        raise RatingsError(
            "A weight matrix has 1 on its diagonal (full agreement) and no more elsewhere.",
            field="weights",
        )
    return matrix


def _refuse_negative(weights: str, scale: Scale) -> None:
    if weights in ("ratio", METRIC_RATIO) and scale.values.min() < 0:
        raise RatingsError(
            f"Ratios need a scale without negative numbers; this one has {scale.values.min():g}.",
            field="weights",
        )


def _distance(values: FloatArray) -> FloatArray:
    distance: FloatArray = np.abs(np.subtract.outer(values, values))
    return distance


def _relative_square(values: FloatArray) -> FloatArray:
    together = np.add.outer(values, values)
    relative = np.divide(
        _distance(values), together, out=np.zeros_like(together), where=together != 0
    )
    squared: FloatArray = relative**2
    return squared


def _from_distance(distance: FloatArray) -> FloatArray:
    weight: FloatArray = 1.0 - distance / distance.max()
    return weight
