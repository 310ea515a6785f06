"""The reference tables of authorities: whole, consistent, and unchanged since they were built."""

import hashlib
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from regionqa.authorities.areas import AreaKind, Extent, slug_of
from regionqa.authorities.reference.build import build_inspections
from regionqa.authorities.reference_tables import (
    FOLDER,
    authority_records,
    demonstration_region,
    inspections,
    neighbours,
    reference_areas,
    successions,
    visits,
)
from regionqa.indicators import reference as indicators_reference

INDICATORS_FOLDER = Path(indicators_reference.__file__).parent
TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    "folder", [FOLDER, INDICATORS_FOLDER, INDICATORS_FOLDER / "values"], ids=lambda f: f.name
)
def test_tables_are_as_they_were_built(folder: Path) -> None:
    lines = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    expected = dict(reversed(line.split("  ")) for line in lines)
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.iterdir()
        if path.suffix in {".csv", ".toml"}
    }
    assert found == expected


def test_reference_tables_stay_small() -> None:
    size = sum(
        path.stat().st_size
        for folder in (FOLDER, INDICATORS_FOLDER)
        for path in folder.rglob("*")
        if path.suffix in {".csv", ".toml"}
    )
    assert size < 600_000


def test_153_authorities_in_nine_regions() -> None:
    today = [r for r in authority_records() if r.exists_on(TODAY)]
    regions = Counter(reference_areas().get_area(r.region_code).name for r in today)
    assert len(today) == 153
    assert regions == {
        "London": 33,
        "North West": 24,
        "South East": 19,
        "Yorkshire and The Humber": 15,
        "South West": 15,
        "West Midlands": 14,
        "North East": 12,
        "East of England": 11,
        "East Midlands": 10,
    }
    assert len({r.gss_code for r in today}) == len({r.dfe_code for r in today}) == 153


def test_surrey_becomes_east_and_west_surrey_on_1_april_2027() -> None:
    last, first = date(2027, 3, 31), date(2027, 4, 1)
    before = {r.slug for r in authority_records() if r.exists_on(last)}
    after = {r.slug for r in authority_records() if r.exists_on(first)}
    assert before - after == {"surrey"}
    assert after - before == {"east-surrey", "west-surrey"}
    assert {s.successor for s in successions() if s.predecessor == "surrey"} == after - before


def test_every_succession_joins_an_end_to_a_beginning() -> None:
    by_slug = {r.slug: r for r in authority_records()}
    for step in successions():
        old, new = by_slug[step.predecessor], by_slug[step.successor]
        assert old.ends_on is not None
        assert (step.on - old.ends_on).days == 1
        assert new.starts_on == step.on
    ended = {r.slug for r in authority_records() if r.ends_on is not None}
    assert ended == {s.predecessor for s in successions()}
    same = {s.successor for s in successions() if s.extent is Extent.SAME}
    assert same == {"buckinghamshire", "north-yorkshire", "somerset"}


def test_demonstration_region_is_the_nineteen_of_the_south_east() -> None:
    region = demonstration_region()
    south_east = {r.gss_code for r in authority_records() if r.region_code == "E12000008"}
    now = {r.gss_code for r in authority_records() if r.exists_on(TODAY)}
    assert len(region.members) == 19
    assert set(region.members) == south_east & now


def test_each_authority_has_ten_ranked_neighbours_of_its_own_kind() -> None:
    current = {r.gss_code for r in authority_records() if r.exists_on(TODAY)}
    assert neighbours().keys() == current
    for code, ranked in neighbours().items():
        assert [n.rank for n in ranked] == list(range(1, 11))
        assert len({n.code for n in ranked} & (current - {code})) == 10
        assert [n.closeness for n in ranked] == sorted((n.closeness for n in ranked), reverse=True)


def test_hampshires_neighbours_in_order() -> None:
    names = [reference_areas().get_area(n.code).name for n in neighbours()["E10000014"]]
    assert names == [
        "Wiltshire",
        "North Somerset",
        "Gloucestershire",
        "West Sussex",
        "West Berkshire",
        "Bracknell Forest",
        "South Gloucestershire",
        "Warwickshire",
        "Oxfordshire",
        "Leicestershire",
    ]


def test_inspections_and_visits_are_of_known_authorities_and_in_order_of_time() -> None:
    known = {r.gss_code for r in authority_records()}
    for inspection in inspections():
        assert inspection.code in known
        assert inspection.published_on is not None
        assert inspection.inspected_on < inspection.published_on
        assert inspection.machine_read == bool(inspection.report)
        assert inspection.impact_of_leaders is not None
    assert len(visits()) == 60
    assert {visit.code for visit in visits()} <= known
    assert {visit.kind for visit in visits()} == {"focused", "monitoring"}


def test_a_machine_read_inspection_stands_only_where_no_official_row_can() -> None:
    grades = dict.fromkeys(
        (
            "overall_effectiveness",
            "impact_of_leaders",
            "help_and_protection",
            "children_in_care",
            "care_leavers",
        ),
        "Good",
    )
    rows = [
        {"gss_code": "E1", "inspection_start": day, "published": out, "report_url": "r",
         "inspection_type": "short", **grades}
        for day, out in (
            ("2025-03-31", "2025-05-14"),
            ("2025-03-24", "2025-07-18"),
            ("2025-04-01", "2025-05-13"),
            ("", "2025-07-18"),
        )
    ]  # fmt: skip
    found = [r["inspected_on"] for r in build_inspections([], rows)]
    assert found == ["2025-03-24", "2025-04-01"]


def test_no_inspection_stands_twice() -> None:
    held = [(one.code, one.inspected_on) for one in inspections()]
    assert len(set(held)) == len(held) == 315


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Bristol, City of", "bristol-city-of"),
        ("St. Helens", "st-helens"),
        ("Bournemouth, Christchurch and Poole", "bournemouth-christchurch-and-poole"),
    ],
)
def test_slug(name: str, slug: str) -> None:
    assert slug_of(name) == slug


def test_areas_know_england_the_regions_and_the_parts_of_london() -> None:
    areas = reference_areas()
    assert [a.name for a in areas.list_areas(AreaKind.COUNTRY)] == ["England"]
    assert len(areas.list_areas(AreaKind.REGION)) == 9
    assert [a.name for a in areas.list_areas(AreaKind.SUB_REGION)] == [
        "Inner London",
        "Outer London",
    ]
    assert len(areas.list_areas(AreaKind.AUTHORITY)) == 161
