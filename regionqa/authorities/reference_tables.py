"""The reference tables of authorities, read into plain objects."""

import csv
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from regionqa.authorities.areas import (
    Area,
    AreaKind,
    Areas,
    Closeness,
    Extent,
    Neighbour,
    Succession,
)

T = TypeVar("T")

FOLDER = Path(__file__).parent / "reference"
GRADES = {
    "O": "Outstanding",
    "G": "Good",
    "R": "Requires improvement to be good",
    "I": "Inadequate",
}


@dataclass(frozen=True, slots=True)
class AuthorityRecord:
    """One authority. No ``starts_on``: older than any record; no ``ends_on``: no end is decided."""

    slug: str
    gss_code: str | None
    dfe_code: str | None
    name: str
    kind: str
    region_code: str
    sub_region_code: str | None
    ofsted_region: str | None
    ofsted_urn: str | None
    starts_on: date | None
    ends_on: date | None
    children: int | None

    def exists_on(self, day: date) -> bool:
        """Whether the authority is in being on a day."""
        began = self.starts_on is None or self.starts_on <= day
        return began and (self.ends_on is None or day <= self.ends_on)


@dataclass(frozen=True, slots=True)
class Inspection:
    """One inspection's grades, in words; None where a judgement was not made.

    ``machine_read`` says that the grades were read by machine from the report at ``report``.
    """

    code: str
    inspected_on: date
    published_on: date | None
    kind: str
    overall_effectiveness: str | None
    impact_of_leaders: str | None
    help_and_protection: str | None
    children_in_care: str | None
    care_leavers: str | None
    machine_read: bool
    report: str


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit without grades, ``focused`` or ``monitoring``, and its theme."""

    code: str
    visited_on: date
    published_on: date | None
    kind: str
    theme: str


@dataclass(frozen=True, slots=True)
class RegionRecord:
    """A region to set up: its members are GSS codes; ``office`` names its office."""

    slug: str
    name: str
    partnership: str
    office: str
    statistical_region: str
    members: tuple[str, ...]


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


def _or_none(text: str, convert: Callable[[str], T]) -> T | None:
    return convert(text) if text else None


@cache
def authority_records() -> tuple[AuthorityRecord, ...]:
    """Every authority that is, was, or is decided to be."""
    return tuple(
        AuthorityRecord(
            slug=row["slug"],
            gss_code=row["gss_code"] or None,
            dfe_code=row["dfe_code"] or None,
            name=row["name"],
            kind=row["kind"],
            region_code=row["region_code"],
            sub_region_code=row["sub_region_code"] or None,
            ofsted_region=row["ofsted_region"] or None,
            ofsted_urn=row["ofsted_urn"] or None,
            starts_on=_or_none(row["starts_on"], date.fromisoformat),
            ends_on=_or_none(row["ends_on"], date.fromisoformat),
            children=_or_none(row["population_0_17_mid2024"], int),
        )
        for row in _rows("authorities.csv")
    )


@cache
def successions() -> tuple[Succession, ...]:
    """Which authority followed which, oldest first."""
    return tuple(
        Succession(
            row["predecessor"],
            row["successor"],
            date.fromisoformat(row["on"]),
            Extent(row["extent"]),
        )
        for row in _rows("successions.csv")
    )


@cache
def neighbours() -> dict[str, tuple[Neighbour, ...]]:
    """For each authority's code its ten statistical neighbours, nearest first."""
    found = {}
    for row in _rows("statistical_neighbours_2025.csv"):
        code = row.pop("gss_code")
        pairs = (cell.split(":") for cell in row.values())
        found[code] = tuple(
            Neighbour(neighbour, rank, Closeness(int(closeness)))
            for rank, (neighbour, closeness) in enumerate(pairs, start=1)
        )
    return found


@cache
def inspections() -> tuple[Inspection, ...]:
    """Every inspection held, by authority and date."""
    return tuple(
        Inspection(
            code=row["authority"],
            inspected_on=date.fromisoformat(row["inspected_on"]),
            published_on=_or_none(row["published_on"], date.fromisoformat),
            kind=row["kind"],
            overall_effectiveness=_or_none(row["overall_effectiveness"], GRADES.__getitem__),
            impact_of_leaders=_or_none(row["impact_of_leaders"], GRADES.__getitem__),
            help_and_protection=_or_none(row["help_and_protection"], GRADES.__getitem__),
            children_in_care=_or_none(row["children_in_care"], GRADES.__getitem__),
            care_leavers=_or_none(row["care_leavers"], GRADES.__getitem__),
            machine_read=row["source"] == "machine-read",
            report=row["report"],
        )
        for row in _rows("inspections.csv")
    )


@cache
def visits() -> tuple[Visit, ...]:
    """Every focused and monitoring visit held, by authority and date."""
    return tuple(
        Visit(
            row["authority"],
            date.fromisoformat(row["visited_on"]),
            _or_none(row["published_on"], date.fromisoformat),
            row["kind"],
            row["theme"],
        )
        for row in _rows("visits_2024_25.csv")
    )


@cache
def demonstration_region() -> RegionRecord:
    """The region that a demonstration starts with."""
    kept = _toml("demonstration_region.toml")
    return RegionRecord(**{**kept, "members": tuple(kept["members"])})


def _joint_areas(names: dict[str, str]) -> list[Area]:
    joint = []
    for row in _rows("code_aliases.csv"):
        if row["kind"] == "joint":
            members = tuple(row["stands_for"].split())
            title = " and ".join(names[member] for member in members)
            area = Area(
                row["published_code"], title, AreaKind.JOINT, row["published_dfe_code"], "", members
            )
            joint.append(area)
    return joint


def _continued() -> dict[str, str]:
    code_of = {record.slug: record.gss_code for record in authority_records()}
    pairs = (
        (code_of[row.successor], code_of[row.predecessor])
        for row in successions()
        if row.extent is Extent.SAME
    )
    return {new: old for new, old in pairs if new is not None and old is not None}


@cache
def reference_areas() -> Areas:
    """Every area of the reference tables with its codes."""
    areas = [
        Area(r["code"], r["name"], AreaKind(r["kind"]), "", r["parent"])
        for r in _rows("regions.csv")
    ]
    areas += [
        Area(r.gss_code, r.name, AreaKind.AUTHORITY, r.dfe_code or "", r.region_code)
        for r in authority_records()
        if r.gss_code is not None
    ]
    areas += _joint_areas({area.code: area.name for area in areas})
    other = {
        row["published_code"]: row["stands_for"]
        for row in _rows("code_aliases.csv")
        if row["kind"] == "other code"
    }
    return Areas(areas, other, _continued())
