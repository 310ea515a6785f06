"""A table of true counts, authority by category, and what of it is held back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from regionqa.statistics.disclosure.cells import Cell
from regionqa.statistics.disclosure.errors import CountsError
from regionqa.statistics.disclosure.facts import (
    Between,
    Fact,
    Hidden,
    Rounded,
    Shown,
    rounded_count,
)
from regionqa.statistics.disclosure.releases import Release
from regionqa.symbols import Symbol

if TYPE_CHECKING:
    import pandas as pd

TOTAL = "Total"
Figure = tuple[int | None, int | None]


@dataclass(frozen=True)
class Frame:
    """What a table is about: its rows, its columns, and the unknowns behind each figure.

    Args:
        authorities: the rows' ids.
        categories: the columns' names.
        period: the label of the release.
        covers: the finest periods that the counts add up (a rolling year: its twelve months), so
            that releases over windows that overlap speak of the same unknowns.
        measure: what is counted, where several measures are released.

    """

    authorities: tuple[str, ...]
    categories: tuple[str, ...]
    period: str = ""
    covers: tuple[str, ...] = ()
    measure: str = ""

    def __post_init__(self) -> None:
        """Refuse labels that would be confused."""
        for kind, labels in (("row", self.authorities), ("column", self.categories)):
            _refuse_labels(kind, labels)
        if not self.authorities or not self.categories:
            raise CountsError("the table is empty: it needs at least one row and one column")

    @property
    def figures(self) -> list[Figure]:
        """Every figure of the table, row by row, totals last."""
        rows = (*range(len(self.authorities)), None)
        columns = (*range(len(self.categories)), None)
        return [(row, column) for row in rows for column in columns]

    def cells(self, figure: Figure) -> tuple[Cell, ...]:
        """The unknowns that a figure adds up."""
        row, column = figure
        authorities = self.authorities if row is None else (self.authorities[row],)
        categories = self.categories if column is None else (self.categories[column],)
        periods = self.covers or (self.period,)
        return tuple(
            Cell(authority, category, period, self.measure)
            for authority in authorities
            for category in categories
            for period in periods
        )

    def name(self, figure: Figure) -> Cell:
        """What an exposure calls a figure of the table."""
        row, column = figure
        authority = TOTAL if row is None else self.authorities[row]
        category = TOTAL if column is None else self.categories[column]
        return Cell(authority, category, self.period, self.measure)


@dataclass(frozen=True)
class CountTable:
    """True counts: a row of ``values`` for each authority of the frame."""

    frame: Frame
    values: tuple[tuple[int, ...], ...]

    def __post_init__(self) -> None:
        """Refuse counts that are none."""
        for authority, row in zip(self.frame.authorities, self.values, strict=True):
            for category, value in zip(self.frame.categories, row, strict=True):
                if value < 0:
                    raise CountsError(
                        f"row {authority}, column {category}: {value} is below 0; "
                        "a count is 0 or more"
                    )

    def value(self, figure: Figure) -> int:
        """The true value of a figure, a total included."""
        row, column = figure
        rows = self.values if row is None else (self.values[row],)
        return sum(sum(line) if column is None else line[column] for line in rows)


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
    return CountTable(Frame(authorities, categories, period, tuple(covers), measure), values)


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

    def figure(self, figure: Figure) -> int | Symbol:
        """A figure as it is shown: cells and Total column exact, the Total row rounded, or c.

        A total that rounds to 0 without being 0 is ``low``.
        """
        if figure in self.hidden:
            return Symbol.CONFIDENTIAL
        value = self.table.value(figure)
        shown = rounded_count(value, self.rounding) if figure[0] is None else value
        return Symbol.LOW if value > 0 and shown == 0 else shown

    def figures(self) -> dict[Figure, int | Symbol]:
        """Every figure as it is to be shown."""
        return {figure: self.figure(figure) for figure in self.table.frame.figures}

    def release(self, least_hidden: int) -> Release:
        """The table as shown, as facts, with each authority's own row."""
        own = self.table.values
        return release_of(self.table.frame, self.figures(), self.rounding, least_hidden, own)


def release_of(
    frame: Frame,
    figures: Mapping[Figure, int | Symbol],
    rounding: int,
    least_hidden: int,
    own: Sequence[Sequence[int]] | None = None,
) -> Release:
    """A published table as facts.

    Args:
        frame: what the table is about.
        figures: what it shows; a figure that is left out was not published. ``c`` and the dash
            are hidden, ``low`` is from 1 to below half the base; other symbols say nothing.
        rounding: the base of the Total row.
        least_hidden: the least value that the publisher's rules leave possible for a hidden count.
        own: the true counts, each row known to its authority; None where they are not at hand.

    """
    facts: list[Fact] = []
    for row, authority in enumerate(frame.authorities if own is not None else ()):
        for column, count in enumerate(own[row] if own is not None else ()):
            facts.append(Shown(frame.cells((row, column)), count, known_to=authority))
    for figure, value in figures.items():
        facts.extend(
            _facts(frame, figure, value, rounding if figure[0] is None else 1, least_hidden)
        )
    return Release(frame.period, frame.authorities, facts)


def _facts(
    frame: Frame, figure: Figure, value: int | Symbol, base: int, least_hidden: int
) -> list[Fact]:
    cells = frame.cells(figure)
    if value in {Symbol.CONFIDENTIAL, Symbol.UNKNOWN}:
        return [Hidden(frame.name(figure), cells, least_hidden)]
    if value is Symbol.LOW:
        return [Between(cells, 1, max(1, (base - 1) // 2))]
    if isinstance(value, Symbol):
        return []
    return [Shown(cells, value) if base == 1 else Rounded(cells, value, base)]
