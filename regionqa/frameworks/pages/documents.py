"""Documents and links of a component: adding, downloading, removing."""

from typing import Any
from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from regionqa.core.errors import Faults, Unprocessable
from regionqa.core.permissions import require
from regionqa.core.scope import Scope
from regionqa.frameworks.documents import MOST_BYTES
from regionqa.frameworks.operations import documents as operations
from regionqa.frameworks.pages.doors import framework_door as door
from regionqa.frameworks.policy import EDIT_COMPONENT, READ_FRAMEWORK
from regionqa.frameworks.queries import documents as queries
from regionqa.frameworks.queries.drafts import Draft
from regionqa.frameworks.queries.framework import get_draft
from regionqa.frameworks.schemas import DocumentSchema
from regionqa.web.forms import Form, read_form

MEDIA = "application/octet-stream"


@door.page("/components/<key>/documents", permission=READ_FRAMEWORK, methods=("GET", "POST"))
def add_document(scope: Scope, key: str) -> ResponseReturnValue:
    """Add a document or a link to a component."""
    draft = get_draft(scope, key)
    require(scope, EDIT_COMPONENT, draft.answer.owner_role)
    if request.method == "GET":
        return _form(draft, Form())
    values, form = read_form(DocumentSchema())
    if values is None:
        return _form(draft, form.also(_check_place)), 422
    try:
        _add(scope, key, values)
    except Unprocessable as error:
        doubted = bool(error.details.get("personal"))
        return _form(draft, form.add(error), doubted=doubted), error.status
    flash(f"“{values['title']}” is added.", "success")
    return redirect(url_for("frameworks.component", key=key))


def _form(draft: Draft, form: Form, *, doubted: bool = False) -> str:
    return render_template(
        "frameworks/document.html",
        component=draft.component,
        form=form,
        doubted=doubted,
        megabytes=MOST_BYTES // 1_000_000,
    )


def _add(scope: Scope, key: str, values: dict[str, Any]) -> None:
    faults = Faults()
    with faults.gather():
        _check_place()
    with faults.gather():
        operations.check_title(scope, values["title"], confirmed=values["no_person"])
    faults.refuse()
    sent = request.files.get("file")
    if sent is not None and sent.filename:
        data = sent.stream.read(MOST_BYTES + 1)
        operations.add_document(scope, key, values["title"], data, sent.filename or "")
    else:
        operations.add_link(scope, key, values["title"], values["url"])


def _check_place() -> None:
    """Raise ``Unprocessable`` unless there is a file or a link that can be one."""
    sent, url = request.files.get("file"), request.form.get("url", "").strip()
    if (sent is not None and bool(sent.filename)) == bool(url):
        message = "Choose a file or give a link, one of the two"
        raise Unprocessable(errors={"file": [message]})
    if url:
        operations.check_link(url)


@door.page("/documents/<uuid:document_id>", permission=READ_FRAMEWORK)
def download(scope: Scope, document_id: UUID) -> ResponseReturnValue:
    """The document, to be saved and never shown in place."""
    held = queries.get_document(scope, document_id)
    response = Response(queries.read_document(scope, document_id), content_type=MEDIA)
    response.headers["Content-Disposition"] = f'attachment; filename="{held.file_name}"'
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@door.page("/documents/<uuid:document_id>/remove", permission=READ_FRAMEWORK, methods=("POST",))
def remove_document(scope: Scope, document_id: UUID) -> ResponseReturnValue:
    """Take a document or a link away."""
    key = operations.remove_document(scope, document_id)
    flash("It is removed.", "success")
    return redirect(url_for("frameworks.component", key=key))
