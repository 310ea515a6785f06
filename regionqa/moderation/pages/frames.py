"""The list that an authority's cases are drawn from: template, preview, saving."""

from io import BytesIO
from typing import BinaryIO, cast
from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from regionqa.core.scope import Scope
from regionqa.exchange import FileRefused, write_csv
from regionqa.moderation.drawing import Line
from regionqa.moderation.frames import COLUMNS, FrameFile, frame_template, read_frame
from regionqa.moderation.operations import joining as operations
from regionqa.moderation.pages.doors import page, refused
from regionqa.moderation.policy import TAKE_PART
from regionqa.moderation.queries import rounds as queries
from regionqa.web.forms import Form

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@page("/rounds/<uuid:round_id>/frame", permission=TAKE_PART, methods=("GET", "POST"))
def frame(scope: Scope, round_id: UUID) -> ResponseReturnValue:
    """Choose a file; it is looked at first and nothing is kept of it."""
    if request.method == "GET":
        return _page(scope, round_id, Form())
    form = Form()
    read = _read_posted(form)
    if read is None:
        return _page(scope, round_id, form), 422
    if not read.preview.may_be_saved:
        count = f"{read.preview.filename} has {read.preview.problem_count} problems"
        form.errors["file"] = [f"{count}. Put them right and choose the file again"]
        return _page(scope, round_id, form, read), 422
    return _page(scope, round_id, form, read)


@page("/rounds/<uuid:round_id>/frame/save", permission=TAKE_PART, methods=("POST",))
def save_frame(scope: Scope, round_id: UUID) -> ResponseReturnValue:
    """Save what the preview showed; it is read and checked again."""
    form = Form()
    try:
        read = read_frame(BytesIO(request.form.get("lines", "").encode()), "preview.csv")
    except FileRefused as error:
        form.errors["file"] = [f"{error.message} {error.fix}"]
        return _page(scope, round_id, form), 422
    if not read.preview.may_be_saved:
        form.errors["file"] = ["The list changed on its way. Choose the file again"]
        return _page(scope, round_id, form), 422
    if status := refused(form, lambda: operations.save_frame(scope, round_id, read.lines)):
        return _page(scope, round_id, form), status
    flash(f"The list of {len(read.lines)} cases is saved.", "success")
    return redirect(url_for("moderation.show_round", round_id=round_id))


@page("/rounds/<uuid:round_id>/frame/template.xlsx", permission=TAKE_PART)
def frame_file(scope: Scope, round_id: UUID) -> ResponseReturnValue:
    """The template to fill in."""
    queries.get_round(scope, round_id)
    disposition = {"Content-Disposition": 'attachment; filename="cases-to-draw-from.xlsx"'}
    return Response(frame_template(), content_type=XLSX, headers=disposition)


def _read_posted(form: Form) -> FrameFile | None:
    posted = request.files.get("file")
    if posted is None or not posted.filename:
        form.errors["file"] = ["Select a file"]
        return None
    try:
        return read_frame(cast("BinaryIO", posted.stream), posted.filename)
    except FileRefused as error:
        where = error.as_problem().place
        begin = "" if where == "The file" else f"{where}: "
        form.errors["file"] = [f"{begin}{error.message} {error.fix}"]
        return None


def _as_csv(lines: tuple[Line, ...]) -> str:
    rows = [(line.reference, line.service, line.age_band) for line in lines]
    return write_csv([column.name for column in COLUMNS], rows).decode("utf-8-sig")


def _page(scope: Scope, round_id: UUID, form: Form, read: FrameFile | None = None) -> str:
    good = read if read is not None and read.preview.may_be_saved else None
    return render_template(
        "moderation/frame.html",
        round=queries.get_round(scope, round_id),
        form=form,
        columns=COLUMNS,
        held=queries.frame_summary(scope, round_id),
        bad=read if good is None else None,
        good=good,
        lines=_as_csv(good.lines) if good else "",
    )
