"""The authority's drawn cases: which reference, who audits it, a substitute where one is needed."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import Schema, fields
from marshmallow.validate import OneOf

from regionqa.accounts import list_people
from regionqa.core.errors import NotFound
from regionqa.core.scope import Scope
from regionqa.moderation.operations import drawing, joining
from regionqa.moderation.operations.drawing import SUBSTITUTE_REASONS
from regionqa.moderation.pages.doors import page, refused
from regionqa.moderation.policy import READERS, TAKE_PART
from regionqa.moderation.queries.lists import OwnCase, list_own_cases
from regionqa.moderation.queries.packs import pack_states
from regionqa.moderation.queries.rounds import get_round
from regionqa.moderation.queries.ties import look
from regionqa.web.forms import Form, read_form


class _AuditorSchema(Schema):
    """Who audits a drawn case."""

    person_id = fields.UUID(
        required=True,
        error_messages={"required": "Select a colleague", "invalid_uuid": "Select a colleague"},
    )


class _SubstituteSchema(Schema):
    """Why a drawn case cannot be read."""

    reason = fields.String(
        required=True,
        validate=OneOf(list(SUBSTITUTE_REASONS), error="Select why the case cannot be read"),
        error_messages={"required": "Select why the case cannot be read"},
    )


@page("/rounds/<uuid:round_id>/cases", permission=TAKE_PART)
def own_cases(scope: Scope, round_id: UUID) -> ResponseReturnValue:
    """The drawn cases with their references and auditors."""
    return _page(scope, round_id, Form())


@page("/cases/<uuid:case_id>/auditor", permission=TAKE_PART, methods=("POST",))
def name_auditor(scope: Scope, case_id: UUID) -> ResponseReturnValue:
    """Say who audits a case at home."""
    round_id = look(scope, case_id).case.round_id
    values, form = read_form(_AuditorSchema())
    status = 422
    if values is not None:
        status = refused(form, lambda: joining.name_auditor(scope, case_id, values["person_id"]))
    if status:
        if said := form.errors.pop("person_id", None):
            form.errors[f"auditor-{case_id}"] = said
        return _page(scope, round_id, form), status
    flash("The auditor is named.", "success")
    return redirect(url_for("moderation.own_cases", round_id=round_id))


@page("/cases/<uuid:case_id>/substitute", permission=TAKE_PART, methods=("GET", "POST"))
def substitute_case(scope: Scope, case_id: UUID) -> ResponseReturnValue:
    """Draw another case in the place of one that cannot be read; counted and shown."""
    round_id = look(scope, case_id).case.round_id
    case = next((one for one in list_own_cases(scope, round_id) if one.case_id == case_id), None)
    if case is None:
        raise NotFound
    if request.method == "GET":
        return _substitute_page(case, round_id, Form())
    values, form = read_form(_SubstituteSchema())
    if values is None:
        return _substitute_page(case, round_id, form), 422
    if status := refused(
        form, lambda: drawing.substitute_case(scope, case_id, reason=values["reason"])
    ):
        return _substitute_page(case, round_id, form), status
    flash("The next case of your list takes its place. The substitution is counted.", "success")
    return redirect(url_for("moderation.own_cases", round_id=round_id))


def _substitute_page(case: OwnCase, round_id: UUID, form: Form) -> str:
    return render_template(
        "moderation/substitute.html",
        case=case,
        round_id=round_id,
        form=form,
        reasons=list(SUBSTITUTE_REASONS.items()),
    )


def _page(scope: Scope, round_id: UUID, form: Form) -> str:
    cases = list_own_cases(scope, round_id)
    people = {
        one.person_id: one.display_name
        for one in list_people(scope)
        if one.joined_at is not None and READERS & set(one.roles)
    }
    return render_template(
        "moderation/own_cases.html",
        round=get_round(scope, round_id),
        cases=cases,
        form=form,
        people=people,
        packs=pack_states(scope, [one.case_id for one in cases]),
        substituted=sum(1 for one in cases if one.replaces_id is not None),
        replaced={one.replaces_id for one in cases},
        reasons=SUBSTITUTE_REASONS,
    )
