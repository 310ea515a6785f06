"""Anchors: the office makes, uses and retires them; panels agree their keys; readers read them."""

from functools import partial
from typing import Any
from uuid import UUID

from flask import flash, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from marshmallow import Schema, fields

from regionqa.core.errors import Conflict, Forbidden
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.moderation.operations import anchors as operations
from regionqa.moderation.pages.contents import content_from, values_from
from regionqa.moderation.pages.doors import page, refused
from regionqa.moderation.pages.practice import trial_form, tried, version_in
from regionqa.moderation.pages.schemas import said
from regionqa.moderation.policy import READ_CASES, RUN_ROUNDS
from regionqa.moderation.queries import anchor_desks as desks
from regionqa.moderation.queries import anchors as queries
from regionqa.moderation.queries.anchors_waiting import Touched, touched_by_retiring
from regionqa.moderation.queries.rounds import list_tools
from regionqa.web.forms import Form, posted, read_form
from regionqa.web.layout import counted, date_and_time

PAPERS = 20_000
PARTS = ("grades", "evidence")


class AnchorSchema(Schema):
    """What an anchor is made of."""

    title = said("Give the case a title", 120)
    service = said("Enter the service", 80)
    age_band = said("Enter the age band", 20)
    papers = said("Write what a reader would find in the record", PAPERS)
    tool_id = fields.UUID(
        required=True,
        error_messages={"required": "Select a tool", "invalid_uuid": "Select a tool"},
    )
    people = fields.List(
        fields.UUID(error_messages={"invalid_uuid": "Select people of the list"}),
        required=True,
        error_messages={"required": "Select three people of three different authorities"},
    )


@page("/anchors", permission=RUN_ROUNDS)
def anchors(scope: Scope) -> ResponseReturnValue:
    """The region's anchors."""
    return render_template("moderation/anchors.html", anchors=queries.list_anchors(scope))


@page("/anchors/new", permission=RUN_ROUNDS)
def new_anchor(scope: Scope) -> ResponseReturnValue:
    """The form of a new anchor."""
    return _new_page(scope, Form())


@page("/anchors/new/make", permission=RUN_ROUNDS, methods=("POST",))
def make_anchor(scope: Scope) -> ResponseReturnValue:
    """Make it and ask its panel."""
    values, form = read_form(AnchorSchema(), many=("people",))
    if values is None:
        return _new_page(scope, form), 422
    made: list[UUID] = []
    if status := refused(form, lambda: made.append(operations.create_anchor(scope, **values))):
        return _new_page(scope, form), status
    flash("The anchor is made. Its panel finds it among their readings.", "success")
    return redirect(url_for("moderation.show_anchor", anchor_id=made[0]))


def _new_page(scope: Scope, form: Form) -> str:
    tools = [one for one in list_tools(scope) if one.state == "published"]
    return render_template(
        "moderation/anchor_form.html",
        form=form,
        tools=[(one.id, f"{one.name}, version {one.version}") for one in tools],
        people=[(one.person_id, one.words) for one in queries.list_seat_candidates(scope)],
    )


@page("/anchors/<uuid:anchor_id>", permission=RUN_ROUNDS)
def show_anchor(scope: Scope, anchor_id: UUID) -> ResponseReturnValue:
    """An anchor as the office sees it: never a grade of anybody."""
    return _anchor_page(scope, anchor_id, Form())


def _anchor_page(scope: Scope, anchor_id: UUID, form: Form) -> str:
    found = queries.get_anchor(scope, anchor_id)
    return render_template(
        "moderation/anchor.html",
        found=found,
        form=form,
        rounds=operations.rounds_to_use(scope, found.tool_id, but_of=anchor_id),
        touched=_in_words(touched_by_retiring(scope, anchor_id)),
    )


def _in_words(touched: Touched) -> str:
    """What retiring an anchor touches, in two sentences; empty where it touches nothing."""
    if not touched.rounds:
        return ""
    out_of = f"This takes it out of {counted(touched.rounds, 'open round')}."
    if not touched.readers:
        return f"{out_of} Nobody there is still to read it."
    are = "is" if touched.readers == 1 else "are"
    who = counted(touched.readers, "reader").capitalize()
    return f"{out_of} {who} who had yet to read it {are} no longer asked to."


@page("/anchors/<uuid:anchor_id>/use", permission=RUN_ROUNDS, methods=("POST",))
def use_anchor(scope: Scope, anchor_id: UUID) -> ResponseReturnValue:
    """Put it into a round."""
    queries.get_anchor(scope, anchor_id)
    values = posted()
    form = Form(values)
    known = {str(key): key for key, _ in operations.rounds_to_use(scope, _tool(scope, anchor_id))}
    chosen = known.get(str(values.get("round") or ""))
    if chosen is None:
        form.errors["round"] = ["Select a round"]
        return _anchor_page(scope, anchor_id, form), 422
    if status := refused(form, lambda: operations.use_anchor(scope, anchor_id, chosen)):
        return _anchor_page(scope, anchor_id, form), status
    flash("Everybody who reads in that round reads this anchor as well.", "success")
    return redirect(url_for("moderation.show_anchor", anchor_id=anchor_id))


