"""Taking in a file of the department: compare it with what is held, then write it whole or not."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_

from regionqa.authorities import record_load
from regionqa.core.errors import Unprocessable
from regionqa.core.reference import (
    Changes,
    Difference,
    Progress,
    compare_reference,
    write_reference,
)
from regionqa.core.scope import Scope
from regionqa.exchange import Table, read_table
from regionqa.indicators import reference_tables
from regionqa.indicators.dfe_files import (
    DfeContent,
    FileLayout,
    fitting_layouts,
    read_dfe_table,
)
from regionqa.indicators.figures import figure_text
from regionqa.indicators.models import PublishedValueRow
from regionqa.indicators.queries import read_library


@dataclass(frozen=True)
class FilePreview:
    """What a file says, and what taking it in would do to the figures held."""

    content: DfeContent
    rows: Sequence[dict[str, Any]]
    difference: Difference

    @property
    def counts(self) -> Changes:
        """How many figures it would add, change and leave as they are."""
        return self.difference.counts


def preview_file(scope: Scope, table: Table, layout: FileLayout, today: date) -> FilePreview:
    """Read a file of the department and compare it with the figures held; nothing is written."""
    library = read_library(scope)
    content = read_dfe_table(table, layout, library.atlas.areas, library.indicators, today.year)
    rows = [
        {
            "indicator_code": reading.indicator,
            "year": reading.year,
            "area_code": reading.area.code,
            "figure": figure_text(reading.value),
        }
        for reading in content.readings
    ]
    return FilePreview(content, rows, _against_held(scope, rows))


def _against_held(scope: Scope, rows: Sequence[dict[str, Any]]) -> Difference:
    codes = {row["indicator_code"] for row in rows}
    years = {row["year"] for row in rows}
    held = and_(PublishedValueRow.indicator_code.in_(codes), PublishedValueRow.year.in_(years))
    return compare_reference(scope, PublishedValueRow, rows, held)


def import_table(
    scope: Scope,
    table: Table,
    layout: FileLayout,
    today: date,
    progress: Progress | None = None,
) -> Changes:
    """Take a whole file in, or refuse it. Only the operator's scope may.

    Raises ``Unprocessable`` with the problems where there is one. Taking the same file in again
    changes nothing.
    """
    preview = preview_file(scope, table, layout, today)
    if not preview.content.may_be_saved:
        found = len(preview.content.problems) + preview.content.problems_left_out
        raise Unprocessable(
            f"{table.filename} was not taken in: it has {found} problems.",
            problems=preview.content.problems,
        )
    what = f"{layout.title}: {table.filename}"
    return _write(scope, preview.difference, what, progress=progress)


def import_file(
    scope: Scope,
    filename: str,
    content: bytes,
    layout: str | None = None,
    progress: Progress | None = None,
) -> Changes:
    """Read a file and take it in whole; ``layout`` None recognises it by its columns.

    Raises ``FileRefused`` for what is no table, ``Unprocessable`` for one that is not known or has
    problems. Only the operator's scope may.
    """
    table = read_table(io.BytesIO(content), filename)
    known = reference_tables.file_layouts()
    chosen = recognise(table, known) if layout is None else known[layout]
    return import_table(scope, table, chosen, datetime.now(UTC).date(), progress)


def recognise(table: Table, known: Mapping[str, FileLayout]) -> FileLayout:
    """The one kind of file whose columns these are.

    Raises ``Unprocessable``, with the message for the field ``layout`` where several fit and for
    ``file`` where none does.
    """
    fitting = fitting_layouts(table, known)
    best = [one for one in fitting if len(one.columns) == len(fitting[0].columns)]
    if len(best) == 1:
        return best[0]
    if best:
        message = "Several kinds of file have these columns: say which it is"
        raise Unprocessable(message, errors={"layout": [message]})
    message = (
        f"{table.filename} has the columns of no file that is known here. Say which kind of file it"
        " is, to see which columns are missing"
    )
    raise Unprocessable(message, errors={"file": [message]})


def take_in_rows(
    scope: Scope, rows: Sequence[dict[str, Any]], what: str, upload_id: UUID
) -> Changes:
    """Take in figures that were read before; once for each upload, however often it is asked."""
    return _write(scope, _against_held(scope, rows), what, upload_id=upload_id)


def _write(
    scope: Scope,
    difference: Difference,
    what: str,
    *,
    upload_id: UUID | None = None,
    progress: Progress | None = None,
) -> Changes:
    changes = write_reference(scope, PublishedValueRow, difference, remove=False, progress=progress)
    if changes.any:
        record_load(scope, what[:200], changes, upload_id=upload_id)
    return changes
