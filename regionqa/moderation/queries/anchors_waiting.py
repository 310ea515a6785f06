"""For whom anchors wait: counted for the home page, and named for the mails."""

from uuid import UUID

from sqlalchemy import and_, or_, select

from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import session
from regionqa.moderation.models import (
    Anchor,
    AnchorKeyCopy,
    AnchorReading,
    AnchorSeat,
    AnchorUse,
    AnchorWord,
    Round,
)
from regionqa.moderation.queries.anchors import OPEN, open_uses
from regionqa.moderation.queries.rounds import readers_offered


def panel_of(scope: Scope, anchor_id: UUID) -> set[UUID]:
    """Who sits on an anchor's panel; in the office's name."""
    return set(
        session(scope).scalars(
            select(AnchorSeat.person_id).where(AnchorSeat.anchor_id == anchor_id)
        )
    )


def readers_outstanding(scope: Scope, round_id: UUID) -> set[UUID]:
    """Offered readers of a round who have not read all its anchors yet; in the office's name.

    Who sits on an anchor's panel does not read it in a round.
    """
    unit = session(scope)
    used = set(unit.scalars(select(AnchorUse.anchor_id).where(AnchorUse.round_id == round_id)))
    if not used:
        return set()
    seats = select(AnchorSeat.anchor_id, AnchorSeat.person_id).where(AnchorSeat.anchor_id.in_(used))
    copies = select(AnchorKeyCopy.anchor_id, AnchorKeyCopy.person_id).where(
        AnchorKeyCopy.anchor_id.in_(used)
    )
    done = {(row[0], row[1]) for query in (seats, copies) for row in unit.execute(query)}
    offered = readers_offered(scope, round_id)
    return {person for person in offered if any((one, person) not in done for one in used)}


def count_to_read(scope: Scope) -> int:
    """Anchors that wait for this person: to read on a panel or in a round, or to agree the key.

    Two queries, and two more where a round has an anchor that is not read.
    """
    unit = session(scope)
    mine = select(AnchorReading.anchor_id).where(AnchorReading.person_id == scope.person_id)
    word = select(AnchorWord.id).where(AnchorWord.anchor_id == AnchorSeat.anchor_id)
    told = word.where(AnchorWord.reader_id == scope.authority_id, AnchorWord.kind == "reading")
    proposed = word.where(AnchorWord.mark == AnchorSeat.mark, AnchorWord.kind == "proposal")
    seats = unit.scalars(
        select(AnchorSeat.anchor_id)
        .join(Anchor, Anchor.id == AnchorSeat.anchor_id)
        .where(
            AnchorSeat.person_id == scope.person_id,
            AnchorSeat.reader_id == scope.authority_id,
            Anchor.state == "at_panel",
            or_(
                AnchorSeat.anchor_id.not_in(mine),
                and_(told.exists(), ~proposed.exists()),
            ),
        )
    )
    used = unit.scalars(
        select(AnchorUse.anchor_id)
        .join(Round, Round.id == AnchorUse.round_id)
        .where(
            Round.state.in_(sorted(OPEN)),
            AnchorUse.anchor_id.not_in(mine),
            AnchorUse.anchor_id.not_in(
                select(AnchorSeat.anchor_id).where(AnchorSeat.person_id == scope.person_id)
            ),
        )
    )
    return len(set(seats)) + len(open_uses(scope, set(used)))
