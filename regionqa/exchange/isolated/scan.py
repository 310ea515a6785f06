"""What the reader of values does not tell of a sheet."""

from collections.abc import Mapping
from typing import Any, NamedTuple
from xml.parsers import expat

from regionqa.exchange.isolated.archive import Refused
from regionqa.exchange.isolated.parts import local_name


class _Cell(NamedTuple):
    row: int
    column: int
    kind: str
    style: int


class SheetScan:
    """What the reader of values does not tell: formulas, errors, hidden rows, percentages, extent.

    Rows and columns count from 0. At most ``problems`` places of each kind are kept, all counted.
    """

    def __init__(self, request: Mapping[str, Any], percent: set[int]) -> None:
        self._request = request
        self._percent = percent
        self._keep = int(request["problems"])
        self._row, self._column, self._row_hidden = -1, -1, False
        self._cell = _Cell(0, 0, "", 0)
        self._text: list[str] | None = None
        self._first: tuple[int, int] | None = None
        self._last = (0, 0)
        self.formulas: list[list[int]] = []
        self.formula_count = 0
        self.errors: list[list[Any]] = []
        self.error_count = 0
        self.hidden_rows = 0
        self.hidden_columns: list[list[int]] = []
        self.percent_columns: set[int] = set()

    def attach(self, parser: expat.XMLParserType) -> None:
        """Set the handlers of the parser that reads the sheet."""
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = local_name(tag)
        if name == "c":
            self._start_cell(attributes)
        elif name in {"v", "is"}:
            self._value()
            self._text = [] if name == "v" and self._cell.kind == "e" else None
        elif name == "f":
            self.formula_count += 1
            if len(self.formulas) < self._keep:
                self.formulas.append([self._cell.row, self._cell.column])
        elif name == "row":
            self._row = int(attributes["r"]) - 1 if "r" in attributes else self._row + 1
            self._column, self._row_hidden = -1, attributes.get("hidden") in {"1", "true"}
        elif name == "col" and attributes.get("hidden") in {"1", "true"}:
            self.hidden_columns.append([int(attributes["min"]) - 1, int(attributes["max"]) - 1])

    def _start_cell(self, attributes: dict[str, str]) -> None:
        if "r" in attributes:
            self._row, self._column = place_of(attributes["r"])
        else:
            self._column += 1
        style = int(attributes.get("s", 0))
        self._cell = _Cell(self._row, self._column, attributes.get("t", "n"), style)

    def _value(self) -> None:
        row, column, kind, style = self._cell
        first = self._first or (row, column)
        if self._row_hidden and self._last[0] != row:
            self.hidden_rows += 1
        self._first = (min(first[0], row), min(first[1], column))
        self._last = (max(self._last[0], row), max(self._last[1], column))
        if kind == "n" and style in self._percent:
            self.percent_columns.add(column)

    def _characters(self, text: str) -> None:
        if self._text is not None and len(self._text) < 10:
            self._text.append(text[:20])

    def _end(self, tag: str) -> None:
        if self._text is not None and local_name(tag) == "v":
            self.error_count += 1
            if len(self.errors) < self._keep:
                text = "".join(self._text)[:20]
                self.errors.append([self._cell.row, self._cell.column, text])
            self._text = None

    def check(self) -> None:
        """Refuse a sheet whose used area is too large, before room for it is made."""
        if self._first is None:
            return
        rows = self._last[0] - self._first[0] + 1
        columns = self._last[1] - self._first[1] + 1
        limit = self._request
        if rows > 2 * limit["rows"] or columns > 2 * limit["columns"]:
            raise Refused(
                f"The sheet reaches over {rows:,} rows and {columns:,} columns; at most "
                f"{limit['rows']:,} rows and {limit['columns']:,} columns can be read.",
                "Delete what stands far below or to the right of the table.",
            )
        if rows * columns > limit["cells"]:
            raise Refused(
                f"The sheet has {rows * columns:,} cells; at most {limit['cells']:,} can be read.",
                "Split it into smaller files.",
            )

    def findings(self) -> dict[str, Any]:
        """What was seen, as plain data."""
        return {
            "formulas": self.formulas,
            "formula_count": self.formula_count,
            "errors": self.errors,
            "error_count": self.error_count,
            "hidden_rows": self.hidden_rows,
            "hidden_columns": self.hidden_columns[:50],
            "percent_columns": sorted(self.percent_columns)[:50],
        }


def place_of(reference: str) -> tuple[int, int]:
    """Row and column from 0 of a reference such as ``B7``. Raises ValueError for no such thing."""
    letters = reference.rstrip("0123456789")
    column = 0
    for letter in letters.upper():
        if not "A" <= letter <= "Z":
            raise ValueError(reference)
        column = column * 26 + ord(letter) - 64
    row = int(reference[len(letters) :])
    if not 0 < column <= 16384 or not 0 < row <= 1048576:
        raise ValueError(reference)
    return row - 1, column - 1
