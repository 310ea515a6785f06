"""Declaring a conflict of interest: with an authority up front, with a case at any time."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import Schema, fields
from marshmallow.validate import OneOf

from regionqa.core.scope import Scope
from regionqa.moderation.operations import finding
from regionqa.moderation.operations import joining as operations
from regionqa.moderation.operations.joining import CONFLICT_REASONS
from regionqa.moderation.pages.cases import case_page
from regionqa.moderation.pages.doors import page, refused
from regionqa.moderation.pages.schemas import ConflictSchema
from regionqa.moderation.policy import READ_CASES, RUN_ROUNDS
from regionqa.moderation.queries import conflicts as queries
from regionqa.moderation.queries.rounds import get_round
from regionqa.moderation.queries.ties import look
from regionqa.web.forms import Form, read_form

_OF_A_CASE = ("worked_on_case", "knows_family", "knows_worker", "recognised", "other")
_OF_AN_AUTHORITY = ("worked_there", "knows_worker", "other")


class _AgainstSchema(ConflictSchema):
    """A conflict with every case of an authority."""

    against_id = fields.UUID(
        required=True,
        error_messages={
            "required": "Select an authority",
            "invalid_uuid": "Select an authority",
        },
    )


@page("/rounds/<uuid:round_id>/conflicts", permission=READ_CASES, methods=("GET", "POST"))
def conflicts(scope: Scope, round_id: UUID) -> ResponseReturnValue:
    """Say which authorities' cases one must not read."""
    if request.method == "GET":
        return _against_page(scope, round_id, Form())
    values, form = read_form(_AgainstSchema())
    if values is None:
        return _against_page(scope, round_id, form), 422
    get_round(scope, round_id)
    if values["against_id"] not in dict(queries.list_others(scope)):
        form.errors["against_id"] = ["Select an authority"]
        return _against_page(scope, round_id, form), 422
    if status := refused(form, lambda: operations.declare_conflict(scope, round_id, **values)):
        return _against_page(scope, round_id, form), status
    flash("The conflict is declared. You will not read cases of that authority.", "success")
    return redirect(url_for("moderation.conflicts", round_id=round_id))


def _against_page(scope: Scope, round_id: UUID, form: Form) -> str:
    return render_template(
        "moderation/conflicts.html",
        round=get_round(scope, round_id),
        form=form,
        declared=queries.list_own_conflicts(scope, round_id),
        others=[("", "Select an authority"), *queries.list_others(scope)],
        reasons=_reasons(_OF_AN_AUTHORITY),
        all_reasons=CONFLICT_REASONS,
    )


@page("/cases/<uuid:case_id>/conflict", permission=READ_CASES, methods=("GET", "POST"))
def case_conflict(scope: Scope, case_id: UUID) -> ResponseReturnValue:
    """Say that one must not read a case; the way to it is cut at once."""
    seen = look(scope, case_id)
    label, round_id = seen.case.label, seen.case.round_id
    if request.method == "GET":
        return _case_page(case_id, label, Form())
    values, form = read_form(ConflictSchema())
    if values is None:
        return _case_page(case_id, label, form), 422
    given: dict[str, Any] = {"reason": values["reason"], "case_id": case_id}
    if status := refused(form, lambda: operations.declare_conflict(scope, round_id, **given)):
        return _case_page(case_id, label, form), status
    flash("The conflict is declared, and your access to the case has ended.", "success")
    return redirect(url_for("moderation.my_readings"))


def _case_page(case_id: UUID, label: str, form: Form) -> str:
    return render_template(
        "moderation/case_conflict.html",
        case_id=case_id,
        label=label,
        form=form,
        reasons=_reasons(_OF_A_CASE),
    )


def _reasons(keys: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(key, CONFLICT_REASONS[key]) for key in keys]


class _FoundSchema(Schema):
    """A reader's conflict that a coordinator has learned of."""

    reader = fields.UUID(
        required=True,
        error_messages={"required": "Select a reader", "invalid_uuid": "Select a reader"},
    )
    conflict_reason = fields.String(
        required=True,
        validate=OneOf(_OF_A_CASE, error="Select what was found"),
        error_messages={"required": "Select what was found"},
    )


@page("/cases/<uuid:case_id>/conflict-found", permission=RUN_ROUNDS, methods=("POST",))
def find_conflict(scope: Scope, case_id: UUID) -> ResponseReturnValue:
    """Record a reader's conflict that they did not declare themselves."""
    look(scope, case_id)
    values, form = read_form(_FoundSchema())
    if values is None:
        return case_page(scope, case_id, form), 422
    status = refused(
        form,
        lambda: finding.find_conflict(
            scope, case_id, values["reader"], reason=values["conflict_reason"]
        ),
    )
    if status:
        return case_page(scope, case_id, form), status
    flash("The conflict is recorded. The reading leaves the case and all figures.", "success")
    return redirect(url_for("moderation.show_case", case_id=case_id))
