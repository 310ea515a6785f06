"""What waits for somebody in moderation: numbers alone, in a few queries, for the home page.

Only the own authority's rows and what it was told are counted; a case with a declared conflict is
left out, as everywhere.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from regionqa.core.permissions import allowed
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import read_once, session
from regionqa.moderation.models import (
    Assignment,
    AssignmentAnswer,
    CaseReference,
    CaseStep,
    ConcernAnswer,
    ConcernCopy,
    DeclaredConflict,
    Pack,
    Position,
    PositionCopy,
    Reading,
    Round,
    RoundCase,
)
from regionqa.moderation.policy import HANDLE_CONCERNS, READ_CASES, RUN_ROUNDS, TAKE_PART
from regionqa.moderation.queries.rounds import standings_in

GRADING = frozenset({"in_blind", "short"})
ASKED = frozenset({"allocated"})
TALKING = frozenset({"revealed", "in_discussion"})


@dataclass(frozen=True, slots=True)
class Waiting:
    """Numbers of what waits. ``due`` is the last day of the earliest round with readings open.

    ``has_read`` says that nobody need be told of practice: they have read or may not read.
    """

    to_grade: int = 0
    to_answer: int = 0
    due: date | None = None
    to_discuss: int = 0
    to_decide: int = 0
    without_auditor: int = 0
    without_pack: int = 0
    concerns: int = 0
    has_read: bool = True


@dataclass(frozen=True, slots=True)
class RoundWaiting:
    """A round in which something waits for an authority's lead or for a coordinator."""

    id: UUID
    title: str
    state: str
    day: date
    joined: bool


def waiting(scope: Scope) -> Waiting:
    """What waits for this person in the authority in use."""
    if not allowed(scope, READ_CASES):
        return Waiting(concerns=_concerns(scope))
    mine, panel = _assigned(scope)
    own = _own_cases(scope)
    audits = {key for key, auditor in own.items() if auditor == scope.person_id}
    part = mine.keys() | panel | own.keys()
    states = _states(scope) if part else {}
    cut = _cut(scope) if part else set()
    rounds = {row.id: row for row in _rounds(scope)}
    read = set(_read(scope))
    open_now = {
        key
        for key in (mine.keys() | audits) - cut - read
        if states.get(key, ("", None))[0] in GRADING
    }
    days = [rounds[held].closes_on for key in open_now if (held := states[key][1]) in rounds]
    leads = allowed(scope, TAKE_PART)
    talk = set(mine.keys() | (own.keys() if leads else audits)) - cut
    talk = {key for key in talk if states.get(key, ("", None))[0] in TALKING}
    live = {key for key in own if states.get(key, ("", None))[0] in GRADING | ASKED}
    return Waiting(
        to_grade=len(open_now),
        to_answer=sum(
            1
            for key, answered in mine.items()
            if not answered and key not in cut and states.get(key, ("", None))[0] in ASKED
        ),
        due=min(days, default=None),
        to_discuss=len(talk - _answered(scope, talk)),
        to_decide=sum(1 for key in panel - cut if states.get(key, ("", None))[0] == "escalated"),
        without_auditor=sum(1 for key in live if leads and own[key] is None),
        without_pack=_without_pack(scope, live - cut) if leads else 0,
        concerns=_concerns(scope),
        has_read=bool(read),
    )


@read_once
def _rounds(scope: Scope) -> Sequence[Round]:
    """The region's rounds, in the order in which their calls close."""
    return session(scope).scalars(select(Round).order_by(Round.call_closes_on)).all()


def _states(scope: Scope) -> dict[UUID, tuple[str, UUID]]:
    """Where each case that the authority is told of stands, and in which round."""
    rows = session(scope).execute(
        select(CaseStep.case_id, CaseStep.state, CaseStep.round_id)
        .where(CaseStep.reader_id == scope.authority_id)
        .order_by(CaseStep.number)
    )
    return {row.case_id: (row.state, row.round_id) for row in rows}


