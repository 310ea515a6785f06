"""The days on which the counts over a region are frozen."""

import tomllib
from datetime import date
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "reference" / "crosswalk_dates.toml"


@cache
def _days() -> tuple[tuple[int, int], ...]:
    with FILE.open("rb") as stream:
        return tuple(sorted((one["month"], one["day"]) for one in tomllib.load(stream)["days"]))


def last_set_date(today: date) -> date:
    """The newest of the set dates that has come, today included."""
    found = [date(year, *day) for year in (today.year - 1, today.year) for day in _days()]
    return max(one for one in found if one <= today)


def next_set_date(today: date) -> date:
    """The first of the set dates that is still to come."""
    found = [date(year, *day) for year in (today.year, today.year + 1) for day in _days()]
    return min(one for one in found if one > today)
