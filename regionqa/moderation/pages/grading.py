"""A moderator's afternoon: evidence and tool side by side, saved as one goes, submitted once.

Saving and submitting are each one transaction of their own, so that a submission that is refused
for a missing sentence still leaves what was written saved.
"""

from typing import Any
from uuid import UUID

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from regionqa.core.errors import Conflict, Forbidden, Unprocessable
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.core.unit_of_work import unit_of_work
from regionqa.moderation.contents import HAD_BY_WAY
from regionqa.moderation.operations import reading as operations
from regionqa.moderation.pages import words
from regionqa.moderation.pages.contents import (
    Content,
    clashes,
    content_from,
    grade_options,
    values_from,
)
from regionqa.moderation.pages.doors import page, request_key
from regionqa.moderation.pages.packs import papers_beside
from regionqa.moderation.policy import READ_CASES
from regionqa.moderation.queries import grading as queries
from regionqa.moderation.queries.grading import Desk
from regionqa.moderation.queries.packs import PackSeen, visible_pack
from regionqa.web.forms import Form, posted
from regionqa.web.identity import database
from regionqa.web.layout import date_and_time

_GRADE = "/cases/<uuid:case_id>/grade"


@page(_GRADE, permission=READ_CASES, methods=("GET", "POST"), transaction=False)
def grade(scope: Scope, case_id: UUID) -> ResponseReturnValue:
    """Grade a case, or go on where one left off."""
    if request.method == "POST":
        return _post(scope, case_id)
    with unit_of_work(database(), scope, write=False):
        desk = queries.get_desk(scope, case_id)
        pack = _pack(scope, desk)
    if not desk.open:
        return redirect(url_for("moderation.show_case", case_id=case_id))
    return _page(scope, desk, pack, Form(values_from(desk.content)), desk.version)


def _pack(scope: Scope, desk: Desk) -> PackSeen | None:
    """What a reader may know of the pack; None where nothing is read in a pack here."""
    reads_pack = desk.way == "pack" and not desk.home
    return visible_pack(scope, desk.case_id) if reads_pack else None


def _post(scope: Scope, case_id: UUID) -> ResponseReturnValue:
    with unit_of_work(database(), scope, write=False):
        desk = queries.get_desk(scope, case_id)
    values = posted(many=("had",))
    content = content_from(desk.tool, values)
    version = _version(values)
    if values.get("action") == "submit":
        return _submit(scope, desk, values, content, version)
    try:
        with unit_of_work(database(), scope):
            operations.save_draft(scope, case_id, content, version=version)
    except (Unprocessable, Conflict, Forbidden) as error:
        return _refused(scope, desk, values, version, error)
    flash("Saved. You can go on any time until the window closes.", "success")
    return redirect(url_for("moderation.my_readings"))


def _submit(
    scope: Scope, desk: Desk, values: dict[str, Any], content: Content, version: int
) -> ResponseReturnValue:
    key = str(values.get("request_key") or "")
    try:
        with unit_of_work(database(), scope):
            if desk.before:
                operations.seal_earlier_grade(scope, desk.case_id, content, request_key=key)
            else:
                operations.submit_reading(
                    scope, desk.case_id, content, version=version, request_key=key
                )
    except Unprocessable as error:
        saved = _keep(scope, desk, content, version)
        return _refused(scope, desk, values, saved, error)
    except (Conflict, Forbidden) as error:
        return _refused(scope, desk, values, version, error)
    flash("Your reading is in, and sealed. Nobody sees it until all readings are in.", "success")
    return redirect(url_for("moderation.my_readings"))


def _keep(scope: Scope, desk: Desk, content: Content, version: int) -> int:
    """Save what a refused submission said; the version that the page goes on with."""
    try:
        with unit_of_work(database(), scope):
            return operations.save_draft(scope, desk.case_id, content, version=version)
    except (Unprocessable, Conflict, Forbidden):
        return version


def _refused(
    scope: Scope,
    desk: Desk,
    values: dict[str, Any],
    version: int,
    error: Unprocessable | Conflict | Forbidden,
) -> ResponseReturnValue:
    form = Form(values).add(error)
    theirs = error.details.get("theirs")
    held: Content = theirs if isinstance(theirs, dict) else {}
    found = error.details.get("found")
    stale = isinstance(error, Conflict) and isinstance(found, int)
    if stale:
        version = int(str(found))
    with unit_of_work(database(), scope, write=False):
        found_now = queries.find_desk(scope, desk.case_id)
        pack = None if found_now is None else _pack(scope, found_now)
    shown = _page(scope, found_now or desk, pack, form, version, theirs=held if stale else None)
    return shown, Conflict.status if isinstance(error, Forbidden) else error.status


@page("/cases/<uuid:case_id>/autosave", permission=READ_CASES, methods=("POST",))
def autosave(scope: Scope, case_id: UUID) -> ResponseReturnValue:
    """Save what is written so far, for the page's script."""
    desk = queries.get_desk(scope, case_id)
    values = posted(many=("had",))
    try:
        version = operations.save_draft(
            scope, case_id, content_from(desk.tool, values), version=_version(values)
        )
    except Forbidden as error:
        raise Conflict(error.message) from error
    except Conflict as error:
        raise Conflict(error.message) from error  # the text is on the page: it does not travel
    return jsonify(version=version, words=f"Saved {date_and_time(now())}")


def _version(values: dict[str, Any]) -> int:
    text = str(values.get("version") or "0")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def _page(
    scope: Scope,
    desk: Desk,
    pack: PackSeen | None,
    form: Form,
    version: int,
    *,
    theirs: Content | None = None,
) -> str:
    yours = content_from(desk.tool, form.values)
    reads_pack = desk.way == "pack" and not desk.home
    return render_template(
        "moderation/grade.html",
        desk=desk,
        form=form,
        version=version,
        key=form.value("request_key") or request_key(),
        options={one.key: grade_options(desk.tool, one.key) for one in desk.tool.domains},
        had=[(key, words.HAD[key]) for key in HAD_BY_WAY["home" if desk.home else desk.way]],
        stale=theirs is not None,
        theirs=values_from(theirs) if theirs is not None else {},
        clashes=clashes(desk.tool, yours, theirs) if theirs is not None else set(),
        question_key=request_key(),
        papers=papers_beside(scope, desk.case_id, pack) if reads_pack else None,
    )
