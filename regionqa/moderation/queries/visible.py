"""What a person sees of a case: one function for each surface, all by the same decision."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, bindparam, select

from regionqa.core.facts import HERE, ME
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import read_once, session
from regionqa.moderation.models import (
    AgreedGrade,
    CaseHome,
    CaseReference,
    MessageCopy,
    PositionCopy,
    Reading,
    ReadingDraft,
)
from regionqa.moderation.queries.names import NameView, readings_in, visible_names
from regionqa.moderation.queries.rounds import tool_of
from regionqa.moderation.queries.ties import Looked, find_look, look, was_revealed
from regionqa.moderation.queries.withdrawn import (
    GONE,
    WithdrawnView,
    revealed,
    silenced,
    visible_withdrawn,
)
from regionqa.moderation.reconciling import Difference, differences, suggestion, verdict


@dataclass(frozen=True, slots=True)
class ReadingView:
    """A reading as one may see it. ``mine`` is one's own; ``mark`` is what others are called."""

    mark: str
    kind: str
    mine: bool
    grades: Mapping[str, str]
    evidence: Mapping[str, str]
    had: tuple[str, ...]
    before: bool
    late: bool
    reason: str | None
    seal: str


@dataclass(frozen=True, slots=True)
class MessageView:
    """A message, by mark."""

    mark: str
    thread: str
    domain: str | None
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PositionView:
    """A position, by mark."""

    mark: str
    stance: str
    grades: Mapping[str, str]
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AgreedView:
    """What the case was agreed at."""

    outcome: str
    grades: Mapping[str, str]
    reason: str
    dissent: tuple[Mapping[str, Any], ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class DraftView:
    """What is saved of the own reading."""

    content: Mapping[str, Any]
    version: int
    saved_at: datetime


def visible_readings(scope: Scope, case_id: UUID) -> list[ReadingView]:
    """The own reading, and after the reveal everybody's; nothing where access is cut."""
    seen = find_look(scope, case_id)
    return [] if seen is None else _readings(scope, seen)


@read_once
def _readings(scope: Scope, seen: Looked) -> list[ReadingView]:
    own = _own(scope, seen) if seen.sight.own else []
    if not seen.sight.readings:
        return own
    mine = {one.seal for one in own}
    return [
        ReadingView(
            row.mark,
            row.kind,
            row.seal in mine,
            row.grades,
            row.evidence,
            tuple(row.had),
            row.before,
            row.late,
            row.reason,
            row.seal,
        )
        for row, withdrawn_at in revealed(scope, seen.case.id)
        if withdrawn_at is None
    ]


_CASE = bindparam("case", type_=Uuid())
_MY_READINGS = select(Reading).where(Reading.case_id == _CASE, Reading.person_id == ME)
_PASSED_ON = (
    select(MessageCopy)
    .where(MessageCopy.case_id == _CASE, MessageCopy.reader_id == HERE)
    .order_by(MessageCopy.at, MessageCopy.id)
)
_POSITIONS = (
    select(PositionCopy)
    .where(PositionCopy.case_id == _CASE, PositionCopy.reader_id == HERE)
    .order_by(PositionCopy.at, PositionCopy.id)
)
_AGREED = select(AgreedGrade).where(AgreedGrade.case_id == _CASE, AgreedGrade.reader_id == HERE)
_HOME = select(CaseHome.owner_id).where(CaseHome.case_id == _CASE)
_REFERENCE = select(CaseReference.reference).where(CaseReference.case_id == _CASE)


def _own(scope: Scope, seen: Looked) -> list[ReadingView]:
    given = {"case": seen.case.id, "me": scope.person_id}
    rows = session(scope).scalars(_MY_READINGS, given).all()
    replaced = {row.supersedes for row in rows}
    return [
        ReadingView(
            seen.mark or "",
            row.kind,
            True,
            row.grades,
            row.evidence,
            tuple(row.had),
            row.before,
            False,
            row.reason,
            row.seal,
        )
        for row in sorted(rows, key=lambda one: one.submitted_at)
        if row.id not in replaced
    ]


def visible_draft(scope: Scope, case_id: UUID) -> DraftView | None:
    """What one has saved oneself."""
    seen = find_look(scope, case_id)
    if seen is None or not seen.sight.own:
        return None
    row = session(scope).scalar(
        select(ReadingDraft).where(
            ReadingDraft.case_id == case_id, ReadingDraft.person_id == scope.person_id
        )
    )
    return None if row is None else DraftView(row.content, row.version, row.saved_at)


@read_once
def passed_on(scope: Scope, case_id: UUID) -> Sequence[MessageCopy]:
    """The messages of a case that the authority was given, in order of time.

    The caller has asked ``sight`` which threads may be seen.
    """
    given = {"case": case_id, "here": scope.authority_id}
    return session(scope).scalars(_PASSED_ON, given).all()


def visible_thread(scope: Scope, case_id: UUID) -> list[MessageView]:
    """Questions and, after the reveal, the discussion; in order of time."""
    seen = find_look(scope, case_id)
    if seen is None or not (seen.sight.thread or seen.sight.discussion):
        return []
    said = passed_on(scope, case_id)
    gone = silenced(scope, seen) if said else frozenset()
    return [
        MessageView(
            row.mark, row.thread, row.domain, GONE if row.mark in gone else row.text, row.at
        )
        for row in said
        if seen.sight.discussion or row.thread == "question"
    ]


def visible_positions(scope: Scope, case_id: UUID) -> list[PositionView]:
    """Where the parties stand; in order of time."""
    seen = find_look(scope, case_id)
    if seen is None or not seen.sight.discussion:
        return []
    given = {"case": case_id, "here": scope.authority_id}
    rows = session(scope).scalars(_POSITIONS, given).all()
    gone = silenced(scope, seen) if rows else frozenset()
    return [
        PositionView(row.mark, row.stance, {}, GONE, row.at)
        if row.mark in gone
        else PositionView(row.mark, row.stance, row.grades, row.reason, row.at)
        for row in rows
    ]


def visible_agreed(scope: Scope, case_id: UUID) -> AgreedView | None:
    """What the case was agreed at, if it was."""
    seen = find_look(scope, case_id)
    if seen is None or not seen.sight.discussion:
        return None
    row = session(scope).scalar(_AGREED, {"case": case_id, "here": scope.authority_id})
    if row is None:
        return None
    gone = silenced(scope, seen)
    dissent = tuple(
        {**one, "grades": {}, "reason": GONE} if one["mark"] in gone else one for one in row.dissent
    )
    return AgreedView(row.outcome, row.grades, row.reason, dissent, row.at)


def visible_count(scope: Scope, case_id: UUID) -> int | None:
    """How many readings are in and stand; None where one may not know."""
    seen = find_look(scope, case_id)
    if seen is None or not seen.sight.count:
        return None
    if scope.office:
        return len(readings_in(scope, (case_id,)))
    return len({(one.mark, one.kind) for one in _readings(scope, seen)})


def visible_home(scope: Scope, case_id: UUID) -> UUID | None:
    """Whose case it is; None where one may not know."""
    seen = find_look(scope, case_id)
    if seen is None or not seen.sight.home:
        return None
    if seen.sight.reference:
        return scope.authority_id
    if scope.office:
        return session(scope).scalar(_HOME, {"case": case_id})
    homes = (row.owner_id for row, _at in revealed(scope, case_id) if row.kind == "home")
    return next(homes, None)


def visible_reference(scope: Scope, case_id: UUID) -> str | None:
    """Which of the home's own cases it is; for the home alone."""
    seen = find_look(scope, case_id)
    if seen is None or not seen.sight.reference:
        return None
    return session(scope).scalar(_REFERENCE, {"case": case_id})


@dataclass(frozen=True, slots=True)
class CaseView:
    """Everything that a person may see of a case; what they may not is empty or None."""

    id: UUID
    round_id: UUID
    label: str
    service: str
    age_band: str
    way: str
    state: str
    part: str
    may_grade: bool
    mark: str | None
    home_id: UUID | None
    reference: str | None
    readings: tuple[ReadingView, ...]
    count: int | None
    names: tuple[NameView, ...]
    thread: tuple[MessageView, ...]
    positions: tuple[PositionView, ...]
    agreed: AgreedView | None
    differences: tuple[Difference, ...]
    verdict: str | None
    suggested: Mapping[str, str] | None
    withdrawn: tuple[WithdrawnView, ...]


def get_case(scope: Scope, case_id: UUID) -> CaseView:
    """A case as this person may see it. Raises ``NotFound`` where that is nothing."""
    seen = look(scope, case_id)
    readings = visible_readings(scope, case_id)
    blind = {one.mark: one.grades for one in readings if one.kind in {"home", "peer"}}
    open_now = seen.sight.readings and len(blind) > 1
    tool = tool_of(scope, seen.case.round_id)
    return CaseView(
        id=seen.case.id,
        round_id=seen.case.round_id,
        label=seen.case.label,
        service=seen.case.service,
        age_band=seen.case.age_band,
        way=seen.case.way,
        state=seen.state,
        part=_part(seen),
        may_grade=seen.sight.grade and not was_revealed(scope, case_id),
        mark=seen.mark,
        home_id=visible_home(scope, case_id),
        reference=visible_reference(scope, case_id),
        readings=tuple(readings),
        count=visible_count(scope, case_id),
        names=tuple(visible_names(scope, case_id)),
        thread=tuple(visible_thread(scope, case_id)),
        positions=tuple(visible_positions(scope, case_id)),
        agreed=visible_agreed(scope, case_id),
        differences=tuple(differences(tool, blind)) if open_now else (),
        verdict=verdict(tool, blind) if open_now else None,
        suggested=suggestion(tool, blind) if open_now else None,
        withdrawn=tuple(visible_withdrawn(scope, case_id)),
    )


def _part(seen: Looked) -> str:
    tie = seen.tie
    if tie.home_auditor:
        return "home_auditor"
    if tie.leads_home:
        return "home_lead"
    if tie.panel:
        return "panel"
    return "reader" if tie.reader else "coordinator"
