"""Practice standards: the list, one of them with its history, and its next step."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from regionqa.core.errors import Conflict, NotFound, Unprocessable
from regionqa.core.permissions import allowed
from regionqa.core.scope import Scope
from regionqa.frameworks.operations import practice as operations
from regionqa.frameworks.pages.doors import framework_door as door
from regionqa.frameworks.policy import READ_FRAMEWORK, SIGN_OFF_STANDARD, WRITE_STANDARD
from regionqa.frameworks.practice import STEPS
from regionqa.frameworks.queries import practice as queries
from regionqa.frameworks.queries.practice import StandardVersion, StandardView
from regionqa.frameworks.schemas import StandardSchema, StepSchema, WordsSchema
from regionqa.web.forms import Form, read_form

HOME = "/practice-standards"


@door.page(HOME, permission=READ_FRAMEWORK)
def practice_standards(scope: Scope) -> ResponseReturnValue:
    """The practice standards of the authority in use."""
    return render_template(
        "frameworks/practice_standards.html", standards=queries.list_standards(scope)
    )


@door.page(f"{HOME}/begin", permission=WRITE_STANDARD, methods=("GET", "POST"))
def begin_standard(scope: Scope) -> ResponseReturnValue:
    """Begin a practice standard."""
    if request.method == "GET":
        return render_template("frameworks/begin_standard.html", form=Form(), doubted=False)
    values, form = read_form(StandardSchema())
    doubted = False
    if values is not None:
        try:
            standard_id = operations.begin_standard(
                scope,
                values["title"],
                values["words"],
                _lines(values["sources"]),
                confirmed=values["no_person"],
            )
        except Unprocessable as error:
            doubted = bool(error.details.get("personal"))
            form.add(error)
        else:
            flash("The draft is saved.", "success")
            return redirect(url_for("frameworks.practice_standard", standard_id=standard_id))
    return render_template("frameworks/begin_standard.html", form=form, doubted=doubted), 422


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


@door.page(f"{HOME}/<uuid:standard_id>", permission=READ_FRAMEWORK)
def practice_standard(scope: Scope, standard_id: UUID) -> ResponseReturnValue:
    """One practice standard: what is in force, what is on its way, its history."""
    return _page(scope, queries.get_standard(scope, standard_id), Form())


def _page(scope: Scope, standard: StandardView, form: Form, *, doubted: bool = False) -> str:
    coming = standard.upcoming or standard.in_force
    steps = STEPS[coming.status] if coming else ()
    may_sign, may_write = allowed(scope, SIGN_OFF_STANDARD), allowed(scope, WRITE_STANDARD)
    return render_template(
        "frameworks/practice_standard.html",
        standard=standard,
        coming=coming,
        steps=[one for one in steps if (may_sign if one.signs else may_write)],
        may_write=may_write,
        form=form,
        doubted=doubted,
    )


@door.page(f"{HOME}/<uuid:standard_id>/step", permission=READ_FRAMEWORK, methods=("POST",))
def step_standard(scope: Scope, standard_id: UUID) -> ResponseReturnValue:
    """Take the version on its way one step further."""
    standard = queries.get_standard(scope, standard_id)
    coming = standard.upcoming or standard.in_force
    if coming is None:
        raise NotFound
    values, form = read_form(StepSchema())
    if values is None:
        return _page(scope, standard, form), 422
    try:
        operations.change_status(
            scope,
            coming.id,
            values["to"],
            values["note"],
            version=values["version"],
            confirmed=values["no_person"],
        )
    except (Unprocessable, Conflict) as error:
        doubted = bool(error.details.get("personal"))
        return _page(scope, standard, form.add(error), doubted=doubted), error.status
    flash(f"It is now: {values['to'].label.lower()}.", "success")
    return redirect(url_for("frameworks.practice_standard", standard_id=standard_id))


@door.page(f"{HOME}/<uuid:standard_id>/next", permission=WRITE_STANDARD, methods=("POST",))
def next_version(scope: Scope, standard_id: UUID) -> ResponseReturnValue:
    """Begin the next version from the words of the last."""
    operations.begin_version(scope, standard_id)
    flash("A draft of the next version is begun.", "success")
    return redirect(url_for("frameworks.practice_standard", standard_id=standard_id))


@door.page(f"{HOME}/<uuid:standard_id>/words", permission=WRITE_STANDARD, methods=("GET", "POST"))
def edit_standard(scope: Scope, standard_id: UUID) -> ResponseReturnValue:
    """Change the words of the draft."""
    standard = queries.get_standard(scope, standard_id)
    draft = standard.upcoming
    if draft is None:
        raise NotFound
    if request.method == "GET":
        held = {"words": draft.words, "sources": "\n".join(draft.sources)}
        return _words(standard, draft, Form(held))
    values, form = read_form(WordsSchema())
    if values is None:
        return _words(standard, draft, form), 422
    try:
        operations.edit_words(
            scope,
            draft.id,
            values["words"],
            _lines(values["sources"]),
            version=values["version"],
            confirmed=values["no_person"],
        )
    except Conflict as error:
        return _words(standard, draft, form, stale=True), error.status
    except Unprocessable as error:
        doubted = bool(error.details.get("personal"))
        return _words(standard, draft, form.add(error), doubted=doubted), error.status
    flash("The draft is saved.", "success")
    return redirect(url_for("frameworks.practice_standard", standard_id=standard_id))


def _words(
    standard: StandardView,
    draft: StandardVersion,
    form: Form,
    *,
    stale: bool = False,
    doubted: bool = False,
) -> str:
    return render_template(
        "frameworks/edit_standard.html",
        standard=standard,
        draft=draft,
        form=form,
        stale=stale,
        doubted=doubted,
    )
