"""A file of months as a table that may be kept in a draft: no people, no free text."""

import json
import re
import zlib
from collections.abc import Collection
from dataclasses import replace
from pathlib import PurePath
from typing import BinaryIO

from regionqa.benchmarking.headings import settle
from regionqa.exchange import (
    FileProblem,
    Limits,
    Row,
    Table,
    check_text_for_personal_details,
    read_table,
    refuse_personal_columns,
)
from regionqa.ratings import DeclaredScale

LIMITS = Limits(file_bytes=2_000_000, rows=1_200, columns=60, cells=72_000)
SYNTHETIC = "synthetic"
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
    kept = _without_text(table.without(made_up), scale)
    return replace(kept, filename=_safe_name(kept.filename, known)), synthetic


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


def _holds_words(table: Table, header: str) -> bool:
    filled = [cell for cell in table.column(header) if cell]
    longest = max(map(len, filled), default=0)
    if longest <= len("September 2026") and any(any(c.isdigit() for c in cell) for cell in filled):
        return False
    return sum(1 for cell in filled if _NUMBER.fullmatch(cell)) * 2 < len(filled)


def _safe_name(filename: str, known: Collection[str]) -> str:
    """The file's name as it may be kept: one that reads like a person's is left out."""
    name = " ".join(PurePath(filename.replace("\\", "/")).name.split())[:200]
    stem, _dot, ending = name.rpartition(".")
    if check_text_for_personal_details(re.sub(r"[_\W]+", " ", stem or name), known):
        return f"file.{ending}" if stem else "file"
    return name or "file"


def pack(table: Table) -> bytes:
    """A table as it is kept in a draft."""
    held = {
        "filename": table.filename,
        "kind": table.kind,
        "headers": table.headers,
        "header_row": table.header_row,
        "rows": [(row.number, row.cells) for row in table.rows],
        "notes": table.notes,
        "problems": [(p.row, p.column, p.value, p.message, p.fix) for p in table.problems],
        "problems_left_out": table.problems_left_out,
    }
    return zlib.compress(json.dumps(held, separators=(",", ":")).encode())


def unpack(packed: bytes) -> Table:
    """A kept table."""
    held = json.loads(zlib.decompress(packed))
    return Table(
        filename=held["filename"],
        kind=held["kind"],
        headers=tuple(held["headers"]),
        header_row=held["header_row"],
        rows=tuple(Row(number, tuple(cells)) for number, cells in held["rows"]),
        notes=tuple(held["notes"]),
        problems=tuple(FileProblem(*problem) for problem in held["problems"]),
        problems_left_out=held["problems_left_out"],
    )
