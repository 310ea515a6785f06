"""Readings that were withdrawn after their case was revealed: a notice in the place of the text."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select

from regionqa.core.facts import HERE
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import read_once, session
from regionqa.moderation.models import ReadingWithdrawal, RevealedReading
from regionqa.moderation.queries.ties import Looked, find_look, was_revealed

GONE = "Withdrawn, because a conflict was found after the reveal."


@dataclass(frozen=True, slots=True)
class WithdrawnView:
    """A withdrawn reading. Only the home authority, whose case it is, keeps what it said."""

    mark: str
    kind: str
    at: datetime
    grades: Mapping[str, str]
    evidence: Mapping[str, str]


def visible_withdrawn(scope: Scope, case_id: UUID) -> list[WithdrawnView]:
    """The notices of a case, by mark; to whoever may or could see its readings."""
    seen = find_look(scope, case_id)
    if seen is None or not _was_party(scope, seen):
        return []
    keeps = seen.sight.reference
    return [
        WithdrawnView(
            row.mark, row.kind, at, row.grades if keeps else {}, row.evidence if keeps else {}
        )
        for row, at in revealed(scope, case_id)
        if at is not None
    ]


_REVEALED = (
    select(RevealedReading, ReadingWithdrawal.at)
    .outerjoin(ReadingWithdrawal, ReadingWithdrawal.reading_id == RevealedReading.reading_id)
    .where(RevealedReading.case_id == bindparam("case"), RevealedReading.reader_id == HERE)
    .order_by(RevealedReading.mark, RevealedReading.kind, ReadingWithdrawal.at)
)


@read_once
def revealed(scope: Scope, case_id: UUID) -> list[tuple[RevealedReading, datetime | None]]:
    """The readings of a case that the authority was given, each with when it was withdrawn.

    The caller has asked ``sight`` whether they may be seen. By mark; one query.
    """
    rows = session(scope).execute(_REVEALED, {"case": case_id, "here": scope.authority_id})
    return list({row.id: (row, at) for row, at in rows}.values())


def _was_party(scope: Scope, seen: Looked) -> bool:
    """Whether the case was open to this person before; who reads it blind since is not told."""
    sight = seen.sight
    if sight.readings or sight.reference or sight.names:
        return True
    return not sight.nothing and was_revealed(scope, seen.case.id)


@read_once
def silenced(scope: Scope, seen: Looked) -> frozenset[str]:
    """Marks whose words this person must not keep: of withdrawn readers, except for the home."""
    if seen.sight.reference:
        return frozenset()
    return frozenset(
        session(scope).scalars(
            select(ReadingWithdrawal.mark).where(ReadingWithdrawal.case_id == seen.case.id)
        )
    )
