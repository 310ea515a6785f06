"""Uploading a file: choose it, name it, declare its scale; and the templates to fill in."""

from collections.abc import Collection
from typing import BinaryIO, cast

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from regionqa.core.errors import Unprocessable
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import unit_of_work
from regionqa.exchange import FileRefused, Notes, Table, write_csv_template, write_template
from regionqa.ratings import operations, queries
from regionqa.ratings.columns import LIMITS, WANTED, template_columns
from regionqa.ratings.demonstration import SAMPLE_NAME, sample_csv
from regionqa.ratings.pages.doors import ACCEPTED, chosen_scale, scales_today
from regionqa.ratings.pages.doors import ratings_door as door
from regionqa.ratings.policy import READ_RATINGS, UPLOAD_RATINGS
from regionqa.ratings.reading import read_ratings
from regionqa.ratings.schemas import UploadSchema
from regionqa.web.forms import Form, read_form
from regionqa.web.identity import database

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TEMPLATE = "double-graded-cases"


@door.page("/upload", permission=UPLOAD_RATINGS, methods=("GET", "POST"), transaction=False)
def upload(scope: Scope) -> ResponseReturnValue:
    """Choose a file; it is read outside any transaction, and nothing is kept unless it is sound."""
    scales = scales_today()
    if request.method == "GET":
        return _page(Form({"scale": scales[0].key} if scales else {}))
    values, form = read_form(UploadSchema())
    file = request.files.get("file")
    if file is None or not file.filename:
        form.errors["file"] = ["Select a file"]
    scale = chosen_scale(values) if values is not None else None
    if values is not None and scale is None:
        form.errors["scale"] = ["Select the scale that the grades are on"]
    if form.errors or values is None or scale is None or file is None:
        return _page(form), 422
    try:
        with unit_of_work(database(), scope, write=False):
            known = queries.known_names(scope)
        table = _read(known, values["sheet"], values["header_row"])
        with unit_of_work(database(), scope):
            draft_id = operations.save_draft(scope, table, values["title"], scale, known)
    except FileRefused as refused:
        return _refused(form, refused), 422
    except Unprocessable as error:
        return _page(form.add(error)), 422
    return redirect(url_for("ratings.draft", draft_id=draft_id))


def _read(known: Collection[str], sheet: str, header_row: int | None) -> Table:
    file = request.files["file"]
    return read_ratings(
        cast("BinaryIO", file.stream),
        file.filename or "",
        known,
        sheet=sheet or None,
        header_row=header_row,
    )


def _refused(form: Form, refused: FileRefused) -> str:
    """The page again, with what is wrong with the file and what to do."""
    place = refused.as_problem().place
    where = "" if place == "The file" else f"{place}: "
    form.errors["file"] = [f"{where}{refused.message} {refused.fix}"]
    if refused.header_row is not None:
        form.values["header_row"] = refused.header_row
    return _page(form, refused)


def _page(form: Form, refused: FileRefused | None = None) -> str:
    return render_template(
        "ratings/upload.html",
        form=form,
        scales=scales_today(),
        columns=WANTED,
        limits=LIMITS,
        refused=refused,
        refused_rows=_rows(refused),
        accepted=ACCEPTED,
    )


def _rows(refused: FileRefused | None) -> list[tuple[str, str, str]]:
    return [(p.place, p.message, p.fix) for p in refused.problems] if refused else []


@door.page("/template.csv", permission=READ_RATINGS, transaction=False)
def template_csv(_scope: Scope) -> ResponseReturnValue:
    """The headings alone."""
    return as_file(write_csv_template(WANTED), f"{_TEMPLATE}.csv")


@door.page("/template.xlsx", permission=READ_RATINGS, transaction=False)
def template_xlsx(_scope: Scope) -> ResponseReturnValue:
    """A workbook with lists to choose from and how to fill it in."""
    scale = scales_today()[0]
    notes = Notes(
        "Double-graded cases",
        source=scale.source,
        more={
            "Scale, lowest first": ", ".join(scale.words),
            "One row": "for each grade that one reader gave to one case in one domain",
            "People": "no name, date of birth, NHS or case number; codes for cases and readers",
        },
    )
    return as_file(write_template(template_columns(scale), notes), f"{_TEMPLATE}.xlsx")


@door.page("/example.csv", permission=READ_RATINGS, transaction=False)
def example_csv(_scope: Scope) -> ResponseReturnValue:
    """A made-up file to try it with."""
    return as_file(sample_csv(), SAMPLE_NAME)


def as_file(content: bytes, name: str) -> Response:
    """A download; its kind is told by the name's ending."""
    kind = XLSX if name.endswith(".xlsx") else "text/csv; charset=utf-8"
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, content_type=kind, headers=disposition)
