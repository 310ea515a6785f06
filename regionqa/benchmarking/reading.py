"""A file of months as a table that may be kept in a draft: no people, no free text."""

import re
from collections.abc import Collection
from dataclasses import replace
from typing import BinaryIO

from regionqa.benchmarking.checking import CHOSEN_CELLS
from regionqa.benchmarking.headings import CHOSEN, by_name, settle
from regionqa.exchange import (
    Limits,
    Row,
    Table,
    read_table,
    refuse_personal_columns,
    safe_filename,
)
from regionqa.ratings import DeclaredScale

LIMITS = Limits(file_bytes=2_000_000, rows=1_200, columns=60, cells=72_000)
SYNTHETIC = "synthetic"
NOT_KEPT = "(not kept)"
_NO = {"", "no", "false", "0"}
_NUMBER = re.compile(r"[\d,.%]+")


def read_return(
    source: bytes | BinaryIO,
    filename: str,
    scale: DeclaredScale,
    known: Collection[str] = (),
    *,
    sheet: str | None = None,
    header_row: int | None = None,
) -> tuple[Table, bool]:
    """The table of an uploaded file without its columns of text, and whether it is made up.

    ``known`` are names that are not personal. Raises ``FileRefused`` for a file that cannot be read
    or that holds personal details; nothing of it is kept.
    """
    table = read_table(source, filename, LIMITS, sheet=sheet, header_row=header_row)
    refuse_personal_columns(table, known)
    made_up = [header for header in table.headers if header.casefold() == SYNTHETIC]
    synthetic = any(cell.casefold() not in _NO for h in made_up for cell in table.column(h))
    kept = _known_words_only(_without_text(table.without(made_up), scale), scale)
    return replace(kept, filename=safe_filename(kept.filename, known)), synthetic


def _without_text(table: Table, scale: DeclaredScale) -> Table:
    """Leave out columns that hold words and no counts, unless their heading is known."""
    meanings = {one.text: one.meaning for one in settle(table.headers, scale, {}, {})}
    words = [h for h in table.headers if meanings[h] is None and _holds_words(table, h)]
    if not words:
        return table
    named = ", ".join(f"“{header}”" for header in words)
    note = f"{named} holds words, not counts; it is not needed here and was not kept."
    kept = table.without(words)
    return replace(kept, notes=(*kept.notes, note))


def _known_words_only(table: Table, scale: DeclaredScale) -> Table:
    """Keep no text of the one column that may hold words but the words that it may hold."""
    places = [n for n, h in enumerate(table.headers) if by_name(h, scale) == CHOSEN]
    if not places:
        return table
    rows = tuple(
        Row(
            row.number,
            tuple(
                NOT_KEPT if n in places and cell.casefold() not in CHOSEN_CELLS else cell
                for n, cell in enumerate(row.cells)
            ),
        )
        for row in table.rows
    )
    return replace(table, rows=rows)


def _holds_words(table: Table, header: str) -> bool:
    filled = [cell for cell in table.column(header) if cell]
    longest = max(map(len, filled), default=0)
    if longest <= len("September 2026") and any(any(c.isdigit() for c in cell) for cell in filled):
        return False
    return sum(1 for cell in filled if _NUMBER.fullmatch(cell)) * 2 < len(filled)
