"""What was seen in a sheet besides its values."""

from collections.abc import Mapping
from typing import Any

from regionqa.exchange.isolated.archive import Refused


class Findings:
    """Formulas, errors, hidden rows and columns, percentages, and the extent of the values.

    Rows and columns count from 0. At most ``problems`` places of each kind are kept, all counted.
    """

    def __init__(self, request: Mapping[str, Any], percent: set[int]) -> None:
        self._limits = request
        self._keep = int(request["problems"])
        self.percent_styles = percent
        self.rows: set[int] = set()
        self.columns: set[int] = set()
        self.percent_columns: set[int] = set()
        self.hidden_rows: set[int] = set()
        self.hidden_columns: list[list[int]] = []
        self.formulas: list[list[int]] = []
        self.formula_count = 0
        self.errors: list[list[Any]] = []
        self.error_count = 0

    def add_formula(self, row: int, column: int) -> None:
        """A cell that computes its value."""
        self.formula_count += 1
        if len(self.formulas) < self._keep:
            self.formulas.append([row, column])

    def add_error(self, row: int, column: int, text: str) -> None:
        """A cell whose value is an error such as #REF!."""
        self.error_count += 1
        if len(self.errors) < self._keep:
            self.errors.append([row, column, text[:20]])

    def check_extent(self) -> None:
        """Refuse a sheet whose used area is too large, before room for it is made."""
        if not self.rows:
            return
        rows = max(self.rows) - min(self.rows) + 1
        columns = max(self.columns) - min(self.columns) + 1
        most = self._limits
        if rows > 2 * most["rows"] or columns > 2 * most["columns"]:
            raise Refused(
                f"The sheet reaches over {rows:,} rows and {columns:,} columns; at most "
                f"{most['rows']:,} rows and {most['columns']:,} columns can be read.",
                "Delete what stands far below or to the right of the table.",
            )
        if rows * columns > most["cells"]:
            raise Refused(
                f"The sheet has {rows * columns:,} cells; at most {most['cells']:,} can be read.",
                "Split it into smaller files.",
            )

    def plain(self) -> dict[str, Any]:
        """What was seen, as plain data."""
        return {
            "formulas": self.formulas,
            "formula_count": self.formula_count,
            "errors": self.errors,
            "error_count": self.error_count,
            "hidden_rows": len(self.hidden_rows & self.rows),
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
