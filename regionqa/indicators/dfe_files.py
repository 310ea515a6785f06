"""Reading a file of the Department for Education in its own layout.

The department's statistics site (explore education statistics) publishes every table in one layout:
a row for each year and area, with ``time_period``, ``geographic_level`` and the codes of the area,
and a column for each figure. A layout says which column holds which indicator. All else is the same
for all of them: codes that changed, joint returns, symbols in place of numbers.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from regionqa.authorities import Area, AreaKind, Areas
from regionqa.exchange import FileProblem, Problems, Table
from regionqa.symbols import Symbol, UnknownSymbolError, parse_value

PERIOD, IDENTIFIER, LEVEL = "time_period", "time_identifier", "geographic_level"
OLD_CODE, NEW_CODE, NAME = "old_la_code", "new_la_code", "la_name"
CODE_OF_LEVEL = {
    "National": "country_code",
    "Regional": "region_code",
    "Local authority": NEW_CODE,
}
REQUIRED = (PERIOD, LEVEL, *CODE_OF_LEVEL.values())
KINDS_OF_LEVEL = {
    "National": {AreaKind.COUNTRY},
    "Regional": {AreaKind.REGION, AreaKind.SUB_REGION},
    "Local authority": {AreaKind.AUTHORITY, AreaKind.JOINT},
}
FIRST_YEAR = 2000
MOST_PROBLEMS = 200


@dataclass(frozen=True, slots=True)
class FileLayout:
    """Which columns hold which indicators: heading to indicator code.

    ``only`` keeps the rows in which a column holds one of some texts, for files that give every
    figure once for each part of a breakdown.
    """

    code: str
    title: str
    columns: Mapping[str, str]
    only: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def fits(self, headers: Collection[str]) -> bool:
        """Whether a file with these headings has every column that the layout names."""
        return {*REQUIRED, *self.columns, *self.only} <= set(headers)


class Reading(NamedTuple):
    """One figure as it was read, and the row it stood in."""

    indicator: str
    area: Area
    year: int
    value: Decimal | Symbol
    row: int


@dataclass(frozen=True, slots=True)
class DfeContent:
    """What a file says. Nothing of it may be saved while there are problems.

    ``repeated`` counts figures that stand in the file twice and alike, ``blank`` empty cells,
    ``skipped`` rows that the layout leaves out; ``ignored`` are the columns that nothing maps.
    """

    readings: tuple[Reading, ...]
    problems: tuple[FileProblem, ...]
    problems_left_out: int
    repeated: int
    blank: int
    skipped: int
    ignored: tuple[str, ...]

    @property
    def may_be_saved(self) -> bool:
        """Whether the whole file can be taken."""
        return bool(self.readings) and not self.problems


def fitting_layouts(table: Table, layouts: Mapping[str, FileLayout]) -> list[FileLayout]:
    """The known layouts that a file's headings fit, those with most columns first."""
    found = [layout for layout in layouts.values() if layout.fits(table.headers)]
    return sorted(found, key=lambda layout: -len(layout.columns))


def read_dfe_table(
    table: Table, layout: FileLayout, areas: Areas, known: Collection[str], this_year: int
) -> DfeContent:
    """Read every figure that the layout maps; what cannot be read becomes a problem of its row.

    ``known`` are the codes of indicators that exist, ``this_year`` the latest year but one that a
    figure may be for (a file for the reporting year may be published just before it ends).
    """
    reader = _Reader(table, layout, areas, this_year)
    reader.check_columns(known)
    if not reader.problems:
        for row_number, cells in reader.rows():
            reader.read_row(row_number, cells)
    if not reader.problems and not reader.found:
        reader.problems.add(
            "There is no figure in the file.",
            "Check that it is the data file and not its description.",
        )
    named = {*CODE_OF_LEVEL.values(), PERIOD, IDENTIFIER, LEVEL, OLD_CODE, NAME}
    used = {*layout.columns, *layout.only, *named, "country_name", "region_name"}
    return DfeContent(
        readings=tuple(reader.found.values()),
        problems=reader.problems.kept,
        problems_left_out=reader.problems.left_out,
        repeated=reader.repeated,
        blank=reader.blank,
        skipped=reader.skipped,
        ignored=tuple(header for header in table.headers if header not in used),
    )


