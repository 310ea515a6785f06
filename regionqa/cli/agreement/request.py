"""What one call asks for, and the columns of its file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from regionqa.exchange import Limits, Table, read_table
from regionqa.statistics.agreement import RatingsError, Scale

LARGE = Limits(
    file_bytes=4_000_000_000,
    rows=20_000_000,
    columns=2_000,
    cells=400_000_000,
    characters=8_000_000_000,
    archive_bytes=4_000_000_000,
    memory=8_000_000_000,
    seconds=600,
)
"""The command line reads a person's own file, so its limits only stop what would never end."""


@dataclass(frozen=True)
class Asked:
    """The arguments of one call."""

    file: Path
    subject: str
    rater: str
    grade: str
    scale: Scale
    by: str | None
    coefficient: str
    weights: str
    level: float
    se: Any
    population: int | None
    cluster: str | None
    bootstrap: int | None
    seed: int | None
    not_graded: tuple[str, ...]
    full: bool

    def check(self) -> None:
        """Refuse what cannot be asked for together.

        Raises:
            RatingsError: names the two options.

        """
        if self.population is not None and self.by is not None:
            raise RatingsError("--population counts all cases, so it cannot go with --by.")
        if self.population is not None and self.bootstrap is not None:
            raise RatingsError("--population cannot go with --bootstrap; leave one of them out.")
        if self.se == "gwet" and self.bootstrap is not None:
            raise RatingsError("--se gwet cannot go with --bootstrap; leave one of them out.")


def read_scale(text: str) -> Scale:
    """The scale as it was written; numbers when every grade is one."""
    grades = [grade.strip() for grade in text.split(",")]
    if "" in grades:
        raise RatingsError(f"The scale {text!r} has an empty grade between its commas.")
    numbers = [as_number(grade) for grade in grades]
    if any(number is None for number in numbers):
        return Scale.of(grades)
    return Scale.of([number for number in numbers if number is not None])


def as_number(text: str) -> float | None:
    """The text as a number, or None."""
    try:
        return float(text)
    except ValueError:
        return None


def read_columns(asked: Asked, sheet: str | None) -> tuple[dict[str, list[Any]], list[int]]:
    """The columns asked for, with grades matched to numbers, and each row's number in the file."""
    with asked.file.open("rb") as stream:
        table = read_table(stream, asked.file.name, LARGE, sheet=sheet)
    if table.problems:
        first = "\n".join(str(problem) for problem in table.problems[:10])
        more = len(table.problems) + table.problems_left_out - 10
        raise RatingsError(first + (f"\nand {more} more like these" if more > 0 else ""))
    wanted = {
        "--subject": asked.subject,
        "--rater": asked.rater,
        "--grade": asked.grade,
        "--by": asked.by,
        "--cluster": asked.cluster,
    }
    columns: dict[str, list[Any]] = {}
    for option, name in wanted.items():
        if name is not None:
            columns[name] = list(_column(table, name, option))
    columns[asked.grade] = _grades(columns[asked.grade], asked)
    return columns, [row.number for row in table.rows]


def _column(table: Table, name: str, option: str) -> tuple[str, ...]:
    if name not in table.position:
        known = ", ".join(repr(header) for header in table.headers)
        raise RatingsError(f"{option}: the file has no column {name!r}. Its columns are: {known}.")
    return table.column(name)


def _grades(cells: list[str], asked: Asked) -> list[Any]:
    """Cells as grades: None for not graded, numbers on a scale of numbers."""
    absent = {"", *asked.not_graded}
    if not asked.scale.is_numeric:
        return [None if cell in absent else cell for cell in cells]
    grades: list[Any] = []
    for cell in cells:
        number = as_number(cell)
        grades.append(None if cell in absent else cell if number is None else number)
    return grades
