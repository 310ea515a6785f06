"""Bringing a case up to date, in the office's name: reveal when all are in, agree, pass on.

Everything here may run again at any time: each effect is guarded by the state or by a unique key,
so a worker that is killed leaves nothing half done and nothing doubled.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session
from regionqa.moderation.machines import REVEALED
from regionqa.moderation.models import (
    AgreedGrade,
    CaseCourse,
    Message,
    MessageCopy,
    Position,
    PositionCopy,
)
from regionqa.moderation.operations.moves import (
    held_course,
    live_assignments,
    move_case,
    parties_of,
)
from regionqa.moderation.operations.pack_readers import share_packs, tell_openings
from regionqa.moderation.operations.revealing import (
    BLIND_KINDS,
    counted_readings,
    give,
    reveal_if_ready,
)
from regionqa.moderation.operations.slot_readers import pass_on_slots
from regionqa.moderation.operations.snapshots import take_snapshot
from regionqa.moderation.operations.voiding import (
    reopen_if_too_few,
    void_conflicted,
    withdraw_void,
    withdrawn_marks,
)
from regionqa.moderation.queries.blind import LOCKED
from regionqa.moderation.queries.rounds import held_round, tool_of
from regionqa.moderation.reconciling import (
    DISCUSSION,
    HOME,
    UNANIMOUS,
    Stand,
    panel_decision,
    settled,
    suggestion,
    verdict,
)
from regionqa.moderation.tools import ToolContent


def settle_case(scope: Scope, case_id: UUID) -> None:
    """Do all that follows for one case. Wants the duty of revealing."""
    course = held_course(scope, case_id)
    void_conflicted(scope, course)
    if course.state in REVEALED and withdraw_void(scope, course):
        _go_on_without(scope, course)
    if course.state in {"in_blind", "short"}:
        reveal_if_ready(scope, course)
    if course.state == "revealed":
        _weigh_first(scope, course)
    if course.state in {"in_discussion", "escalated"}:
        _share_later_readings(scope, course)
    _pass_on(scope, course)
    if course.state in {"revealed", "in_discussion", "escalated"}:
        _reconcile(scope, course)
    share_packs(scope, course)
    tell_openings(scope, course)
    pass_on_slots(scope, course)


def _go_on_without(scope: Scope, course: CaseCourse) -> None:
    """A revealed reading was withdrawn: an open case is weighed anew, locked figures are retaken.

    What was agreed stands, with the notice beside it.
    """
    if course.state in {"revealed", "in_discussion", "escalated"}:
        reopen_if_too_few(scope, course)
    held = held_round(scope, course.round_id, lock=True)
    if held.state in LOCKED:
        take_snapshot(scope, held)


def _share_later_readings(scope: Scope, course: CaseCourse) -> None:
    """Readings after the discussion are no secret; a panel is given all there is."""
    kinds = (*BLIND_KINDS, "after_discussion")
    give(scope, course, counted_readings(scope, course, kinds), parties_of(scope, course))


def _grades(scope: Scope, course: CaseCourse) -> dict[str, Mapping[str, str]]:
    return {one.mark: one.row.grades for one in counted_readings(scope, course)}


def _weigh_first(scope: Scope, course: CaseCourse) -> None:
    """Just revealed: unanimous agrees by itself, far apart goes to a discussion."""
    tool, grades = tool_of(scope, course.round_id), _grades(scope, course)
    found = verdict(tool, grades)
    if found == UNANIMOUS:
        agreed = next(iter(grades.values()))
        _agree(scope, course, "unanimous", agreed, "All readers gave the same grades.", [])
    elif found == DISCUSSION:
        move_case(scope, course, "discuss", parties=parties_of(scope, course))


def _agree(
    scope: Scope,
    course: CaseCourse,
    outcome: str,
    grades: Mapping[str, Any],
    reason: str,
    dissent: list[dict[str, Any]],
) -> None:
    parties = parties_of(scope, course)
    step = "give_up" if outcome == "unresolved" else "agree"
    session(scope).add_all(
        AgreedGrade(
            owner_id=scope.authority_id,
            reader_id=party,
            round_id=course.round_id,
            case_id=course.case_id,
            outcome=outcome,
            grades=dict(grades),
            reason=reason,
            dissent=dissent,
            at=now(),
        )
        for party in sorted({*parties, scope.authority_id}, key=str)
    )
    move_case(scope, course, step, parties=parties, outcome=outcome)


def _positions(scope: Scope, course: CaseCourse) -> list[Position]:
    return list(
        session(scope).scalars(
            select(Position).where(Position.case_id == course.case_id).order_by(Position.at)
        )
    )


def _since_reveal(course: CaseCourse, position: Position) -> bool:
    """Whether a position is about the readings that lie open now, and not an earlier reveal's."""
    return course.revealed_at is not None and position.at >= course.revealed_at


