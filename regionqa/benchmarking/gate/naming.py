"""Named tables for members: protected cell by cell, beside everything else that is said."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from regionqa.benchmarking.gate.facts import COUNTED, REST
from regionqa.benchmarking.gate.given import Given, quarters_of
from regionqa.benchmarking.products import NamedRow, NamedTable

if TYPE_CHECKING:
    from regionqa.statistics.disclosure import Fact, Frame, Protected, Release


@dataclass(frozen=True)
class Named:
    """A table that may be given to members, and all that it says as facts."""

    code: str
    table: "Protected"
    release: "Release"


def named_tables(
    label: str,
    given: Mapping[str, Mapping[str, Given]],
    before: "Sequence[Release]",
    seconds: float,
) -> tuple[Named, ...]:
    """A protected table for each measure, each beside those before it.

    Raises ``UnpublishableError`` where even the barest table would give something away.
    """
    from regionqa.statistics.disclosure import CountTable, Frame, Release, protect_table

    found: list[Named] = []
    for code, contributed in given.items():
        if not contributed:
            continue
        frame = Frame(
            tuple(contributed), (COUNTED, REST), label, tuple(quarters_of(contributed)), code
        )
        values = tuple(
            (one.numerator, one.denominator - one.numerator) for one in contributed.values()
        )
        nothing = Release(label, (), tuple(_nothing_in(frame, contributed)))
        table = protect_table(
            CountTable(frame, values),
            earlier=[*before, *(one.release for one in found), nothing],
            time_limit=seconds,
        )
        facts = (*nothing.facts, *table.release.facts)
        found.append(Named(code, table, Release(label, frame.authorities, facts)))
    return tuple(found)


def _nothing_in(frame: "Frame", contributed: Mapping[str, Given]) -> "Iterator[Fact]":
    """A quarter that others have and this authority has not holds none of its cases."""
    from regionqa.statistics.disclosure import Cell, Shown

    for authority, one in contributed.items():
        for quarter in frame.covers:
            if quarter not in one.quarters:
                for category in frame.categories:
                    yield Shown((Cell(authority, category, quarter, frame.measure),), 0)


def table_of(
    named: Named, title: str, columns: tuple[str, str], names: Mapping[str, str]
) -> NamedTable:
    """The table as members get it: numbers and symbols, authorities by name in order."""
    frame = named.table.table.frame
    width = (0, 1, None)

    def shown(row: int | None) -> tuple[int | str, ...]:
        values = (named.table.figures[(row, column)] for column in width)
        return tuple(value if isinstance(value, int) else str(value) for value in values)

    rows = [
        NamedRow(names.get(authority, authority), shown(place))
        for place, authority in enumerate(frame.authorities)
    ]
    return NamedTable(
        named.code,
        title,
        (*columns, "Total"),
        tuple(sorted(rows, key=lambda one: one.authority)),
        shown(None),
        named.table.rounding,
    )
