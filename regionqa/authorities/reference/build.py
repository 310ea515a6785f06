"""Rebuild the reference tables of authorities from a folder of the published files.

``python -m regionqa.authorities.reference.build FOLDER`` reads the list of authorities, the
statistical neighbours, the code aliases and the three Ofsted files in FOLDER, joins the dates kept
by hand in ``reorganisation.toml``, and writes the compact tables beside this file.
"""

import tomllib
from pathlib import Path
from typing import Any

import click

from regionqa.authorities.areas import slug_of
from regionqa.exchange.reference import (
    Row,
    read_rows,
    write_checksums,
    write_records,
    write_rows,
)

HERE = Path(__file__).parent
CLOSENESS = ("Not close", "Somewhat close", "Close", "Very close", "Extremely close")
GRADES = {
    "": "",
    "Inadequate": "I",
    "Requires improvement to be good": "R",
    "Good": "G",
    "Outstanding": "O",
}
JUDGEMENTS = (
    "overall_effectiveness",
    "impact_of_leaders",
    "help_and_protection",
    "children_in_care",
    "care_leavers",
)
OFFICIAL_TO, OFFICIAL_PUBLISHED_TO = "2025-03-31", "2025-05-14"
"""The last day of the official list, and the day of the last report that it holds."""


def build_regions(authorities: list[Row]) -> list[tuple[str, str, str, str]]:
    """Rows of code, name, kind and parent: England, its nine regions, Inner and Outer London."""
    regions = {(r["region_code"], r["region_name"]) for r in authorities}
    parts = {(r["sub_region_code"], r["sub_region_name"], r["region_code"]) for r in authorities}
    return [
        ("E92000001", "England", "country", ""),
        *((code, name, "region", "E92000001") for code, name in sorted(regions)),
        *((code, name, "sub-region", parent) for code, name, parent in sorted(parts) if code),
    ]


def build_authorities(authorities: list[Row], kept: dict[str, Any]) -> list[dict[str, Any]]:
    """Every authority that is, was since 2013, or is decided to be, with its dates."""
    created = {code: group["on"] for group in kept["created"] for code in group["gss_codes"]}
    closing = {row["slug"]: row["ends_on"] for row in kept["closing"]}
    undated = kept["not_dated"]["gss_codes"]
    rows = []
    for row in authorities:
        slug, code = slug_of(row["la_name"]), row["gss_code"]
        by_type = None if code in undated else kept["created_by_type"].get(row["la_type"])
        rows.append(
            {
                "slug": slug,
                "gss_code": code,
                "dfe_code": row["la_code"],
                "name": row["la_name"],
                "kind": row["la_type"],
                "region_code": row["region_code"],
                "sub_region_code": row["sub_region_code"],
                "ofsted_region": row["ofsted_region"],
                "ofsted_urn": row["ofsted_urn"],
                "starts_on": created.get(code, by_type),
                "ends_on": closing.get(slug),
                "population_0_17_mid2024": row["population_0_17_mid2024"],
            }
        )
    columns = rows[0].keys()
    return rows + [{c: row.get(c) for c in columns} for row in kept["ended"] + kept["planned"]]


def build_neighbours(rows: list[Row]) -> list[list[str]]:
    """One row for each authority: its ten neighbours in rank order, each ``code:closeness``."""
    ranked: dict[str, dict[int, str]] = {}
    for row in rows:
        cell = f"{row['neighbour_gss_code']}:{CLOSENESS.index(row['closeness']) + 1}"
        ranked.setdefault(row["gss_code"], {})[int(row["rank"])] = cell
    return [[code, *(cells[rank] for rank in range(1, 11))] for code, cells in ranked.items()]


def build_aliases(rows: list[Row], ended: set[str]) -> list[tuple[str, str, str, str]]:
    """Codes that files hold instead of a current one: a newer code, or two joined in one return.

    Codes of authorities that have ended are not aliases: those authorities are rows of their own.
    """
    found = []
    for row in rows:
        code = row["published_code"]
        if code not in ended:
            kind = "joint" if "/" in code else "other code"
            found.append((code, row["published_la_code"], kind, row["current_gss_codes"]))
    return found


def build_inspections(official: list[Row], machine_read: list[Row]) -> list[dict[str, str]]:
    """Inspections to 31 March 2025 as Ofsted lists them, and later ones as read from reports.

    The machine-read list is wrong in places where it can be checked, so that a row of it stands
    only for an inspection that the official list cannot hold: one after its time, or one of its
    last weeks whose report came out after it was made.
    """
    rows = [
        _inspection(r, r["inspection_date"], r["publication_date"], "official")
        | {"kind": r["inspection_type"].split()[1].lower()}
        for r in official
    ]
    rows += [
        _inspection(r, r["inspection_start"], r["published"], "machine-read")
        | {"report": r["report_url"]}
        for r in machine_read
        if r["inspection_start"] > OFFICIAL_TO
        or (r["inspection_start"] and r["published"] > OFFICIAL_PUBLISHED_TO)
    ]
    return sorted(rows, key=lambda row: (row["authority"], row["inspected_on"]))


def _inspection(row: Row, inspected_on: str, published_on: str, source: str) -> dict[str, str]:
    return {
        "authority": row["gss_code"],
        "inspected_on": inspected_on,
        "published_on": published_on,
        "kind": row["inspection_type"],
        **{judgement: GRADES[row[judgement]] for judgement in JUDGEMENTS},
        "source": source,
        "report": "",
    }


def build_visits(rows: list[Row]) -> list[tuple[str, ...]]:
    """Focused and monitoring visits of one year, with their themes; they carry no grades."""
    kinds = {"ILACS Focused Visit": "focused", "LA Monitoring visit": "monitoring"}
    return sorted(
        (r["gss_code"], r["date"], r["publication_date"], kinds[r["visit_type"]], r["visit_theme"])
        for r in rows
        if r["visit_type"] in kinds
    )


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def build(folder: Path) -> None:
    """Write the reference tables of authorities from the published files in FOLDER."""
    kept = tomllib.loads((HERE / "reorganisation.toml").read_text(encoding="utf-8"))
    authorities = read_rows(folder / "local_authorities.csv")
    write_records(HERE / "authorities.csv", build_authorities(authorities, kept))
    write_rows(HERE / "regions.csv", ("code", "name", "kind", "parent"), build_regions(authorities))
    write_records(HERE / "successions.csv", kept["succession"])
    neighbours = build_neighbours(read_rows(folder / "statistical_neighbours_2025.csv"))
    ranks = [f"neighbour_{rank}" for rank in range(1, 11)]
    write_rows(HERE / "statistical_neighbours_2025.csv", ("gss_code", *ranks), neighbours)
    aliases = read_rows(folder / "gss_code_aliases.csv")
    ended = {row["gss_code"] for row in kept["ended"]}
    write_rows(
        HERE / "code_aliases.csv",
        ("published_code", "published_dfe_code", "kind", "stands_for"),
        build_aliases(aliases, ended),
    )
    inspections = build_inspections(
        read_rows(folder / "ofsted_ilacs_history_2018_to_2025.csv"),
        read_rows(folder / "ofsted_ilacs_latest_d2i_2026-06-29.csv"),
    )
    write_records(HERE / "inspections.csv", inspections)
    visits = build_visits(read_rows(folder / "ofsted_in_year_visits_2024_25.csv"))
    write_rows(
        HERE / "visits_2024_25.csv",
        ("authority", "visited_on", "published_on", "kind", "theme"),
        visits,
    )
    write_checksums(HERE)
    click.echo(f"Wrote the tables in {HERE}")


if __name__ == "__main__":
    build()
