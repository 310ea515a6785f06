"""A table of true counts, authority by category, and what of it is held back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from regionqa.statistics.disclosure.cells import Cell
from regionqa.statistics.disclosure.errors import CountsError
from regionqa.statistics.disclosure.facts import Fact, Hidden, Rounded, Shown, rounded_count
from regionqa.statistics.disclosure.releases import Release
from regionqa.symbols import Symbol

if TYPE_CHECKING:
    import pandas as pd

TOTAL = "Total"
Figure = tuple[int | None, int | None]


@dataclass(frozen=True)
class CountTable:
    """True counts: one row for each authority, one column for each category.

    Args:
        authorities: the rows' ids.
        categories: the columns' names.
        values: the counts, a row of them for each authority.
        period: the label of the release.
        covers: the finest periods that the counts add up (a rolling year: its twelve months), so
            that releases over windows that overlap speak of the same unknowns.
        measure: what is counted, where several measures are released.

    """

    authorities: tuple[str, ...]
    categories: tuple[str, ...]
    values: tuple[tuple[int, ...], ...]
    period: str = ""
    covers: tuple[str, ...] = ()
    measure: str = ""

    def __post_init__(self) -> None:
        """Refuse labels that would be confused and counts that are none."""
        for kind, labels in (("row", self.authorities), ("column", self.categories)):
            _refuse_labels(kind, labels)
        if not self.authorities or not self.categories:
            raise CountsError("the table is empty: it needs at least one row and one column")
        for authority, row in zip(self.authorities, self.values, strict=True):
            for category, value in zip(self.categories, row, strict=True):
                if value < 0:
                    raise CountsError(
                        f"row {authority}, column {category}: {value} is below 0; "
                        "a count is 0 or more"
                    )

    def cells(self, row: int, column: int) -> tuple[Cell, ...]:
        """The unknowns that a count of the table adds up."""
        authority, category = self.authorities[row], self.categories[column]
        periods = self.covers or (self.period,)
        return tuple(Cell(authority, category, period, self.measure) for period in periods)

    def name(self, row: int | None, column: int | None) -> Cell:
        """What an exposure calls a figure of the table; None is the total."""
        authority = TOTAL if row is None else self.authorities[row]
        category = TOTAL if column is None else self.categories[column]
        return Cell(authority, category, self.period, self.measure)


def _refuse_labels(kind: str, labels: Sequence[str]) -> None:
    for label in labels:
        if label == TOTAL:
            raise CountsError(
                f"{kind} {TOTAL}: leave totals out of the counts; they are worked out from them"
            )
        if labels.count(label) > 1:
            raise CountsError(f"{kind} {label} is there more than once; join or rename them")


def table_from_frame(
    counts: "pd.DataFrame", period: str = "", covers: Iterable[str] = (), measure: str = ""
) -> CountTable:
    """The counts of a DataFrame: authorities in the index, categories in the columns.

    Raises ``CountsError`` that names row and column where a value is no whole number from 0.
    """
    authorities = tuple(str(label) for label in counts.index)
    categories = tuple(str(label) for label in counts.columns)
    rows = counts.to_numpy(dtype=object)
    values = tuple(
        tuple(
            _count(value, authority, category)
            for value, category in zip(row, categories, strict=True)
        )
        for row, authority in zip(rows, authorities, strict=True)
    )
    return CountTable(authorities, categories, values, period, tuple(covers), measure)


def _count(value: object, authority: str, category: str) -> int:
    if isinstance(value, (int, np.integer)) and not isinstance(value, (bool, np.bool_)):
        return int(value)
    if isinstance(value, (float, np.floating)) and float(value).is_integer():
        return int(value)
    raise CountsError(
        f"row {authority}, column {category}: {value!r} is not a whole number; "
        "a true count is needed, 0 where there is none"
    )


@dataclass
class Plan:
    """What of a table is held back, and how its Total row is rounded.

    A figure is (row, column); None stands for the total, so (None, 2) is in the Total row.
    """

    table: CountTable
    base: int
    hidden: set[Figure] = field(default_factory=set)

    @property
    def rounding(self) -> int:
        """The base of the Total row: 1 as long as nothing is hidden."""
        return self.base if self.hidden else 1

    def value(self, figure: Figure) -> int:
        """The true value of a figure."""
        row, column = figure
        if row is None:
            return self.column_total(column)
        return sum(self.table.values[row]) if column is None else self.table.values[row][column]

    def figure(self, figure: Figure) -> int | Symbol:
        """A figure as it is shown: cells and Total column exact, the Total row rounded, or c."""
        if figure in self.hidden:
            return Symbol.CONFIDENTIAL
        value = self.value(figure)
        return rounded_count(value, self.rounding) if figure[0] is None else value

    def column_total(self, column: int | None) -> int:
        """The true total of a column, or of everything."""
        rows = self.table.values
        return sum(sum(row) if column is None else row[column] for row in rows)

    def figures(self) -> list[list[int | Symbol]]:
        """The table as it is to be shown, with the Total column last and the Total row last."""
        rows = (*range(len(self.table.authorities)), None)
        columns = (*range(len(self.table.categories)), None)
        return [[self.figure((row, column)) for column in columns] for row in rows]

    def release(self, least_hidden: int) -> Release:
        """The table as shown, as facts, with each authority's own row."""
        table = self.table
        rows = range(len(table.authorities))
        facts = [
            Shown(table.cells(i, j), value, known_to=table.authorities[i])
            for i in rows
            for j, value in enumerate(table.values[i])
        ]
        columns = (*range(len(table.categories)), None)
        shown = [self._fact((i, j), least_hidden) for i in (*rows, None) for j in columns]
        return Release(table.period, table.authorities, [*facts, *shown])

    def _fact(self, figure: Figure, least_hidden: int) -> Fact:
        row, column = figure
        table = self.table
        rows = range(len(table.authorities)) if row is None else (row,)
        columns = range(len(table.categories)) if column is None else (column,)
        cells = tuple(cell for i in rows for j in columns for cell in table.cells(i, j))
        value = self.figure(figure)
        if isinstance(value, Symbol):
            return Hidden(table.name(row, column), cells, least_hidden)
        if row is None and self.rounding > 1:
            return Rounded(cells, value, self.rounding)
        return Shown(cells, value)
