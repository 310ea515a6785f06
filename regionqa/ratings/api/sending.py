"""Sending double-graded cases: as rows or as a file, all of it or nothing, once."""

from typing import Any
from uuid import UUID

from flask import Response, jsonify, url_for

from regionqa.core.errors import Conflict, Unprocessable
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import unit_of_work
from regionqa.exchange import FileRefused, Table
from regionqa.ratings import operations, queries
from regionqa.ratings.api.doors import door, version_of
from regionqa.ratings.api.schemas import FileSchema, SentFileSchema, SentRowsSchema
from regionqa.ratings.policy import UPLOAD_RATINGS
from regionqa.ratings.reading import read_ratings
from regionqa.ratings.rows_sent import table_of
from regionqa.ratings.scales import OWN, DeclaredScale, ScaleError, list_scales, own_scale
from regionqa.web.api import once, today
from regionqa.web.identity import database

_THERE = "OK: the same content on the same scale is there already"
_REFUSALS = (409, 413, 415, 422)


@door.operation(
    "/agreement/files",
    method="POST",
    permission=UPLOAD_RATINGS,
    body=SentRowsSchema,
    answer=FileSchema,
    status=201,
    also={200: _THERE},
    errors=_REFUSALS,
    repeatable=True,
    transaction=False,
)
def send_rows(scope: Scope, body: dict[str, Any]) -> Response:
    """Send double-graded cases as rows.

    All of them are taken or none. The figures are worked out afterwards: read the file until its
    state is worked_out.
    """
    scale = _scale(body)
    try:
        table = table_of(body["rows"], _known(scope), synthetic=body["synthetic"])
    except FileRefused as refused:
        raise _refused(refused, "rows") from refused
    return _use(scope, table, body["title"], scale)


@door.operation(
    "/agreement/files/upload",
    method="POST",
    permission=UPLOAD_RATINGS,
    upload=SentFileSchema,
    answer=FileSchema,
    status=201,
    also={200: _THERE},
    errors=_REFUSALS,
    repeatable=True,
    transaction=False,
)
def send_file(scope: Scope, form: dict[str, Any]) -> Response:
    """Send double-graded cases as a file, CSV or Excel.

    The headings are those of the template, or mean the same. All rows are taken or none.
    """
    scale = _scale(form)
    file = form["file"]
    try:
        table = read_ratings(
            file.stream,
            file.filename or "",
            _known(scope),
            sheet=form["sheet"] or None,
            header_row=form["header_row"],
        )
    except FileRefused as refused:
        raise _refused(refused, "file") from refused
    return _use(scope, table, form["title"], scale)


def _known(scope: Scope) -> Any:
    with unit_of_work(database(), scope, write=False):
        return queries.known_names(scope)


def _scale(sent: dict[str, Any]) -> DeclaredScale:
    """The scale that was named. Raises ``Unprocessable``."""
    if sent["scale"] == OWN:
        try:
            return own_scale(sent["own_grades"])
        except ScaleError as error:
            raise Unprocessable(str(error), errors={"own_grades": [str(error)]}) from error
    offered = {scale.key: scale for scale in list_scales(today())}
    if sent["scale"] not in offered:
        said = f"Name one of these scales: {', '.join([*offered, OWN])}."
        raise Unprocessable(said, errors={"scale": [said]})
    return offered[sent["scale"]]


def _refused(refused: FileRefused, field: str) -> Unprocessable:
    """A table that cannot be read or kept, with each problem of it."""
    problems = refused.problems or (refused.as_problem(),)
    return Unprocessable(
        f"{refused.message} {refused.fix}",
        errors={field: [str(problem) for problem in problems]},
        problems=[
            {
                "row": problem.row,
                "column": problem.column,
                "value": problem.value,
                "message": problem.message,
                "fix": problem.fix,
            }
            for problem in problems
        ],
    )


def _use(scope: Scope, table: Table, title: str, scale: DeclaredScale) -> Response:
    """Take the table in; where the same came at the same moment, give what that one made."""
    try:
        return _try(scope, table, title, scale)
    except Conflict:
        return _try(scope, table, title, scale)


def _try(scope: Scope, table: Table, title: str, scale: DeclaredScale) -> Response:
    def page(file_id: UUID) -> str:
        return url_for("ratings.show", file_id=file_id)

    def use() -> Response:
        confirmed = operations.use_file(scope, table, title, scale, then=page)
        file = queries.get_file(scope, confirmed.file_id)
        response = jsonify(FileSchema().dump(file))
        response.status_code = 201 if confirmed.new else 200
        response.headers["Location"] = url_for("api_ratings.get_file", file_id=file.id)
        return door.tagged(response, version_of(file))

    with unit_of_work(database(), scope):
        return once(scope, use)
