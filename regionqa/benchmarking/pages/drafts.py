"""A return before it is used: its headings settled, its problems by row, what it would change."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from regionqa.benchmarking import operations, queries
from regionqa.benchmarking.changes import find_changes
from regionqa.benchmarking.headings import meanings
from regionqa.benchmarking.operations import Recorded
from regionqa.benchmarking.pages.doors import door
from regionqa.benchmarking.policy import GIVE_RETURNS
from regionqa.benchmarking.schemas import ConfirmSchema, HeadingsSchema
from regionqa.core.errors import Conflict, Unprocessable
from regionqa.core.scope import Scope
from regionqa.web.forms import Form, read_form
from regionqa.web.layout import counted

_DRAFT = "/drafts/<uuid:draft_id>"


@door.page(_DRAFT, permission=GIVE_RETURNS)
def draft(scope: Scope, draft_id: UUID) -> ResponseReturnValue:
    """Look at a return before it is used."""
    return _page(scope, draft_id, Form())


@door.page(f"{_DRAFT}/columns", permission=GIVE_RETURNS, methods=("POST",))
def change_draft(scope: Scope, draft_id: UUID) -> ResponseReturnValue:
    """Take the person's word on what the headings mean."""
    values, form = read_form(HeadingsSchema())
    if values is None:
        return _page(scope, draft_id, form), 422
    try:
        operations.change_draft(scope, draft_id, **values)
    except Unprocessable as error:
        return _page(scope, draft_id, form.add(error)), 422
    except Conflict as error:
        return _page(scope, draft_id, Form().add(error)), error.status
    return redirect(url_for("benchmarking.draft", draft_id=draft_id))


@door.page(f"{_DRAFT}/confirm", permission=GIVE_RETURNS, methods=("POST",))
def confirm_draft(scope: Scope, draft_id: UUID) -> ResponseReturnValue:
    """Use the return."""
    values, form = read_form(ConfirmSchema())
    if values is None:
        return _page(scope, draft_id, form), 422
    try:
        recorded = operations.confirm_draft(scope, draft_id, **values)
    except Unprocessable as error:
        return _page(scope, draft_id, form.add(error)), 422
    except Conflict as error:
        return _page(scope, draft_id, form.add(error)), error.status
    flash(told(recorded), "success")
    return redirect(url_for("benchmarking.index"))


@door.page(f"{_DRAFT}/discard", permission=GIVE_RETURNS, methods=("POST",))
def discard_draft(scope: Scope, draft_id: UUID) -> ResponseReturnValue:
    """Throw the draft away."""
    operations.discard_draft(scope, draft_id)
    flash("The file is deleted. Nothing of it was kept.", "success")
    return redirect(url_for("benchmarking.index"))


def told(recorded: Recorded) -> str:
    """What a return did, in words."""
    if not recorded.new and not recorded.corrected:
        return "Nothing changed: every month was returned with these figures before."
    parts = [
        f"{counted(recorded.new, 'month')} added" if recorded.new else "",
        f"{counted(recorded.corrected, 'month')} corrected" if recorded.corrected else "",
        f"{counted(recorded.unchanged, 'month')} as before" if recorded.unchanged else "",
    ]
    return ", ".join(filter(None, parts)) + "."


def _page(scope: Scope, draft_id: UUID, form: Form) -> str:
    found = queries.get_draft(scope, draft_id)
    checked = operations.check_draft(scope, found)
    months = queries.read_months(scope)
    return render_template(
        "benchmarking/draft.html",
        form=form,
        draft=found,
        checked=checked,
        changes=find_changes(checked.months, months),
        seen=months.seen,
        meanings=meanings(queries.common_scale()),
        grades=queries.common_scale().words,
    )
