"""Who reads what: the draft that only the coordinator sees, why, changes and what they break."""

from collections import Counter
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from regionqa.core.scope import Scope
from regionqa.moderation.operations import allocating as operations
from regionqa.moderation.pages.doors import page, refused
from regionqa.moderation.policy import RUN_ROUNDS
from regionqa.moderation.queries.lists import PlanView, find_plan
from regionqa.moderation.queries.rounds import get_round
from regionqa.web.forms import Form, posted


@dataclass(frozen=True, slots=True)
class Given:
    """A reader of a case in the draft, and why."""

    person_id: str
    name: str
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlannedCase:
    """A case in the draft with its home and its readers."""

    case_id: str
    label: str
    home: str
    readers: tuple[Given, ...]


@page("/rounds/<uuid:round_id>/allocation", permission=RUN_ROUNDS)
def allocation(scope: Scope, round_id: UUID) -> ResponseReturnValue:
    """The draft allocation."""
    return _page(scope, round_id, Form())


@page("/rounds/<uuid:round_id>/allocation/propose", permission=RUN_ROUNDS, methods=("POST",))
def propose_allocation(scope: Scope, round_id: UUID) -> ResponseReturnValue:
    """Work a draft out, in the background."""
    return _start(scope, round_id, operations.propose_allocation)


@page("/rounds/<uuid:round_id>/allocation/repair", permission=RUN_ROUNDS, methods=("POST",))
def repair_allocation(scope: Scope, round_id: UUID) -> ResponseReturnValue:
    """Find readers for the places that fell away, in the background."""
    return _start(scope, round_id, operations.repair_allocation)


def _start(scope: Scope, round_id: UUID, act: Any) -> ResponseReturnValue:
    form = Form()
    made: list[UUID] = []
    if status := refused(form, lambda: made.append(act(scope, round_id))):
        return _page(scope, round_id, form), status
    return redirect(url_for("work.show", job_id=made[0]))


@page("/rounds/<uuid:round_id>/allocation/release", permission=RUN_ROUNDS, methods=("POST",))
def release_repair(scope: Scope, round_id: UUID) -> ResponseReturnValue:
    """Ask the readers that a repair found."""
    form = Form(posted())
    if status := refused(form, lambda: operations.release_repair(scope, round_id)):
        return _page(scope, round_id, form), status
    flash("The readers found are being asked.", "success")
    return redirect(url_for("moderation.allocation", round_id=round_id))


@page("/rounds/<uuid:round_id>/allocation/change", permission=RUN_ROUNDS, methods=("POST",))
def change_plan(scope: Scope, round_id: UUID) -> ResponseReturnValue:
    """Take a reader out, put another in, with a reason; says what the change breaks."""
    values = posted()
    form = Form(values)
    out, into = _pair(values.get("remove")), _pair(_into(values))
    if out is None and into is None:
        form.errors["remove"] = ["Select who no longer reads, or whom to add to which case"]
        form.also(lambda: operations.check_change(str(values.get("reason") or "")))
        return _page(scope, round_id, form), 422
    broken: list[str] = []
    status = refused(
        form,
        lambda: broken.extend(
            operations.change_plan(
                scope,
                round_id,
                remove=[out] if out else [],
                add=[into] if into else [],
                reason=str(values.get("reason") or ""),
            )
        ),
    )
    if status:
        return _page(scope, round_id, form), status
    if broken:
        flash("The draft is changed, and it breaks a rule now: see below.", "information")
    else:
        flash("The draft is changed, and every rule still holds.", "success")
    return redirect(url_for("moderation.allocation", round_id=round_id))


def _into(values: dict[str, Any]) -> str:
    """Whom to add to which case; the case is that of who is taken out unless one is named."""
    person = str(values.get("add_reader") or "")
    case = str(values.get("add_case") or "") or str(values.get("remove") or "").partition(":")[0]
    return f"{case}:{person}" if person and case else ""


def _pair(text: object) -> tuple[UUID, UUID] | None:
    case, _, person = str(text or "").partition(":")
    try:
        return UUID(case), UUID(person)
    except ValueError:
        return None


def _page(scope: Scope, round_id: UUID, form: Form) -> str:
    plan = find_plan(scope, round_id)
    cases = planned_cases(plan) if plan else []
    loads = Counter(one.name for case in cases for one in case.readers)
    return render_template(
        "moderation/allocation.html",
        round=get_round(scope, round_id),
        plan=plan,
        cases=cases,
        loads=sorted(loads.items()),
        form=form,
        taken=[("", "Nobody"), *_taken(cases)],
        readers=[("", "Nobody"), *_readers(plan)],
        all_cases=[("", "The same case"), *((one.case_id, one.label) for one in cases)],
    )


def _taken(cases: list[PlannedCase]) -> list[tuple[str, str]]:
    return [
        (f"{case.case_id}:{one.person_id}", f"{case.label}: {one.name}")
        for case in cases
        for one in case.readers
    ]


def _readers(plan: PlanView | None) -> list[tuple[str, str]]:
    return sorted(plan.readers.items(), key=lambda one: one[1]) if plan else []


def planned_cases(plan: PlanView) -> list[PlannedCase]:
    """The draft by case, in the order of their labels; a case without a reader too."""
    by_case: dict[str, list[Given]] = {key: [] for key in plan.labels}
    for one in plan.assignments:
        reader = str(one["reader"])
        by_case.setdefault(str(one["case"]), []).append(
            Given(reader, plan.readers.get(reader, "Somebody"), tuple(one.get("why") or ()))
        )
    cases = [
        PlannedCase(key, plan.labels.get(key, "A case"), plan.homes.get(key, ""), tuple(given))
        for key, given in by_case.items()
    ]
    return sorted(cases, key=lambda one: (len(one.label), one.label))
