"""Rounds: the list, planning one, and the page of one."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from regionqa.core.permissions import allowed
from regionqa.core.scope import Scope
from regionqa.moderation.operations import rounds as operations
from regionqa.moderation.operations.rounds import RoundPlan
from regionqa.moderation.pages import words
from regionqa.moderation.pages.doors import page, refused, today
from regionqa.moderation.pages.schemas import RoundSchema
from regionqa.moderation.policy import RUN_ROUNDS, SEE_ROUNDS, TAKE_PART
from regionqa.moderation.queries import rounds as queries
from regionqa.moderation.queries.rounds import RoundView
from regionqa.web import navigation
from regionqa.web.dates import date_parts
from regionqa.web.forms import Form, read_form

navigation.add("Moderation", "moderation.index", permission=SEE_ROUNDS, order=40)

ENDED = frozenset({"archived", "cancelled"})
_DAYS = ("call_closes_on", "confirm_by", "opens_on", "closes_on")
_USUAL = {
    "cases_per_authority": 5,
    "readers_per_case": 2,
    "hours_per_case": 3,
    "grace_days": 2,
}


@page("/", permission=SEE_ROUNDS)
def index(scope: Scope) -> ResponseReturnValue:
    """The region's rounds; with none, what a round is and the first step."""
    found = queries.list_rounds(scope)
    return render_template(
        "moderation/index.html",
        current=[one for one in found if one.state not in ENDED],
        ended=[one for one in found if one.state in ENDED],
        runs=allowed(scope, RUN_ROUNDS),
        words=words,
    )


@page("/rounds/new", permission=RUN_ROUNDS, methods=("GET", "POST"))
def new_round(scope: Scope) -> ResponseReturnValue:
    """Plan a round, as a draft."""
    if request.method == "GET":
        return _plan_page(scope, Form(_USUAL))
    values, form = read_form(RoundSchema())
    if values is None:
        return _plan_page(scope, form), 422
    made: list[UUID] = []
    if status := refused(form, lambda: made.append(operations.create_round(scope, _plan(values)))):
        return _plan_page(scope, form), status
    flash("The round is planned. Nobody outside the office sees it until its call opens.")
    return redirect(url_for("moderation.show_round", round_id=made[0]))


@page("/rounds/<uuid:round_id>/plan", permission=RUN_ROUNDS, methods=("GET", "POST"))
def change_round(scope: Scope, round_id: UUID) -> ResponseReturnValue:
    """Change the plan while it is a draft."""
    found = queries.get_round(scope, round_id)
    if request.method == "GET":
        return _plan_page(scope, Form(_as_form(found)), found)
    values, form = read_form(RoundSchema())
    if values is None:
        return _plan_page(scope, form, found), 422
    seen = values["version"]
    if status := refused(
        form, lambda: operations.change_round(scope, round_id, _plan(values), version=seen)
    ):
        return _plan_page(scope, form, found), status
    flash("The plan is changed.", "success")
    return redirect(url_for("moderation.show_round", round_id=round_id))


def _plan(values: dict[str, Any]) -> RoundPlan:
    return RoundPlan(**{name: value for name, value in values.items() if name != "version"})


def _as_form(found: RoundView) -> dict[str, object]:
    values: dict[str, object] = {name: getattr(found, name) for name in _USUAL}
    values |= {"title": found.title, "theme": found.theme, "tool_id": found.tool.id}
    values["version"] = found.version
    for name in _DAYS:
        values |= date_parts(name, getattr(found, name))
    return values


def _plan_page(scope: Scope, form: Form, found: RoundView | None = None) -> str:
    tools = [one for one in queries.list_tools(scope) if one.state == "published"]
    return render_template(
        "moderation/plan.html",
        form=form,
        round=found,
        tools=[("", "Select a tool"), *((one.id, _tool_words(one)) for one in tools)],
    )


def _tool_words(tool: queries.ToolView) -> str:
    return f"{tool.name}, version {tool.version}"


@page("/rounds/<uuid:round_id>", permission=SEE_ROUNDS)
def show_round(scope: Scope, round_id: UUID) -> ResponseReturnValue:
    """Where a round stands, what comes next and what this person does in it."""
    found = queries.get_round(scope, round_id)
    takes_part = allowed(scope, TAKE_PART)
    return render_template(
        "moderation/round.html",
        round=found,
        words=words,
        reached=_reached(found),
        runs=allowed(scope, RUN_ROUNDS),
        takes_part=takes_part,
        requirements=queries.readiness(scope, round_id, today())
        if takes_part and found.state == "call_open"
        else [],
        participation=queries.find_participation(scope, round_id) if takes_part else None,
        today=today(),
    )


def _reached(found: RoundView) -> int:
    """How far along the timeline the round is; -1 for a cancelled one."""
    return words.TIMELINE.index(found.state) if found.state in words.TIMELINE else -1
