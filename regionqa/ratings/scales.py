"""The declared scale of a file: a published one from the reference table, or the person's own."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache, cached_property
from pathlib import Path
from typing import Any

Grade = str | int | float

REFERENCE = Path(__file__).parent / "reference" / "scales.toml"
OWN = "own"
OWN_TITLE = "Own grades"
FEWEST_GRADES, MOST_GRADES = 2, 20
LONGEST_GRADE = 80


class ScaleError(ValueError):
    """A typed scale that cannot be used; the message names the grade and the fix."""


@dataclass(frozen=True)
class DeclaredScale:
    """Grades, lowest first; either all numbers, which are matched by value, or all text.

    ``also_written`` maps other spellings that the scale itself declares to the grade they mean.
    """

    key: str
    title: str
    grades: tuple[Grade, ...]
    since: date | None = None
    until: date | None = None
    source: str = ""
    note: str = ""
    also_written: Mapping[str, str] = field(default_factory=dict)

    @property
    def words(self) -> tuple[str, ...]:
        """The grades as text, lowest first."""
        return tuple(str(grade) for grade in self.grades)

    @property
    def is_numeric(self) -> bool:
        """Whether grades are numbers."""
        return not isinstance(self.grades[0], str)

    @cached_property
    def _places(self) -> dict[object, Grade]:
        if self.is_numeric:
            return {Decimal(str(grade)): grade for grade in self.grades}
        places: dict[object, Grade] = {plain(a): grade for a, grade in self.also_written.items()}
        return places | {plain(str(grade)): grade for grade in self.grades}

    def find(self, cell: str) -> Grade | None:
        """The grade that a cell means, whatever its capitals and spaces; None for no grade."""
        return self._places.get(_number(cell) if self.is_numeric else plain(cell))

    def to_json(self) -> str:
        """What is stored with a file."""
        held = {"key": self.key, "title": self.title, "grades": self.grades, "source": self.source}
        return json.dumps({**held, "also_written": dict(self.also_written)})

    @classmethod
    def from_json(cls, text: str) -> "DeclaredScale":
        """A stored scale: the grades as they were when the file was uploaded."""
        held: dict[str, Any] = json.loads(text)
        return cls(**{**held, "grades": tuple(held["grades"])})


def plain(text: str) -> str:
    """Text as it is compared: single spaces, no capitals."""
    return " ".join(text.split()).casefold()


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


@cache
def _reference() -> tuple[tuple[DeclaredScale, ...], frozenset[str], tuple[str, ...]]:
    held = tomllib.loads(REFERENCE.read_text(encoding="utf-8"))
    scales = (DeclaredScale(**{**one, "grades": tuple(one["grades"])}) for one in held["scale"])
    words = tuple(held["not_graded"])
    return tuple(scales), frozenset(map(plain, words)), words


def list_scales(day: date) -> list[DeclaredScale]:
    """The published scales in use on a day, in the order of the table; the first is the default."""
    return [
        scale
        for scale in _reference()[0]
        if (scale.since is None or scale.since <= day)
        and (scale.until is None or day <= scale.until)
    ]


def means_no_grade(cell: str) -> bool:
    """Whether a cell says that no grade was given; a blank one does."""
    return not cell or plain(cell) in _reference()[1]


def words_for_no_grade() -> tuple[str, ...]:
    """The words that mean "no grade was given"."""
    return _reference()[2]


def own_scale(text: str) -> DeclaredScale:
    """A scale as it was typed: one grade a line, lowest first.

    Grades that are all numbers and rise are numbers, and their distances count; numbers that do not
    rise (as where 1 is the best) are names in that order. Raises ``ScaleError``.
    """
    typed = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    if not FEWEST_GRADES <= len(typed) <= MOST_GRADES:
        raise ScaleError(
            f"Enter {FEWEST_GRADES} to {MOST_GRADES} grades, one a line, lowest first; "
            f"there {'is' if len(typed) == 1 else 'are'} {len(typed) or 'none'}"
        )
    _refuse_faults(typed)
    numbers = [_number(grade) for grade in typed]
    whole = [number for number in numbers if number is not None]
    if len(whole) < len(typed) or whole != sorted(whole):
        return DeclaredScale(OWN, OWN_TITLE, tuple(typed))
    if len(set(whole)) < len(whole):
        raise ScaleError("Two lines hold the same number; enter each grade once")
    return DeclaredScale(OWN, OWN_TITLE, tuple(map(_plain_number, whole)))


def _refuse_faults(typed: list[str]) -> None:
    for place, grade in enumerate(typed):
        if len(grade) > LONGEST_GRADE:
            raise ScaleError(f"Line {place + 1} is longer than {LONGEST_GRADE} characters")
        if means_no_grade(grade):
            raise ScaleError(f"“{grade}” means that no grade was given; take it out of the scale")
        if plain(grade) in map(plain, typed[:place]):
            raise ScaleError(f"“{grade}” stands twice; enter each grade once")


def _plain_number(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)
