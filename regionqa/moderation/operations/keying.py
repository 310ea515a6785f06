"""What follows for an anchor, in the office's name under the duty of revealing; may run again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from regionqa.core import events
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session
from regionqa.moderation.models import (
    Anchor,
    AnchorKey,
    AnchorKeyCopy,
    AnchorReading,
    AnchorSeat,
    AnchorWord,
)
from regionqa.moderation.operations.anchors import tell_panel
from regionqa.moderation.queries.anchors import PANEL, held_anchor

KEYED = events.declare("anchor.keyed", sentence="The panel of an anchor case agreed its key")


def settle_anchor(scope: Scope, anchor_id: UUID) -> None:
    """Pass on what the panel said, agree the key, and give it to readers whose reading is in."""
    anchor = held_anchor(scope, anchor_id, lock=True)
    readings = list(
        session(scope).scalars(
            select(AnchorReading)
            .where(AnchorReading.anchor_id == anchor_id)
            .order_by(AnchorReading.submitted_at, AnchorReading.id)
        )
    )
    if anchor.state == "at_panel":
        _reveal_to_panel(scope, anchor, [one for one in readings if one.kind == "panel"])
        _agree(scope, anchor)
    _give_key(scope, anchor, [one for one in readings if one.kind == "reader"])


def _reveal_to_panel(scope: Scope, anchor: Anchor, readings: Sequence[AnchorReading]) -> None:
    """When all three are in, each is given to the panel's authorities; proposals follow."""
    seats = {one.person_id: one for one in _seats(scope, anchor)}
    if len({one.person_id for one in readings} & set(seats)) < PANEL:
        return
    tell_panel(scope, anchor.id, "agree")
    said = [
        _Said(one.id, seats[one.person_id].mark, "reading", one.grades, one.evidence, 0)
        for one in readings
        if one.person_id in seats
    ]
    said += [
        _Said(one.source_id, one.mark, "proposal", one.grades, one.evidence, one.number)
        for one in _proposals(scope, anchor)
    ]
    unit = session(scope)
    there = {
        (row[0], row[1])
        for row in unit.execute(
            select(AnchorWord.source_id, AnchorWord.reader_id).where(
                AnchorWord.anchor_id == anchor.id
            )
        )
    }
    unit.add_all(
        one.to(scope, anchor, seat.reader_id)
        for one in said
        for seat in seats.values()
        if (one.source_id, seat.reader_id) not in there
    )
    unit.flush()


@dataclass(frozen=True, slots=True)
class _Said:
    """What one of the panel said, to be given to each of its authorities."""

    source_id: UUID
    mark: str
    kind: str
    grades: Mapping[str, str]
    evidence: Mapping[str, str]
    number: int

    def to(self, scope: Scope, anchor: Anchor, reader_id: UUID) -> AnchorWord:
        """The row for one authority."""
        return AnchorWord(
            anchor_id=anchor.id,
            owner_id=scope.authority_id,
            reader_id=reader_id,
            source_id=self.source_id,
            mark=self.mark,
            kind=self.kind,
            grades=dict(self.grades),
            evidence=dict(self.evidence),
            number=self.number,
            at=now(),
        )


def _seats(scope: Scope, anchor: Anchor) -> list[AnchorSeat]:
    return list(
        session(scope).scalars(
            select(AnchorSeat).where(AnchorSeat.anchor_id == anchor.id).order_by(AnchorSeat.mark)
        )
    )


def _proposals(scope: Scope, anchor: Anchor) -> list[AnchorWord]:
    """What panel members told the office, oldest first."""
    return list(
        session(scope).scalars(
            select(AnchorWord)
            .where(
                AnchorWord.anchor_id == anchor.id,
                AnchorWord.reader_id == scope.authority_id,
                AnchorWord.kind == "proposal",
            )
            .order_by(AnchorWord.number, AnchorWord.at)
        )
    )


def _agree(scope: Scope, anchor: Anchor) -> None:
    """The key is what all three hold in every domain; the words are of who proposed it first."""
    rows = _proposals(scope, anchor)
    newest = {one.mark: one for one in rows}
    held = [one.grades for one in newest.values()]
    if len(newest) < PANEL or any(one != held[0] for one in held):
        return
    first = min((one for one in rows if one.grades == held[0]), key=lambda one: (one.at, one.mark))
    session(scope).add(
        AnchorKey(
            anchor_id=anchor.id,
            authority_id=scope.authority_id,
            grades=first.grades,
            evidence=first.evidence,
            at=now(),
        )
    )
    anchor.state, anchor.keyed_at = "keyed", now()
    events.record(scope, KEYED, anchor.id)
    session(scope).flush()


def _give_key(scope: Scope, anchor: Anchor, readings: Sequence[AnchorReading]) -> None:
    unit = session(scope)
    key = unit.scalar(select(AnchorKey).where(AnchorKey.anchor_id == anchor.id))
    if key is None:
        return
    there = set(
        unit.scalars(select(AnchorKeyCopy.person_id).where(AnchorKeyCopy.anchor_id == anchor.id))
    )
    unit.add_all(
        AnchorKeyCopy(
            anchor_id=anchor.id,
            owner_id=scope.authority_id,
            reader_id=one.authority_id,
            person_id=one.person_id,
            grades=key.grades,
            evidence=key.evidence,
            at=now(),
        )
        for one in readings
        if one.person_id not in there
    )
    unit.flush()
