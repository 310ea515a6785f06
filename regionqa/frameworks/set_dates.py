"""The days on which the counts over a region are frozen."""

import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "reference" / "crosswalk_dates.toml"


@cache
def _held() -> Mapping[str, Any]:
    with FILE.open("rb") as stream:
        loaded: Mapping[str, Any] = tomllib.load(stream)
    return loaded


def _days() -> list[tuple[int, int]]:
    return sorted((one["month"], one["day"]) for one in _held()["days"])


def last_set_date(today: date) -> date:
    """The newest of the set dates that has come, today included."""
    found = [date(year, *day) for year in (today.year - 1, today.year) for day in _days()]
    return max(one for one in found if one <= today)


def next_set_date(today: date) -> date:
    """The first of the set dates that is still to come."""
    found = [date(year, *day) for year in (today.year, today.year + 1) for day in _days()]
    return min(one for one in found if one > today)


def may_still_be_counted(set_on: date, today: date) -> bool:
    """Whether a set date is recent enough to be counted without being asked for.

    Later than that the counts would be of a day far from the date they carry.
    """
    return today <= set_on + timedelta(days=_held()["counted_within_days"])
