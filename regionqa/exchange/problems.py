"""What is wrong with a file, as data: each problem names its row, its column and the fix."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

EXCERPT_LENGTH = 30
"""The most characters of a cell that a message repeats: a cell may hold what must not be spread."""


def excerpt(value: object) -> str:
    """The beginning of a value on one line, short enough to show and to log."""
    text = "".join(c if c.isprintable() else " " for c in str(value)[: EXCERPT_LENGTH * 2])
    text = " ".join(text.split())
    return text if len(text) <= EXCERPT_LENGTH else text[: EXCERPT_LENGTH - 1].rstrip() + "…"


@dataclass(frozen=True, slots=True)
class FileProblem:
    """One thing to put right. ``row`` is the row as a spreadsheet shows it, from 1; None: all.

    ``column`` is the heading in the file (or "column C" where it has none); ``value`` an excerpt.
    """

    row: int | None
    column: str | None
    value: str
    message: str
    fix: str

    @property
    def place(self) -> str:
        """Where it is, in words: ``Row 7, Grade``."""
        parts = [f"Row {self.row}"] if self.row is not None else []
        if self.column is not None:
            parts.append(self.column)
        return ", ".join(parts) or "The file"

    def __str__(self) -> str:
        return f"{self.place}: {self.message} {self.fix}"


class FileRefused(Exception):
    """A file that cannot be read at all, or that must not be.

    ``header_row`` is a suggestion to read again with; ``sheets`` are the sheets to choose from;
    ``problems`` the single problems where there are several.
    """

    def __init__(
        self,
        message: str,
        fix: str,
        *,
        row: int | None = None,
        column: str | None = None,
        problems: Iterable[FileProblem] = (),
        header_row: int | None = None,
        sheets: Iterable[str] = (),
    ) -> None:
        super().__init__(f"{message} {fix}")
        self.message = message
        self.fix = fix
        self.row = row
        self.column = column
        self.problems = tuple(problems)
        self.header_row = header_row
        self.sheets = tuple(sheets)

    def as_problem(self) -> FileProblem:
        """The refusal in the shape of a row-level problem, for one list on the page."""
        return FileProblem(self.row, self.column, "", self.message, self.fix)


class Problems:
    """Problems in the order of finding: the first ``limit`` are kept, the rest are counted."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._kept: list[FileProblem] = []
        self._count = 0

    def add(
        self,
        message: str,
        fix: str,
        *,
        row: int | None = None,
        column: str | None = None,
        value: object = "",
    ) -> None:
        """Record one problem; ``value`` is cut to an excerpt."""
        self.count_one()
        if len(self._kept) < self._limit:
            self._kept.append(FileProblem(row, column, excerpt(value), message, fix))

    def count_one(self, more: int = 1) -> None:
        """Count problems that something else found and did not list."""
        self._count += more

    def extend(self, problems: Iterable[FileProblem], left_out: int = 0) -> None:
        """Take over problems found elsewhere, and the number it had left out."""
        for problem in problems:
            self._count += 1
            if len(self._kept) < self._limit:
                self._kept.append(problem)
        self._count += left_out

    @property
    def kept(self) -> tuple[FileProblem, ...]:
        """The listed problems, in row order (whole-file problems first)."""
        return tuple(sorted(self._kept, key=lambda p: p.row or 0))

    @property
    def left_out(self) -> int:
        """How many more there are than are listed."""
        return self._count - len(self._kept)

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[FileProblem]:
        return iter(self.kept)
