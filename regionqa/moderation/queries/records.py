"""What a round taught, as the region reads it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from regionqa.core.permissions import allowed, require
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import session
from regionqa.moderation.models.record import RoundRecord
from regionqa.moderation.policy import RUN_ROUNDS, SEE_ROUNDS
from regionqa.moderation.queries.rounds import held_round

OUT = frozenset({"published", "archived"})


@dataclass(frozen=True, slots=True)
class RecordView:
    """The words of a round's record; ``number`` is 0 where nothing is written yet."""

    number: int
    themes: str
    learning: str
    actions: str
    at: datetime | None


EMPTY = RecordView(0, "", "", "", None)


def find_record(scope: Scope, round_id: UUID) -> RecordView | None:
    """The newest words; None for who does not coordinate until the record is published."""
    require(scope, SEE_ROUNDS)
    held = held_round(scope, round_id)
    if held.state not in OUT and not allowed(scope, RUN_ROUNDS):
        return None
    row = session(scope).scalar(
        select(RoundRecord)
        .where(RoundRecord.round_id == round_id)
        .order_by(RoundRecord.number.desc())
        .limit(1)
    )
    if row is None:
        return EMPTY
    return RecordView(row.number, row.themes, row.learning, row.actions, row.at)
