"""Reading drafts, files and their grades, as plain objects."""

import json
import zlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import select, tuple_
from sqlalchemy.orm import defer

from regionqa.authorities import Authority, read_atlas
from regionqa.core.errors import NotFound
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import session
from regionqa.exchange import drafts
from regionqa.ratings.models import Rating, RatingsDraft, RatingsFile
from regionqa.ratings.scales import DeclaredScale

PAGE = 20
ROWS_ON_A_PAGE = 100


@dataclass(frozen=True, slots=True)
class DraftView:
    """A draft as its page shows it."""

    id: UUID
    title: str
    filename: str
    scale: DeclaredScale
    preview: dict[str, Any]
    content_hash: str
    created_at: datetime
    version: int

    @property
    def sound(self) -> bool:
        """Whether nothing stands in the way of its use."""
        return bool(self.preview["sound"])

    @property
    def deleted_at(self) -> datetime:
        """When it is deleted unless it is used before."""
        return self.created_at + drafts.LASTS


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file in a list."""

    id: UUID
    title: str
    uploaded_at: datetime
    cases: int
    readers: int
    domains: int
    synthetic: bool
    sentence: str | None
    computed_at: datetime | None
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class FileView:
    """A file; ``report`` is the part of its report that was asked for, if it is worked out."""

    id: UUID
    title: str
    filename: str
    scale: DeclaredScale
    content_hash: str
    rows: int
    graded: int
    cases: int
    readers: int
    domains: int
    not_graded: dict[str, int]
    synthetic: bool
    uploaded_at: datetime
    job_id: UUID | None
    computed_at: datetime | None
    method_version: str | None
    sentence: str | None
    report: dict[str, Any] | None
    withdrawn_at: datetime | None
    withdrawn_reason: str | None
    version: int


@dataclass(frozen=True, slots=True)
class FilesHeld:
    """How many files stand with their report, their cases, and the day of the newest."""

    files: int
    cases: int
    last_on: date
    synthetic: bool


@dataclass(frozen=True, slots=True)
class RatingLine:
    """One row of a file."""

    row_number: int
    case: str
    reader: str
    authority: str | None
    domain: str | None
    role: str | None
    grade: str | None
    not_graded: str | None


_STANDING = select(RatingsFile.cases, RatingsFile.uploaded_at, RatingsFile.synthetic).where(
    RatingsFile.withdrawn_at.is_(None), RatingsFile.computed_at.is_not(None)
)


def summarise_files(scope: Scope) -> FilesHeld | None:
    """The files that stand and are worked out, in numbers; None without one. One query."""
    held = session(scope).execute(_STANDING).all()
    if not held:
        return None
    return FilesHeld(
        len(held),
        sum(cases for cases, _, _ in held),
        max(moment.date() for _, moment, _ in held),
        any(made_up for _, _, made_up in held),
    )


def known_names(scope: Scope) -> Collection[str]:
    """Names that are not personal although they may read so: those of authorities."""
    held = session(scope).scalars(select(Authority.name))
    return {*held, *(place.name for place in read_atlas(scope).places.values())}


def get_draft(scope: Scope, draft_id: UUID) -> DraftView:
    """A draft that is not a day old. Raises ``NotFound``."""
    draft = drafts.look_at(scope, RatingsDraft, draft_id, defer(RatingsDraft.table))
    return DraftView(
        id=draft.id,
        title=draft.title,
        filename=draft.filename,
        scale=DeclaredScale.from_json(draft.scale),
        preview=json.loads(draft.preview),
        content_hash=draft.content_hash,
        created_at=draft.created_at,
        version=draft.version,
    )


_LINE = (
    RatingsFile.id,
    RatingsFile.title,
    RatingsFile.uploaded_at,
    RatingsFile.cases,
    RatingsFile.readers,
    RatingsFile.domains,
    RatingsFile.synthetic,
    RatingsFile.sentence,
    RatingsFile.computed_at,
    RatingsFile.withdrawn_at,
)


def _line(row: Sequence[Any]) -> FileLine:
    return FileLine(*row)


def is_file(scope: Scope, file_id: UUID) -> bool:
    """Whether a file in use, or one that was withdrawn, has that id."""
    found = select(RatingsFile.id).where(RatingsFile.id == file_id)
    return session(scope).scalar(found) is not None


def find_same(scope: Scope, content_hash: str) -> FileLine | None:
    """The file in force that says the same on the same scale, or None."""
    row = (
        session(scope)
        .execute(
            select(*_LINE).where(
                RatingsFile.content_hash == content_hash, RatingsFile.withdrawn_at.is_(None)
            )
        )
        .one_or_none()
    )
    return _line(row) if row else None


def list_files(scope: Scope, before: UUID | None = None, limit: int = PAGE) -> list[FileLine]:
    """Files, newest first; at most ``limit`` that are older than ``before``."""
    newest_first = (RatingsFile.uploaded_at.desc(), RatingsFile.id.desc())
    query = select(*_LINE).order_by(*newest_first).limit(limit)
    if before is not None:
        edge = select(RatingsFile.uploaded_at, RatingsFile.id).where(RatingsFile.id == before)
        query = query.where(
            tuple_(RatingsFile.uploaded_at, RatingsFile.id) < edge.scalar_subquery()
        )
    return [_line(row) for row in session(scope).execute(query)]


_LATEST = (
    select(*_LINE)
    .where(RatingsFile.withdrawn_at.is_(None))
    .order_by(RatingsFile.uploaded_at.desc(), RatingsFile.id.desc())
    .limit(1)
)


def find_latest(scope: Scope) -> FileLine | None:
    """The newest file in force, or None."""
    row = session(scope).execute(_LATEST).one_or_none()
    return _line(row) if row else None


Part = Literal["shown", "report"]


def get_file(scope: Scope, file_id: UUID, part: Part | None = None) -> FileView:
    """A file, with the part of its report that a page shows, with all of it, or without.

    Raises ``NotFound``, for another authority's too.
    """
    large = {"pending": RatingsFile.pending, "report": RatingsFile.report}
    large["shown"] = RatingsFile.shown
    left_out = [defer(column) for name, column in large.items() if name != part]
    held = session(scope).scalar(
        select(RatingsFile).where(RatingsFile.id == file_id).options(*left_out)
    )
    if held is None:
        raise NotFound
    packed = getattr(held, part) if part else None
    return FileView(
        id=held.id,
        title=held.title,
        filename=held.filename,
        scale=DeclaredScale.from_json(held.scale),
        content_hash=held.content_hash,
        rows=held.rows,
        graded=held.graded,
        cases=held.cases,
        readers=held.readers,
        domains=held.domains,
        not_graded=json.loads(held.not_graded),
        synthetic=held.synthetic,
        uploaded_at=held.uploaded_at,
        job_id=held.job_id,
        computed_at=held.computed_at,
        method_version=held.method_version,
        sentence=held.sentence,
        report=json.loads(zlib.decompress(packed)) if packed else None,
        withdrawn_at=held.withdrawn_at,
        withdrawn_reason=held.withdrawn_reason,
        version=held.version,
    )


def list_rows(
    scope: Scope,
    file_id: UUID,
    *,
    domain: str | None = None,
    case: str | None = None,
    after: int = 0,
    limit: int = ROWS_ON_A_PAGE,
) -> list[RatingLine]:
    """Rows of a file in its order: of a domain, of a case, after a row."""
    query = (
        select(
            Rating.row_number,
            Rating.case,
            Rating.reader,
            Rating.authority,
            Rating.domain,
            Rating.role,
            Rating.grade,
            Rating.not_graded,
        )
        .where(Rating.file_id == file_id, Rating.row_number > after)
        .order_by(Rating.row_number)
        .limit(limit)
    )
    if domain is not None:
        query = query.where(Rating.domain == domain)
    if case is not None:
        query = query.where(Rating.case == case)
    return [RatingLine(*row) for row in session(scope).execute(query)]
