"""Loading what is published of places from the tables that come with the service."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID, uuid4

from regionqa.authorities import reference_tables
from regionqa.authorities.areas import AreaKind, slug_of
from regionqa.authorities.models import (
    AreaCodeRow,
    AreaRow,
    InspectionRow,
    NeighbourRow,
    ReferenceLoad,
    SuccessionRow,
    VisitRow,
)
from regionqa.core import events
from regionqa.core.reference import Changes, compare_reference, write_reference
from regionqa.core.scope import Scope
from regionqa.core.tables import Base, now
from regionqa.core.unit_of_work import session

LOADED = events.declare(
    "reference.loaded",
    "added",
    "changed",
    "removed",
    "unchanged",
    sentence="Reference data was loaded: {added} new, {changed} changed, {removed} removed",
)
Rows = Iterable[Mapping[str, Any]]


def load_areas(scope: Scope) -> Changes:
    """Bring areas, successions, neighbours and inspections to what the reference tables say.

    Loading the same again changes nothing. Only the operator's scope may.
    """
    tables: list[tuple[type[Base], Rows]] = [
        (AreaRow, _areas()),
        (AreaCodeRow, _codes()),
        (SuccessionRow, _successions()),
        (NeighbourRow, _neighbours()),
        (InspectionRow, _inspections()),
        (VisitRow, _visits()),
    ]
    total = Changes()
    for model, rows in tables:
        difference = compare_reference(scope, model, rows)
        total += write_reference(scope, model, difference, remove=True)
    if total.any:
        record_load(scope, "Areas, neighbours and inspections of the reference tables", total)
    return total


def record_load(
    scope: Scope, what: str, changes: Changes, *, upload_id: UUID | None = None
) -> UUID:
    """Say that reference data changed, so that everything read of it is read anew."""
    load = ReferenceLoad(
        id=uuid4(),
        at=now(),
        what=what,
        person_id=scope.person_id,
        upload_id=upload_id,
        added=changes.added,
        changed=changes.changed,
        unchanged=changes.unchanged,
    )
    session(scope).add(load)
    events.record(
        scope,
        LOADED,
        load.id,
        added=changes.added,
        changed=changes.changed,
        removed=changes.removed,
        unchanged=changes.unchanged,
    )
    return load.id


EMPTY = dict.fromkeys(
    (
        "code",
        "dfe_code",
        "type_name",
        "region_code",
        "sub_region_code",
        "ofsted_region",
        "ofsted_urn",
        "starts_on",
        "ends_on",
        "children",
        "members",
        "continues",
    )
)


def _areas() -> Rows:
    areas = reference_tables.reference_areas()
    for area in areas.list_areas():
        if area.kind is not AreaKind.AUTHORITY:
            yield EMPTY | {
                "slug": slug_of(area.name),
                "code": area.code,
                "dfe_code": area.dfe_code or None,
                "name": area.name,
                "kind": area.kind.value,
                "region_code": area.region_code or None,
                "members": " ".join(area.members) or None,
            }
    for record in reference_tables.authority_records():
        yield {
            "slug": record.slug,
            "code": record.gss_code,
            "dfe_code": record.dfe_code,
            "name": record.name,
            "kind": AreaKind.AUTHORITY.value,
            "type_name": record.kind,
            "region_code": record.region_code,
            "sub_region_code": record.sub_region_code,
            "ofsted_region": record.ofsted_region,
            "ofsted_urn": record.ofsted_urn,
            "starts_on": record.starts_on,
            "ends_on": record.ends_on,
            "children": record.children,
            "members": None,
            "continues": record.gss_code and areas.continued_from(record.gss_code),
        }


def _codes() -> Rows:
    others = reference_tables.reference_areas().other_codes
    return ({"code": code, "area_code": meant} for code, meant in others.items())


def _successions() -> Rows:
    for step in reference_tables.successions():
        yield {
            "predecessor": step.predecessor,
            "successor": step.successor,
            "on_date": step.on,
            "extent": step.extent.value,
        }


def _neighbours() -> Rows:
    for code, ranked in reference_tables.neighbours().items():
        for neighbour in ranked:
            yield {
                "area_code": code,
                "rank": neighbour.rank,
                "neighbour_code": neighbour.code,
                "closeness": neighbour.closeness.value,
            }


def _inspections() -> Rows:
    for found in reference_tables.inspections():
        yield {
            "area_code": found.code,
            "inspected_on": found.inspected_on,
            "published_on": found.published_on,
            "kind": found.kind,
            "overall_effectiveness": found.overall_effectiveness,
            "impact_of_leaders": found.impact_of_leaders,
            "help_and_protection": found.help_and_protection,
            "children_in_care": found.children_in_care,
            "care_leavers": found.care_leavers,
            "machine_read": found.machine_read,
            "report": found.report,
        }


def _visits() -> Rows:
    for visit in reference_tables.visits():
        yield {
            "area_code": visit.code,
            "visited_on": visit.visited_on,
            "published_on": visit.published_on,
            "kind": visit.kind,
            "theme": visit.theme,
        }
