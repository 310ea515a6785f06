"""Drawing: each home draws its cases from its own frame, and the office lists them without a home.

An authority's part runs in its own name, the office's in the office's; both may be run again.
"""

from random import Random
from uuid import UUID, uuid4

from sqlalchemy import select

from regionqa.core import events, jobs
from regionqa.core.errors import Conflict, NotFound, Unprocessable
from regionqa.core.permissions import require
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import session
from regionqa.moderation.drawing import Line, draw, stand_in
from regionqa.moderation.models import (
    CaseCourse,
    CaseHome,
    CaseReference,
    FrameCase,
    Round,
    RoundCase,
)
from regionqa.moderation.operations.moves import begin_case, held_course, move_case
from regionqa.moderation.operations.rounds import DRAW, SETTLE
from regionqa.moderation.places import office_of
from regionqa.moderation.policy import TAKE_PART
from regionqa.moderation.queries.rounds import find_participation, held_round
from regionqa.moderation.queries.ties import state_of

DRAWN = events.declare("cases.drawn", "cases", sentence="{cases} cases were drawn from the frame")
SUBSTITUTED = events.declare("case.substituted", "reason", sentence="Substituted a drawn case")
SUBSTITUTE_REASONS = {
    "not_open_long_enough": "It was not open for long enough",
    "record_locked": "The record is locked or not available",
    "proceedings": "Proceedings or an investigation are in the way",
    "worker_absent": "The worker is away for the whole window",
    "duplicate": "It is the same family as another drawn case",
}


def _lines(scope: Scope, round_id: UUID) -> list[Line]:
    rows = session(scope).scalars(select(FrameCase).where(FrameCase.round_id == round_id))
    return [Line(row.reference, row.service, row.age_band) for row in rows]


def _seed(scope: Scope, held: Round) -> str:
    return f"{held.seed}:{scope.authority_id}"


def draw_own(scope: Scope, round_id: UUID) -> int:
    """Draw the authority's cases once; gives how many were drawn now."""
    unit = session(scope)
    drawn_before = unit.scalar(
        select(CaseReference.id).where(CaseReference.round_id == round_id).limit(1)
    )
    lines = _lines(scope, round_id)
    if drawn_before is not None or not lines:
        return 0
    held = held_round(scope, round_id)
    drawn = draw(lines, min(held.cases_per_authority, len(lines)), _seed(scope, held))
    for place, line in enumerate(drawn.cases, start=1):
        _add(scope, round_id, line, place, None, None)
    events.record(scope, DRAWN, round_id, cases=len(drawn.cases))
    return len(drawn.cases)


def _add(
    scope: Scope, round_id: UUID, line: Line, place: int, replaces: UUID | None, reason: str | None
) -> UUID:
    case_id = uuid4()
    own = find_participation(scope, round_id)
    session(scope).add_all(
        [
            CaseReference(
                round_id=round_id,
                authority_id=scope.authority_id,
                case_id=case_id,
                reference=line.reference,
                place=place,
                replaces_id=replaces,
                reason=reason,
            ),
            CaseHome(
                round_id=round_id,
                owner_id=scope.authority_id,
                reader_id=office_of(scope),
                case_id=case_id,
                place=place,
                service=line.service,
                age_band=line.age_band,
                way=own.way if own else "pack",
                replaces_id=replaces,
                reason=reason,
            ),
        ]
    )
    session(scope).flush()
    return case_id


def substitute_case(scope: Scope, case_id: UUID, *, reason: str) -> UUID:
    """Take the next case of the frame in the place of a drawn one; gives the new case.

    Possible until it is allocated. Raises ``Unprocessable`` for no known reason or no case left.
    """
    require(scope, TAKE_PART)
    if reason not in SUBSTITUTE_REASONS:
        raise Unprocessable(errors={"reason": ["Select why the case cannot be read"]})
    unit = session(scope)
    held = unit.scalar(
        select(CaseReference).where(CaseReference.case_id == case_id).with_for_update()
    )
    if held is None:
        raise NotFound
    if state_of(scope, case_id) != "drawn":
        raise Conflict("The case is allocated already. Ask the coordinator to withdraw it.")
    rows = unit.scalars(select(CaseReference).where(CaseReference.round_id == held.round_id)).all()
    if any(row.replaces_id == case_id for row in rows):
        raise Conflict("This case was substituted already.")
    lines = _lines(scope, held.round_id)
    the_round = held_round(scope, held.round_id)
    drawn = draw(lines, min(the_round.cases_per_authority, len(lines)), _seed(scope, the_round))
    service = next(line.service for line in lines if line.reference == held.reference)
    line = stand_in(drawn, [row.reference for row in rows], service)
    if line is None:
        raise Unprocessable("The frame has no other case left.")
    new = _add(scope, held.round_id, line, held.place, case_id, reason)
    events.record(scope, SUBSTITUTED, case_id, reason=reason)
    jobs.enqueue(scope, DRAW, {"round_id": held.round_id}, title="List a substituted case")
    return new


def list_drawn(scope: Scope, round_id: UUID) -> int:
    """List what the homes have drawn, in an order that says nothing of them; the office's part."""
    unit = session(scope)
    held = held_round(scope, round_id)
    listed = set(unit.scalars(select(CaseCourse.case_id).where(CaseCourse.round_id == round_id)))
    fresh = [
        row
        for row in unit.scalars(
            select(CaseHome).where(CaseHome.round_id == round_id).order_by(CaseHome.case_id)
        )
        if row.case_id not in listed
    ]
    Random(f"{held.seed}:labels:{len(listed)}").shuffle(fresh)  # noqa: S311  # an order, no secret
    for number, row in enumerate(fresh, start=len(listed) + 1):
        _list(scope, row, number)
    return len(fresh)


def _list(scope: Scope, row: CaseHome, number: int) -> None:
    unit = session(scope)
    unit.add(
        RoundCase(
            id=row.case_id,
            region_id=scope.region_id,
            round_id=row.round_id,
            label=f"Case {number}",
            service=row.service,
            age_band=row.age_band,
            way=row.way,
        )
    )
    unit.flush()
    course = CaseCourse(
        case_id=row.case_id,
        round_id=row.round_id,
        authority_id=scope.authority_id,
        home_id=row.owner_id,
    )
    begin_case(scope, course)
    if row.replaces_id is not None:
        replaced = held_course(scope, row.replaces_id)
        if replaced.state == "drawn":
            move_case(scope, replaced, "replace", parties=[replaced.home_id])
            payload = {"round_id": row.round_id, "case_id": replaced.case_id}
            jobs.enqueue(scope, SETTLE, payload, title="End the packs of a substituted case")
