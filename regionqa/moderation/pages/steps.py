"""A round's next steps: each says what it does and what must be so first, and asks once."""

from collections.abc import Callable, Mapping
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from regionqa.core.errors import NotFound
from regionqa.core.scope import Scope
from regionqa.moderation.operations import rounds as operations
from regionqa.moderation.pages import words
from regionqa.moderation.pages.doors import page, refused
from regionqa.moderation.pages.schemas import StepSchema
from regionqa.moderation.policy import RUN_ROUNDS
from regionqa.moderation.queries import rounds as queries
from regionqa.web.forms import Form, read_form

Take = Callable[[Scope, UUID, int, str], UUID | None]


def _plainly(act: Callable[..., UUID | None]) -> Take:
    return lambda scope, round_id, version, _reason: act(scope, round_id, version=version)


def _with_reason(act: Callable[..., UUID | None]) -> Take:
    return lambda scope, round_id, version, reason: act(
        scope, round_id, version=version, reason=reason
    )


TAKEN: Mapping[str, Take] = {
    "open_call": _plainly(operations.open_call),
    "close_call": _plainly(operations.close_call),
    "release": _plainly(operations.release),
    "lock": _with_reason(operations.lock_statistics),
    "publish": _plainly(operations.publish),
    "reissue": _with_reason(operations.reissue),
    "archive": _plainly(operations.archive),
    "cancel": _with_reason(operations.cancel),
}


@page("/rounds/<uuid:round_id>/steps/<step>", permission=RUN_ROUNDS, methods=("GET", "POST"))
def take_step(scope: Scope, round_id: UUID, step: str) -> ResponseReturnValue:
    """Say what a step does, then take it."""
    if step not in TAKEN:
        raise NotFound
    found = queries.get_round(scope, round_id)
    if request.method == "GET":
        return _page(found, step, Form({"version": found.version}))
    values, form = read_form(StepSchema())
    if values is None:
        return _page(found, step, form), 422
    jobs: list[UUID | None] = []
    if status := refused(
        form,
        lambda: jobs.append(TAKEN[step](scope, round_id, values["version"], values["reason"])),
    ):
        return _page(found, step, form), status
    if jobs[0] is not None:
        return redirect(url_for("work.show", job_id=jobs[0]))
    flash(f"{words.STEPS[step].button}: done.", "success")
    return redirect(url_for("moderation.show_round", round_id=round_id))


def _page(found: queries.RoundView, step: str, form: Form) -> str:
    return render_template(
        "moderation/step.html",
        round=found,
        step=step,
        said=words.STEPS[step],
        form=form,
        possible=step in found.steps,
        state=words.round_state(found.state),
    )
