"""Comma-separated files, and those separated by semicolons, tabs or bars."""

import csv
import io
import re
from collections import Counter
from itertools import islice

from regionqa.exchange.encodings import Decoded
from regionqa.exchange.escaping import plain
from regionqa.exchange.headings import Layout, RawRow, find_header_row, read_layout, read_rows
from regionqa.exchange.limits import Limits
from regionqa.exchange.problems import FileRefused, Problems
from regionqa.exchange.signatures import TEXT
from regionqa.exchange.table import Table

DELIMITERS = (",", ";", "\t", "|")
_NAMES = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars (|)"}
_SAMPLE_ROWS = 200
_HINT = re.compile(r"sep=([,;\t|])\r?\n", re.IGNORECASE)
_SIGNS = frozenset("=@+-'")
_FORMULA = re.compile(r"=.|[@+\-][A-Za-z_.]+[(|!]", re.DOTALL)


def read_delimited(
    decoded: Decoded, filename: str, limits: Limits, header_row: int | None
) -> Table:
    """The table in a text file. Raises FileRefused as ``read_table`` does."""
    text = decoded.text
    hint = _HINT.match(text)
    delimiter = hint.group(1) if hint else find_delimiter(text)
    raw = _parse(text, delimiter, limits)
    if hint:
        raw[0] = (1, [])
    header = find_header_row(raw, header_row)
    head = [(n, [plain(cell) for cell in cells] if n == header else cells) for n, cells in raw]
    layout = read_layout(head, header, limits, 0)
    problems = Problems(limits.problems)
    body = [_undo(row, layout, problems) for row in raw]
    rows = read_rows(body, layout, limits, problems, ragged=True)
    notes = decoded.notes
    if delimiter != ",":
        notes = (*notes, f"The columns are separated by {_NAMES[delimiter]}.")
    return Table(
        filename=filename,
        kind=TEXT,
        headers=layout.headers,
        header_row=header,
        rows=rows,
        notes=notes,
        problems=problems.kept,
        problems_left_out=problems.left_out,
        encoding=decoded.encoding,
        delimiter=delimiter,
    )


def find_delimiter(text: str) -> str:
    """The separator by which the first rows fall into the same number of columns, two at least.

    A comma when there is only one column.
    """
    ranked = [_fit(text, delimiter, strict=True) for delimiter in DELIMITERS]
    if not any(ranked):
        ranked = [_fit(text, delimiter, strict=False) for delimiter in DELIMITERS]
    best = max(range(len(DELIMITERS)), key=lambda at: (ranked[at], -at))
    return DELIMITERS[best]


def _fit(text: str, delimiter: str, *, strict: bool) -> tuple[float, int]:
    """The share of rows with the commonest width, and that width; (0, 0) when it does not fit."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict)
    try:
        widths = Counter(len(row) for row in islice(reader, _SAMPLE_ROWS) if any(row))
    except csv.Error:
        return (0.0, 0)
    wide = [(count, width) for width, count in widths.items() if width > 1]
    if not wide:
        return (0.0, 0)
    count, width = max(wide)
    return (count / widths.total(), width)


def _parse(text: str, delimiter: str, limits: Limits) -> list[RawRow]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[RawRow] = []
    cells = 0
    try:
        for number, row in enumerate(reader, 1):
            cells += len(row)
            if cells > limits.cells or number > limits.rows * 2 + 1000:
                raise FileRefused(
                    f"The file is too long: at most {limits.rows:,} rows and {limits.cells:,} "
                    "cells can be read.",
                    "Split it into smaller files.",
                    row=number,
                )
            rows.append((number, row))
    except csv.Error as error:
        number = len(rows) + 1
        if "field limit" in str(error):
            raise FileRefused(
                f"Row {number} has a cell of more than {csv.field_size_limit():,} characters.",
                'Look for a double quote (") that is not closed.',
                row=number,
            ) from error
        raise FileRefused(
            f'Row {number} has a double quote (") that is not closed, or one inside the text.',
            f'In row {number}, close the quote, or write two ("") where a quote is part of '
            "the text.",
            row=number,
        ) from error
    return rows


def _undo(raw: RawRow, layout: Layout, problems: Problems) -> RawRow:
    """A row without the apostrophes of our own files; a formula in it becomes a problem."""
    number, cells = raw
    if _SIGNS.isdisjoint([cell[:1] for cell in cells]):
        return raw
    for place, cell in enumerate(cells):
        if number > layout.header_row and _FORMULA.match(cell):
            problems.add(
                "This cell holds a formula.",
                "Replace it by its value: copy the column, then Paste special, Values.",
                row=number,
                column=layout.label(place),
                value=cell,
            )
    return number, [plain(cell) if cell.startswith("'") else cell for cell in cells]
