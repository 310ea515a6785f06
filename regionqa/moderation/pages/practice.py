"""A first try: made-up cases with a published key, which count for nothing."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from regionqa.core.errors import Conflict
from regionqa.core.scope import Scope
from regionqa.moderation.operations import trials as operations
from regionqa.moderation.pages.contents import clashes, content_from, grade_options, values_from
from regionqa.moderation.pages.doors import page, refused
from regionqa.moderation.policy import READ_CASES
from regionqa.moderation.practice import practice_tool
from regionqa.moderation.queries import trials as queries
from regionqa.moderation.tools import ToolContent
from regionqa.web.forms import Form, posted


@page("/practice", permission=READ_CASES)
def practice(scope: Scope) -> ResponseReturnValue:
    """The practice cases."""
    return render_template("moderation/practice.html", cases=queries.list_practice(scope))


@page("/practice/<string:slug>", permission=READ_CASES)
def practice_case(scope: Scope, slug: str) -> ResponseReturnValue:
    """One to grade, or beside its key."""
    found = queries.get_practice(scope, slug)
    return _page(scope, slug, Form(values_from(found.content)), found.version)


@page("/practice/<string:slug>/try", permission=READ_CASES, methods=("POST",))
def try_practice(scope: Scope, slug: str) -> ResponseReturnValue:
    """Save it or submit it."""
    queries.get_practice(scope, slug)
    values = posted()
    content, version = content_from(practice_tool(), values), version_in(values)
    saving = values.get("action") == "save"

    def act() -> None:
        if saving:
            operations.save_trial(scope, queries.practice_subject(slug), content, version=version)
        else:
            operations.submit_practice(scope, slug, content, version=version)

    form = Form(values)
    status, theirs, version = tried(form, act, version)
    if status:
        return _page(scope, slug, form, version, theirs), status
    if saving:
        flash("Saved. You can go on any time.", "success")
        return redirect(url_for("moderation.practice"))
    return redirect(url_for("moderation.practice_case", slug=slug))


def _page(
    scope: Scope, slug: str, form: Form, version: int, theirs: dict[str, Any] | None = None
) -> str:
    return render_template(
        "moderation/practice_case.html",
        found=queries.get_practice(scope, slug),
        **trial_form(practice_tool(), form, version, theirs),
    )


def version_in(values: dict[str, Any]) -> int:
    """The version that a form saw."""
    text = str(values.get("version") or "0")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def tried(
    form: Form, act: Callable[[], object], version: int
) -> tuple[int, dict[str, Any] | None, int]:
    """Do it; the status to answer with or 0, what was saved elsewhere, and the version to go on."""
    stale: list[Conflict] = []

    def watched() -> None:
        try:
            act()
        except Conflict as error:
            stale.append(error)
            raise

    status = refused(form, watched)
    details = stale[0].details if stale else {}
    theirs, found = details.get("theirs"), details.get("found")
    if isinstance(theirs, dict) and isinstance(found, int):
        return status, theirs, found
    return status, None, version


def trial_form(
    tool: ToolContent, form: Form, version: int, theirs: dict[str, Any] | None
) -> dict[str, Any]:
    """What the form of a trial is shown with."""
    yours = content_from(tool, form.values)
    return {
        "tool": tool,
        "form": form,
        "version": version,
        "options": {one.key: grade_options(tool, one.key) for one in tool.domains},
        "theirs": values_from(theirs) if theirs is not None else {},
        "clashes": clashes(tool, yours, theirs) - {"had"} if theirs is not None else set(),
    }
