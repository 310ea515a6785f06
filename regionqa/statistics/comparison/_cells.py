"""Counts checked at the door, and each distinct combination of them worked once."""

import math
from collections.abc import Callable, Sequence
from enum import StrEnum
from statistics import NormalDist
from typing import Any, NamedTuple, TypeAlias, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats: TypeAlias = NDArray[np.float64]
Indices: TypeAlias = NDArray[np.intp]
# A float for scalars, an array of the inputs' shape for arrays: numpy's own functions say Any too.
FloatOrArray: TypeAlias = Any


class Interval(NamedTuple):
    """A lower and an upper limit: two floats for scalars, two arrays of one shape for arrays.

    A limit that nothing is known of is the end of the whole range (0 to 1 for a proportion, 0 to
    infinity for a rate), so an interval always contains what it must and is never nan.
    """

    low: FloatOrArray
    high: FloatOrArray


def numbers(values: ArrayLike | Sequence[float | None], name: str) -> Floats:
    """Values as floats, nan where one is missing (None, nan or masked).

    Raises ValueError for text.
    """
    try:
        if isinstance(values, np.ma.MaskedArray):
            return np.where(np.ma.getmaskarray(values), np.nan, values.data.astype(float))
        return np.asarray(values, dtype=float)
    except (TypeError, ValueError):
        raise ValueError(f"{name} holds something that is not a number: {values!r:.80}") from None


def counts(values: ArrayLike, name: str, *, whole: bool = False) -> Floats:
    """Values as floats: finite, 0 or more, and whole numbers where ``whole`` says so.

    Raises ValueError that names the first bad value and its place.
    """
    array = numbers(values, name)
    _refuse(array, ~np.isfinite(array), name, "give a number, or leave the unit out")
    _refuse(array, array < 0, name, "give 0 or more")
    if whole:
        _refuse(array, array != np.floor(array), name, "give a whole number")
    return array


def proportions(values: ArrayLike, name: str) -> Floats:
    """Values as floats from 0 to 1; raises ValueError that names the first that is not."""
    array = counts(values, name)
    _refuse(array, array > 1, name, "give a proportion from 0 to 1, not a percentage")
    return array


def per_unit(events: ArrayLike, totals: ArrayLike) -> tuple[Floats, Floats]:
    """Events and totals in two rows of one value a unit; raises ValueError where one is short."""
    x, n = counts(events, "events").ravel(), counts(totals, "totals").ravel()
    if x.size != n.size:
        raise ValueError(f"events has {x.size} units and totals {n.size}: give one of each a unit")
    return x, n


def part_of(part: Floats, whole: Floats, part_name: str, whole_name: str) -> None:
    """Raises ValueError unless the shapes fit and no part is larger than its whole."""
    together(**{part_name: part, whole_name: whole})
    over = part > whole
    if over.any():
        first = tuple(np.argwhere(over)[0])
        value, limit = (np.broadcast_to(array, over.shape)[first] for array in (part, whole))
        raise ValueError(
            f"{_place(part_name, first)} is {value:g} of {whole_name} {limit:g}: "
            f"{part_name} cannot be more than {whole_name}"
        )


def together(**arrays: Floats) -> None:
    """Raises ValueError that names both shapes unless the arrays can be read side by side."""
    try:
        np.broadcast_shapes(*(array.shape for array in arrays.values()))
    except ValueError:
        shapes = " and ".join(f"{name} {array.shape}" for name, array in arrays.items())
        raise ValueError(f"the shapes differ, {shapes}: give one value for each unit") from None


def tail(level: float) -> float:
    """The probability left beyond each limit of an interval at ``level``."""
    if not 0 < level < 1:
        raise ValueError(f"level is {level}: give a number between 0 and 1, such as 0.95 or 0.998")
    return (1 - level) / 2


def normal_quantile(level: float) -> float:
    """The number of standard errors each side of an interval at ``level``."""
    return -NormalDist().inv_cdf(tail(level))


def plain(array: FloatOrArray) -> FloatOrArray:
    """A float where the array has no dimension, else the array."""
    return array if np.ndim(array) else float(array)


def interval(low: FloatOrArray, high: FloatOrArray) -> Interval:
    """The two limits in the shape of what was asked."""
    return Interval(plain(low), plain(high))


Name = TypeVar("Name", bound=StrEnum)


def named(
    names: type[Name],
    conditions: Sequence[FloatOrArray],
    then: Sequence[Name],
    *,
    otherwise: Name,
) -> FloatOrArray:
    """The name of the first condition that holds, for each cell: a name, or an array of names."""
    order = list(names)
    codes = np.select(conditions, [order.index(name) for name in then], order.index(otherwise))
    table = np.array(order, dtype=object)
    return table[codes] if codes.ndim else order[int(codes)]


def once(work: Callable[..., Interval], *columns: Floats) -> Interval:
    """``work`` on each distinct combination of the columns once, spread back over all the cells.

    The cells of a year's tables share few denominators (110,160 cells, some 80 totals), and an
    exact limit costs microseconds where reading it from a table costs nanoseconds.
    """
    shape = np.broadcast_shapes(*(column.shape for column in columns))
    if 0 in shape:
        return Interval(np.empty(shape), np.empty(shape))
    coded = [_coded(column) for column in columns]
    sizes = tuple(len(values) for values, _ in coded)
    code = np.zeros((), dtype=np.intp)
    for size, (_, codes) in zip(sizes, coded, strict=True):
        code = code * size + codes
    present, place = _distinct(code.ravel(), math.prod(sizes))
    rows = np.unravel_index(present, sizes)
    low, high = work(*(values[row] for (values, _), row in zip(coded, rows, strict=True)))
    return Interval(low[place].reshape(shape), high[place].reshape(shape))


def _coded(column: Floats) -> tuple[Floats, Indices]:
    """Values that hold all those of a column, and for each cell where its value is among them."""
    if column.max() < _table_limit(column):
        whole = column.astype(np.intp)
        if np.array_equal(whole, column):
            return np.arange(whole.max() + 1, dtype=float), whole
    values, codes = np.unique(column, return_inverse=True)
    return values, codes.reshape(column.shape)


def _distinct(codes: Indices, size: int) -> tuple[Indices, Indices]:
    """The distinct codes of 0..size-1, and the place of each; by a table while that is small."""
    if size > _table_limit(codes):
        return np.unique(codes, return_inverse=True)
    seen = np.zeros(size, dtype=bool)
    seen[codes] = True
    present = np.flatnonzero(seen)
    order = np.empty(size, dtype=np.intp)
    order[present] = np.arange(present.size)
    return present, order[codes]


def _table_limit(array: NDArray[Any]) -> int:
    """How large a table may be before sorting is the cheaper way to find distinct values."""
    return int(4 * array.size + 65_536)


def _refuse(array: Floats, bad: NDArray[np.bool_], name: str, fix: str) -> None:
    if bad.any():
        first = tuple(np.argwhere(bad)[0])
        value = "missing" if np.isnan(array[first]) else f"{array[first]:g}"
        raise ValueError(f"{_place(name, first)} is {value}: {fix}")


def _place(name: str, index: tuple[Any, ...]) -> str:
    return f"{name}[{', '.join(str(i) for i in index)}]" if index else name
