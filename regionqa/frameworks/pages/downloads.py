"""The crosswalk as files: CSV and Excel."""

from collections.abc import Iterable, Sequence

from flask import Response
from flask.typing import ResponseReturnValue

from regionqa.core.errors import NotFound
from regionqa.core.scope import Scope
from regionqa.exchange import Notes, write_csv, write_xlsx
from regionqa.frameworks import exports
from regionqa.frameworks.pages.doors import crosswalk_door as door
from regionqa.frameworks.pages.weaker import WEIGH, visible_rows
from regionqa.frameworks.policy import READ_CROSSWALK
from regionqa.frameworks.queries import crosswalk as queries
from regionqa.frameworks.queries.framework import get_structure

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@door.page("/table.<kind>", permission=READ_CROSSWALK, installation=WEIGH)
def table(scope: Scope, kind: str) -> ResponseReturnValue:
    """Authorities by components, as this reader may see them."""
    rows, _ = visible_rows(scope)
    body = exports.table_rows(rows, get_structure(scope).components)
    synthetic = any(row.synthetic for row in rows)
    return _file(scope, "crosswalk", kind, exports.TABLE, body, synthetic=synthetic)


@door.page("/texts.<kind>", permission=READ_CROSSWALK)
def texts(scope: Scope, kind: str) -> ResponseReturnValue:
    """Everything that is shared by name with this reader."""
    shared = queries.list_shared_texts(scope)
    body = exports.text_rows(shared)
    synthetic = any(one.synthetic for one in shared)
    return _file(scope, "shared-texts", kind, exports.TEXTS, body, synthetic=synthetic)


@door.page("/counts.<kind>", permission=READ_CROSSWALK)
def counts(scope: Scope, kind: str) -> ResponseReturnValue:
    """The frozen counts of the region."""
    snapshot = queries.find_snapshot(scope)
    body = exports.count_rows(snapshot, get_structure(scope).components)
    return _file(scope, "crosswalk-counts", kind, exports.COUNTS, body, synthetic=False)


def _file(
    scope: Scope,
    name: str,
    kind: str,
    headers: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    synthetic: bool,
) -> Response:
    if kind == "csv":
        return _download(write_csv(headers, rows), f"{name}.csv", "text/csv; charset=utf-8")
    if kind == "xlsx":
        notes: Notes = exports.notes_for(
            "Frameworks across the region", queries.find_snapshot(scope), synthetic=synthetic
        )
        return _download(write_xlsx(headers, rows, notes), f"{name}.xlsx", XLSX)
    raise NotFound


def _download(content: bytes, name: str, media_type: str) -> Response:
    response = Response(content, content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
