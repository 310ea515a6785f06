"""Drafts: a file is read, looked at, put right, and used or thrown away."""

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy.exc import IntegrityError

from regionqa.core import events, jobs
from regionqa.core.errors import Conflict, Unprocessable
from regionqa.core.permissions import require
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session
from regionqa.exchange import (
    FileRefused,
    Table,
    check_text_for_personal_details,
    drafts,
    pack,
    safe_filename,
    unpack,
)
from regionqa.ratings import queries
from regionqa.ratings.checking import CheckedFile, RatingRows, check_file, pack_rows
from regionqa.ratings.columns import FIELDS
from regionqa.ratings.models import RatingsDraft, RatingsFile
from regionqa.ratings.policy import UPLOAD_RATINGS
from regionqa.ratings.previews import to_plain
from regionqa.ratings.reading import is_synthetic
from regionqa.ratings.scales import DeclaredScale

TIDY = "ratings.delete_draft"
COMPUTE = "ratings.compute_report"
COMPUTING = "Working out how far the readers agree"
UPLOADED = events.declare(
    "ratings_file.uploaded",
    "rows",
    "cases",
    "readers",
    "domains",
    sentence="Uploaded double-graded cases: {rows} rows, {cases} cases, {readers} readers",
)
STALE = "The columns or the scale were changed since you opened the page, perhaps in another tab."


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The file that a draft became, or that was there already; ``job_id`` works its report out."""

    file_id: UUID
    job_id: UUID | None
    new: bool


def save_draft(
    scope: Scope,
    table: Table,
    title: str,
    scale: DeclaredScale,
    known: Collection[str] | None = None,
) -> UUID:
    """Keep a table that was read, without personal details, until it is used or a day old.

    ``known`` are the names that are not personal, where they were asked for already. Raises
    ``Unprocessable`` for a title that reads like a person's name.
    """
    require(scope, UPLOAD_RATINGS)
    known = queries.known_names(scope) if known is None else known
    _refuse_personal_title(title, known)
    checked = check_file(table, scale)
    draft = RatingsDraft(
        id=uuid4(),
        authority_id=scope.authority_id,
        title=title,
        filename=safe_filename(table.filename, known),
        table=pack(table),
        created_at=now(),
        created_by=scope.person_id,
        version=1,
        **_looked_at(checked, scale),
    )
    drafts.keep(scope, draft, TIDY, "Deleting a draft that was not used")
    return draft.id


def _looked_at(checked: CheckedFile, scale: DeclaredScale) -> dict[str, str]:
    return {
        "scale": scale.to_json(),
        "preview": json.dumps(to_plain(checked)),
        "content_hash": checked.content_hash,
    }


def _refuse_personal_title(title: str, known: Collection[str]) -> None:
    findings = check_text_for_personal_details(title, known)
    if findings:
        first = findings[0]
        said = f"“{first.found}” looks like a {first.kind}; give the file a title without it"
        raise Unprocessable(said, errors={"title": [said]})


def change_draft(
    scope: Scope,
    draft_id: UUID,
    *,
    places: dict[str, int | None],
    scale: DeclaredScale,
    version: int,
) -> None:
    """Take the person's word on the columns and the scale, and check the file again.

    ``places`` is each wanted column's place in the file, from 0, None for "not in this file".
    Raises ``Conflict`` for a version that is not the draft's, ``Unprocessable`` for a choice that
    cannot be.
    """
    require(scope, UPLOAD_RATINGS)
    draft = drafts.take(scope, RatingsDraft, draft_id, version=version, stale=STALE)
    table = unpack(draft.table)
    try:
        chosen = {FIELDS[name].name: _heading(table, place) for name, place in places.items()}
        checked = check_file(table, scale, chosen)
    except FileRefused as refused:
        raise Unprocessable(refused.message, errors={"_form": [str(refused)]}) from refused
    draft.chosen = json.dumps(chosen)
    for name, value in _looked_at(checked, scale).items():
        setattr(draft, name, value)
    draft.version += 1


def _heading(table: Table, place: int | None) -> str | None:
    if place is None:
        return None
    if place >= len(table.headers):
        raise FileRefused("A chosen column is not in this file.", "Choose each column again.")
    return table.headers[place]


def discard_draft(scope: Scope, draft_id: UUID) -> None:
    """Throw a draft away; nothing of it stays. Raises ``NotFound``."""
    require(scope, UPLOAD_RATINGS)
    drafts.discard(scope, RatingsDraft, draft_id)


def delete_expired(scope: Scope, draft_id: UUID) -> None:
    """Delete a draft that nobody used in time; nothing where it is gone already."""
    drafts.delete_draft(scope, RatingsDraft, draft_id)


def confirm_draft(
    scope: Scope, draft_id: UUID, *, version: int, then: Callable[[UUID], str]
) -> Confirmed:
    """Use a draft: it becomes a file whose report a job works out. All of it, or nothing.

    ``then`` gives the address of the file's page. A file keeps its draft's id: to use a draft again
    names the file. A file that says the same on the same scale is there once: the draft goes and
    the earlier one is named. Raises ``Conflict`` for a version that is not the draft's,
    ``Unprocessable`` while there are problems.
    """
    require(scope, UPLOAD_RATINGS)
    if queries.is_file(scope, draft_id):
        return Confirmed(draft_id, None, new=False)
    draft = drafts.take(scope, RatingsDraft, draft_id, version=version, stale=STALE)
    unit = session(scope)
    same = queries.find_same(scope, draft.content_hash)
    if same is not None:
        unit.delete(draft)
        return Confirmed(same.id, None, new=False)
    table, scale = unpack(draft.table), DeclaredScale.from_json(draft.scale)
    chosen = json.loads(draft.chosen) if draft.chosen else None
    checked = check_file(table, scale, chosen)
    if checked.rows is None:
        raise Unprocessable("The file has problems, so it cannot be used yet.")
    held = _file(scope, draft, checked, checked.rows, synthetic=is_synthetic(table))
    unit.delete(draft)
    try:
        with unit.begin_nested():
            unit.add(held)
    except IntegrityError as error:
        raise Conflict("The same file was uploaded a moment ago; it is in the list.") from error
    held.job_id = start_computing(scope, held, then(held.id))
    counts = checked.counts
    events.record(
        scope,
        UPLOADED,
        held.id,
        rows=counts.rows,
        cases=counts.cases,
        readers=counts.readers,
        domains=len(counts.domains),
    )
    return Confirmed(held.id, held.job_id, new=True)


def _file(
    scope: Scope, draft: RatingsDraft, checked: CheckedFile, rows: RatingRows, *, synthetic: bool
) -> RatingsFile:
    counts = checked.counts
    return RatingsFile(
        id=draft.id,
        authority_id=scope.authority_id,
        title=draft.title,
        filename=draft.filename,
        scale=draft.scale,
        content_hash=checked.content_hash,
        rows=counts.rows,
        graded=counts.graded,
        cases=counts.cases,
        readers=counts.readers,
        domains=len(counts.domains),
        not_graded=json.dumps(counts.not_graded),
        synthetic=synthetic,
        uploaded_at=now(),
        uploaded_by=scope.person_id,
        pending=pack_rows(rows),
        version=1,
    )


def start_computing(scope: Scope, held: RatingsFile, then: str) -> UUID:
    """Ask for a file's report; the job's id. Asked twice for one version it is one job."""
    return jobs.enqueue(
        scope,
        COMPUTE,
        {"file_id": held.id},
        title=COMPUTING,
        key=f"{COMPUTE}:{held.id}:{held.version}",
        then=then,
    )
