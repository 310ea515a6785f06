"""Rebuild the table of published figures from a folder of the published files.

``python -m regionqa.indicators.reference.build FOLDER`` reads the long table of values and the
three files of counts in FOLDER, and the count of children in need kept beside this file, and writes
one small table for each indicator: a row for each area, a column for each year. An empty cell means
that nothing was published; a symbol stands as it was published.
"""

import tomllib
from pathlib import Path

import click

from regionqa.exchange.reference import Row, read_rows, write_checksums, write_rows

Cells = dict[str, dict[str, str]]

HERE = Path(__file__).parent
COUNT_FILES = {
    "referrals": "ees_sample_c1_referrals.csv",
    "plan_duration": "ees_sample_d5_cpp_duration.csv",
    "workforce": "ees_sample_csww_indicators.csv",
}
CODE_COLUMNS = {
    "National": "country_code",
    "Regional": "region_code",
    "Local authority": "new_la_code",
}


def collect_values(rows: list[Row]) -> dict[str, Cells]:
    """From the long table: indicator, then area, then year, to the text of the figure."""
    found: dict[str, Cells] = {}
    for row in rows:
        area = found.setdefault(row["indicator_code"], {}).setdefault(row["geo_code"], {})
        area[row["period"]] = row["value"] or row["symbol"]
    return found


def collect_counts(rows: list[Row], columns: dict[str, str]) -> dict[str, Cells]:
    """From a wide file in the department's layout: the counts that ``columns`` maps, likewise."""
    found: dict[str, Cells] = {}
    for row in rows:
        area = row[CODE_COLUMNS[row["geographic_level"]]]
        for column, code in columns.items():
            found.setdefault(code, {}).setdefault(area, {})[row["time_period"]] = row[column]
    return found


def write_indicator(folder: Path, code: str, cells: Cells) -> None:
    """Write one indicator's table: areas in the order of their codes, years left to right."""
    years = sorted({year for figures in cells.values() for year in figures})
    rows = ([area, *(cells[area].get(year, "") for year in years)] for area in sorted(cells))
    write_rows(folder / f"{code}.csv", ["area", *years], rows)


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def build(folder: Path) -> None:
    """Write the tables of published figures from the published files in FOLDER."""
    definitions = tomllib.loads((HERE / "indicators.toml").read_text(encoding="utf-8"))
    files = tomllib.loads((HERE / "dfe_files.toml").read_text(encoding="utf-8"))["file"]
    values = collect_values(read_rows(folder / "indicator_values.csv"))
    for name, file in COUNT_FILES.items():
        counts = {c: i for c, i in files[name]["columns"].items() if i in definitions["count"]}
        values |= collect_counts(read_rows(folder / file), counts)
    kept = read_rows(HERE / "children_in_need_2025.csv")
    values["cin_open"] = {row["area"]: {"2025": row["count"]} for row in kept}
    unknown = set(values) ^ (set(definitions["indicator"]) | set(definitions["count"]))
    if unknown:
        raise click.ClickException(f"Defined or published, but not both: {sorted(unknown)}")
    target = HERE / "values"
    target.mkdir(exist_ok=True)
    for code, cells in values.items():
        write_indicator(target, code, cells)
    write_checksums(HERE)
    write_checksums(target)
    click.echo(f"Wrote {len(values)} tables in {target}")


if __name__ == "__main__":
    build()
