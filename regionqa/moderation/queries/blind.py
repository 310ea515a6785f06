"""The blind readings that figures rest on: here is decided which of the copies count."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import session
from regionqa.moderation.figures import HOME, BlindReading
from regionqa.moderation.models import CaseReference, RevealedReading

LOCKED = frozenset({"statistics_locked", "published", "archived"})


def blind_by_round(scope: Scope, rounds: Collection[UUID]) -> dict[UUID, list[BlindReading]]:
    """Revealed blind readings of the own cases, by round; a round without any is left out.

    Readings after a discussion and those of anchors are not among them: an anchor is nobody's own
    case.
    """
    own = select(CaseReference.case_id).where(CaseReference.round_id.in_(list(rounds)))
    rows = session(scope).scalars(
        select(RevealedReading)
        .where(
            RevealedReading.reader_id == scope.authority_id,
            RevealedReading.kind.in_(["home", "peer"]),
            RevealedReading.case_id.in_(own),
        )
        .order_by(RevealedReading.case_id, RevealedReading.mark)
    )
    found: dict[UUID, list[BlindReading]] = {}
    for row in rows:
        found.setdefault(row.round_id, []).append(_reading(row))
    return found


def _reading(row: RevealedReading) -> BlindReading:
    """A reader is its authority and mark: an authority may read one case by two people."""
    return BlindReading(
        str(row.case_id),
        HOME if row.kind == "home" else f"{row.owner_id} {row.mark}",
        row.grades,
        frozenset(row.had),
        row.before,
    )
