"""The crosswalk: where the region's authorities stand, as far as this reader may know."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from regionqa.core.errors import NotFound
from regionqa.core.permissions import allowed
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.frameworks.crosswalk_view import (
    answers_by_point,
    counts_view,
    list_fullest,
    list_gaps,
    matches,
    points_of,
)
from regionqa.frameworks.grid import table_body, table_head
from regionqa.frameworks.operations import borrowing, freezing
from regionqa.frameworks.pages.doors import crosswalk_door as door
from regionqa.frameworks.pages.weaker import WEIGH, visible_rows
from regionqa.frameworks.policy import MANAGE_REGION, READ_CROSSWALK, READ_REGION, USE_CROSSWALK
from regionqa.frameworks.public import public_frameworks
from regionqa.frameworks.queries import crosswalk as queries
from regionqa.frameworks.queries import framework as own_queries
from regionqa.frameworks.queries.own_places import list_own_places
from regionqa.frameworks.set_dates import last_set_date, next_set_date
from regionqa.frameworks.standard import Component
from regionqa.web import navigation

navigation.add("Crosswalk", "crosswalk.index", permission=READ_CROSSWALK, order=25)


@door.page("/", permission=READ_CROSSWALK, installation=WEIGH)
def index(scope: Scope) -> ResponseReturnValue:
    """The office: authorities by components. An authority: its own beside the region's counts."""
    return region_page(scope) if allowed(scope, READ_REGION) else _own_page(scope)


def region_page(scope: Scope) -> str:
    """Authorities by components, as the office may see them."""
    rows, seen = visible_rows(scope)
    structure = own_queries.get_structure(scope)
    components = structure.components
    snapshot = queries.find_snapshot(scope)
    due = last_set_date(now().date())
    return render_template(
        "crosswalk/region.html",
        rows=rows,
        head=table_head(components, url_for("crosswalk.component", key="KEY")),
        core=structure.core,
        body=table_body(rows, components),
        sharing=sum(1 for row in rows if row.standing),
        synthetic=any(row.synthetic for row in rows),
        sees_unnamed=seen,
        snapshot=snapshot,
        counts={
            one.key: counts_view(snapshot.counts.get(one.key) if snapshot else None)
            for one in components
        },
        next_date=next_set_date(now().date()),
        due=due if snapshot is None or snapshot.set_on < due else None,
    )


@door.page("/freeze", permission=MANAGE_REGION, methods=("POST",))
def freeze(scope: Scope) -> ResponseReturnValue:
    """Count for the newest set date, in the background."""
    job_id = freezing.ask_to_freeze(scope, last_set_date(now().date()), url_for("crosswalk.index"))
    return redirect(url_for("work.show", job_id=job_id))


def _own_page(scope: Scope) -> str:
    own = list_own_places(scope)
    rows, helpers = queries.list_rows_and_help(scope)
    snapshot = queries.find_snapshot(scope)
    names: dict[str, list[str]] = {}
    for row in rows:
        for key in row.standing:
            names.setdefault(key, []).append(row.member.name)
    return render_template(
        "crosswalk/own.html",
        places=own.places,
        snapshot=snapshot,
        counts={
            key: counts_view(snapshot.counts.get(key) if snapshot else None)
            for key in (one.component.key for one in own.places)
        },
        names=names,
        helpers=helpers,
        synthetic=own.synthetic or any(row.synthetic for row in rows),
        next_date=next_set_date(now().date()),
    )


@door.page("/components/<key>", permission=READ_CROSSWALK)
def component(scope: Scope, key: str) -> ResponseReturnValue:
    """One component of all that share it by name, side by side, point by point."""
    found = _component(scope, key)
    words = request.args.get("q", "").strip()[:100]
    every = queries.list_shared_texts(scope, key)
    texts = [one for one in every if matches(one.content, words)]
    snapshot = queries.find_snapshot(scope)
    return render_template(
        "crosswalk/component.html",
        component=found,
        words=words,
        every=every,
        texts=texts,
        own=None if scope.office else own_queries.get_draft(scope, key),
        points=points_of(found, texts),
        answers={one.owner.id: answers_by_point(one.content) for one in texts},
        counts=counts_view(snapshot.counts.get(key) if snapshot else None),
        snapshot=snapshot,
        offers=queries.list_offers(scope, key),
        synthetic=any(one.synthetic for one in every),
    )


def _component(scope: Scope, key: str) -> Component:
    structure = (
        own_queries.get_structure(scope) if scope.office else own_queries.get_own_structure(scope)
    )
    found = structure.find(key)
    if found is None:
        raise NotFound
    return found


@door.page(
    "/components/<key>/start/<uuid:owner_id>", permission=USE_CROSSWALK, methods=("GET", "POST")
)
def start(scope: Scope, key: str, owner_id: UUID) -> ResponseReturnValue:
    """Use a shared text as a starting point; asks first."""
    text = queries.find_shared_text(scope, owner_id, key)
    if text is None:
        raise NotFound
    if request.method == "GET":
        return render_template(
            "crosswalk/start.html", text=text, draft=own_queries.get_draft(scope, key)
        )
    borrowing.use_as_starting_point(scope, key, owner_id)
    flash(f"The text of {text.owner.name} stands in your draft, with its source.", "success")
    return redirect(url_for("frameworks.component", key=key))


@door.page("/fullest", permission=READ_CROSSWALK)
def fullest(scope: Scope) -> ResponseReturnValue:
    """The fullest answers with evidence behind them, by component."""
    structure = own_queries.get_structure(scope)
    texts = queries.list_shared_texts(scope)
    return render_template(
        "crosswalk/fullest.html",
        components=structure.components,
        fullest=list_fullest(texts),
        synthetic=any(one.synthetic for one in texts),
    )


@door.page("/gaps", permission=READ_CROSSWALK)
def gaps(scope: Scope) -> ResponseReturnValue:
    """The points that nobody who shares by name has in place, and who offers help."""
    structure = own_queries.get_structure(scope)
    texts = queries.list_shared_texts(scope)
    found, silent = list_gaps(structure.components, texts)
    offers: dict[str, list[queries.Offer]] = {}
    for offer in queries.list_offers(scope):
        offers.setdefault(offer.component_key, []).append(offer)
    return render_template(
        "crosswalk/gaps.html",
        gaps=found,
        silent=silent,
        offers=offers,
        synthetic=any(one.synthetic for one in texts),
    )


@door.page("/public", permission=READ_CROSSWALK)
def public(scope: Scope) -> ResponseReturnValue:
    """Published frameworks, as we read them."""
    return render_template(
        "crosswalk/public.html",
        frameworks=public_frameworks(),
        components=own_queries.get_structure(scope).core,
    )
