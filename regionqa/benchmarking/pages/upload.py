"""Uploading a file of months."""

from typing import BinaryIO, cast

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from regionqa.benchmarking import operations, queries
from regionqa.benchmarking.domain_headings import domain_heading
from regionqa.benchmarking.headings import month_columns
from regionqa.benchmarking.pages.doors import ACCEPTED, door
from regionqa.benchmarking.policy import GIVE_RETURNS
from regionqa.benchmarking.reading import LIMITS, read_return
from regionqa.benchmarking.schemas import UploadSchema
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import unit_of_work
from regionqa.exchange import FileRefused
from regionqa.web.forms import Form, read_form
from regionqa.web.identity import database


@door.page("/upload", permission=GIVE_RETURNS, methods=("GET", "POST"), transaction=False)
def upload(scope: Scope) -> ResponseReturnValue:
    """Choose a file; it is read outside any transaction, and kept as a draft if it can be."""
    if request.method == "GET":
        return _page(scope, Form())
    values, form = read_form(UploadSchema())
    file = request.files.get("file")
    if file is None or not file.filename:
        form.errors["file"] = ["Select a file"]
    if values is None or form.errors or file is None:
        return _page(scope, form), 422
    with unit_of_work(database(), scope, write=False):
        known = queries.known_names(scope)
    try:
        table, synthetic = read_return(
            cast("BinaryIO", file.stream),
            file.filename or "",
            queries.common_scale(),
            known,
            sheet=values["sheet"],
            header_row=values["header_row"],
        )
    except FileRefused as refused:
        return _page(scope, _said(form, refused), refused), 422
    with unit_of_work(database(), scope):
        draft_id = operations.save_draft(scope, table, synthetic=synthetic)
    return redirect(url_for("benchmarking.draft", draft_id=draft_id))


def _said(form: Form, refused: FileRefused) -> Form:
    place = refused.as_problem().place
    where = "" if place == "The file" else f"{place}: "
    form.errors["file"] = [f"{where}{refused.message} {refused.fix}"]
    if refused.header_row is not None:
        form.values["header_row"] = refused.header_row
    return form


def _page(scope: Scope, form: Form, refused: FileRefused | None = None) -> str:
    with unit_of_work(database(), scope, write=False):
        domains = operations.domains_to_count(scope)
    return render_template(
        "benchmarking/upload.html",
        form=form,
        columns=month_columns(queries.common_scale()),
        domains=[(domain, list(reversed(grades))) for domain, grades in domains.items()],
        example=next((domain_heading(one, grades[-1]) for one, grades in domains.items()), ""),
        limits=LIMITS,
        accepted=ACCEPTED,
        problems=refused.problems if refused else (),
    )
