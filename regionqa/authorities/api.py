"""Authorities and the region in use, for programs: what the pages of authorities show."""

from typing import Any

from marshmallow import fields
from marshmallow.validate import Length

from regionqa.authorities import queries
from regionqa.authorities.areas import AreaKind
from regionqa.authorities.atlas import Atlas, Place
from regionqa.authorities.policy import READ_AUTHORITIES
from regionqa.core.errors import NotFound
from regionqa.core.scope import Scope
from regionqa.web.api import (
    ApiDoor,
    OutputSchema,
    PageQuery,
    after,
    key_of,
    page_of,
    today,
)

door = ApiDoor(
    "authorities",
    __name__,
    title="Authorities and regions",
    description="The authorities of England with children’s services, as they are published.",
)


def _said(description: str) -> dict[str, str]:
    return {"description": description}


class RegionSchema(OutputSchema):
    """A region of England, by the statisticians' code."""

    code = fields.String()
    name = fields.String()


class MemberSchema(OutputSchema):
    """An authority of the region in use."""

    code = fields.String(metadata=_said("The statistics code, such as E06000045."))
    name = fields.String()


class CurrentRegionSchema(RegionSchema):
    """The region of the authority in use."""

    members = fields.List(fields.Nested(MemberSchema), metadata=_said("Those in being today."))
    published_code = fields.String(
        allow_none=True,
        metadata=_said("The code that pooled figures of exactly these members have, if any."),
    )


class AuthoritySchema(OutputSchema):
    """An authority with its dates."""

    slug = fields.String(metadata=_said("Its name in addresses."))
    name = fields.String()
    code = fields.String(allow_none=True, metadata=_said("Null before it has one."))
    dfe_code = fields.String(allow_none=True)
    type = fields.String(attribute="type_name", allow_none=True)
    region_code = fields.String(allow_none=True)
    starts_on = fields.Date(allow_none=True)
    ends_on = fields.Date(allow_none=True)
    in_being = fields.Boolean(metadata=_said("Whether it is in being today."))


class NeighbourSchema(OutputSchema):
    """A statistical neighbour; rank 1 is the nearest."""

    rank = fields.Integer()
    code = fields.String()
    name = fields.String(allow_none=True)
    closeness = fields.String()


class StepSchema(OutputSchema):
    """An authority that came before or after."""

    slug = fields.String()
    on = fields.Date()
    extent = fields.String(metadata=_said("How much of the area: same, merged, split or part."))


class InspectionSchema(OutputSchema):
    """An Ofsted inspection; a judgement that was not made is null."""

    inspected_on = fields.Date()
    published_on = fields.Date(allow_none=True)
    kind = fields.String()
    overall_effectiveness = fields.String(allow_none=True)
    impact_of_leaders = fields.String(allow_none=True)
    help_and_protection = fields.String(allow_none=True)
    children_in_care = fields.String(allow_none=True)
    care_leavers = fields.String(allow_none=True)
    machine_read = fields.Boolean(
        metadata=_said("The grades were read from the report by machine.")
    )
    report = fields.String()


class VisitSchema(OutputSchema):
    """An Ofsted visit without grades."""

    visited_on = fields.Date()
    published_on = fields.Date(allow_none=True)
    kind = fields.String()
    theme = fields.String()


class OneAuthoritySchema(AuthoritySchema):
    """An authority with what is published of it."""

    children = fields.Integer(allow_none=True, metadata=_said("Children who live there."))
    joint_return = fields.String(
        allow_none=True, metadata=_said("The code of the joint return it is part of.")
    )
    neighbours = fields.List(fields.Nested(NeighbourSchema))
    before = fields.List(fields.Nested(StepSchema))
    after = fields.List(fields.Nested(StepSchema))
    inspections = fields.List(fields.Nested(InspectionSchema))
    visits = fields.List(fields.Nested(VisitSchema))


class AuthoritiesQuery(PageQuery):
    """Which authorities."""

    region = fields.String(
        load_default=None,
        validate=Length(1, 9),
        metadata=_said("Only those of the region with this code."),
    )


@door.operation(
    "/regions",
    permission=READ_AUTHORITIES,
    query=PageQuery,
    answer=page_of(RegionSchema, "Regions"),
    errors=(422,),
    etag=True,
)
def list_regions(scope: Scope, query: dict[str, Any]) -> dict[str, Any]:
    """List the regions of England."""
    areas = queries.read_atlas(scope).areas.list_areas(AreaKind.REGION)
    last = key_of(query["after"], str)
    return after(areas, query["limit"], lambda area: (area.code,), last)


@door.operation(
    "/regions/current",
    permission=READ_AUTHORITIES,
    answer=CurrentRegionSchema,
    errors=(404,),
    etag=True,
)
def get_current_region(scope: Scope) -> queries.CurrentRegion:
    """Get the region in use with its members."""
    return queries.current_region(scope, queries.read_atlas(scope), today())


@door.operation(
    "/authorities",
    permission=READ_AUTHORITIES,
    query=AuthoritiesQuery,
    answer=page_of(AuthoritySchema, "Authorities"),
    errors=(422,),
    etag=True,
)
def list_authorities(scope: Scope, query: dict[str, Any]) -> dict[str, Any]:
    """List authorities, also those that have ended or are to come.

    They are in the order of their names in addresses.
    """
    asked = query["region"]
    places = queries.read_atlas(scope).places.values()
    found = [place for place in places if asked is None or place.region_code == asked]
    last = key_of(query["after"], str)
    shown = after(found, query["limit"], lambda place: (place.slug,), last)
    return {**shown, "items": [_authority(place) for place in shown["items"]]}


@door.operation(
    "/authorities/<slug>", permission=READ_AUTHORITIES, answer=OneAuthoritySchema, etag=True
)
def get_authority(scope: Scope, slug: str) -> dict[str, Any]:
    """Get an authority with its neighbours, predecessors, successors and inspections."""
    atlas = queries.read_atlas(scope)
    place = atlas.places.get(slug)
    if place is None:
        raise NotFound("No authority has this name in addresses.")
    code = place.code or ""
    return {
        **_authority(place),
        "children": place.children,
        "joint_return": atlas.areas.joint_code(code),
        "neighbours": [_neighbour(atlas, near) for near in atlas.neighbours_of(code)],
        "before": [
            {"slug": step.predecessor, "on": step.on, "extent": step.extent}
            for step in atlas.successions
            if step.successor == slug
        ],
        "after": [
            {"slug": step.successor, "on": step.on, "extent": step.extent}
            for step in atlas.successions
            if step.predecessor == slug
        ],
        "inspections": queries.list_inspections(scope, code) if code else [],
        "visits": queries.list_visits(scope, code) if code else [],
    }


def _authority(place: Place) -> dict[str, Any]:
    names = ("slug", "name", "code", "dfe_code", "type_name", "region_code", "starts_on", "ends_on")
    held = {name: getattr(place, name) for name in names}
    return {**held, "in_being": place.exists_on(today())}


def _neighbour(atlas: Atlas, near: Any) -> dict[str, Any]:
    place = atlas.place_with_code(near.code)
    return {
        "rank": near.rank,
        "code": near.code,
        "name": place.name if place else None,
        "closeness": near.closeness.words,
    }
