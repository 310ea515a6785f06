"""Writing tables: CSV and Excel workbooks that are safe to open, with notes on what they hold."""

import csv
import datetime as dt
import io
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from regionqa.exchange.escaping import inert

if TYPE_CHECKING:
    import xlsxwriter

Value = str | int | float | Decimal | dt.date | dt.datetime | None
"""What a cell may be given. Anything else is written as its text (a symbol as "c")."""

NOTES_SHEET = "Notes"
_MOST_CHARACTERS = 32_767
_EXACT_INTEGER = 10**15
_WIDTH_SAMPLE = 200
_WIDEST = 60
_NARROWEST = 9
_FORBIDDEN_IN_NAMES = str.maketrans("[]:*?/\\", "       ")


@dataclass(frozen=True, slots=True)
class Notes:
    """What a reader of the file must know: goes on a sheet of its own."""

    title: str
    method: str = ""
    source: str = ""
    licence: str = ""
    symbols: Mapping[str, str] = field(default_factory=dict)
    more: Mapping[str, str] = field(default_factory=dict)

    def lines(self) -> list[tuple[str, str]]:
        """The notes as (label, text) pairs, empty ones left out."""
        pairs = [("Method", self.method), ("Source", self.source), ("Licence", self.licence)]
        lines = [pair for pair in (*pairs, *self.more.items()) if pair[1]]
        return lines + [(f"Symbol {symbol}", text) for symbol, text in self.symbols.items()]


def write_csv(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """CSV in UTF-8 with a byte order mark (Excel needs it), text quoted, nothing run as a formula.

    ``read_table`` gives back the text that was written. Raises ValueError for nan and infinity and
    for a row that is not as wide as the headings.
    """
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow([inert(header) for header in headers])
    for row in rows:
        _check_width(row, headers)
        writer.writerow([_csv_value(value) for value in row])
    return b"\xef\xbb\xbf" + stream.getvalue().encode("utf-8")


def write_xlsx(
    headers: Sequence[str],
    rows: Iterable[Sequence[object]],
    notes: Notes | None = None,
    sheet: str = "Data",
) -> bytes:
    """An Excel workbook with one sheet of rows and a sheet of notes; text is never a formula.

    Raises ValueError as ``write_csv`` does, and for text too long for a cell.
    """
    stream = io.BytesIO()
    with open_workbook(stream) as book:
        add_sheet(book, sheet, headers, rows)
        if notes is not None:
            add_notes(book, notes)
    return stream.getvalue()


def open_workbook(stream: io.BytesIO) -> "xlsxwriter.Workbook":
    """A workbook to write to, row by row, in which text stays text."""
    import xlsxwriter

    return xlsxwriter.Workbook(
        stream,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )


def add_sheet(
    book: "xlsxwriter.Workbook", name: str, headers: Sequence[str], rows: Iterable[Sequence[object]]
) -> Any:
    """Add a sheet with headings in row 1; its columns are as wide as their first rows need."""
    sheet = book.add_worksheet(sheet_name(name))
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    formats: dict[type, Any] = {
        dt.date: book.add_format({"num_format": "d mmmm yyyy", "align": "left"}),
        dt.datetime: book.add_format({"num_format": "d mmmm yyyy hh:mm", "align": "left"}),
    }
    iterator = iter(rows)
    first = list(islice(iterator, _WIDTH_SAMPLE))
    for place, width in enumerate(_widths(headers, first)):
        sheet.set_column(place, place, width)
    for place, header in enumerate(headers):
        _write_text(sheet, 0, place, header, bold)
    sheet.freeze_panes(1, 0)
    for number, row in enumerate(chain(first, iterator), 1):
        _check_width(row, headers)
        for place, value in enumerate(row):
            _write(sheet, number, place, value, formats)
    return sheet


def add_notes(book: "xlsxwriter.Workbook", notes: Notes) -> None:
    """Add the sheet of notes."""
    sheet = book.add_worksheet(NOTES_SHEET)
    bold = book.add_format({"bold": True, "valign": "top"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 90)
    _write_text(sheet, 0, 0, notes.title, bold)
    for number, (label, text) in enumerate(notes.lines(), 2):
        _write_text(sheet, number, 0, label, bold)
        _write_text(sheet, number, 1, text, wrap)


def sheet_name(name: str) -> str:
    """A name that Excel accepts for a sheet: 31 characters, no mark that a path or a range has."""
    return " ".join(name.translate(_FORBIDDEN_IN_NAMES).split())[:31].strip("' ") or "Data"


def _write(sheet: Any, row: int, column: int, value: object, formats: Mapping[type, Any]) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | float | Decimal):
        _check_number(value)
        if isinstance(value, int) and abs(value) >= _EXACT_INTEGER:
            _write_text(sheet, row, column, str(value))
        else:
            sheet.write_number(row, column, value)
    elif isinstance(value, dt.datetime):
        sheet.write_datetime(row, column, value.replace(tzinfo=None), formats[dt.datetime])
    elif isinstance(value, dt.date):
        sheet.write_datetime(row, column, value, formats[dt.date])
    else:
        _write_text(sheet, row, column, str(value))


def _write_text(sheet: Any, row: int, column: int, text: str, form: Any = None) -> None:
    if len(text) > _MOST_CHARACTERS:
        raise ValueError(f"row {row + 1}: text of {len(text):,} characters does not fit in a cell")
    sheet.write_string(row, column, text, form)


def _csv_value(value: object) -> object:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float | Decimal):
        _check_number(value)
        return value
    if isinstance(value, dt.datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, dt.date):
        return value.isoformat()
    return "" if value is None else inert(str(value))


def _check_number(value: float | Decimal) -> None:
    if not math.isfinite(value):
        raise ValueError(f"{value} is not a number that a file may hold")


def _check_width(row: Sequence[object], headers: Sequence[str]) -> None:
    if len(row) != len(headers):
        raise ValueError(f"a row of {len(row)} values under {len(headers)} headings")


def _widths(headers: Sequence[str], rows: Sequence[Sequence[object]]) -> list[int]:
    longest = [max(map(len, header.split() or [""])) for header in headers]
    for row in rows:
        for place, value in enumerate(row[: len(longest)]):
            longest[place] = max(longest[place], len(str(value)) if value is not None else 0)
    return [min(max(length + 2, _NARROWEST), _WIDEST) for length in longest]
