"""Reading what is published of places, and which region is in use."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from threading import Lock
from uuid import UUID

from sqlalchemy import Uuid, and_, bindparam, select
from sqlalchemy.orm import Session

from regionqa.authorities.areas import (
    Area,
    AreaKind,
    Areas,
    Closeness,
    Extent,
    Neighbour,
    Succession,
)
from regionqa.authorities.atlas import Atlas, Place
from regionqa.authorities.models import (
    AreaCodeRow,
    AreaRow,
    Authority,
    AuthorityKind,
    InspectionRow,
    NeighbourRow,
    ReferenceLoad,
    Region,
    SuccessionRow,
    VisitRow,
)
from regionqa.authorities.reference_tables import Inspection, Visit
from regionqa.core.errors import NotFound
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import read_once, session

Membership = tuple[UUID, str, date | None, date | None]
_KEPT: dict[UUID, Atlas] = {}
_LOCK = Lock()
MOST_KEPT = 4
_NEWEST_LOAD = select(ReferenceLoad.id).order_by(ReferenceLoad.at.desc(), ReferenceLoad.id).limit(1)


@read_once
def read_atlas(scope: Scope) -> Atlas:
    """What is published of places; read from the tables once for each version of them."""
    unit = session(scope)
    known = scope.region_id is not None
    version = _region_in_use(scope).version if known else unit.scalar(_NEWEST_LOAD)
    if version is None:
        return Atlas()
    held = _KEPT.get(version)
    if held is not None:
        return held
    atlas = _read(unit, version)
    with _LOCK:
        while len(_KEPT) >= MOST_KEPT:
            del _KEPT[next(iter(_KEPT))]
        return _KEPT.setdefault(version, atlas)


def _read(unit: Session, version: UUID) -> Atlas:
    rows = unit.scalars(select(AreaRow).order_by(AreaRow.slug)).all()
    others = {row.code: row.area_code for row in unit.scalars(select(AreaCodeRow))}
    continued = {row.code: row.continues for row in rows if row.code and row.continues}
    near: dict[str, list[Neighbour]] = {}
    for row in unit.scalars(select(NeighbourRow).order_by(NeighbourRow.rank)):
        neighbour = Neighbour(row.neighbour_code, row.rank, Closeness(row.closeness))
        near.setdefault(row.area_code, []).append(neighbour)
    steps = unit.scalars(select(SuccessionRow).order_by(SuccessionRow.on_date))
    return Atlas(
        version=version,
        areas=Areas([_area(row) for row in rows if row.code], others, continued),
        places={row.slug: _place(row) for row in rows if row.kind == AreaKind.AUTHORITY},
        neighbours={code: tuple(found) for code, found in near.items()},
        successions=tuple(
            Succession(row.predecessor, row.successor, row.on_date, Extent(row.extent))
            for row in steps
        ),
    )


def _area(row: AreaRow) -> Area:
    return Area(
        code=row.code or "",
        name=row.name,
        kind=AreaKind(row.kind),
        dfe_code=row.dfe_code or "",
        region_code=row.region_code or "",
        members=tuple((row.members or "").split()),
    )


def _place(row: AreaRow) -> Place:
    return Place(
        slug=row.slug,
        code=row.code,
        dfe_code=row.dfe_code,
        name=row.name,
        type_name=row.type_name,
        region_code=row.region_code,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        children=row.children,
        ofsted_region=row.ofsted_region,
        ofsted_urn=row.ofsted_urn,
    )


@dataclass(frozen=True, slots=True)
class CurrentRegion:
    """The region in use, its members in being today by name, and the office.

    ``published_code`` is the code of its published pooled figure, where its members are exactly the
    authorities that the statistics count in that region.
    """

    name: str
    code: str
    members: tuple[Area, ...]
    published_code: str | None


def current_region(scope: Scope, atlas: Atlas, today: date) -> CurrentRegion:
    """The region of the authority in use. Raises ``NotFound`` without one."""
    region = _region_in_use(scope)
    codes = [
        code
        for _key, code, start, end in region.members
        if (start is None or start <= today) and (end is None or today <= end)
    ]
    areas = [atlas.areas.find_area(code) for code in codes]
    published = {place.code for place in atlas.places_on(today) if place.region_code == region.code}
    return CurrentRegion(
        name=region.name,
        code=region.code,
        members=tuple(area for area in areas if area is not None),
        published_code=region.code if published and published == set(codes) else None,
    )


@dataclass(frozen=True, slots=True)
class _RegionInUse:
    """The region with its members that ever were: key, code, first and last day, by name.

    ``version`` is the newest load of what is published, asked with it since pages want both.
    """

    code: str
    name: str
    version: UUID | None
    members: tuple[Membership, ...]


_IN_USE = (
    select(
        Region.code,
        Region.name,
        Authority.id,
        Authority.gss_code,
        Authority.start_date,
        Authority.end_date,
        _NEWEST_LOAD.scalar_subquery(),
    )
    .outerjoin(
        Authority,
        and_(
            Authority.region_id == Region.id,
            Authority.kind == AuthorityKind.LOCAL_AUTHORITY,
            Authority.gss_code.is_not(None),
        ),
    )
    .where(Region.id == bindparam("region", type_=Uuid()))
    .order_by(Authority.name)
)


@read_once
def _region_in_use(scope: Scope) -> _RegionInUse:
    """The region of the authority in use, in one query. Raises ``NotFound`` without one."""
    rows = session(scope).execute(_IN_USE, {"region": scope.region_id}).all()
    if not rows:
        raise NotFound
    members = tuple((row[2], row[3], row[4], row[5]) for row in rows if row[3] is not None)
    return _RegionInUse(rows[0].code, rows[0].name, rows[0][6], members)


def find_own_code(scope: Scope) -> str | None:
    """The statistics code of the authority in use; None for a region's office."""
    members = _region_in_use(scope).members
    return next((code for key, code, *_days in members if key == scope.authority_id), None)


