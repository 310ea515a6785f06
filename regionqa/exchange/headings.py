"""From raw rows to a table: where the headings stand, whether they are sound, which rows fit."""

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from regionqa.exchange.limits import Limits
from regionqa.exchange.problems import FileRefused, Problems, excerpt
from regionqa.exchange.table import Row

_ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff"
_SPACE = "".join(c for c in map(chr, range(0x3001)) if c.isspace()) + _ZERO_WIDTH
_LOST = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffd\ufffe\uffff]")
_LOOK_AHEAD = 30
_HEADING_LENGTH = 200

RawRow = tuple[int, Sequence[str]]


class Layout(NamedTuple):
    """What every row of the file is read by: the headings and the places they stand in."""

    header_row: int
    headers: tuple[str, ...]
    places: tuple[int, ...]
    first_column: int

    def label(self, place: int) -> str:
        """The heading above a place, or its letter where there is none."""
        if place in self.places:
            return self.headers[self.places.index(place)]
        return f"column {column_letter(place + self.first_column)}"


def column_letter(place: int) -> str:
    """The spreadsheet's letter of a column counted from 0: A, B, … Z, AA."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def clean(cell: str) -> str:
    """A cell without space (no-break and zero-width too) at either end."""
    return cell.strip(_SPACE)


def find_header_row(rows: Sequence[RawRow], chosen: int | None) -> int:
    """The number of the heading row: the chosen one, else the first that is not blank.

    Raises FileRefused, with a suggestion, when the first row looks like a title above the table.
    """
    ahead = rows[: _LOOK_AHEAD * 10]
    filled = [(n, len(cells) - [c.strip(_SPACE) for c in cells].count("")) for n, cells in ahead]
    filled = [(number, count) for number, count in filled if count]
    if chosen is not None:
        if any(number == chosen for number, cells in rows if any(map(clean, cells))):
            return chosen
        raise FileRefused(
            f"Row {chosen} is blank, so it cannot hold the headings.",
            "Choose the row with the column headings.",
            row=chosen,
        )
    if not filled:
        raise FileRefused(
            "The file has no rows.", "Check that you chose the right file and that it was saved."
        )
    first, width = filled[0]
    widest = max(count for _, count in filled[:_LOOK_AHEAD])
    if widest >= 2 and width * 2 <= widest and width * 2 < widest + 1:
        likely = next(n for n, count in filled if count * 10 >= widest * 8)
        raise FileRefused(
            f"The headings do not seem to be in row {first}; row {likely} looks like them.",
            f"Delete the rows above row {likely}, or say that the headings are in row {likely}.",
            row=first,
            header_row=likely,
        )
    return first


def read_layout(
    rows: Sequence[RawRow], header_row: int, limits: Limits, first_column: int
) -> Layout:
    """The headings of a file. Raises FileRefused for blank, repeated, too many or too long ones."""
    cells = next(cells for number, cells in rows if number == header_row)
    texts = [" ".join(clean(cell).split()) for cell in cells]
    while texts and not texts[-1]:
        texts.pop()
    if len(texts) > limits.columns:
        raise FileRefused(
            f"The file has {len(texts):,} columns; at most {limits.columns} can be read.",
            "Keep only the columns that are asked for.",
            row=header_row,
        )
    _check_lengths(texts, header_row, first_column)
    _check_blank(texts, rows, header_row, first_column)
    _check_repeated(texts, header_row, first_column)
    places = tuple(place for place, text in enumerate(texts) if text)
    return Layout(header_row, tuple(texts[p] for p in places), places, first_column)


def _check_lengths(texts: list[str], header_row: int, first_column: int) -> None:
    for place, text in enumerate(texts):
        if len(text) > _HEADING_LENGTH or _LOST.search(text):
            letter = column_letter(place + first_column)
            raise FileRefused(
                f"The heading of column {letter} in row {header_row} is too long or holds "
                f"characters that are not text (“{excerpt(text)}”).",
                "Type a short heading there, and save the file again.",
                row=header_row,
                column=f"column {letter}",
            )


def _check_blank(
    texts: list[str], rows: Sequence[RawRow], header_row: int, first_column: int
) -> None:
    for place, text in enumerate(texts):
        below = (c for n, c in rows if n > header_row and len(c) > place)
        if not text and any(clean(cells[place]) for cells in below):
            letter = column_letter(place + first_column)
            raise FileRefused(
                f"Column {letter} has values but no heading in row {header_row}.",
                f"Type a heading in cell {letter}{header_row}, or delete the column.",
                row=header_row,
                column=f"column {letter}",
            )


def _check_repeated(texts: list[str], header_row: int, first_column: int) -> None:
    seen: dict[str, list[int]] = defaultdict(list)
    for place, text in enumerate(texts):
        if text:
            seen[text.casefold()].append(place)
    for places in seen.values():
        if len(places) > 1:
            letters = [column_letter(place + first_column) for place in places]
            name = excerpt(texts[places[0]])
            raise FileRefused(
                f"The heading “{name}” is in row {header_row} more than once: columns "
                f"{', '.join(letters[:-1])} and {letters[-1]}.",
                "Give each column a heading of its own, or delete the column that is not needed.",
                row=header_row,
                column=texts[places[0]],
            )


def read_rows(
    raw: Sequence[RawRow], layout: Layout, limits: Limits, problems: Problems, *, ragged: bool
) -> tuple[Row, ...]:
    """The rows below the headings, as wide as the headings; blank rows are left out.

    ``ragged`` reports rows with fewer cells than headings too (a workbook has no such rows).
    Raises FileRefused when there is no row, or more than the limit.
    """
    rows: list[Row] = []
    characters = 0
    for number, cells in raw:
        if number <= layout.header_row:
            continue
        texts = [cell.strip(_SPACE) for cell in cells]
        if not any(texts):
            continue
        row = _fit(number, texts, layout, problems, ragged=ragged)
        characters += _check_cells(row, layout, limits, problems)
        rows.append(row)
        if len(rows) > limits.rows or characters > limits.characters:
            raise FileRefused(
                f"The file is too long: at most {limits.rows:,} rows and "
                f"{limits.characters:,} characters can be read.",
                "Split it into smaller files.",
                row=number,
            )
    if not rows:
        raise FileRefused(
            f"The file has headings in row {layout.header_row} but no rows below them.",
            "Add the rows, save the file and choose it again.",
            row=layout.header_row,
        )
    return tuple(rows)


def _fit(number: int, texts: list[str], layout: Layout, problems: Problems, *, ragged: bool) -> Row:
    width = layout.places[-1] + 1
    extra = None
    if len(texts) > width:
        extra = next((place for place, t in enumerate(texts[width:], width) if t), None)
    if extra is not None:
        problems.add(
            f"This row has {len(texts)} cells, and there are headings for {width}.",
            "Put text that holds the separator in double quotes, or delete what is too much.",
            row=number,
            column=layout.label(extra),
            value=texts[extra],
        )
    elif ragged and len(texts) < width:
        problems.add(
            f"This row has {len(texts)} cells, and there are headings for {width}.",
            "Check whether the row was cut in two; or upload the workbook itself (.xlsx).",
            row=number,
            column=layout.label(len(texts)),
        )
    texts += [""] * (width - len(texts))
    row = Row(number, tuple([texts[place] for place in layout.places]))
    if row.cells == layout.headers and len(layout.headers) > 1:
        problems.add("This row repeats the headings.", "Delete the row.", row=number)
    return row


def _check_cells(row: Row, layout: Layout, limits: Limits, problems: Problems) -> int:
    together = "".join(row.cells)
    if len(together) <= limits.cell_characters and together.isascii() and together.isprintable():
        return len(together)
    for place, cell in enumerate(row.cells):
        if len(cell) > limits.cell_characters:
            problems.add(
                f"This cell holds {len(cell):,} characters; at most "
                f"{limits.cell_characters:,} can be read.",
                "Shorten it.",
                row=row.number,
                column=layout.headers[place],
                value=cell,
            )
        if not cell.isascii() or not cell.isprintable():
            _check_lost(cell, row.number, layout.headers[place], problems)
    return len(together)


def _check_lost(cell: str, number: int, header: str, problems: Problems) -> None:
    lost = _LOST.search(cell)
    if lost:
        problems.add(
            f"This cell holds a character that is not text (U+{ord(lost.group()):04X}): a letter "
            "was lost when the file was made.",
            "Type the cell again, and save as “CSV UTF-8” or .xlsx.",
            row=number,
            column=header,
            value=cell,
        )
