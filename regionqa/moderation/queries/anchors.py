"""Anchors: for the office, for their panels, and for who reads them in a round."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from regionqa.core.errors import NotFound
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
from regionqa.moderation.places import members_of
from regionqa.moderation.policy import RUN_ROUNDS
from regionqa.moderation.practice import beside_key
from regionqa.moderation.queries.rounds import get_tool, offers_to

PANEL = 3
OPEN = frozenset({"grading", "reconciling"})
USED_FROM = frozenset({"draft", "call_open", "allocating", "confirming", "grading"})


def anchor_subject(anchor_id: UUID) -> str:
    """What a trial of an anchor is kept under."""
    return f"anchor:{anchor_id}"


def held_anchor(scope: Scope, anchor_id: UUID, *, lock: bool = False) -> Anchor:
    """The row of an anchor. Raises ``NotFound``."""
    query = select(Anchor).where(Anchor.id == anchor_id)
    row = session(scope).scalar(query.with_for_update() if lock else query)
    if row is None:
        raise NotFound
    return row


def find_seat(scope: Scope, anchor_id: UUID) -> AnchorSeat | None:
    """This person's seat on an anchor's panel, in the authority in use."""
    return session(scope).scalar(
        select(AnchorSeat).where(
            AnchorSeat.anchor_id == anchor_id,
            AnchorSeat.person_id == scope.person_id,
            AnchorSeat.reader_id == scope.authority_id,
        )
    )


def find_own_reading(scope: Scope, anchor_id: UUID) -> AnchorReading | None:
    """This person's reading of an anchor."""
    return session(scope).scalar(
        select(AnchorReading).where(
            AnchorReading.anchor_id == anchor_id, AnchorReading.person_id == scope.person_id
        )
    )


def open_use(scope: Scope, anchor_id: UUID) -> Round | None:
    """The open round in which this person has an anchor: one that the authority offered them.

    Late readings are taken in the days of grace, as of any case. A retired anchor is no longer
    read; whoever had it in an open round is told so instead.
    """
    return open_uses(scope, [anchor_id]).get(anchor_id)


def open_uses(scope: Scope, anchor_ids: Collection[UUID]) -> dict[UUID, Round]:
    """The same for many anchors, the earliest round of each; two queries at most."""
    if not anchor_ids:
        return {}
    uses = (
        session(scope)
        .execute(
            select(AnchorUse.anchor_id, Round)
            .join(Round, Round.id == AnchorUse.round_id)
            .where(AnchorUse.anchor_id.in_(anchor_ids), Round.state.in_(sorted(OPEN)))
            .order_by(Round.opens_on)
        )
        .all()
    )
    offers = offers_to(scope, scope.person_id, {held.id for _anchor, held in uses})
    found: dict[UUID, Round] = {}
    for anchor_id, held in uses:
        offered = offers.get(held.id)
        here = offered is not None and offered.owner_id == scope.authority_id
        if here and now() < grace_end(held.closes_on, held.grace_days):
            found.setdefault(anchor_id, held)
    return found


def list_words(scope: Scope, anchor_id: UUID) -> list[AnchorWord]:
    """What a panel's authority was given of the others' words, by mark and time."""
    return list_words_of(scope, [anchor_id]).get(anchor_id, [])


def list_words_of(scope: Scope, anchor_ids: Collection[UUID]) -> dict[UUID, list[AnchorWord]]:
    """The same for many anchors; one query, if any."""
    found: dict[UUID, list[AnchorWord]] = {}
    if not anchor_ids:
        return found
    rows = session(scope).scalars(
        select(AnchorWord)
        .where(AnchorWord.anchor_id.in_(anchor_ids), AnchorWord.reader_id == scope.authority_id)
        .order_by(AnchorWord.kind, AnchorWord.mark, AnchorWord.number)
    )
    for row in rows:
        found.setdefault(row.anchor_id, []).append(row)
    return found


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who could sit on a panel."""

    person_id: UUID
    authority_id: UUID
    words: str


def list_seat_candidates(scope: Scope) -> list[Candidate]:
    """People whom authorities have offered as readers in a round, by authority and name."""
    require(scope, RUN_ROUNDS)
    names = members_of(scope)
    rows = session(scope).scalars(select(RoundReader).order_by(RoundReader.at, RoundReader.number))
    last = {row.person_id: row for row in rows}
    found = [
        Candidate(row.person_id, row.owner_id, f"{row.name}, {names[row.owner_id]}")
        for row in last.values()
        if row.capacity > 0 and row.owner_id in names
    ]
    return sorted(found, key=lambda one: (names[one.authority_id], one.words))


@dataclass(frozen=True, slots=True)
class AnchorView:
    """An anchor for the office: where it stands and the rounds it is used in; no grade."""

    id: UUID
    title: str
    service: str
    age_band: str
    papers: tuple[str, ...]
    tool_id: UUID
    tool_name: str
    state: str
    retired_reason: str | None
    retired_at: datetime | None
    rounds: tuple[str, ...]


def list_anchors(scope: Scope) -> list[AnchorView]:
    """The region's anchors, newest first; four queries."""
    require(scope, RUN_ROUNDS)
    unit = session(scope)
    titles = {row.id: row.title for row in unit.scalars(select(Round).order_by(Round.opens_on))}
    used: dict[UUID, list[str]] = {}
    for row in unit.scalars(select(AnchorUse).order_by(AnchorUse.at)):
        used.setdefault(row.anchor_id, []).append(titles.get(row.round_id, ""))
    rows = unit.scalars(select(Anchor).order_by(Anchor.created_at.desc())).all()
    tools = {one: get_tool(scope, one) for one in {row.tool_id for row in rows}}
    return [
        AnchorView(
            row.id,
            row.title,
            row.service,
            row.age_band,
            tuple(row.papers),
            row.tool_id,
            f"{tools[row.tool_id].name}, version {tools[row.tool_id].version}",
            row.state,
            row.retired_reason,
            row.retired_at,
            tuple(used.get(row.id, ())),
        )
        for row in rows
    ]


def get_anchor(scope: Scope, anchor_id: UUID) -> AnchorView:
    """One of them, for the office. Raises ``NotFound``."""
    found = next((one for one in list_anchors(scope) if one.id == anchor_id), None)
    if found is None:
        raise NotFound
    return found


def tally_of(scope: Scope, person_id: UUID) -> tuple[int, int, int, int]:
    """(anchors, domains, same grade, within one step) of somebody of the own authority.

    For a lead the caller has asked for consent first.
    """
    rows = (
        session(scope)
        .execute(
            select(AnchorReading, AnchorKeyCopy, Anchor.tool_id)
            .join(
                AnchorKeyCopy,
                (AnchorKeyCopy.anchor_id == AnchorReading.anchor_id)
                & (AnchorKeyCopy.person_id == AnchorReading.person_id),
            )
            .join(Anchor, Anchor.id == AnchorReading.anchor_id)
            .where(
                AnchorReading.person_id == person_id,
                AnchorReading.authority_id == scope.authority_id,
                AnchorKeyCopy.reader_id == scope.authority_id,
            )
        )
        .all()
    )
    counts: Counter[int] = Counter()
    for reading, key, tool_id in rows:
        tool = get_tool(scope, tool_id).content
        lines = beside_key(tool, reading.grades, reading.evidence, key.grades, key.evidence)
        counts.update(one.steps for one in lines if one.steps is not None)
    return len(rows), sum(counts.values()), counts[0], counts[0] + counts[1]
