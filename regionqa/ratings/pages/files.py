"""The files of the authority in use, the page of one, and taking one out of use."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import EXCLUDE, ValidationError

from regionqa.core import jobs
from regionqa.core.errors import Conflict, NotFound, Unprocessable
from regionqa.core.permissions import allowed
from regionqa.core.scope import Scope
from regionqa.ratings import operations, queries
from regionqa.ratings.pages.doors import ratings_door as door
from regionqa.ratings.pages.kept import find_result
from regionqa.ratings.policy import READ_RATINGS, UPLOAD_RATINGS, WITHDRAW_RATINGS
from regionqa.ratings.queries import PAGE, ROWS_ON_A_PAGE, FileView
from regionqa.ratings.schemas import FilterSchema, ListSchema, WithdrawSchema
from regionqa.web import home, navigation
from regionqa.web.forms import Form, read_form
from regionqa.web.home import Panel

SECONDS_BETWEEN_LOOKS = 3

navigation.add("Agreement", "ratings.index", permission=READ_RATINGS, order=30)


def _panels(scope: Scope) -> Iterator[Panel]:
    """The newest result, or for who may upload the first step."""
    if not allowed(scope, READ_RATINGS):
        return
    latest = queries.find_latest(scope)
    if latest is not None:
        yield Panel(
            "How far readers agree",
            f"{latest.title}: {latest.sentence or 'the figures are being worked out.'}",
            url_for("ratings.show", file_id=latest.id),
            "See the result",
            order=30,
        )
    elif allowed(scope, UPLOAD_RATINGS):
        yield Panel(
            "Upload a file of double-graded cases",
            "Two readers graded the same cases? See how far they agree, and where they do not.",
            url_for("ratings.upload"),
            "Upload a file",
            order=30,
        )


home.add_source("ratings", _panels)


@door.page("/", permission=READ_RATINGS)
def index(scope: Scope) -> ResponseReturnValue:
    """The files, newest first."""
    before = _asked(ListSchema())["before"]
    found = queries.list_files(scope, before, PAGE + 1)
    shown = found[:PAGE]
    older = shown[-1].id if len(found) > PAGE else None
    return render_template("ratings/index.html", files=shown, older=older, before=before)


@door.page("/<uuid:file_id>", permission=READ_RATINGS)
def show(scope: Scope, file_id: UUID) -> ResponseReturnValue:
    """How far the readers of a file agree."""
    file = queries.get_file(scope, file_id)
    if file.withdrawn_at is not None:
        return render_template("ratings/withdrawn.html", file=file)
    result = find_result(scope, file)
    if result is None:
        return _waiting(scope, file)
    return render_template("ratings/result.html", file=file, result=result)


def _waiting(scope: Scope, file: FileView) -> ResponseReturnValue:
    job = jobs.get_job(scope, file.job_id) if file.job_id else None
    page = render_template("ratings/waiting.html", file=file, job=job)
    ended = job is None or job.ended
    return page, {} if ended else {"Refresh": str(SECONDS_BETWEEN_LOOKS)}


@door.page("/<uuid:file_id>/rows", permission=READ_RATINGS)
def rows(scope: Scope, file_id: UUID) -> ResponseReturnValue:
    """The rows behind the figures."""
    file = queries.get_file(scope, file_id)
    if file.withdrawn_at is not None:
        raise NotFound
    asked = _asked(FilterSchema())
    found = queries.list_rows(scope, file_id, **asked, limit=ROWS_ON_A_PAGE + 1)
    return render_template(
        "ratings/rows.html",
        file=file,
        rows=found[:ROWS_ON_A_PAGE],
        more=found[ROWS_ON_A_PAGE - 1].row_number if len(found) > ROWS_ON_A_PAGE else None,
        asked=asked,
    )


@door.page("/<uuid:file_id>/compute", permission=UPLOAD_RATINGS, methods=("POST",))
def compute(scope: Scope, file_id: UUID) -> ResponseReturnValue:
    """Work the figures out again."""
    job_id = operations.recompute_file(
        scope, file_id, then=url_for("ratings.show", file_id=file_id)
    )
    return redirect(url_for("work.show", job_id=job_id))


@door.page("/<uuid:file_id>/withdraw", permission=WITHDRAW_RATINGS, methods=("GET", "POST"))
def withdraw(scope: Scope, file_id: UUID) -> ResponseReturnValue:
    """Take a file out of use; asks first, and why."""
    file = queries.get_file(scope, file_id)
    if file.withdrawn_at is not None:
        flash("The file is withdrawn already.")
        return redirect(url_for("ratings.show", file_id=file_id))
    if request.method == "GET":
        return render_template("ratings/withdraw.html", file=file, form=Form())
    values, form = read_form(WithdrawSchema())
    status = 422
    if values is not None:
        try:
            operations.withdraw_file(scope, file_id, **values)
        except Unprocessable as error:
            form.add(error)
        except Conflict as error:
            form.add(error)
            status = error.status
        else:
            flash("The file is withdrawn. Its grades and its figures are deleted.", "success")
            return redirect(url_for("ratings.index"))
    return render_template("ratings/withdraw.html", file=file, form=form), status


def _asked(schema: ListSchema | FilterSchema) -> dict[str, Any]:
    """What the address asks for. Raises ``NotFound`` for what cannot be."""
    try:
        asked: dict[str, Any] = schema.load(request.args, unknown=EXCLUDE)
    except ValidationError as error:
        raise NotFound from error
    return asked