def _assigned(scope: Scope) -> tuple[dict[UUID, bool], set[UUID]]:
    """Cases this person reads and whether they answered; and those on whose panel they are."""
    rows = session(scope).execute(
        select(Assignment.case_id, Assignment.mark, AssignmentAnswer.standing)
        .outerjoin(AssignmentAnswer, AssignmentAnswer.assignment_id == Assignment.id)
        .where(Assignment.person_id == scope.person_id, Assignment.reader_id == scope.authority_id)
        .order_by(AssignmentAnswer.number)
    )
    last = {(row.case_id, row.mark): row.standing for row in rows}
    live = {key: standing for key, standing in last.items() if standing in {None, "confirmed"}}
    return (
        {
            case: standing is not None
            for (case, mark), standing in live.items()
            if not mark.startswith("Panel")
        },
        {case for case, mark in live if mark.startswith("Panel")},
    )


def _own_cases(scope: Scope) -> dict[UUID, UUID | None]:
    """The authority's drawn cases that were not substituted, with their auditors."""
    rows = (
        session(scope)
        .execute(select(CaseReference.case_id, CaseReference.auditor_id, CaseReference.replaces_id))
        .all()
    )
    replaced = {row.replaces_id for row in rows}
    return {row.case_id: row.auditor_id for row in rows if row.case_id not in replaced}


def _without_pack(scope: Scope, own: set[UUID]) -> int:
    """Of the own cases whose readers are named, those read by pack without one to open."""
    if not own:
        return 0
    there = select(Pack.case_id).where(Pack.state == "attested")
    rows = session(scope).scalars(
        select(RoundCase.id).where(
            RoundCase.id.in_(own), RoundCase.way == "pack", RoundCase.id.not_in(there)
        )
    )
    return len(rows.all())


def _cut(scope: Scope) -> set[UUID]:
    rows = session(scope).scalars(
        select(DeclaredConflict.case_id).where(
            DeclaredConflict.person_id == scope.person_id, DeclaredConflict.case_id.is_not(None)
        )
    )
    return {row for row in rows if row is not None}


def _read(scope: Scope) -> list[UUID]:
    rows = session(scope).scalars(
        select(Reading.case_id).where(
            Reading.person_id == scope.person_id, Reading.kind.in_(["home", "peer"])
        )
    )
    return list(rows)


def _answered(scope: Scope, cases: Collection[UUID]) -> set[UUID]:
    """Those of these cases on which this person took a position, and nobody answered since."""
    if not cases:
        return set()
    unit = session(scope)
    mine = unit.execute(
        select(Position.case_id, Position.at).where(
            Position.person_id == scope.person_id, Position.case_id.in_(cases)
        )
    )
    last: dict[UUID, datetime] = {}
    for row in mine:
        last[row.case_id] = max(row.at, last.get(row.case_id, row.at))
    if not last:
        return set()
    newer = unit.execute(
        select(PositionCopy.case_id, PositionCopy.at).where(
            PositionCopy.reader_id == scope.authority_id, PositionCopy.case_id.in_(list(last))
        )
    )
    again = {row.case_id for row in newer if row.at > last[row.case_id]}
    return set(last) - again


def _concerns(scope: Scope) -> int:
    if not allowed(scope, HANDLE_CONCERNS):
        return 0
    rows = session(scope).scalars(
        select(ConcernCopy.concern_id).where(
            ConcernCopy.reader_id == scope.authority_id,
            ConcernCopy.concern_id.not_in(select(ConcernAnswer.concern_id)),
        )
    )
    return len(set(rows))


def rounds_waiting(scope: Scope) -> list[RoundWaiting]:
    """Open calls for an authority's lead; rounds that wait for a coordinator's step."""
    runs, takes_part = allowed(scope, RUN_ROUNDS), allowed(scope, TAKE_PART)
    if not (runs or takes_part):
        return []
    states = {"draft", "call_open", "allocating", "reconciling", "statistics_locked"}
    wanted = states if runs else {"call_open"}
    rows = [row for row in _rounds(scope) if row.state in wanted]
    standing = standings_in(scope, [row.id for row in rows]) if takes_part and rows else {}
    found = []
    for row in rows:
        joined = standing.get(row.id) == "joined"
        day = row.call_closes_on if row.state in {"draft", "call_open"} else row.closes_on
        found.append(RoundWaiting(row.id, row.title, row.state, day, joined))
    return found
