"""Taking in a file of the department: upload, look at what it would change, then take it in."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from regionqa.core import jobs
from regionqa.core.errors import Unprocessable
from regionqa.core.scope import Scope
from regionqa.exchange import FileProblem, FileRefused, Table, read_table
from regionqa.indicators import operations, queries
from regionqa.indicators.dfe_files import FileLayout
from regionqa.indicators.pages.doors import door, today
from regionqa.indicators.policy import IMPORT_FIGURES
from regionqa.indicators.reference_tables import file_layouts
from regionqa.web.forms import Form


@door.page("/import", permission=IMPORT_FIGURES, methods=("GET", "POST"))
def upload(scope: Scope) -> ResponseReturnValue:
    """Choose a file; nothing is written yet."""
    if request.method == "GET":
        return _upload_page(scope, Form())
    form = Form({"layout": request.form.get("layout", "")})
    read = _read_posted(form)
    if read is None:
        return _upload_page(scope, form), 422
    table, layout = read
    preview = operations.preview_file(scope, table, layout, today())
    if not preview.content.may_be_saved:
        form.errors["file"] = [f"{table.filename} has problems, so nothing of it was taken in"]
        page = _upload_page(
            scope,
            form,
            problems=preview.content.problems,
            left_out=preview.content.problems_left_out,
        )
        return page, 422
    upload_id = operations.save_upload(scope, table, layout, preview)
    return redirect(url_for("indicators.preview", upload_id=upload_id))


def _upload_page(
    scope: Scope, form: Form, problems: tuple[FileProblem, ...] = (), left_out: int = 0
) -> str:
    return render_template(
        "indicators/import.html",
        form=form,
        layouts=[("", "Recognise it by its columns"), *_choices()],
        uploads=queries.list_uploads(scope),
        problems=problems,
        left_out=left_out,
    )


def _choices() -> list[tuple[str, str]]:
    return [(layout.code, layout.title) for layout in file_layouts().values()]


def _read_posted(form: Form) -> tuple[Table, FileLayout] | None:
    """The file as a table and its layout; None with the messages in the form."""
    posted: FileStorage | None = request.files.get("file")
    if posted is None or not posted.filename:
        form.errors["file"] = ["Select a file"]
        return None
    try:
        table = read_table(posted.stream.read(), posted.filename)
    except FileRefused as refused:
        form.errors["file"] = [f"{refused.message} {refused.fix}"]
        return None
    layout = _layout(form, table)
    return None if layout is None else (table, layout)


def _layout(form: Form, table: Table) -> FileLayout | None:
    known, asked = file_layouts(), form.value("layout")
    if not asked:
        try:
            return operations.recognise(table, known)
        except Unprocessable as unknown:
            form.add(unknown)
            return None
    if asked not in known:
        form.errors["layout"] = ["Select a kind of file from the list"]
    return known.get(asked)


@door.page("/import/<uuid:upload_id>", permission=IMPORT_FIGURES)
def preview(scope: Scope, upload_id: UUID) -> ResponseReturnValue:
    """What a file would change, or has changed."""
    found = queries.get_upload(scope, upload_id)
    job = jobs.get_job(scope, found.job_id) if found.job_id else None
    done = job is not None and job.done_at is not None
    return render_template("indicators/preview.html", upload=found, job_done=done)


@door.page("/import/<uuid:upload_id>/take-in", permission=IMPORT_FIGURES, methods=("POST",))
def take_in(scope: Scope, upload_id: UUID) -> ResponseReturnValue:
    """Take the file in, in the background."""
    then = url_for("indicators.preview", upload_id=upload_id)
    job_id = operations.start_upload(scope, upload_id, then)
    return redirect(url_for("work.show", job_id=job_id))


@door.page("/import/<uuid:upload_id>/discard", permission=IMPORT_FIGURES, methods=("POST",))
def discard(scope: Scope, upload_id: UUID) -> ResponseReturnValue:
    """Throw the file away."""
    operations.discard_upload(scope, upload_id)
    flash("The file was thrown away. No figure changed.", "success")
    return redirect(url_for("indicators.upload"))