def get_place(scope: Scope, slug: str) -> tuple[Place, Atlas]:
    """An authority by its name in addresses, with the atlas. Raises ``NotFound``."""
    atlas = read_atlas(scope)
    place = atlas.places.get(slug)
    if place is None:
        raise NotFound
    return place, atlas


def list_inspections(scope: Scope, code: str) -> list[Inspection]:
    """An authority's inspections, newest first."""
    rows = session(scope).scalars(
        select(InspectionRow)
        .where(InspectionRow.area_code == code)
        .order_by(InspectionRow.inspected_on.desc())
    )
    return [_inspection(row) for row in rows]


def _inspection(row: InspectionRow) -> Inspection:
    return Inspection(
        code=row.area_code,
        inspected_on=row.inspected_on,
        published_on=row.published_on,
        kind=row.kind,
        overall_effectiveness=row.overall_effectiveness,
        impact_of_leaders=row.impact_of_leaders,
        help_and_protection=row.help_and_protection,
        children_in_care=row.children_in_care,
        care_leavers=row.care_leavers,
        machine_read=row.machine_read,
        report=row.report,
    )


def latest_inspections(scope: Scope, codes: Collection[str]) -> dict[str, Inspection]:
    """The newest inspection of each of these authorities that has one. One query."""
    rows = session(scope).scalars(
        select(InspectionRow)
        .where(InspectionRow.area_code.in_(codes))
        .order_by(InspectionRow.inspected_on)
    )
    return {row.area_code: _inspection(row) for row in rows}


def list_visits(scope: Scope, code: str) -> list[Visit]:
    """An authority's focused and monitoring visits, newest first."""
    rows = session(scope).scalars(
        select(VisitRow).where(VisitRow.area_code == code).order_by(VisitRow.visited_on.desc())
    )
    return [
        Visit(row.area_code, row.visited_on, row.published_on, row.kind, row.theme) for row in rows
    ]
