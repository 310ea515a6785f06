"""Tables of counts as CSV files and releases as records, for analysts outside the platform."""

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

from regionqa.statistics.disclosure.errors import CountsError
from regionqa.statistics.disclosure.facts import Between, Fact
from regionqa.statistics.disclosure.policy import Policy
from regionqa.statistics.disclosure.protect import Protected
from regionqa.statistics.disclosure.releases import Release
from regionqa.statistics.disclosure.table import TOTAL, CountTable, Figure, Frame, release_of
from regionqa.symbols import Symbol, UnknownSymbolError, parse_value

Figures = Mapping[Figure, int | Symbol]


@dataclass(frozen=True)
class _Sheet:
    """A CSV file's cells: what the first column calls each line, and its other columns."""

    name: str
    categories: tuple[str, ...]
    lines: tuple[tuple[int, str, tuple[str, ...]], ...]


def read_counts(
    path: Path, authority: str | None = None, period: str = "", covers: Sequence[str] = ()
) -> CountTable:
    """True counts: a column of authorities and one column for each category; totals are ignored.

    Raises ``CountsError`` that names file, line, column and fix.
    """
    sheet = _sheet(path, authority)
    names, values = [], []
    kept = [place for place, name in enumerate(sheet.categories) if name != TOTAL]
    for line, name, texts in sheet.lines:
        if name == TOTAL:
            continue
        names.append(name)
        values.append(tuple(_count(sheet, line, place, texts[place]) for place in kept))
    categories = tuple(sheet.categories[place] for place in kept)
    return CountTable(Frame(tuple(names), categories, period, tuple(covers)), tuple(values))


def read_published(
    path: Path, authority: str | None = None, period: str = "", covers: Sequence[str] = ()
) -> tuple[Frame, dict[Figure, int | Symbol]]:
    """A published table: numbers and symbols, with or without a Total row and a Total column.

    Raises ``CountsError`` that names file, line, column and fix.
    """
    sheet = _sheet(path, authority)
    names = [name for _, name, _ in sheet.lines if name != TOTAL]
    categories = [name for name in sheet.categories if name != TOTAL]
    rows: dict[str, int | None] = {name: place for place, name in enumerate(names)} | {TOTAL: None}
    columns: dict[str, int | None] = {name: place for place, name in enumerate(categories)}
    columns[TOTAL] = None
    figures = {
        (rows[name], columns[sheet.categories[place]]): _figure(sheet, line, place, text)
        for line, name, texts in sheet.lines
        for place, text in enumerate(texts)
    }
    return Frame(tuple(names), tuple(categories), period, tuple(covers)), figures


def read_public_figures(path: Path, frame: Frame) -> list[Fact]:
    """Figures that readers have from elsewhere: columns authority, category, low, high.

    Low and high are the least and the greatest value the figure can have (equal where it is
    exact). ``Total`` stands for all authorities or all categories of the table.
    """
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream)
        wanted = ["authority", "category", "low", "high"]
        missing = [name for name in wanted if name not in (reader.fieldnames or [])]
        if missing:
            raise CountsError(
                f"{path.name}: the column {missing[0]} is missing; needed are {', '.join(wanted)}"
            )
        return [_public_fact(path.name, reader.line_num, row, frame) for row in reader]


def _public_fact(name: str, line: int, row: dict[str, str], frame: Frame) -> Fact:
    ends = []
    for column in ("low", "high"):
        try:
            ends.append(int(row[column]))
        except (TypeError, ValueError):
            raise CountsError(
                f"{name}, line {line}, column {column}: {row[column]!r} is not a whole number; "
                "write the least and the greatest value that the figure can have"
            ) from None
    figure = (
        _place(name, line, "authority", row["authority"], frame.authorities),
        _place(name, line, "category", row["category"], frame.categories),
    )
    return Between(frame.cells(figure), ends[0], ends[1])


def _place(name: str, line: int, column: str, label: str, known: Sequence[str]) -> int | None:
    if label == TOTAL:
        return None
    if label not in known:
        raise CountsError(
            f"{name}, line {line}, column {column}: {label!r} is not in the table of counts; "
            f"spell it as there, or write {TOTAL}"
        )
    return known.index(label)


def _sheet(path: Path, authority: str | None) -> _Sheet:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.reader(stream)
        header = [name.strip() for name in next(reader, [])]
        if len(header) < 2:
            raise CountsError(
                f"{path.name}, line 1: a column of authorities and at least one of counts are "
                "needed, with their names in the first line"
            )
        first = 0 if authority is None else _column(path.name, header, authority)
        lines = []
        for texts in reader:
            if not any(text.strip() for text in texts):
                continue
            if len(texts) != len(header):
                raise CountsError(
                    f"{path.name}, line {reader.line_num}: {len(texts)} values under "
                    f"{len(header)} column names; give each column one value"
                )
            others = tuple(text for place, text in enumerate(texts) if place != first)
            lines.append((reader.line_num, texts[first].strip(), others))
    categories = tuple(name for place, name in enumerate(header) if place != first)
    _refuse_twice(path.name, "column", categories)
    _refuse_twice(path.name, "authority", [name for _, name, _ in lines])
    return _Sheet(path.name, categories, tuple(lines))


