"""The declared scale: which grades there are, in which order, and how a grade finds its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from numbers import Real
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from regionqa.statistics.agreement.errors import RatingsError

Grade = str | int | float
Codes = NDArray[np.uint8]

MOST_GRADES = 254
"""Codes are bytes and 0 means "not rated", so that a million cases by five readers stay 5 MB."""


@dataclass(frozen=True)
class Scale:
    """A judgement scale, lowest grade first; either all numbers or all text.

    A grade is stored as its place on the scale, counted from 1; 0 means "not rated".
    """

    grades: tuple[Grade, ...]

    @classmethod
    def of(cls, grades: Scale | Iterable[Grade]) -> Scale:
        """A checked scale.

        Raises:
            RatingsError: fewer than two grades, a grade twice, or numbers mixed with text.

        """
        if isinstance(grades, Scale):
            return grades
        if isinstance(grades, str):
            raise RatingsError(
                f"The scale is one text, {grades!r}: give a list of grades, lowest first.",
                field="scale",
            )
        listed = tuple(grades)
        numbers = [is_number(grade) for grade in listed]
        if any(numbers) and not all(numbers):
            raise RatingsError(
                f"The scale mixes numbers and text: {listed!r}. Write all as one or the other.",
                field="scale",
            )
        if not any(numbers) and not all(isinstance(grade, str) for grade in listed):
            raise RatingsError(f"A grade must be a number or text: {listed!r}.", field="scale")
        plain: tuple[Grade, ...] = tuple(
            _plain(grade) if is_number(grade) else str(grade) for grade in listed
        )
        _check_length(plain)
        return cls(plain)

    def __len__(self) -> int:
        return len(self.grades)

    @property
    def is_numeric(self) -> bool:
        """Whether grades are numbers, matched by value, rather than text."""
        return not isinstance(self.grades[0], str)

    @cached_property
    def values(self) -> NDArray[np.float64]:
        """What distances between grades are measured on: the numbers, or places 1…k for text."""
        if self.is_numeric:
            return np.array([float(grade) for grade in self.grades])
        return np.arange(1.0, len(self.grades) + 1.0)

    @cached_property
    def _places(self) -> dict[object, int]:
        return {grade: place for place, grade in enumerate(self.grades, start=1)}

    def place(self, value: object) -> int:
        """The place of one grade, 1…k; 0 for a missing one; -1 for one that is not on the scale."""
        if is_missing(value):
            return 0
        if self.is_numeric:
            return self._places.get(float(cast("Any", value)), -1) if is_number(value) else -1
        return self._places.get(str(value), -1) if isinstance(value, str) else -1

    def encode(self, values: NDArray[Any], out: Codes) -> int:
        """Write places of ``values`` to ``out``; the flat index of the first unknown one, or -1."""
        if values.dtype.kind in "fiu" and self.is_numeric:
            return self._encode_numbers(values, out)
        if values.dtype.kind == "U" and not self.is_numeric:
            return self._encode_text(values, out)
        return self._encode_objects(values, out)

    def _encode_numbers(self, values: NDArray[Any], out: Codes) -> int:
        if values.dtype.kind == "f":
            comparable = [values.dtype.type(grade) for grade in self.values]
            if len(set(comparable)) < len(comparable):
                return self._encode_numbers(values.astype(np.float64), out)
        else:
            limits = np.iinfo(values.dtype)
            comparable = [
                values.dtype.type(int(grade))
                if grade == int(grade) and limits.min <= grade <= limits.max
                else None
                for grade in self.values
            ]
        _mark(values, comparable, out)
        rated = int(np.count_nonzero(out))
        if rated == out.size:
            return -1
        unknown = out == 0
        if values.dtype.kind == "f":
            unknown &= values == values  # noqa: PLR0124 - NaN is what differs from itself, and is faster found so
        return int(np.argmax(unknown)) if unknown.any() else -1

    def _encode_text(self, values: NDArray[np.str_], out: Codes) -> int:
        _mark(values, list(self.grades), out)
        unknown = out == 0
        return int(np.argmax(unknown)) if unknown.any() else -1

    def _encode_objects(self, values: NDArray[Any], out: Codes) -> int:
        known: dict[object, int] = {}
        places = np.empty(values.size, dtype=np.int16)
        for position, value in enumerate(values.ravel().tolist()):
            try:
                place = known.get(value)
            except TypeError:  # what cannot be hashed is no grade, and is refused by name
                place = -1
            if place is None:
                place = known[value] = self.place(value)
            places[position] = place
        flat = places.reshape(values.shape)
        out[...] = np.maximum(flat, 0)
        unknown = flat < 0
        return int(np.argmax(unknown)) if unknown.any() else -1


def _mark(values: NDArray[Any], comparable: list[Any], out: Codes) -> None:
    """Put place j where a value equals the j-th grade; comparing is far faster than looking up."""
    out[...] = 0
    same = np.empty(values.shape, dtype=np.bool_)
    placed = same.view(np.uint8)
    for place, grade in enumerate(comparable, start=1):
        if grade is not None:
            np.equal(values, grade, out=same)
            np.multiply(placed, np.uint8(place), out=placed)
            np.bitwise_or(out, placed, out=out)


def is_number(value: object) -> bool:
    """Whether a value counts as a number (a numpy one and a Decimal too)."""
    return isinstance(value, Real | Decimal | np.number | np.bool_)


def is_missing(value: object) -> bool:
    """Whether a value means "not rated": None, NaN, NaT, or a marker that compares to nothing."""
    if value is None:
        return True
    if isinstance(value, str):
        return False
    try:
        return bool(value != value)  # noqa: PLR0124 - NaN is what differs from itself
    except TypeError:
        return True


def _plain(grade: object) -> int | float:
    value = float(cast("Any", grade))
    return int(value) if value.is_integer() else value


def _check_length(grades: tuple[Grade, ...]) -> None:
    if any(grade != grade for grade in grades):  # noqa: PLR0124 - NaN is what differs from itself
        raise RatingsError("The scale holds NaN, which means 'not rated'.", field="scale")
    if len(set(grades)) < len(grades):
        twice = next(grade for grade in grades if grades.count(grade) > 1)
        raise RatingsError(f"The scale holds {twice!r} twice.", field="scale")
    if not 2 <= len(grades) <= MOST_GRADES:
        counted = "1 grade" if len(grades) == 1 else f"{len(grades)} grades"
        raise RatingsError(
            f"The scale has {counted}; it needs 2 to {MOST_GRADES}, lowest first.",
            field="scale",
        )
