"""Evidence of a component that is named by hand: adding it, and taking it away."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from regionqa.core.errors import Unprocessable
from regionqa.core.permissions import require
from regionqa.core.scope import Scope
from regionqa.frameworks.named_evidence import EvidenceSort
from regionqa.frameworks.operations import evidence as operations
from regionqa.frameworks.pages.doors import framework_door as door
from regionqa.frameworks.policy import EDIT_COMPONENT, READ_FRAMEWORK
from regionqa.frameworks.queries.documents import list_documents
from regionqa.frameworks.queries.drafts import Draft
from regionqa.frameworks.queries.framework import get_draft
from regionqa.frameworks.schemas import EvidenceSchema
from regionqa.web.forms import Form, read_form


@door.page("/components/<key>/evidence", permission=READ_FRAMEWORK, methods=("GET", "POST"))
def add_evidence(scope: Scope, key: str) -> ResponseReturnValue:
    """Name something that stands behind a component."""
    draft = get_draft(scope, key)
    require(scope, EDIT_COMPONENT, draft.answer.owner_role)
    if request.method == "GET":
        return _form(scope, draft, Form())
    values, form = read_form(EvidenceSchema())
    if values is None:
        return _form(scope, draft, form), 422
    confirmed = values.pop("no_person")
    try:
        entry = operations.EvidenceEntry(**values)
        operations.name_evidence(scope, key, entry, confirmed=confirmed)
    except Unprocessable as error:
        doubted = bool(error.details.get("personal"))
        return _form(scope, draft, form.add(error), doubted=doubted), error.status
    flash(f"“{values['title']}” now stands behind this component.", "success")
    return redirect(url_for("frameworks.component", key=key))


def _form(scope: Scope, draft: Draft, form: Form, *, doubted: bool = False) -> str:
    documents = list_documents(scope, draft.component.key)
    return render_template(
        "frameworks/evidence.html",
        component=draft.component,
        form=form,
        sorts=[(one.value, one.label) for one in EvidenceSort],
        documents=[("", "None"), *((one.id, one.title) for one in documents)],
        doubted=doubted,
    )


@door.page("/evidence/<uuid:evidence_id>/remove", permission=READ_FRAMEWORK, methods=("POST",))
def remove_evidence(scope: Scope, evidence_id: UUID) -> ResponseReturnValue:
    """Take away what was named by hand."""
    key = operations.remove_evidence(scope, evidence_id)
    flash("It is removed.", "success")
    return redirect(url_for("frameworks.component", key=key))
