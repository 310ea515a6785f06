"""Published figures written out again in the department's own layout, for the reading of files."""

import csv
import io
from collections.abc import Iterable, Sequence

from regionqa.authorities.areas import Area, AreaKind
from regionqa.authorities.reference_tables import reference_areas
from regionqa.indicators.dfe_files import FileLayout
from regionqa.indicators.reference_tables import file_layouts, published_values

HEAD = (
    "time_period",
    "time_identifier",
    "geographic_level",
    "country_code",
    "country_name",
    "region_code",
    "region_name",
    "old_la_code",
    "new_la_code",
    "la_name",
)
Row = dict[str, str]


def place(area: Area, *, code: str | None = None) -> Row:
    """The columns that say which area a row is of; ``code`` where the file has another one."""
    row = {"country_code": "E92000001", "country_name": "England"}
    if area.kind is AreaKind.COUNTRY:
        return row | {"geographic_level": "National"}
    if area.kind in {AreaKind.REGION, AreaKind.SUB_REGION}:
        return row | {
            "geographic_level": "Regional",
            "region_code": area.code,
            "region_name": area.name,
        }
    return row | {
        "geographic_level": "Local authority",
        "region_code": area.region_code,
        "old_la_code": area.dfe_code,
        "new_la_code": code or area.code,
        "la_name": area.name,
    }


def rows_of(layout: FileLayout, years: Sequence[int]) -> list[Row]:
    """The rows of a published file, newest year first, with the reference tables' figures."""
    cells: dict[tuple[int, str], Row] = {}
    for column, code in layout.columns.items():
        for value in published_values(code):
            if value.year in years:
                cells.setdefault((value.year, value.area), {})[column] = value.text
    areas = reference_areas()
    return [
        {"time_period": str(year), "time_identifier": "Reporting year"}
        | place(areas.get_area(area), code=area if area.startswith("E080") else None)
        | found
        for (year, area), found in sorted(cells.items(), key=lambda item: (-item[0][0], item[0][1]))
    ]


def many_rows(layout: FileLayout, years: Iterable[int]) -> list[Row]:
    """The newest published year's rows again as other years, for files as large as they come."""
    base = rows_of(layout, [2025])
    return [row | {"time_period": str(year)} for year in years for row in base]


def written(rows: Iterable[Row], columns: Iterable[str]) -> bytes:
    """Rows as a CSV file in UTF-8."""
    text = io.StringIO()
    writer = csv.DictWriter(text, [*HEAD, *columns], restval="", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def published_file(name: str, years: Sequence[int] = (2023, 2024, 2025)) -> bytes:
    """A published file of one of the known layouts."""
    layout = file_layouts()[name]
    return written(rows_of(layout, years), layout.columns)