def _tool(scope: Scope, anchor_id: UUID) -> UUID:
    return queries.get_anchor(scope, anchor_id).tool_id


@page("/anchors/<uuid:anchor_id>/retire", permission=RUN_ROUNDS, methods=("POST",))
def retire_anchor(scope: Scope, anchor_id: UUID) -> ResponseReturnValue:
    """Retire it, with the reason."""
    queries.get_anchor(scope, anchor_id)
    values = posted()
    form = Form(values)
    reason = str(values.get("reason") or "")
    done: list[Touched] = []
    act = partial(operations.retire_anchor, scope, anchor_id, reason=reason)
    if status := refused(form, lambda: done.append(act())):
        return _anchor_page(scope, anchor_id, form), status
    flash(f"The anchor is retired. {_in_words(done[0])}".rstrip(), "success")
    return redirect(url_for("moderation.show_anchor", anchor_id=anchor_id))


@page("/anchors/<uuid:anchor_id>/read", permission=READ_CASES)
def read_anchor(scope: Scope, anchor_id: UUID) -> ResponseReturnValue:
    """An anchor to read, or beside its key once one's own reading is in."""
    desk = desks.get_anchor_desk(scope, anchor_id)
    return _desk_page(scope, anchor_id, Form(values_from(desk.content)), desk.version)


@page("/anchors/<uuid:anchor_id>/submit", permission=READ_CASES, methods=("POST",))
def submit_anchor(scope: Scope, anchor_id: UUID) -> ResponseReturnValue:
    """Save one's reading of an anchor, or submit it."""
    desk = desks.get_anchor_desk(scope, anchor_id)
    values = posted()
    content, version = content_from(desk.tool, values), version_in(values)
    saving = values.get("action") == "save"
    act = operations.save_anchor if saving else operations.submit_anchor
    form = Form(values)
    status, theirs, version = tried(
        form, lambda: act(scope, anchor_id, content, version=version), version
    )
    if status:
        return _desk_page(scope, anchor_id, form, version, theirs), status
    flash("Saved. You can go on any time." if saving else "Your reading is in.", "success")
    if saving:
        return redirect(url_for("moderation.my_readings"))
    return redirect(url_for("moderation.read_anchor", anchor_id=anchor_id))


@page("/anchors/<uuid:anchor_id>/autosave", permission=READ_CASES, methods=("POST",))
def autosave_anchor(scope: Scope, anchor_id: UUID) -> ResponseReturnValue:
    """Save what is written so far, for the page's script."""
    desk = desks.get_anchor_desk(scope, anchor_id)
    values = posted()
    try:
        version = operations.save_anchor(
            scope, anchor_id, content_from(desk.tool, values), version=version_in(values)
        )
    except (Conflict, Forbidden) as error:
        raise Conflict(error.message) from error  # the text is on the page: it does not travel
    return jsonify(version=version, words=f"Saved {date_and_time(now())}")


@page("/anchors/<uuid:anchor_id>/key", permission=READ_CASES, methods=("POST",))
def propose_key(scope: Scope, anchor_id: UUID) -> ResponseReturnValue:
    """Hold grades and reasons to be the key, or accept another's."""
    desk = desks.get_anchor_desk(scope, anchor_id)
    values = posted()
    form = Form(values)
    accepted = next((w for w in desk.words if str(w.id) == values.get("accept")), None)
    held = content_from(desk.tool, values)
    if accepted is not None:
        held = {"grades": accepted.grades, "evidence": accepted.evidence}
    status = refused(
        form,
        lambda: operations.propose_key(scope, anchor_id, held["grades"], held["evidence"]),
    )
    if status:
        return _desk_page(scope, anchor_id, form, desk.version), status
    flash("Your word on the key is in. It is the key when all three hold the same.", "success")
    return redirect(url_for("moderation.read_anchor", anchor_id=anchor_id))


def _desk_page(
    scope: Scope,
    anchor_id: UUID,
    form: Form,
    version: int,
    theirs: dict[str, Any] | None = None,
) -> str:
    desk = desks.get_anchor_desk(scope, anchor_id)
    domains = desk.tool.domains
    return render_template(
        "moderation/anchor_desk.html",
        desk=desk,
        blind=[one for one in desk.words if one.kind == "reading"],
        proposals=_newest(desk),
        wrote=any(form.values.get(f"{part}.{one.key}") for part in PARTS for one in domains),
        **trial_form(desk.tool, form, version, theirs),
    )


def _newest(desk: desks.AnchorDesk) -> list[Any]:
    """The newest proposal of each of the panel."""
    newest = {one.mark: one for one in desk.words if one.kind == "proposal"}
    return list(newest.values())
