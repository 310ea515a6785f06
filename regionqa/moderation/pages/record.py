"""The round's record: themes, learning and the actions agreed, as a page and as a document."""

from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import Schema, fields

from regionqa.core.errors import NotFound
from regionqa.core.permissions import allowed
from regionqa.core.scope import Scope
from regionqa.moderation.operations import records as operations
from regionqa.moderation.operations.records import LONGEST
from regionqa.moderation.pages.doors import page, refused
from regionqa.moderation.pages.record_document import DOCX, write_record
from regionqa.moderation.pages.schemas import version
from regionqa.moderation.policy import RUN_ROUNDS, SEE_ROUNDS
from regionqa.moderation.queries.records import RecordView, find_record
from regionqa.moderation.queries.rounds import RoundView, get_round
from regionqa.web.forms import Form, read_form


class _RecordSchema(Schema):
    """The words of a record, and the version that was seen."""

    themes = fields.String(load_default="")
    learning = fields.String(load_default="")
    actions = fields.String(load_default="")
    number = version()


@page("/rounds/<uuid:round_id>/record", permission=SEE_ROUNDS)
def record(scope: Scope, round_id: UUID) -> ResponseReturnValue:
    """The record; before it is published its coordinators alone read it."""
    held = get_round(scope, round_id)
    return render_template(
        "moderation/record.html",
        round=held,
        record=find_record(scope, round_id),
        may_write=allowed(scope, RUN_ROUNDS) and held.state in operations.OPEN,
    )


@page("/rounds/<uuid:round_id>/record/write", permission=RUN_ROUNDS, methods=("GET", "POST"))
def write(scope: Scope, round_id: UUID) -> ResponseReturnValue:
    """Write what the round taught."""
    held = get_round(scope, round_id)
    found = find_record(scope, round_id)
    if found is None:
        raise NotFound
    if request.method == "GET":
        return _form(held, _as_form(found))
    values, form = read_form(_RecordSchema())
    if values is None:
        return _form(held, form), 422
    if status := refused(form, lambda: operations.save_record(scope, round_id, **values)):
        return _form(held, form, found), status
    flash("The record is saved.", "success")
    return redirect(url_for("moderation.record", round_id=round_id))


def _as_form(found: RecordView) -> Form:
    return Form(
        {
            "themes": found.themes,
            "learning": found.learning,
            "actions": found.actions,
            "number": found.number,
        }
    )


def _form(held: RoundView, form: Form, found: RecordView | None = None) -> str:
    stale = found is not None and str(form.value("number")) != str(found.number)
    if stale and found is not None:
        form.values["number"] = found.number
    return render_template(
        "moderation/record_form.html",
        round=held,
        form=form,
        theirs=found if stale else None,
        longest=LONGEST,
    )


@page("/rounds/<uuid:round_id>/record.docx", permission=SEE_ROUNDS)
def record_document(scope: Scope, round_id: UUID) -> ResponseReturnValue:
    """The record as a Word document."""
    held = get_round(scope, round_id)
    found = find_record(scope, round_id)
    if found is None:
        raise NotFound
    name = f"moderation-record-{held.report_version}.docx"
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(write_record(held, found), content_type=DOCX, headers=disposition)
