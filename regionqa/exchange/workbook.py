"""Excel workbooks (.xlsx): the parent of the process that reads them, and what is made of it."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from regionqa.exchange import headings
from regionqa.exchange.apart import EndedBadly, NeededTooMuch, Request, TookTooLong, ask_apart
from regionqa.exchange.headings import Layout, RawRow, column_letter
from regionqa.exchange.limits import Limits
from regionqa.exchange.problems import FileRefused, Problems
from regionqa.exchange.signatures import WORKBOOK
from regionqa.exchange.table import Table
from regionqa.exchange.templates import LISTS

_VALUES = "Replace it by its value: copy the column, then Paste special, Values."

Reader = Callable[[bytes, Request], Mapping[str, Any]]


def read_workbook(
    data: bytes,
    filename: str,
    limits: Limits,
    sheet: str | None,
    header_row: int | None,
    reader: Reader | None = None,
) -> Table:
    """The table on one sheet, the first visible one unless named. Raises FileRefused.

    ``reader`` opens the file; by default it is a process of its own (``read_apart``).
    """
    seen = (reader or read_apart)(data, {"sheet": sheet, **asdict(limits)})
    if "refused" in seen:
        refused = seen["refused"]
        raise FileRefused(refused["message"], refused["fix"], sheets=refused["sheets"])
    try:
        return _table(seen, filename, limits, header_row)
    except FileRefused as refused:
        raise _or_elsewhere(refused, seen) from refused


def _table(seen: Mapping[str, Any], filename: str, limits: Limits, header_row: int | None) -> Table:
    down, across = seen["start"]
    raw: list[RawRow] = [(down + n, row) for n, row in enumerate(seen["rows"], 1)]
    header = headings.find_header_row(raw, header_row)
    _check_merged_headings(seen["merged"], header)
    layout = headings.read_layout(raw, header, limits, across)
    problems = Problems(limits.problems)
    rows = headings.read_rows(raw, layout, limits, problems, ragged=False)
    _add_problems(seen, layout, rows[-1].number, problems)
    return Table(
        filename=filename,
        kind=WORKBOOK,
        headers=layout.headers,
        header_row=header,
        rows=rows,
        notes=_notes(seen, layout),
        problems=problems.kept,
        problems_left_out=problems.left_out,
        sheet=seen["sheet"],
        sheets=tuple(seen["sheets"]),
    )


def read_apart(data: bytes, request: Request) -> Mapping[str, Any]:
    """Open the file in a process with bounded memory and time; its end is an answer too."""
    try:
        return ask_apart(data, request)
    except TookTooLong as error:
        raise FileRefused(
            f"The workbook took more than {request['seconds']} seconds to read.",
            "Copy the table into a new workbook as values, or save it as CSV.",
        ) from error
    except NeededTooMuch as error:
        raise FileRefused(
            "The workbook needs more memory or time than a file may use.",
            "Keep only the sheet and the columns that are asked for, or save that sheet as CSV.",
        ) from error
    except EndedBadly as error:
        raise FileRefused(
            "The workbook is damaged, or is not a workbook.",
            "Open it in Excel, save it again as .xlsx.",
        ) from error


def _check_merged_headings(merged: list[list[int]], header_row: int) -> None:
    for top, left, bottom, right in merged:
        if top <= header_row - 1 <= bottom:
            area = f"{column_letter(left)}{top + 1}:{column_letter(right)}{bottom + 1}"
            raise FileRefused(
                f"The headings in {area} are merged cells.",
                "Unmerge them, and type one heading above each column, in one row.",
                row=header_row,
                column=f"column {column_letter(left)}",
            )


def _add_problems(
    seen: Mapping[str, Any], layout: Layout, last_row: int, problems: Problems
) -> None:
    """Formulas, errors, merged cells and lost digits below the headings."""

    def add(row: int, column: int, message: str, fix: str, value: str = "") -> None:
        if layout.header_row <= row + 1:
            place = column - layout.first_column
            problems.add(message, fix, row=row + 1, column=layout.label(place), value=value)

    for row, column in seen["formulas"]:
        add(row, column, "This cell holds a formula.", _VALUES)
    problems.count_one(seen["formula_count"] - len(seen["formulas"]))
    for row, column, text in seen["errors"]:
        add(row, column, f"This cell holds the error {text}.", "Put the right value in.", text)
    problems.count_one(seen["error_count"] - len(seen["errors"]))
    for top, left, bottom, right in seen["merged"]:
        if top + 1 <= last_row:
            area = f"{column_letter(left)}{top + 1}:{column_letter(right)}{bottom + 1}"
            fix = "Unmerge them, and type the value into each cell that it belongs to."
            add(top, left, f"The cells {area} are merged, so only the first has a value.", fix)
    for row, column in seen["long_numbers"]:
        message = "This number has more than 15 digits, and Excel has lost the last ones."
        add(row, column, message, "Format the column as text and type the numbers again.")


def _other_sheets(seen: Mapping[str, Any]) -> str:
    others = [name for name in seen["sheets"] if name != seen["sheet"]]
    return ", ".join(f"“{name}”" for name in others[:5])


def _or_elsewhere(refused: FileRefused, seen: Mapping[str, Any]) -> FileRefused:
    """The refusal of a sheet, with the others it could have been: the first is often a note."""
    others = _other_sheets(seen)
    if not others:
        return refused
    return FileRefused(
        refused.message,
        f"{refused.fix} This is the sheet “{seen['sheet']}”; if the table is on another "
        f"({others}), give that sheet’s name.",
        row=refused.row,
        column=refused.column,
        problems=refused.problems,
        header_row=refused.header_row,
        sheets=seen["sheets"],
    )


def _notes(seen: Mapping[str, Any], layout: Layout) -> tuple[str, ...]:
    notes = []
    others = _other_sheets(seen)
    if others:
        notes.append(f"The sheet “{seen['sheet']}” was read. The workbook also has {others}.")
    unread = [name for name in seen["hidden_sheets"] if name != LISTS]
    if unread:
        notes.append(f"Hidden sheets were not read: {len(unread)}.")
    if seen["hidden_rows"]:
        notes.append(f"Rows hidden in the workbook were read too: {seen['hidden_rows']:,}.")
    places = [place + layout.first_column for place in layout.places]
    hidden = [
        header
        for header, place in zip(layout.headers, places, strict=True)
        if any(first <= place <= last for first, last in seen["hidden_columns"])
    ]
    if hidden:
        notes.append(f"Columns hidden in the workbook were read too: {', '.join(hidden[:10])}.")
    percent = [
        header
        for header, place in zip(layout.headers, places, strict=True)
        if place in seen["percent_columns"]
    ]
    if percent:
        notes.append(
            f"Percentages in {', '.join(percent[:10])} were read as the numbers that the workbook "
            "keeps: 45% is 0.45."
        )
    return tuple(notes)
