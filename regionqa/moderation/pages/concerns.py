"""A child of concern: raised by a reader, in hand at the home authority, followed to its end."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from regionqa.core.errors import NotFound
from regionqa.core.scope import Scope
from regionqa.moderation.operations import concerns as operations
from regionqa.moderation.operations.concerns import NOT_THE_DUTY_TEAM, Contact
from regionqa.moderation.pages.doors import page, refused, request_key
from regionqa.moderation.pages.schemas import ConcernSchema, FollowUpSchema
from regionqa.moderation.places import members_of
from regionqa.moderation.policy import HANDLE_CONCERNS, READ_CASES
from regionqa.moderation.queries import lists as queries
from regionqa.moderation.queries.concern_details import find_asked, get_concern
from regionqa.web.forms import Form, read_form


@page("/cases/<uuid:case_id>/concern", permission=READ_CASES, methods=("GET", "POST"))
def raise_concern(scope: Scope, case_id: UUID) -> ResponseReturnValue:
    """Say what one is worried about; the answer is whom to ring."""
    label = find_asked(scope, case_id)
    if label is None:
        raise NotFound
    if request.method == "GET":
        return _form(case_id, label, Form({"request_key": request_key()}))
    values, form = read_form(ConcernSchema())
    if values is None:
        return _form(case_id, label, form), 422
    found: list[Contact] = []
    if status := refused(
        form, lambda: found.append(operations.raise_concern(scope, case_id, **values))
    ):
        return _form(case_id, label, form), status
    home = members_of(scope).get(found[0].authority_id, "The home authority")
    return render_template(
        "moderation/concern_raised.html", label=label, contact=found[0], home=home, case_id=case_id
    )


def _form(case_id: UUID, label: str, form: Form) -> str:
    return render_template(
        "moderation/concern.html",
        case_id=case_id,
        label=label,
        form=form,
        warning=NOT_THE_DUTY_TEAM,
    )


@page("/concerns", permission=HANDLE_CONCERNS)
def concerns(scope: Scope) -> ResponseReturnValue:
    """Concerns that came in about the authority's own cases, with their clock."""
    return render_template("moderation/concerns.html", concerns=queries.list_concerns(scope))


@page("/concerns/<uuid:concern_id>", permission=HANDLE_CONCERNS)
def show_concern(scope: Scope, concern_id: UUID) -> ResponseReturnValue:
    """One concern: what was said, and what was done."""
    return _concern_page(scope, concern_id, Form())


def _concern_page(scope: Scope, concern_id: UUID, form: Form) -> str:
    return render_template(
        "moderation/concern_in_hand.html", concern=get_concern(scope, concern_id), form=form
    )


@page("/concerns/<uuid:concern_id>/acknowledge", permission=HANDLE_CONCERNS, methods=("POST",))
def acknowledge_concern(scope: Scope, concern_id: UUID) -> ResponseReturnValue:
    """Say that it is in hand."""
    operations.acknowledge_concern(scope, concern_id)
    flash("The clock has stopped. The reader sees that you have it in hand.", "success")
    return redirect(url_for("moderation.show_concern", concern_id=concern_id))


@page("/concerns/<uuid:concern_id>/follow-up", permission=HANDLE_CONCERNS, methods=("POST",))
def follow_up_concern(scope: Scope, concern_id: UUID) -> ResponseReturnValue:
    """Record what was decided and done."""
    get_concern(scope, concern_id)
    values, form = read_form(FollowUpSchema())
    if values is None:
        return _concern_page(scope, concern_id, form), 422
    if status := refused(form, lambda: operations.follow_up_concern(scope, concern_id, **values)):
        return _concern_page(scope, concern_id, form), status
    flash("The follow-up is recorded. It stays in your authority.", "success")
    return redirect(url_for("moderation.show_concern", concern_id=concern_id))
