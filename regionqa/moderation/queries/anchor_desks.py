"""Anchors as somebody has them before them: on a panel, as a reader in a round, or read before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, or_, select

from regionqa.core.errors import NotFound
from regionqa.core.facts import HERE, ME
from regionqa.core.permissions import require
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import read_once, session
from regionqa.moderation.models import (
    Anchor,
    AnchorKeyCopy,
    AnchorReading,
    AnchorSeat,
    AnchorUse,
    AnchorWord,
    Round,
    Trial,
)
from regionqa.moderation.policy import READ_CASES
from regionqa.moderation.practice import Beside, beside_key
from regionqa.moderation.queries.anchors import OPEN, anchor_subject, list_words_of, open_uses
from regionqa.moderation.queries.rounds import get_tool
from regionqa.moderation.tools import ToolContent


@dataclass(frozen=True, slots=True)
class AnchorDesk:
    """An anchor as somebody has it before them.

    ``part`` is panel or reader. ``stage``: ``read`` (to be read now), ``wait`` (submitted, and the
    others or the key are not there yet), ``agree`` (the panel agrees the key), ``done``, ``ended``
    (retired before this person had read it). ``keyed`` says that its panel agreed a key.
    """

    id: UUID
    title: str
    service: str
    age_band: str
    papers: tuple[str, ...]
    tool: ToolContent
    part: str
    stage: str
    mark: str | None
    keyed: bool
    retired_reason: str | None
    content: Mapping[str, Any]
    version: int
    saved_at: datetime | None
    words: tuple[AnchorWord, ...]
    beside: tuple[Beside, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """What this person has to do with an anchor: their seat, their reading, the key once shown."""

    anchor: Anchor
    seat: AnchorSeat | None
    own: AnchorReading | None
    key: AnchorKeyCopy | None


_PARTS = (
    select(Anchor, AnchorSeat, AnchorReading, AnchorKeyCopy)
    .outerjoin(
        AnchorSeat,
        and_(
            AnchorSeat.anchor_id == Anchor.id,
            AnchorSeat.person_id == ME,
            AnchorSeat.reader_id == HERE,
        ),
    )
    .outerjoin(
        AnchorReading, and_(AnchorReading.anchor_id == Anchor.id, AnchorReading.person_id == ME)
    )
    .outerjoin(
        AnchorKeyCopy,
        and_(
            AnchorKeyCopy.anchor_id == Anchor.id,
            AnchorKeyCopy.person_id == ME,
            AnchorKeyCopy.reader_id == HERE,
        ),
    )
    .where(
        or_(
            AnchorSeat.id.is_not(None),
            AnchorReading.id.is_not(None),
            Anchor.id.in_(
                select(AnchorUse.anchor_id)
                .join(Round, Round.id == AnchorUse.round_id)
                .where(Round.state.in_(sorted(OPEN)))
            ),
        )
    )
)


def _parts(scope: Scope, anchor_id: UUID | None = None) -> list[_Part]:
    """Every anchor, or this one, that a person reads, has read or sits on the panel of.

    Three queries at most, however many anchors there are.
    """
    query = _PARTS if anchor_id is None else _PARTS.where(Anchor.id == anchor_id)
    asked = {"me": scope.person_id, "here": scope.authority_id}
    parts = [_Part(*row) for row in session(scope).execute(query, asked)]
    new = {one.anchor.id for one in parts if one.seat is None and one.own is None}
    may = open_uses(scope, new)
    return [one for one in parts if one.anchor.id not in new or one.anchor.id in may]


def _panel_words(scope: Scope, parts: Sequence[_Part]) -> dict[UUID, list[AnchorWord]]:
    """The others' words, for who has submitted their own."""
    return list_words_of(scope, [one.anchor.id for one in parts if one.seat and one.own])


def _beside(scope: Scope, part: _Part) -> tuple[Beside, ...]:
    own, key = part.own, part.key
    if own is None or key is None:
        return ()
    tool = get_tool(scope, part.anchor.tool_id).content
    return beside_key(tool, own.grades, own.evidence, key.grades, key.evidence)


@read_once
def get_anchor_desk(scope: Scope, anchor_id: UUID) -> AnchorDesk:
    """An anchor to read or that one has read. Raises ``NotFound`` for anybody else."""
    require(scope, READ_CASES)
    parts = _parts(scope, anchor_id)
    if not parts:
        raise NotFound
    part, anchor = parts[0], parts[0].anchor
    words = tuple(_panel_words(scope, parts).get(anchor_id, ()))
    beside = _beside(scope, part)
    trial = session(scope).scalar(
        select(Trial).where(
            Trial.subject == anchor_subject(anchor_id), Trial.person_id == scope.person_id
        )
    )
    return AnchorDesk(
        anchor.id,
        anchor.title,
        anchor.service,
        anchor.age_band,
        tuple(anchor.papers),
        get_tool(scope, anchor.tool_id).content,
        "reader" if part.seat is None else "panel",
        _stage(part, words, beside),
        None if part.seat is None else part.seat.mark,
        anchor.keyed_at is not None,
        anchor.retired_reason,
        trial.content if trial else {},
        trial.version if trial else 0,
        trial.saved_at if trial else None,
        words,
        beside,
    )


def _stage(part: _Part, words: Sequence[AnchorWord], beside: tuple[Beside, ...]) -> str:
    if part.seat is not None and part.anchor.state != "at_panel":
        return "done"
    if part.own is None:
        return "ended" if part.anchor.state == "retired" else "read"
    if part.seat is not None:
        return "agree" if words else "wait"
    return "done" if beside else "wait"


@dataclass(frozen=True, slots=True)
class MyAnchor:
    """An anchor in a person's list: ``stage`` as of a desk, without what was written."""

    id: UUID
    title: str
    part: str
    stage: str
    exact: int
    within_one: int
    graded: int


def list_my_anchors(scope: Scope) -> list[MyAnchor]:
    """Anchors that this person reads, has read or sits on the panel of."""
    require(scope, READ_CASES)
    parts = _parts(scope)
    words = _panel_words(scope, parts)
    found = []
    for part in parts:
        beside = _beside(scope, part)
        steps = [one.steps for one in beside if one.steps is not None]
        found.append(
            MyAnchor(
                part.anchor.id,
                part.anchor.title,
                "reader" if part.seat is None else "panel",
                _stage(part, words.get(part.anchor.id, ()), beside),
                sum(1 for one in steps if one == 0),
                sum(1 for one in steps if one <= 1),
                len(steps),
            )
        )
    return sorted(found, key=lambda one: (one.stage, one.title))
