"""What a person has before them when they grade: the case, the tool, what they wrote so far."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any
from uuid import UUID

from sqlalchemy import select

from regionqa.core.errors import NotFound
from regionqa.core.permissions import require
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import read_once, session
from regionqa.moderation.deadlines import end_of
from regionqa.moderation.models import (
    Assignment,
    AssignmentAnswer,
    Message,
    Reading,
    ReadingDraft,
    Round,
)
from regionqa.moderation.policy import READ_CASES
from regionqa.moderation.queries.rounds import round_with_tool
from regionqa.moderation.queries.ties import Looked, look, was_revealed
from regionqa.moderation.queries.visible import passed_on
from regionqa.moderation.queries.withdrawn import GONE, silenced
from regionqa.moderation.tools import ToolContent

FEW = 3


@dataclass(frozen=True, slots=True)
class Said:
    """A message of a thread: by whose mark, whether one's own, what and when."""

    mark: str
    own: bool
    domain: str | None
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Sealed:
    """The own reading as it was submitted."""

    at: datetime
    seal: str
    before: bool


@dataclass(frozen=True, slots=True)
class Desk:
    """A case as somebody grades it. ``open`` says that it may be graded now.

    ``before`` is on where a home grade of before the round may be sealed; ``version`` is the
    draft's; ``minutes`` how long a reading usually takes, by own ones where there are a few.
    """

    case_id: UUID
    label: str
    service: str
    age_band: str
    way: str
    state: str
    home: bool
    open: bool
    before: bool
    begun: bool
    standing: str | None
    round_id: UUID
    round_title: str
    synthetic: bool
    closes_at: datetime
    tool: ToolContent
    tool_name: str
    content: Mapping[str, Any]
    version: int
    saved_at: datetime | None
    sealed: Sealed | None
    minutes: int
    by_own: bool
    questions: tuple[Said, ...]
    may_ask: bool


def get_desk(scope: Scope, case_id: UUID) -> Desk:
    """A case to grade. Raises ``NotFound`` for who neither reads it nor audits it at home."""
    require(scope, READ_CASES)
    seen = look(scope, case_id)
    if not (seen.tie.reader or seen.tie.home_auditor):
        raise NotFound
    return _desk(scope, seen)


def find_desk(scope: Scope, case_id: UUID) -> Desk | None:
    """The same; None where there is nothing to grade."""
    try:
        return get_desk(scope, case_id)
    except NotFound:
        return None


def _desk(scope: Scope, seen: Looked) -> Desk:
    held, tool = round_with_tool(scope, seen.case.round_id)
    draft = session(scope).scalar(
        select(ReadingDraft).where(
            ReadingDraft.case_id == seen.case.id, ReadingDraft.person_id == scope.person_id
        )
    )
    own = _own_reading(scope, seen.case.id)
    minutes, by_own = usual_minutes(scope, held)
    home = seen.tie.home_auditor
    before = home and held.state in {"allocating", "confirming"}
    in_window = held.state in {"grading", "reconciling"} and seen.state in {"in_blind", "short"}
    return Desk(
        case_id=seen.case.id,
        label=seen.case.label,
        service=seen.case.service,
        age_band=seen.case.age_band,
        way=seen.case.way,
        state=seen.state,
        home=home,
        open=seen.sight.grade and (before or in_window) and not was_revealed(scope, seen.case.id),
        before=before,
        begun=in_window,
        standing=None if home else _standing(scope, seen.case.id),
        round_id=held.id,
        round_title=held.title,
        synthetic=held.synthetic,
        closes_at=end_of(held.closes_on),
        tool=tool.content,
        tool_name=f"{tool.name}, version {tool.version}",
        content=draft.content if draft else _content(own),
        version=draft.version if draft else 0,
        saved_at=draft.saved_at if draft else None,
        sealed=Sealed(own.submitted_at, own.seal, own.before) if own else None,
        minutes=minutes,
        by_own=by_own,
        questions=thread(scope, seen, "question"),
        may_ask=seen.sight.thread and seen.state in {"in_blind", "short"},
    )


def _own_reading(scope: Scope, case_id: UUID) -> Reading | None:
    rows = (
        session(scope)
        .scalars(
            select(Reading).where(
                Reading.case_id == case_id,
                Reading.person_id == scope.person_id,
                Reading.kind.in_(["home", "peer"]),
            )
        )
        .all()
    )
    replaced = {row.supersedes for row in rows}
    return next((row for row in rows if row.id not in replaced), None)


def _content(own: Reading | None) -> Mapping[str, Any]:
    if own is None:
        return {}
    return {
        "grades": own.grades,
        "evidence": own.evidence,
        "had": own.had,
        "minutes": own.minutes,
        "no_conflict": True,
    }


def _standing(scope: Scope, case_id: UUID) -> str | None:
    return session(scope).scalar(
        select(AssignmentAnswer.standing)
        .join(Assignment, Assignment.id == AssignmentAnswer.assignment_id)
        .where(
            Assignment.case_id == case_id,
            Assignment.person_id == scope.person_id,
            Assignment.reader_id == scope.authority_id,
        )
        .order_by(AssignmentAnswer.number.desc())
        .limit(1)
    )


def usual_minutes(scope: Scope, held: Round) -> tuple[int, bool]:
    """How long a reading takes, and whether that is by own ones.

    The middle of the own ones where there are three, else what the round expects.
    """
    own = session(scope).scalars(
        select(Reading.minutes).where(
            Reading.person_id == scope.person_id, Reading.kind.in_(["home", "peer"])
        )
    )
    minutes = list(own)
    if len(minutes) >= FEW:
        return round(median(minutes)), True
    return held.hours_per_case * 60, False


@read_once
def _written_here(scope: Scope, case_id: UUID) -> Sequence[Message]:
    """The messages of a case that the authority's own people wrote."""
    return (
        session(scope)
        .scalars(
            select(Message).where(
                Message.case_id == case_id, Message.owner_id == scope.authority_id
            )
        )
        .all()
    )


def thread(scope: Scope, seen: Looked, which: str) -> tuple[Said, ...]:
    """A thread's messages in order: those passed on, and own ones that are still on their way.

    The caller has asked ``sight`` whether the thread may be seen.
    """
    if not (seen.sight.thread if which == "question" else seen.sight.discussion):
        return ()
    own = [one for one in _written_here(scope, seen.case.id) if one.thread == which]
    passed = [one for one in passed_on(scope, seen.case.id) if one.thread == which]
    ours = {row.id for row in own}
    gone = silenced(scope, seen) if passed else frozenset()
    there = [
        Said(
            row.mark,
            row.message_id in ours,
            row.domain,
            GONE if row.mark in gone else row.text,
            row.at,
        )
        for row in passed
    ]
    known = {row.message_id for row in passed}
    waiting = [
        Said(row.mark, True, row.domain, row.text, row.at) for row in own if row.id not in known
    ]
    return tuple(sorted(there + waiting, key=lambda one: one.at))
