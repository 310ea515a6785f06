"""Reconciling: the thread, positions, a reading after the discussion, the panel, a withdrawal."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from regionqa.core.errors import NotFound
from regionqa.core.scope import Scope
from regionqa.moderation.contents import AFTER_REASONS
from regionqa.moderation.operations import discussing as operations
from regionqa.moderation.operations import reading
from regionqa.moderation.pages import words
from regionqa.moderation.pages.cases import case_page
from regionqa.moderation.pages.contents import (
    content_from,
    grade_options,
    grades_from,
    values_from,
)
from regionqa.moderation.pages.doors import page, refused, request_key
from regionqa.moderation.pages.schemas import TextSchema
from regionqa.moderation.policy import READ_CASES, RUN_ROUNDS
from regionqa.moderation.queries.rounds import tool_of
from regionqa.moderation.queries.ties import look
from regionqa.moderation.queries.visible import CaseView, get_case
from regionqa.web.forms import Form, posted, read_form

DONE = {
    "accept": "You accept these grades. When the home authority and most readers do, it is agreed.",
    "discuss": "The case goes to a discussion.",
    "propose": "Your proposal stands. The others see it in a moment.",
    "escalate": "The case goes to a panel.",
    "dissent": "Your dissent is kept with the case.",
}


@page("/cases/<uuid:case_id>/say", permission=READ_CASES, methods=("POST",))
def say(scope: Scope, case_id: UUID) -> ResponseReturnValue:
    """Write in the discussion of one domain."""
    look(scope, case_id)
    values, form = read_form(TextSchema())
    if values is None:
        return case_page(scope, case_id, form), 422
    if status := refused(form, lambda: operations.say(scope, case_id, **values)):
        return case_page(scope, case_id, form), status
    return redirect(url_for("moderation.show_case", case_id=case_id, _anchor=values["domain"]))


@page("/cases/<uuid:case_id>/position", permission=READ_CASES, methods=("POST",))
def take_position(scope: Scope, case_id: UUID) -> ResponseReturnValue:
    """Accept, ask to discuss, propose, ask for a panel, or record dissent."""
    tool = tool_of(scope, look(scope, case_id).case.round_id)
    values = posted()
    form = Form(values)
    stance = str(values.get("stance") or "")
    status = refused(
        form,
        lambda: operations.take_position(
            scope,
            case_id,
            stance=stance,
            grades=grades_from(tool, values),
            reason=str(values.get("reason") or ""),
            request_key=str(values.get("request_key") or request_key()),
            call=_call(values),
        ),
    )
    if status:
        return case_page(scope, case_id, form), status
    flash(DONE[stance], "success")
    return redirect(url_for("moderation.show_case", case_id=case_id))


def _call(values: dict[str, Any]) -> dict[str, str] | None:
    """The record of a call, where one was held."""
    kept = {
        name: str(values[f"call-{name}"])
        for name in ("on", "who", "minutes")
        if values.get(f"call-{name}")
    }
    return kept or None


@page("/cases/<uuid:case_id>/again", permission=READ_CASES, methods=("GET", "POST"))
def read_again(scope: Scope, case_id: UUID) -> ResponseReturnValue:
    """Grade again after the discussion, with the reason; the blind reading stays as it is."""
    case = get_case(scope, case_id)
    own = next((one for one in case.readings if one.mine and one.kind in {"home", "peer"}), None)
    if own is None or case.part not in {"reader", "home_auditor"}:
        raise NotFound
    if request.method == "GET":
        begin = {"grades": own.grades, "evidence": own.evidence, "had": own.had}
        return _again_page(scope, case, Form(values_from(begin)))
    tool = tool_of(scope, case.round_id)
    values = posted(many=("had",))
    form = Form(values)
    status = refused(
        form,
        lambda: reading.read_again(
            scope,
            case_id,
            content_from(tool, values),
            reason=str(values.get("reason") or ""),
            request_key=str(values.get("request_key") or ""),
        ),
    )
    if status:
        return _again_page(scope, case, form), status
    flash("Your grade after the discussion is in. Your blind reading stays as it was.", "success")
    return redirect(url_for("moderation.show_case", case_id=case_id))


def _again_page(scope: Scope, case: CaseView, form: Form) -> str:
    tool = tool_of(scope, case.round_id)
    return render_template(
        "moderation/again.html",
        case=case,
        tool=tool,
        form=form,
        key=form.value("request_key") or request_key(),
        options={one.key: grade_options(tool, one.key) for one in tool.domains},
        had=list(words.HAD.items()),
        reasons=list(AFTER_REASONS.items()),
    )


@page("/cases/<uuid:case_id>/panel", permission=RUN_ROUNDS, methods=("POST",))
def name_panel(scope: Scope, case_id: UUID) -> ResponseReturnValue:
    """Name the panel of a case that its parties could not agree on."""
    look(scope, case_id)
    values = posted(many=("person_ids",))
    form = Form(values)
    people = [found for one in values["person_ids"] if (found := _uuid(one))]
    if status := refused(form, lambda: operations.name_panel(scope, case_id, people)):
        return case_page(scope, case_id, form), status
    flash("The panel is named. Its members find the case among their readings.", "success")
    return redirect(url_for("moderation.show_case", case_id=case_id))


def _uuid(text: object) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None


@page("/cases/<uuid:case_id>/decision", permission=READ_CASES, methods=("POST",))
def decide_panel(scope: Scope, case_id: UUID) -> ResponseReturnValue:
    """A panel member's decision."""
    tool = tool_of(scope, look(scope, case_id).case.round_id)
    values = posted()
    form = Form(values)
    resolved = values.get("decision") != "unresolved"
    status = refused(
        form,
        lambda: operations.decide_panel(
            scope,
            case_id,
            grades=grades_from(tool, values) if resolved else None,
            reason=str(values.get("reason") or ""),
            request_key=str(values.get("request_key") or request_key()),
        ),
    )
    if status:
        return case_page(scope, case_id, form), status
    flash("Your decision is in. It holds when most of the panel decide the same.", "success")
    return redirect(url_for("moderation.show_case", case_id=case_id))


@page("/cases/<uuid:case_id>/withdraw", permission=RUN_ROUNDS, methods=("GET", "POST"))
def withdraw_case(scope: Scope, case_id: UUID) -> ResponseReturnValue:
    """Take a case out before it is revealed, with the reason."""
    case = get_case(scope, case_id)
    values = posted() if request.method == "POST" else {}
    form = Form(values)
    status = 200
    if request.method == "POST":
        reason = str(values.get("reason") or "")
        status = refused(form, lambda: operations.withdraw_case(scope, case_id, reason=reason))
        if not status:
            flash(f"{case.label} is withdrawn. Its readings stay sealed.", "success")
            return redirect(url_for("moderation.progress", round_id=case.round_id))
    return render_template("moderation/withdraw.html", case=case, form=form), status
