"""Locking the figures: which blind readings count, whether they link, and the hash of them all."""

import hashlib
import json

from sqlalchemy import select

from regionqa.core import events
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import session
from regionqa.moderation.machines import REVEALED
from regionqa.moderation.models import CaseCourse, Round
from regionqa.moderation.operations.moves import move_case, parties_of
from regionqa.moderation.operations.revealing import counted_readings

SNAPPED = events.declare(
    "round.snapshot_taken", "readings", "hash", sentence="Took a snapshot of {readings} readings"
)


def take_snapshot(scope: Scope, held: Round) -> None:
    """Store the hash of all blind readings that count, and whether they link the authorities.

    Wants the duty of revealing; taken again it gives the same. Ended cases are closed.
    """
    from regionqa.statistics.allocation import linkage

    courses = session(scope).scalars(
        select(CaseCourse)
        .where(CaseCourse.round_id == held.id, CaseCourse.state.in_(sorted(REVEALED)))
        .order_by(CaseCourse.case_id)
        .with_for_update()
    )
    seals: list[str] = []
    pairs: list[tuple[str, str]] = []
    for course in courses.all():
        counted = counted_readings(scope, course)
        seals += [one.row.seal for one in counted]
        pairs += [(str(course.case_id), str(one.row.authority_id)) for one in counted]
        if course.state in {"agreed", "unresolved"}:
            move_case(scope, course, "close", parties=parties_of(scope, course))
    held.snapshot_hash = hashlib.sha256(json.dumps(sorted(seals)).encode()).hexdigest()
    held.linkage = linkage(pairs).state
    events.record(scope, SNAPPED, held.id, readings=len(seals), hash=held.snapshot_hash)
