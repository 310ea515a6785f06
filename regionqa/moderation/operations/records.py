"""Writing what a round taught, until it is published."""

from uuid import UUID

from sqlalchemy import func, select

from regionqa.core import events
from regionqa.core.errors import Conflict, Unprocessable
from regionqa.core.permissions import require
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session
from regionqa.exchange import check_text_for_personal_details
from regionqa.moderation.models.record import RoundRecord
from regionqa.moderation.places import members_of
from regionqa.moderation.policy import RUN_ROUNDS
from regionqa.moderation.queries.rounds import held_round

SAVED = events.declare("record.saved", "number", sentence="Wrote version {number} of the record")
OPEN = frozenset({"reconciling", "statistics_locked"})
LONGEST = 8000


def save_record(
    scope: Scope, round_id: UUID, *, themes: str, learning: str, actions: str, number: int
) -> int:
    """Keep the words as a new version; gives its number. ``number`` is the version that was seen.

    Raises ``Unprocessable`` for what names a person or an authority, ``Conflict`` for a stale
    version or a round whose record is out.
    """
    require(scope, RUN_ROUNDS)
    held = held_round(scope, round_id, lock=True)
    if held.state not in OPEN:
        raise Conflict("The record is written after grading and before it is published.")
    last = session(scope).scalar(
        select(func.max(RoundRecord.number)).where(RoundRecord.round_id == round_id)
    )
    if (last or 0) != number:
        raise Conflict(seen=number, found=last or 0)
    given = {"themes": themes, "learning": learning, "actions": actions}
    _check(scope, given)
    session(scope).add(
        RoundRecord(
            region_id=scope.region_id,
            round_id=round_id,
            number=number + 1,
            at=now(),
            **{name: text.strip() for name, text in given.items()},
        )
    )
    events.record(scope, SAVED, round_id, number=number + 1)
    return number + 1


def _check(scope: Scope, given: dict[str, str]) -> None:
    names = tuple(members_of(scope).values())
    errors: dict[str, list[str]] = {}
    for name, text in given.items():
        if len(text) > LONGEST:
            errors[name] = [f"Use {LONGEST:,} characters or fewer"]
            continue
        found = check_text_for_personal_details(text, names)
        if found:
            errors[name] = [one.said for one in found]
    if errors:
        raise Unprocessable(errors=errors)
