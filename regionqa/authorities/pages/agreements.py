"""The agreements under which the authority shares."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from regionqa.authorities import operations, queries
from regionqa.authorities.agreement_kinds import AgreementKind
from regionqa.authorities.pages.doors import agreements_door as door
from regionqa.authorities.pages.doors import today
from regionqa.authorities.policy import MANAGE_AGREEMENTS, READ_AGREEMENTS
from regionqa.authorities.schemas import AgreementEndSchema, AgreementSchema
from regionqa.core.errors import NotFound, Unprocessable
from regionqa.core.scope import Scope
from regionqa.web.forms import Form, read_form


@door.page("/", permission=READ_AGREEMENTS)
def index(scope: Scope) -> ResponseReturnValue:
    """The agreements, and which are missing."""
    return render_template(
        "authorities/agreements.html",
        agreements=queries.list_agreements(scope, today()),
        missing=queries.missing_agreements(scope, today()),
    )


@door.page("/add", permission=MANAGE_AGREEMENTS, methods=("GET", "POST"))
def add(scope: Scope) -> ResponseReturnValue:
    """Record an agreement."""
    values, form = (None, Form()) if request.method == "GET" else read_form(AgreementSchema())
    if values is not None:
        operations.record_agreement(scope, **values)
        flash("The agreement is recorded.", "success")
        return redirect(url_for("agreements.index"))
    kinds = [(kind.value, kind.label) for kind in AgreementKind]
    page = render_template("authorities/agreement_form.html", form=form, kinds=kinds)
    return page, 422 if form.errors else 200


@door.page("/<uuid:agreement_id>/end", permission=MANAGE_AGREEMENTS, methods=("GET", "POST"))
def end(scope: Scope, agreement_id: UUID) -> ResponseReturnValue:
    """End an agreement."""
    held = [a for a in queries.list_agreements(scope, today()) if a.id == agreement_id]
    if not held:
        raise NotFound
    values, form = (None, Form()) if request.method == "GET" else read_form(AgreementEndSchema())
    if values is not None:
        try:
            operations.end_agreement(scope, agreement_id, **values)
        except Unprocessable as error:
            form.add(error)
        else:
            flash("The agreement ends.", "success")
            return redirect(url_for("agreements.index"))
    page = render_template("authorities/agreement_end_form.html", form=form, agreement=held[0])
    return page, 422 if form.errors else 200
