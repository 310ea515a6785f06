"""Working days in England: Monday to Friday without bank holidays."""

import tomllib
from datetime import date, timedelta
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "reference" / "bank_holidays.toml"
SATURDAY = 5


@cache
def bank_holidays() -> frozenset[date]:
    """The bank holidays of England and Wales that are held."""
    with FILE.open("rb") as stream:
        return frozenset(tomllib.load(stream)["days"])


def is_working_day(day: date) -> bool:
    """Whether offices are open."""
    return day.weekday() < SATURDAY and day not in bank_holidays()


def working_days_after(day: date, number: int) -> date:
    """The day that so many working days lie up to, the first being the one after ``day``."""
    found = day
    while number:
        found += timedelta(days=1)
        number -= is_working_day(found)
    return found