def _column(file: str, header: Sequence[str], wanted: str) -> int:
    if wanted not in header:
        raise CountsError(
            f"{file}, line 1: there is no column {wanted!r}; there are {', '.join(header)}"
        )
    return header.index(wanted)


def _refuse_twice(file: str, kind: str, labels: Sequence[str]) -> None:
    twice = next((label for label in labels if labels.count(label) > 1), None)
    if twice is not None:
        raise CountsError(f"{file}: the {kind} {twice!r} is there more than once; join or rename")


def _figure(sheet: _Sheet, line: int, place: int, text: str) -> int | Symbol:
    where = f"{sheet.name}, line {line}, column {sheet.categories[place]}"
    try:
        value = parse_value(text)
    except UnknownSymbolError as error:
        raise CountsError(f"{where}: {error}; write x where nothing was published") from None
    if isinstance(value, Decimal):
        raise CountsError(f"{where}: {text} is not a whole number; the table must hold counts")
    return value


def _count(sheet: _Sheet, line: int, place: int, text: str) -> int:
    value = _figure(sheet, line, place, text)
    if isinstance(value, Symbol) or value < 0:
        raise CountsError(
            f"{sheet.name}, line {line}, column {sheet.categories[place]}: {text} is no true "
            "count; to protect a table its true counts are needed, 0 where there is none"
        )
    return value


def write_figures(stream: IO[str], heading: str, frame: Frame, figures: Figures) -> None:
    """A table as it is to be shown, as CSV: Total column and Total row last."""
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([heading, *frame.categories, TOTAL])
    columns = (*range(len(frame.categories)), None)
    for row in (*range(len(frame.authorities)), None):
        label = TOTAL if row is None else frame.authorities[row]
        writer.writerow([label, *(str(figures[row, column]) for column in columns)])


def record_of(protected: Protected, policy: Policy) -> dict[str, Any]:
    """A release to keep for the protection of later ones; it holds true counts: keep it private."""
    table, frame = protected.table, protected.table.frame
    return {
        "period": frame.period,
        "covers": list(frame.covers),
        "measure": frame.measure,
        "authorities": list(frame.authorities),
        "categories": list(frame.categories),
        "counts": [list(row) for row in table.values],
        "figures": [
            [row, column, str(value)] for (row, column), value in protected.figures.items()
        ],
        "rounding": protected.rounding,
        "least_hidden": policy.least_hidden,
    }


def read_record(path: Path) -> Release:
    """The facts of a release that was kept by ``record_of``, from a JSON file.

    Raises ``CountsError`` that names the file where something of the record is missing or wrong.
    """
    try:
        record = json.loads(path.read_text("utf-8"))
        frame = Frame(
            tuple(record["authorities"]),
            tuple(record["categories"]),
            record["period"],
            tuple(record["covers"]),
            record["measure"],
        )
        figures = {(row, column): _kept(text) for row, column, text in record["figures"]}
        own = [[int(value) for value in row] for row in record["counts"]]
        return release_of(frame, figures, int(record["rounding"]), record["least_hidden"], own)
    except (KeyError, TypeError, ValueError) as error:
        raise CountsError(
            f"{path.name} is no record of a release ({error!r}); give a file that protect --record "
            "wrote"
        ) from None


def _kept(text: str) -> int | Symbol:
    value = parse_value(text)
    if isinstance(value, Decimal):
        raise ValueError(f"{text} is not a whole number")  # noqa: TRY004 - its value is wrong
    return value


def own_rows(frame: Frame, counts: CountTable) -> list[tuple[int, ...]]:
    """The true counts in the order of a published table.

    Raises ``CountsError`` where the two tables do not have the same rows and columns.
    """
    if set(frame.authorities) != set(counts.frame.authorities) or set(frame.categories) != set(
        counts.frame.categories
    ):
        different = sorted(
            {*frame.authorities, *frame.categories}
            ^ {*counts.frame.authorities, *counts.frame.categories}
        )
        raise CountsError(
            "the true counts and the published table differ in rows or columns: "
            f"{', '.join(different)}; both need the same"
        )
    rows = [counts.frame.authorities.index(name) for name in frame.authorities]
    columns = [counts.frame.categories.index(name) for name in frame.categories]
    return [tuple(counts.values[row][column] for column in columns) for row in rows]
