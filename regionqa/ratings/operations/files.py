"""Files in use: their grades and report are stored once worked out, and gone once withdrawn."""

import json
import zlib
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select

from regionqa.core import events
from regionqa.core.errors import Conflict, NotFound, Unprocessable
from regionqa.core.permissions import require
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session
from regionqa.exchange import check_text_for_personal_details
from regionqa.ratings import queries
from regionqa.ratings.checking import RatingRows, unpack_rows
from regionqa.ratings.models import Rating, RatingsFile
from regionqa.ratings.operations.drafts import start_computing
from regionqa.ratings.policy import UPLOAD_RATINGS, WITHDRAW_RATINGS
from regionqa.ratings.scales import DeclaredScale

COMPUTED = events.declare(
    "ratings_file.computed",
    "domains",
    "method",
    sentence="Worked out agreement over {domains} domains, method version {method}",
)
WITHDRAWN = events.declare(
    "ratings_file.withdrawn", "rows", sentence="Withdrew a file of double-graded cases: {rows} rows"
)
_BATCH = 5_000


@dataclass(frozen=True, slots=True)
class Work:
    """What a report is worked out from."""

    rows: RatingRows
    scale: DeclaredScale


def open_work(scope: Scope, file_id: UUID) -> Work | None:
    """A file's rows and scale; None once it is withdrawn. Raises ``NotFound``."""
    held = session(scope).scalar(select(RatingsFile).where(RatingsFile.id == file_id))
    if held is None:
        raise NotFound
    if held.withdrawn_at is not None:
        return None
    scale = DeclaredScale.from_json(held.scale)
    if held.pending is not None:
        return Work(unpack_rows(held.pending), scale)
    return Work(_stored_rows(scope, file_id), scale)


def _stored_rows(scope: Scope, file_id: UUID) -> RatingRows:
    rows = queries.list_rows(scope, file_id, limit=10**9)

    def optional(name: str) -> list[Any] | None:
        values = [getattr(row, name) for row in rows]
        return None if all(value is None for value in values) else values

    return RatingRows(
        numbers=[row.row_number for row in rows],
        case=[row.case for row in rows],
        reader=[row.reader for row in rows],
        grade=[row.grade for row in rows],
        not_graded=[row.not_graded for row in rows],
        authority=optional("authority"),
        domain=optional("domain"),
        role=optional("role"),
    )


def store_report(
    scope: Scope, file_id: UUID, report: dict[str, Any], shown: dict[str, Any]
) -> None:
    """Store a file's report and the part that is shown; with the first one the grades too.

    Nothing is stored once the file is withdrawn.
    """
    held = session(scope).scalar(
        select(RatingsFile).where(RatingsFile.id == file_id).with_for_update()
    )
    if held is None or held.withdrawn_at is not None:
        return
    if held.pending is not None:
        _store_rows(scope, held, unpack_rows(held.pending))
        held.pending = None
    held.report, held.shown = _packed(report), _packed(shown)
    held.sentence = report["sentence"][:1000]
    held.method_version = report["settings"]["version"]
    held.computed_at = now()
    held.version += 1
    events.record(
        scope, COMPUTED, held.id, domains=len(report["domains"]), method=held.method_version
    )


def _packed(values: dict[str, Any]) -> bytes:
    return zlib.compress(json.dumps(values, allow_nan=False, separators=(",", ":")).encode())


def _store_rows(scope: Scope, held: RatingsFile, rows: RatingRows) -> None:
    unit = session(scope)
    nothing = [None] * len(rows.numbers)
    lines = zip(
        rows.numbers,
        rows.case,
        rows.reader,
        rows.authority or nothing,
        rows.domain or nothing,
        rows.role or nothing,
        rows.grade,
        rows.not_graded,
        strict=True,
    )
    names = ("row_number", "case", "reader", "authority", "domain", "role", "grade", "not_graded")
    for place, line in enumerate(lines, 1):
        values = dict(zip(names, line, strict=True))
        unit.add(Rating(file_id=held.id, authority_id=scope.authority_id, **values))
        if place % _BATCH == 0:
            unit.flush()
            unit.expunge_all()
            unit.add(held)


def recompute_file(scope: Scope, file_id: UUID, *, then: str) -> UUID:
    """Ask for the report again, after a failure or with a newer method; the job's id.

    Raises ``NotFound``, ``Conflict`` for a withdrawn file.
    """
    require(scope, UPLOAD_RATINGS)
    held = _file(scope, file_id)
    held.version += 1  # the key of a job that failed would give that job again
    held.job_id = start_computing(scope, held, then)
    return held.job_id


def withdraw_file(scope: Scope, file_id: UUID, *, reason: str, version: int) -> None:
    """Take a file out of use: its grades and its report are deleted, what it was stays.

    Raises ``NotFound``, ``Conflict`` when it is withdrawn already or changed since ``version``,
    ``Unprocessable`` for a reason with personal details.
    """
    require(scope, WITHDRAW_RATINGS)
    held = _file(scope, file_id)
    if held.version != version:
        raise Conflict("The file changed since you opened the page.", seen=version)
    findings = check_text_for_personal_details(reason, queries.known_names(scope))
    if findings:
        first = findings[0]
        said = f"“{first.found}” looks like a {first.kind}. {first.fix}"
        raise Unprocessable(said, errors={"reason": [said]})
    session(scope).execute(
        delete(Rating).where(Rating.file_id == file_id).execution_options(synchronize_session=False)
    )
    held.pending = held.report = held.shown = held.sentence = held.job_id = None
    held.withdrawn_at = now()
    held.withdrawn_by = scope.person_id
    held.withdrawn_reason = reason
    held.version += 1
    events.record(scope, WITHDRAWN, held.id, rows=held.rows)


def _file(scope: Scope, file_id: UUID) -> RatingsFile:
    held = session(scope).scalar(
        select(RatingsFile).where(RatingsFile.id == file_id).with_for_update()
    )
    if held is None:
        raise NotFound
    if held.withdrawn_at is not None:
        raise Conflict("The file is withdrawn already.")
    return held
