"""Reading files of double-graded cases, and taking one out of use."""

from typing import Any
from uuid import UUID

from flask import url_for

from regionqa.core.errors import NotFound
from regionqa.core.scope import Scope
from regionqa.ratings import operations, queries
from regionqa.ratings.api.doors import door, version_of
from regionqa.ratings.api.schemas import (
    FileLineSchema,
    FileSchema,
    ReportSchema,
    RowSchema,
    RowsQuery,
    ScalesSchema,
    WithdrawalSchema,
)
from regionqa.ratings.policy import READ_RATINGS, UPLOAD_RATINGS, WITHDRAW_RATINGS
from regionqa.ratings.queries import FileView
from regionqa.ratings.scales import list_scales
from regionqa.web.api import PageQuery, key_of, page_of, part, today

_FILE = "/agreement/files/<uuid:file_id>"


@door.operation("/agreement/scales", permission=READ_RATINGS, answer=ScalesSchema, etag=True)
def list_published_scales(_scope: Scope) -> dict[str, Any]:
    """List the published scales in use today."""
    return {"items": list_scales(today())}


@door.operation(
    "/agreement/files",
    permission=READ_RATINGS,
    query=PageQuery,
    answer=page_of(FileLineSchema, "Files"),
    errors=(422,),
    etag=True,
)
def list_files(scope: Scope, query: dict[str, Any]) -> dict[str, Any]:
    """List files of double-graded cases, newest first."""
    last = key_of(query["after"], UUID)
    found = queries.list_files(scope, last[0] if last else None, query["limit"] + 1)
    return part(found, query["limit"], lambda file: (file.id,))


@door.operation(_FILE, permission=READ_RATINGS, answer=FileSchema, etag=True)
def get_file(scope: Scope, file_id: UUID) -> FileView:
    """Get a file with its result in a sentence.

    Its ETag is what If-Match takes when it is withdrawn.
    """
    file = queries.get_file(scope, file_id)
    door.set_etag(version_of(file))
    return file


@door.operation(f"{_FILE}/report", permission=READ_RATINGS, answer=ReportSchema, etag=True)
def get_report(scope: Scope, file_id: UUID) -> FileView:
    """Get all figures of a file.

    Not found until they are worked out, and once the file is withdrawn.
    """
    file = queries.get_file(scope, file_id, "report")
    if file.report is None:
        raise NotFound("There is no report: it is being worked out, or the file is withdrawn.")
    door.set_etag({**version_of(file), "part": "report"})
    return file


@door.operation(
    f"{_FILE}/rows",
    permission=READ_RATINGS,
    query=RowsQuery,
    answer=page_of(RowSchema, "Rows"),
    errors=(422,),
    etag=True,
)
def list_rows(scope: Scope, query: dict[str, Any], file_id: UUID) -> dict[str, Any]:
    """List the rows behind the figures, in the order of the file."""
    file = queries.get_file(scope, file_id)
    if file.withdrawn_at is not None:
        raise NotFound("The file is withdrawn, and its rows are deleted.")
    last = key_of(query["after"], _row_number)
    found = queries.list_rows(
        scope,
        file_id,
        domain=query["domain"],
        case=query["case"],
        after=last[0] if last else 0,
        limit=query["limit"] + 1,
    )
    return part(found, query["limit"], lambda row: (row.row_number,))


def _row_number(text: str) -> int:
    number = int(text)
    if not 0 <= number < 2**31:
        raise ValueError(text)
    return number


@door.operation(
    f"{_FILE}/report",
    method="POST",
    permission=UPLOAD_RATINGS,
    answer=FileSchema,
    status=202,
    errors=(409, 422),
    repeatable=True,
)
def work_out_again(scope: Scope, file_id: UUID) -> FileView:
    """Work the figures out again, after a failure or with a newer method."""
    page = url_for("ratings.show", file_id=file_id)
    operations.recompute_file(scope, file_id, then=page)
    return queries.get_file(scope, file_id)


@door.operation(
    f"{_FILE}/withdrawal",
    method="PUT",
    permission=WITHDRAW_RATINGS,
    body=WithdrawalSchema,
    answer=FileSchema,
    exists=queries.get_file,
    errors=(409, 415, 422),
    etag=True,
)
def withdraw_file(scope: Scope, body: dict[str, Any], file_id: UUID) -> FileView:
    """Take a file out of use: its grades and figures are deleted.

    Send the ETag that the file was read with as If-Match.
    """
    file = queries.get_file(scope, file_id)
    door.check_etag(version_of(file))
    operations.withdraw_file(scope, file_id, reason=body["reason"], version=file.version)
    withdrawn = queries.get_file(scope, file_id)
    door.set_etag(version_of(withdrawn))
    return withdrawn
