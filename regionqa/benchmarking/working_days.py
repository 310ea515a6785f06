"""Working days in England: Monday to Friday without bank holidays."""

import tomllib
from datetime import date, timedelta
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "reference" / "bank_holidays.toml"
SATURDAY = 5


class UnknownHolidaysError(ValueError):
    """A day of a year whose bank holidays are not held; the message says how to add them."""


@cache
def bank_holidays() -> frozenset[date]:
    """The bank holidays of England and Wales that are held."""
    with FILE.open("rb") as stream:
        return frozenset(tomllib.load(stream)["days"])


@cache
def years_held() -> frozenset[int]:
    """The years whose bank holidays are held."""
    return frozenset(day.year for day in bank_holidays())


def is_working_day(day: date) -> bool:
    """Whether offices are open. Raises ``UnknownHolidaysError`` for a year that is not held."""
    if day.year not in years_held():
        raise UnknownHolidaysError(
            f"The bank holidays of {day.year} are not held, so working days cannot be counted in "
            f"it. Ask whoever operates the service to add them to {FILE.name}."
        )
    return day.weekday() < SATURDAY and day not in bank_holidays()


def working_days_after(day: date, number: int) -> date:
    """The day that so many working days lie up to, the first being the one after ``day``.

    Raises ``UnknownHolidaysError`` where the count leaves the years that are held.
    """
    found = day
    while number:
        found += timedelta(days=1)
        number -= is_working_day(found)
    return found
