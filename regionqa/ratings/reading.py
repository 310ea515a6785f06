"""An uploaded file as a table that may be kept: read safely, refused where it holds people."""

import json
import re
import zlib
from collections.abc import Collection
from dataclasses import replace
from pathlib import PurePath
from typing import BinaryIO

from regionqa.exchange import (
    FileProblem,
    Row,
    Table,
    check_text_for_personal_details,
    match_columns,
    read_table,
    refuse_personal_columns,
)
from regionqa.ratings.columns import LIMITS, LONGEST_NAME, SYNTHETIC, WANTED
from regionqa.ratings.scales import plain

_NO = {"", "no", "false", "0"}


def read_ratings(
    source: bytes | BinaryIO,
    filename: str,
    known: Collection[str] = (),
    *,
    sheet: str | None = None,
    header_row: int | None = None,
) -> Table:
    """The table of an uploaded file, without columns that may not be kept.

    ``known`` are names that are not personal, such as those of authorities. Raises ``FileRefused``
    for a file that cannot be read or that holds personal details; nothing of it is kept.
    """
    table = read_table(source, filename, LIMITS, sheet=sheet, header_row=header_row)
    refuse_personal_columns(table, known)
    return _without_long_text(table)


def _without_long_text(table: Table) -> Table:
    """Leave out columns of free text: they are not needed, and may tell a child's story."""
    found = match_columns(table.headers, WANTED).found
    may_be_wanted = {header for one in found for header in (one.header, *one.candidates) if header}
    long = [
        header
        for header in table.headers
        if header not in may_be_wanted
        and any(len(cell) > LONGEST_NAME for cell in table.column(header))
    ]
    if not long:
        return table
    kept = table.without(long)
    named = ", ".join(f"“{header}”" for header in long)
    note = f"Long text was found in {named}; it is not needed here and was not kept."
    return replace(kept, notes=(*kept.notes, note))


def is_synthetic(table: Table) -> bool:
    """Whether the file says of itself that its rows are made up."""
    return any(
        plain(header) == SYNTHETIC and any(plain(cell) not in _NO for cell in table.column(header))
        for header in table.headers
    )


def safe_filename(filename: str, known: Collection[str] = ()) -> str:
    """The file's name as it may be kept: a name that reads like a person's is left out."""
    name = " ".join(PurePath(filename.replace("\\", "/")).name.split())[:200]
    stem, _dot, ending = name.rpartition(".")
    words = re.sub(r"[_\W]+", " ", stem or name)
    if check_text_for_personal_details(words, known):
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
