"""A coordinator learns that a reader should not have read a case."""

from uuid import UUID, uuid4

from sqlalchemy import select

from regionqa.core import events
from regionqa.core.errors import Forbidden, NotFound, Unprocessable
from regionqa.core.permissions import require
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session
from regionqa.moderation.models import Assignment, DeclaredConflict
from regionqa.moderation.operations.joining import CONFLICT_REASONS
from regionqa.moderation.operations.reading import settle
from regionqa.moderation.policy import RUN_ROUNDS
from regionqa.moderation.queries.ties import look

FOUND = events.declare("conflict.found", "reason", sentence="Found a conflict of a reader")


def find_conflict(scope: Scope, case_id: UUID, person_id: UUID, *, reason: str) -> None:
    """Record a reader's conflict that they did not declare: it cuts access as their own would.

    Raises ``NotFound`` for somebody who was not asked to read the case, ``Forbidden`` for a
    coordinator with a tie to it.
    """
    require(scope, RUN_ROUNDS)
    seen = look(scope, case_id)
    if not seen.sight.names:
        raise Forbidden("Another coordinator acts on this case.")
    if reason not in CONFLICT_REASONS:
        raise Unprocessable(errors={"conflict_reason": ["Select what was found"]})
    asked = session(scope).scalar(
        select(Assignment).where(Assignment.case_id == case_id, Assignment.person_id == person_id)
    )
    if asked is None:
        raise NotFound
    session(scope).add(
        DeclaredConflict(
            id=uuid4(),
            round_id=seen.case.round_id,
            owner_id=scope.authority_id,
            reader_id=asked.reader_id,
            person_id=person_id,
            case_id=case_id,
            against_id=None,
            reason=reason,
            at=now(),
        )
    )
    events.record(scope, FOUND, case_id, reason=reason)
    settle(scope, seen.case.round_id, case_id)
