"""Empty workbooks to fill in: the right headings, drop-down lists, and how to fill them in."""

import io
from collections.abc import Sequence
from typing import Any

from regionqa.exchange.columns import Column
from regionqa.exchange.writing import Notes, add_notes, add_sheet, open_workbook, write_csv

LISTS = "Lists"
"""The hidden sheet that a template's choices stand on."""
_ROWS = 5_000
_TITLE_LENGTH = 32
_MESSAGE_LENGTH = 255


def write_template(columns: Sequence[Column], notes: Notes, rows: int = _ROWS) -> bytes:
    """An .xlsx with one sheet of headings, lists to choose from, and a sheet of instructions.

    The lists stand on a hidden sheet, so that a choice may be of any length and hold commas.
    ``read_table`` reads the filled-in sheet; the other two are not read.
    """
    stream = io.BytesIO()
    with open_workbook(stream) as book:
        sheet = add_sheet(book, "Data", [column.name for column in columns], ())
        add_sheet(book, "How to fill in", *_instructions(columns))
        add_notes(book, notes)
        lists = book.add_worksheet(LISTS)
        lists.hide()
        _write_lists(lists, columns)
        for place, column in enumerate(columns):
            sheet.set_column(place, place, max(len(column.name), len(column.example), 12) + 4)
            rule = _rule(place, column)
            if rule:
                sheet.data_validation(1, place, rows, place, rule)
    return stream.getvalue()


def write_csv_template(columns: Sequence[Column]) -> bytes:
    """The headings alone, for those who fill in a CSV file."""
    return write_csv([column.name for column in columns], ())


def _instructions(columns: Sequence[Column]) -> tuple[list[str], list[list[str]]]:
    rows = [
        [
            column.name,
            "yes" if column.required else "no",
            column.description,
            "; ".join(column.allowed),
            column.example,
        ]
        for column in columns
    ]
    return ["Column", "Needed", "What it holds", "Allowed values", "Example"], rows


def _write_lists(lists: Any, columns: Sequence[Column]) -> None:
    """Row by row, as a workbook of constant memory must be written."""
    depth = max((len(column.allowed) for column in columns), default=0)
    for row in range(depth):
        for place, column in enumerate(columns):
            if row < len(column.allowed):
                lists.write_string(row, place, column.allowed[row])


def _rule(place: int, column: Column) -> dict[str, object]:
    from xlsxwriter.utility import xl_range_abs

    rule: dict[str, object] = {}
    if column.description:
        rule = {
            "validate": "any",
            "input_title": column.name[:_TITLE_LENGTH],
            "input_message": column.description[:_MESSAGE_LENGTH],
        }
    if column.most is not None:
        rule |= {
            "validate": "integer",
            "criteria": "between",
            "minimum": 0,
            "maximum": column.most,
            "error_title": "Write a whole number",
            "error_message": f"Write a whole number from 0 to {column.most:,}.",
        }
    if column.allowed:
        area = xl_range_abs(0, place, len(column.allowed) - 1, place)
        rule |= {
            "validate": "list",
            "source": f"={LISTS}!{area}",
            "error_title": "Choose from the list",
            "error_message": "Use one of the values in the list, so that the file can be read.",
        }
    return rule
