"""A month of audits in counts, and the months of an authority as they stand."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

EARLIEST = date(2000, 1, 1)
MOST = 100_000
"""The largest count of audits or people in a month that is believed."""
DRAWN, OTHER = "drawn", "other"
CHOSEN_WORDS = {
    DRAWN: "Drawn at random, all of them regular audits",
    OTHER: "Otherwise, or not all of them drawn",
}
_NAMES = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_YEAR_FIRST = re.compile(r"(\d{4})[-/ ](\d{1,2})(?:[-/ ](\d{1,2}))?(?:[T ].*)?")
_YEAR_LAST = re.compile(r"(\d{1,2})[-/ ](\d{4})")
_NAMED = re.compile(r"([A-Za-z]{3,9})\.?[-/ ]*(\d{4}|\d{2})")


class MonthError(ValueError):
    """A month that cannot be read or cannot be returned; the message says how to write it."""


@dataclass(frozen=True)
class MonthFigures:
    """The counts of a month: ``completed`` is all the grades and ``not_graded`` together.

    ``grades`` holds the grades that the return has, lowest first; a grade that is not among them
    was not counted, which is not the same as 0. ``auditors`` is None where it was not counted.
    ``chosen`` says how the cases came to be audited, None where that is not said. ``domains`` holds
    counts by own domain and own grade, empty where they were not counted. ``of_domain`` is the key
    of the common domain whose grades these are; None for the grades over all.
    """

    month: date
    completed: int
    grades: Mapping[str, int]
    not_graded: int
    auditors: int | None = None
    chosen: str | None = None
    domains: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    of_domain: str | None = None

    @property
    def graded(self) -> int:
        """How many audits have a grade."""
        return sum(self.grades.values())


@dataclass(frozen=True)
class HeldMonth:
    """A month as it is held: its figures, which row of its history it is, and where from."""

    id: UUID
    number: int
    figures: MonthFigures
    withdrawn: bool
    reason: str | None
    at: datetime
    how: str
    synthetic: bool
    filename: str | None = None


@dataclass(frozen=True)
class Months:
    """Every month that was ever returned, the current row of each; ``seen`` counts all rows.

    ``seen`` grows with every change, so a form that carries it knows whether it is stale.
    """

    held: Mapping[date, HeldMonth] = field(default_factory=dict)
    seen: int = 0

    @cached_property
    def standing(self) -> list[HeldMonth]:
        """The months that are not withdrawn, oldest first."""
        return [one for _, one in sorted(self.held.items()) if not one.withdrawn]

    @property
    def withdrawn(self) -> list[HeldMonth]:
        """The months that are withdrawn, oldest first."""
        return [one for _, one in sorted(self.held.items()) if one.withdrawn]

    @property
    def synthetic(self) -> bool:
        """Whether a month that stands was made up."""
        return any(one.synthetic for one in self.standing)


def read_month(text: str, today: date) -> date:
    """The first day of a month written as 2026-01, 01/2026, January 2026 or a date.

    Raises ``MonthError`` for what is no month, and for one that is not over on ``today``.
    """
    month = _parse(text.strip())
    if month is None:
        raise MonthError("This is not a month. Write it as 2026-01 or January 2026.")
    if month < EARLIEST:
        raise MonthError(f"Months before {month_words(EARLIEST)} are not kept. Check the year.")
    if month >= today.replace(day=1):
        raise MonthError(f"{month_words(month)} is not over. Return it when the month has ended.")
    return month


def _parse(text: str) -> date | None:
    if found := _YEAR_FIRST.fullmatch(text):
        return _date(int(found[1]), int(found[2]), int(found[3] or 1))
    if found := _YEAR_LAST.fullmatch(text):
        return _date(int(found[2]), int(found[1]))
    if found := _NAMED.fullmatch(text):
        name = found[1].casefold()
        matching = [n for n, full in enumerate(_NAMES, 1) if full.startswith(name)]
        year = int(found[2])
        return _date(year + 2000 if year < 100 else year, matching[0]) if matching else None
    return None


def _date(year: int, month: int, day: int = 1) -> date | None:
    try:
        return date(year, month, day).replace(day=1)
    except ValueError:
        return None


def month_words(month: date) -> str:
    """January 2026."""
    return f"{month:%B} {month.year}"


def month_key(month: date) -> str:
    """2026-01, as it stands in addresses and files."""
    return f"{month.year}-{month.month:02}"


def next_month(month: date) -> date:
    """The first day of the month after."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def run_of_months(first: date, last: date) -> list[date]:
    """Every month from the first to the last."""
    months = [first]
    while months[-1] < last:
        months.append(next_month(months[-1]))
    return months