def newest(rows: Iterable[Position]) -> list[Stand]:
    """Each person's newest position of these."""
    last: dict[UUID, Position] = {}
    for row in rows:
        if row.person_id not in last or row.number > last[row.person_id].number:
            last[row.person_id] = row
    return [Stand(row.mark, row.stance, row.grades, row.reason) for row in last.values()]


def _reconcile(scope: Scope, course: CaseCourse) -> None:
    tool = tool_of(scope, course.round_id)
    rows = [one for one in _positions(scope, course) if _since_reveal(course, one)]
    live = live_assignments(scope, course.case_id)
    marks = {one.mark for one in live} | {HOME}
    stands = [one for one in newest(rows) if one.mark in marks]
    readers = len([mark for mark in marks if mark.startswith("Reader")])
    panel = len([mark for mark in marks if mark.startswith("Panel")])
    dissent = [
        {"mark": one.mark, "grades": dict(one.grades), "reason": one.reason}
        for one in stands
        if one.stance == "dissent"
    ]
    if course.state == "escalated":
        decided = panel_decision(stands, panel)
        if decided is not None:
            outcome = "unresolved" if decided.stance == "unresolved" else "panel"
            _agree(scope, course, outcome, decided.grades, decided.reason, dissent)
        return
    found = settled(stands, readers)
    if found is not None:
        outcome = "settled" if course.state == "revealed" else "discussed"
        if outcome == "discussed" or dict(found.grades) == _suggested(scope, course, tool):
            reason = found.reason or "The parties accepted the grade that most readers gave."
            _agree(scope, course, outcome, found.grades, reason, dissent)
            return
    if course.state == "revealed" and any(one.stance != "accept" for one in stands):
        move_case(scope, course, "discuss", parties=parties_of(scope, course))
    if course.state == "in_discussion" and any(one.stance == "escalate" for one in stands):
        move_case(scope, course, "escalate", parties=parties_of(scope, course))


def _suggested(scope: Scope, course: CaseCourse, tool: ToolContent) -> dict[str, str] | None:
    return suggestion(tool, _grades(scope, course))


def _pass_on(scope: Scope, course: CaseCourse) -> None:
    """Messages and positions go on to every party, by mark; each once."""
    unit = session(scope)
    parties = parties_of(scope, course)
    gone = withdrawn_marks(scope, course)
    if course.state in REVEALED or course.state in {"in_blind", "short"}:
        given = {
            (row[0], row[1])
            for row in unit.execute(
                select(MessageCopy.message_id, MessageCopy.reader_id).where(
                    MessageCopy.case_id == course.case_id
                )
            )
        }
        for row in unit.scalars(select(Message).where(Message.case_id == course.case_id)):
            unit.add_all(
                MessageCopy(
                    owner_id=scope.authority_id,
                    reader_id=party,
                    round_id=row.round_id,
                    case_id=row.case_id,
                    message_id=row.id,
                    mark=row.mark,
                    thread=row.thread,
                    domain=row.domain,
                    text=row.text,
                    at=row.at,
                )
                for party in sorted(parties, key=str)
                if (row.id, party) not in given and row.mark not in gone
            )
    _pass_on_positions(scope, course, parties, gone)
    unit.flush()


def _pass_on_positions(
    scope: Scope, course: CaseCourse, parties: Iterable[UUID], gone: frozenset[str]
) -> None:
    unit = session(scope)
    given = {
        (row[0], row[1])
        for row in unit.execute(
            select(PositionCopy.position_id, PositionCopy.reader_id).where(
                PositionCopy.case_id == course.case_id
            )
        )
    }
    for row in _positions(scope, course):
        unit.add_all(
            PositionCopy(
                owner_id=scope.authority_id,
                reader_id=party,
                round_id=row.round_id,
                case_id=row.case_id,
                position_id=row.id,
                mark=row.mark,
                stance=row.stance,
                grades=row.grades,
                reason=row.reason,
                at=row.at,
            )
            for party in sorted(parties, key=str)
            if (row.id, party) not in given and row.mark not in gone
        )
