"""Asking for approval, and approving a version."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from regionqa.core.errors import Conflict, Unprocessable
from regionqa.core.scope import Scope
from regionqa.frameworks.answers import digest_of
from regionqa.frameworks.differences import compare
from regionqa.frameworks.operations import approving
from regionqa.frameworks.pages.doors import framework_door as door
from regionqa.frameworks.policy import APPROVE_FRAMEWORK, MANAGE_FRAMEWORK
from regionqa.frameworks.queries import framework as queries
from regionqa.frameworks.queries.versions import find_latest
from regionqa.frameworks.schemas import ApproveSchema
from regionqa.web.forms import Form, read_form


@door.page("/ask", permission=MANAGE_FRAMEWORK, methods=("POST",))
def ask(scope: Scope) -> ResponseReturnValue:
    """Tell those who approve that the draft is ready."""
    try:
        approving.ask_for_approval(scope)
    except Unprocessable as error:
        flash(error.message, "information")
        return redirect(url_for("frameworks.index"))
    flash("The Director and the QA lead see on their home page that it waits.", "success")
    return redirect(url_for("frameworks.index"))


@door.page("/approve", permission=APPROVE_FRAMEWORK, methods=("GET", "POST"))
def approve(scope: Scope) -> ResponseReturnValue:
    """What differs from the last version, why, and the approval."""
    if request.method == "GET":
        return _page(scope, Form())
    values, form = read_form(ApproveSchema())
    if values is None:
        return _page(scope, form), 422
    confirmed = values.pop("no_person")
    try:
        number = approving.approve_framework(scope, **values, confirmed=confirmed)
    except Conflict as error:
        form.errors["_form"] = [error.message]
        return _page(scope, form), error.status
    except Unprocessable as error:
        doubted = bool(error.details.get("personal"))
        return _page(scope, form.add(error), doubted=doubted), error.status
    flash(f"Version {number} is approved.", "success")
    return redirect(url_for("frameworks.version", number=number))


def _page(scope: Scope, form: Form, *, doubted: bool = False) -> str:
    latest = find_latest(scope)
    content = queries.draft_content(scope)
    return render_template(
        "frameworks/approve.html",
        form=form,
        doubted=doubted,
        latest=latest,
        digest=digest_of(content),
        differences=compare(latest.content if latest else None, content),
        sharing=queries.sharing_now(scope),
    )
