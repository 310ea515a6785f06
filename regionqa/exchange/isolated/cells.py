"""The values of cells as text."""

import datetime as dt
from decimal import Decimal
from typing import Any


def cell_text(value: object) -> str:
    """A cell as text: numbers plain to 15 digits (a spreadsheet's own precision), dates ISO."""
    match value:
        case str():
            text = value
        case bool():
            text = "TRUE" if value else "FALSE"
        case int() | float():
            text = _number(value)
        case dt.datetime():
            text = value.isoformat(timespec="seconds")
        case dt.date() | dt.time():
            text = value.isoformat()
        case dt.timedelta():
            text = _duration(value)
        case _:
            text = str(value)
    return text


def _duration(value: dt.timedelta) -> str:
    """Hours, minutes and seconds, as the format [h]:mm:ss shows them."""
    seconds = round(value.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _number(value: float) -> str:
    text = f"{value:.15g}"
    if "e" in text:
        text = f"{Decimal(text):f}"
    return "0" if text == "-0" else text


def long_numbers(rows: list[list[Any]], start: tuple[int, int], keep: int) -> list[list[int]]:
    """Whole numbers of more than 15 digits: the spreadsheet has already lost the last ones."""
    places = (
        [start[0] + down, start[1] + across]
        for down, row in enumerate(rows)
        for across, value in enumerate(row)
        if type(value) in {int, float} and abs(value) >= 1e15
    )
    return [place for place, _ in zip(places, range(keep), strict=False)]
