"""An uploaded file as a table that may be kept: read safely, refused where it holds people."""

from collections.abc import Collection
from dataclasses import replace
from typing import BinaryIO

from regionqa.exchange import (
    Table,
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
