"""One component: reading it, and editing its draft."""

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from regionqa.accounts import list_people
from regionqa.authorities import Role
from regionqa.core.errors import Conflict, Unprocessable
from regionqa.core.permissions import allowed, require
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.frameworks.answers import Coverage, Covered, Sharing
from regionqa.frameworks.operations import editing
from regionqa.frameworks.pages.doors import framework_door as door
from regionqa.frameworks.points import form_values, read_points
from regionqa.frameworks.policy import (
    EDIT_COMPONENT,
    MANAGE_FRAMEWORK,
    READ_FRAMEWORK,
)
from regionqa.frameworks.queries import framework as queries
from regionqa.frameworks.queries.documents import list_documents
from regionqa.frameworks.queries.drafts import Draft
from regionqa.frameworks.roles import OWNER_ROLES
from regionqa.frameworks.schemas import ComponentSchema
from regionqa.web.forms import Form, read_form
from regionqa.web.layout import long_date


@door.page("/components/<key>", permission=READ_FRAMEWORK)
def component(scope: Scope, key: str) -> ResponseReturnValue:
    """What is said of one component, what is behind it, and with whom it is shared."""
    view = queries.get_standing(scope, key, now().date())
    standing = view.standing
    return render_template(
        "frameworks/component.html",
        latest=view.latest,
        standing=standing,
        component=standing.component,
        answer=standing.draft.answer,
        documents=list_documents(scope, key),
        named=view.named,
        changed_by=_name_of(scope, standing.draft),
        editable=allowed(scope, EDIT_COMPONENT, standing.draft.answer.owner_role),
    )


def _name_of(scope: Scope, draft: Draft) -> str:
    if draft.changed_by is None:
        return ""
    names = {one.person_id: one.display_name for one in list_people(scope)}
    return names.get(draft.changed_by, "somebody who has left")


@door.page("/components/<key>/edit", permission=READ_FRAMEWORK, methods=("GET", "POST"))
def edit(scope: Scope, key: str) -> ResponseReturnValue:
    """Say what there is of a component."""
    draft = queries.get_draft(scope, key)
    require(scope, EDIT_COMPONENT, draft.answer.owner_role)
    if request.method == "GET":
        return _form(scope, draft, Form(form_values(draft.component, draft.answer)))
    values, form = read_form(ComponentSchema())
    points, wrong = read_points(draft.component, form.values)
    form.errors.update(wrong)
    if values is None or wrong:
        return _form(scope, draft, form), 422
    return _save(scope, draft, values, points, form)


def _save(
    scope: Scope, draft: Draft, values: dict[str, Any], points: dict[str, Any], form: Form
) -> ResponseReturnValue:
    key = draft.component.key
    version, confirmed = values.pop("version"), values.pop("no_person")
    try:
        saved = editing.save_component(
            scope, key, editing.Entry(**values, points=points), version=version, confirmed=confirmed
        )
    except Conflict as error:
        held: Draft = error.details["held"]  # type: ignore[assignment]  # details hold any value
        return _form(scope, held, form, theirs=held), error.status
    except Unprocessable as error:
        doubted = bool(error.details.get("personal"))
        return _form(scope, draft, form.add(error), doubted=doubted), error.status
    flash("The draft is saved." if saved else "Nothing was changed.", "success")
    return redirect(url_for("frameworks.component", key=key))


def _form(
    scope: Scope, draft: Draft, form: Form, *, theirs: Draft | None = None, doubted: bool = False
) -> str:
    held = form_values(theirs.component, theirs.answer) if theirs else {}
    names = {*held, *form.values} - {"version", "no_person"} if theirs else set()
    return render_template(
        "frameworks/edit.html",
        component=draft.component,
        draft=draft,
        sharing=queries.sharing_levels(scope).get(draft.component.key, Sharing.PRIVATE),
        form=form,
        theirs=held,
        clashes=[name for name in sorted(names) if _text(held, name) != _text(form.values, name)],
        saved_by=_name_of(scope, draft) if theirs else "",
        doubted=doubted,
        coverages=[*((one.value, one.label) for one in Coverage), ("", "Not said yet")],
        covered=[*((one.value, one.label) for one in Covered), ("", "Not answered")],
        steps=[(str(n), f"Step {n}", text) for n, text in enumerate(draft.component.steps, 1)],
        roles=[("", "Nobody yet"), *((one.value, one.label) for one in OWNER_ROLES)],
        manages=allowed(scope, MANAGE_FRAMEWORK),
    )


def _text(values: dict[str, Any], name: str) -> str:
    held = values.get(name)
    return "" if held is None else str(held)


@door.app_template_filter("role_label")
def role_label(role: str | None) -> str:
    """What a page calls a role; the empty string for none."""
    return Role(role).label if role else ""


@door.app_template_filter("iso_long_date")
def iso_long_date(day: str | None) -> str:
    """A day kept as ``2027-03-27`` in words; the empty string for none."""
    return long_date(date.fromisoformat(day)) if day else ""
