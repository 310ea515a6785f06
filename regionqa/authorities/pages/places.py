"""The authorities of England, and one of them with its dates, neighbours and inspections."""

from flask import render_template
from flask.typing import ResponseReturnValue

from regionqa.authorities import queries
from regionqa.authorities.judgements import inspection_lists, inspection_schemes, scheme_on
from regionqa.authorities.links import links_for
from regionqa.authorities.pages.doors import authorities_door as door
from regionqa.authorities.pages.doors import today
from regionqa.authorities.policy import READ_AUTHORITIES
from regionqa.core.scope import Scope


@door.page("/", permission=READ_AUTHORITIES)
def index(scope: Scope) -> ResponseReturnValue:
    """Every authority in being, by region, and those that came before or come after."""
    atlas = queries.read_atlas(scope)
    places, day = atlas.places_on(today()), today()
    regions = [
        (region, [place for place in places if place.region_code == region.code])
        for region in atlas.regions()
    ]
    others = [place for place in atlas.places.values() if not place.exists_on(day)]
    return render_template(
        "authorities/index.html",
        regions=regions,
        count=len(places),
        ended=sorted((p for p in others if p.ends_on), key=lambda p: p.name),
        coming=sorted((p for p in others if not p.ends_on), key=lambda p: p.name),
        here=queries.current_region(scope, atlas, day),
    )


@door.page("/<slug>", permission=READ_AUTHORITIES)
def show(scope: Scope, slug: str) -> ResponseReturnValue:
    """One authority."""
    place, atlas = queries.get_place(scope, slug)
    code = place.code or ""
    near = [(n, atlas.place_with_code(n.code)) for n in atlas.neighbours_of(code)]
    return render_template(
        "authorities/show.html",
        place=place,
        links=links_for(scope, place),
        region=atlas.areas.find_area(place.region_code or ""),
        neighbours=near,
        before=[(s, atlas.places[s.predecessor]) for s in atlas.successions if s.successor == slug],
        after=[(s, atlas.places[s.successor]) for s in atlas.successions if s.predecessor == slug],
        joint=atlas.areas.find_area(atlas.areas.joint_code(code) or ""),
        inspections=queries.list_inspections(scope, code) if code else [],
        schemes=inspection_schemes(),
        scheme_on=scheme_on,
        lists=inspection_lists(),
        visits=queries.list_visits(scope, code) if code else [],
    )
