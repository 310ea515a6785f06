"""A table as it was read: headings, rows of text, and where each row stood in the file."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from regionqa.exchange.problems import FileProblem


class Row(NamedTuple):
    """One row. ``number`` is the row as a spreadsheet shows it, from 1, blank rows counted."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """The text of a file. A table with ``problems`` may be shown but must not be saved.

    ``headers`` and the cells of every row have the same length. Cells are text without space at
    either end; a blank cell is "". Dates from workbooks are ISO text, numbers plain ("3", "0.25").
    ``notes`` are sentences for the person, such as which sheet or encoding was read.
    """

    filename: str
    kind: str
    headers: tuple[str, ...]
    header_row: int
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    problems: tuple[FileProblem, ...] = ()
    problems_left_out: int = 0
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    encoding: str | None = None
    delimiter: str | None = None

    @cached_property
    def position(self) -> Mapping[str, int]:
        """Heading to place in the row, from 0."""
        return {header: place for place, header in enumerate(self.headers)}

    def column(self, header: str) -> tuple[str, ...]:
        """The cells below one heading. Raises KeyError for a heading that is not there."""
        place = self.position[header]
        return tuple([row.cells[place] for row in self.rows])

    def records(self, columns: Mapping[str, str]) -> list[tuple[int, dict[str, str]]]:
        """Rows as (row number, wanted name to text), for ``columns`` = wanted name to heading."""
        places = [(name, self.position[header]) for name, header in columns.items()]
        return [(row.number, {name: row.cells[at] for name, at in places}) for row in self.rows]

    def without(self, headers: Iterable[str]) -> "Table":
        """The same table with some columns left out, so that they are never kept anywhere."""
        gone = set(headers)
        kept = [place for place, header in enumerate(self.headers) if header not in gone]
        return replace(
            self,
            headers=tuple(self.headers[place] for place in kept),
            rows=tuple(Row(row.number, tuple(row.cells[p] for p in kept)) for row in self.rows),
            problems=tuple(p for p in self.problems if p.column not in gone),
        )

    def _texts(self, place: int) -> set[str]:
        return {row.cells[place] for row in self.rows}

    def content_hash(self, columns: Mapping[str, str] | None = None) -> str:
        """SHA-256 of what the rows say, whatever the file's type, column order or row order.

        With ``columns`` (wanted name to heading) only those count, under their wanted names, so a
        file is recognised after its headings were renamed or its rows sorted.
        """
        chosen = columns if columns is not None else {header: header for header in self.headers}
        names = sorted(chosen)
        places = [self.position[chosen[name]] for name in names]
        # Cells repeat, so each text is made comparable once.
        normal = {cell: _normal(cell) for place in places for cell in self._texts(place)}
        digests = sorted(
            hashlib.sha256(
                "\x1f".join([normal[row.cells[place]] for place in places]).encode()
            ).digest()
            for row in self.rows
        )
        head = "\x1f".join(_normal(name) for name in names).encode()
        return hashlib.sha256(head + b"\x1e" + b"".join(digests)).hexdigest()


_DECIMAL = re.compile(r"-?\d+\.\d*0+|-?\d+\.")


def _normal(text: str) -> str:
    """Text as it is compared: composed letters, single spaces, no trailing zeros of a decimal."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    text = " ".join(text.split())
    if _DECIMAL.fullmatch(text):
        text = text.rstrip("0").rstrip(".")
    return text.replace("\x1f", " ")