class _Reader:
    def __init__(self, table: Table, layout: FileLayout, areas: Areas, this_year: int) -> None:
        self.table = table
        self.layout = layout
        self.areas = areas
        self.this_year = this_year
        self.problems = Problems(MOST_PROBLEMS)
        self.problems.extend(table.problems, table.problems_left_out)
        self.found: dict[tuple[str, str, int], Reading] = {}
        self.repeated = self.blank = self.skipped = 0

    def check_columns(self, known: Collection[str]) -> None:
        """Refuse a file without the columns that the layout needs, or a mapping to nothing."""
        for header in (*REQUIRED, *self.layout.columns, *self.layout.only):
            if header not in self.table.position:
                self.problems.add(
                    f"The file has no column “{header}”.",
                    "Use the file as it was downloaded, or choose another kind of file.",
                    column=header,
                )
        for header, code in self.layout.columns.items():
            if code not in known:
                self.problems.add(
                    f"The column is matched to “{code}”, which is not an indicator.",
                    "Match it to one of the indicators in the list, or leave it out.",
                    column=header,
                )

    def rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Row numbers and cells by heading, without the rows that the layout leaves out."""
        wanted = (*REQUIRED, IDENTIFIER, OLD_CODE, NAME, *self.layout.columns, *self.layout.only)
        present = {header: header for header in wanted if header in self.table.position}
        for number, cells in self.table.records(present):
            if all(cells[column] in texts for column, texts in self.layout.only.items()):
                yield number, cells
            else:
                self.skipped += 1

    def read_row(self, number: int, cells: dict[str, str]) -> None:
        """Read a row's year and area once, then each of its figures."""
        year, area = self._year(number, cells), self._area(number, cells)
        if year is None or area is None:
            return
        for header, code in self.layout.columns.items():
            text = cells[header]
            if not text:
                self.blank += 1
                continue
            value = self._value(number, header, text)
            if value is not None:
                self._keep(Reading(code, area, year, value, number), header)

    def _year(self, number: int, cells: dict[str, str]) -> int | None:
        text, identifier = cells[PERIOD], cells.get(IDENTIFIER, "Reporting year")
        year = reporting_year(text, identifier)
        if year is not None and FIRST_YEAR <= year <= self.this_year + 1:
            return year
        self.problems.add(
            f"“{text}” ({identifier}) is not a reporting year"
            f" from {FIRST_YEAR} to {self.this_year + 1}.",
            "Use a file of yearly figures, with the year as four figures.",
            row=number,
            column=PERIOD,
            value=text,
        )
        return None

    def _area(self, number: int, cells: dict[str, str]) -> Area | None:
        level = cells[LEVEL]
        column = CODE_OF_LEVEL.get(level)
        if column is None:
            self.problems.add(
                f"“{level}” is not a level that can be read.",
                f"Keep the rows whose level is {', '.join(CODE_OF_LEVEL)}.",
                row=number,
                column=LEVEL,
                value=level,
            )
            return None
        code = cells[column]
        area = self.areas.find_area(code)
        if area is None or area.kind not in KINDS_OF_LEVEL[level]:
            self.problems.add(
                f"No area of the level {level} is known by the code “{code}”"
                f" ({cells.get(NAME) or 'no name'}).",
                "Check the code. A new authority comes with an update of the reference tables.",
                row=number,
                column=column,
                value=code,
            )
            return None
        return area if self._codes_agree(number, cells, area) else None

    def _codes_agree(self, number: int, cells: dict[str, str], area: Area) -> bool:
        given = cells.get(OLD_CODE, "")
        if not given or not area.dfe_code or _squeezed(given) == _squeezed(area.dfe_code):
            return True
        self.problems.add(
            f"The codes disagree: {cells[NEW_CODE]} is {area.name}, whose other code is"
            f" {area.dfe_code}, not {given}.",
            "Correct whichever of the two codes is wrong.",
            row=number,
            column=OLD_CODE,
            value=given,
        )
        return False

    def _value(self, number: int, header: str, text: str) -> Decimal | Symbol | None:
        try:
            value = parse_value(text)
        except UnknownSymbolError as unknown:
            self.problems.add(
                f"{unknown}.",
                "Write the number, or the symbol for why there is none.",
                row=number,
                column=header,
                value=text,
            )
            return None
        if isinstance(value, Symbol):
            return value
        if value < 0:
            self.problems.add(
                f"“{text}” is less than zero.",
                "Correct the figure.",
                row=number,
                column=header,
                value=text,
            )
            return None
        return Decimal(value)

    def _keep(self, reading: Reading, header: str) -> None:
        key = (reading.indicator, reading.area.code, reading.year)
        earlier = self.found.setdefault(key, reading)
        if earlier is reading:
            return
        if earlier.value == reading.value:
            self.repeated += 1
            return
        self.problems.add(
            f"{reading.area.name} in {reading.year} stands in row {earlier.row} with another"
            " figure.",
            "Keep one of the two rows. If the file gives each figure for several groups of"
            " children, keep the rows of one group.",
            row=reading.row,
            column=header,
        )


def reporting_year(period: str, identifier: str) -> int | None:
    """The year that a period of a published file ends in, or None where it is not a year.

    ``2025`` as a reporting or calendar year is 2025; ``202425`` as a financial year is 2025.
    """
    if identifier in {"Reporting year", "Calendar year"} and re.fullmatch(r"\d{4}", period):
        return int(period)
    if identifier == "Financial year" and re.fullmatch(r"\d{6}", period):
        first, last = int(period[:4]), int(period[4:])
        return first + 1 if (first + 1) % 100 == last else None
    return None


def _squeezed(code: str) -> str:
    return re.sub(r"\s", "", code)
