"""For whom anchors wait: counted for pages, and named for the mails.

A retired anchor waits for nobody.
"""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased

from regionqa.core.facts import HERE, ME, declare, tell
from regionqa.core.permissions import require
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session
from regionqa.moderation.deadlines import grace_end
from regionqa.moderation.models import (
    Anchor,
    AnchorKeyCopy,
    AnchorReading,
    AnchorSeat,
    AnchorUse,
    AnchorWord,
    Round,
    RoundReader,
)
from regionqa.moderation.policy import READ_CASES, RUN_ROUNDS
from regionqa.moderation.queries.anchors import OPEN, USED_FROM
from regionqa.moderation.queries.rounds import readers_offered


def panel_of(scope: Scope, anchor_id: UUID) -> set[UUID]:
    """Who sits on an anchor's panel; in the office's name."""
    return set(
        session(scope).scalars(
            select(AnchorSeat.person_id).where(AnchorSeat.anchor_id == anchor_id)
        )
    )


def readers_outstanding(scope: Scope, round_id: UUID, anchor_id: UUID | None = None) -> set[UUID]:
    """Offered readers of a round who have not read all its anchors, or this one, yet.

    In the office's name.
    """
    query = (
        select(AnchorUse.anchor_id)
        .join(Anchor, Anchor.id == AnchorUse.anchor_id)
        .where(AnchorUse.round_id == round_id, Anchor.state == "keyed")
    )
    if anchor_id is not None:
        query = query.where(Anchor.id == anchor_id)
    used = set(session(scope).scalars(query))
    if not used:
        return set()
    done = _done_with(scope, used)
    offered = readers_offered(scope, round_id)
    return {person for person in offered if any((one, person) not in done for one in used)}


def _done_with(scope: Scope, anchors: Collection[UUID]) -> set[tuple[UUID, UUID]]:
    """(anchor, person) of whoever has read it, or sits on its panel and so does not."""
    unit = session(scope)
    seats = select(AnchorSeat.anchor_id, AnchorSeat.person_id).where(
        AnchorSeat.anchor_id.in_(anchors)
    )
    copies = select(AnchorKeyCopy.anchor_id, AnchorKeyCopy.person_id).where(
        AnchorKeyCopy.anchor_id.in_(anchors)
    )
    return {(row[0], row[1]) for query in (seats, copies) for row in unit.execute(query)}


@dataclass(frozen=True, slots=True)
class Touched:
    """What retiring an anchor touches: open rounds, and people in them who have not read it."""

    rounds: int
    readers: int


def touched_by_retiring(scope: Scope, anchor_id: UUID) -> Touched:
    """How many open rounds use an anchor, and how many of their readers have yet to read it.

    A person offered in two of them is one reader. Four queries.
    """
    require(scope, RUN_ROUNDS)
    unit = session(scope)
    rounds = unit.execute(
        select(Round.id, Round.closes_on, Round.grace_days)
        .join(AnchorUse, AnchorUse.round_id == Round.id)
        .where(AnchorUse.anchor_id == anchor_id, Round.state.in_(sorted(USED_FROM | OPEN)))
    )
    still = [row.id for row in rounds if now() < grace_end(row.closes_on, row.grace_days)]
    done = {person for _anchor, person in _done_with(scope, [anchor_id])}
    words = unit.scalars(
        select(RoundReader).where(RoundReader.round_id.in_(still)).order_by(RoundReader.number)
    )
    last = {(row.round_id, row.person_id): row.capacity for row in words}
    offered = {person for (_round, person), capacity in last.items() if capacity > 0}
    return Touched(len(still), len(offered - done))


_MINE = select(AnchorReading.anchor_id).where(AnchorReading.person_id == ME)
_WORD = select(AnchorWord.id).where(AnchorWord.anchor_id == AnchorSeat.anchor_id)
_TOLD = _WORD.where(AnchorWord.reader_id == HERE, AnchorWord.kind == "reading").exists()
_PROPOSED = _WORD.where(AnchorWord.mark == AnchorSeat.mark, AnchorWord.kind == "proposal").exists()
_SEATS = declare(
    "moderation:anchors of a panel",
    READ_CASES,
    select(func.count(AnchorSeat.anchor_id.distinct()))
    .join(Anchor, Anchor.id == AnchorSeat.anchor_id)
    .where(
        AnchorSeat.person_id == ME,
        AnchorSeat.reader_id == HERE,
        Anchor.state == "at_panel",
        or_(AnchorSeat.anchor_id.not_in(_MINE), and_(_TOLD, ~_PROPOSED)),
    )
    .scalar_subquery(),
)
_LATER = aliased(RoundReader)
_OFFERED = (
    select(RoundReader.id)
    .where(
        RoundReader.round_id == AnchorUse.round_id,
        RoundReader.person_id == ME,
        RoundReader.owner_id == HERE,
        RoundReader.capacity > 0,
        ~select(_LATER.id)
        .where(
            _LATER.round_id == RoundReader.round_id,
            _LATER.person_id == ME,
            _LATER.number > RoundReader.number,
        )
        .exists(),
    )
    .exists()
)
_USES = (
    select(AnchorUse.anchor_id, Round.closes_on, Round.grace_days)
    .join(Round, Round.id == AnchorUse.round_id)
    .join(Anchor, Anchor.id == AnchorUse.anchor_id)
    .where(
        Round.state.in_(sorted(OPEN)),
        Anchor.state == "keyed",
        AnchorUse.anchor_id.not_in(_MINE),
        AnchorUse.anchor_id.not_in(select(AnchorSeat.anchor_id).where(AnchorSeat.person_id == ME)),
        _OFFERED,
    )
)


def count_to_read(scope: Scope) -> int:
    """Anchors that wait for this person: to read on a panel or in a round, or to agree the key.

    Those of a panel are told with other facts; one query for those of rounds, by ``open_uses``.
    """
    given = {"me": scope.person_id, "here": scope.authority_id}
    uses = session(scope).execute(_USES, given)
    open_now = {row.anchor_id for row in uses if now() < grace_end(row.closes_on, row.grace_days)}
    return int(tell(scope, _SEATS)) + len(open_now)
