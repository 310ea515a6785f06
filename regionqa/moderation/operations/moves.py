"""The only functions that change the state of a round or a case: status and event together."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import func, select

from regionqa.core import events
from regionqa.core.errors import Conflict, Forbidden, NotFound, Unprocessable
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session
from regionqa.moderation.machines import CASE, ROUND, SERVICE, Step
from regionqa.moderation.models import Assignment, AssignmentAnswer, CaseCourse, CaseStep, Round
from regionqa.moderation.policy import COORDINATORS

ROUND_MOVED = events.declare(
    "round.moved", "step", "was", "now", sentence="A moderation round moved from {was} to {now}"
)
CASE_MOVED = events.declare(
    "case.moved", "step", "was", "now", sentence="A moderated case moved from {was} to {now}"
)


def move_round(scope: Scope, held: Round, step: str, *, reason: str | None = None) -> None:
    """Take a step of a round's machine. Guards that need more than the round are the caller's.

    Raises ``Conflict`` from a state that the step does not leave, ``Forbidden`` for one who may
    not take it, ``Unprocessable`` where it needs a reason.
    """
    taken = ROUND[step]
    _may(scope, taken)
    if held.state not in taken.sources:
        raise Conflict(
            f"The round is {_said(held.state)} now, so this cannot be done any more. "
            "Open the round again to see where it stands.",
            found=held.state,
        )
    if taken.reason_needed and not (reason or "").strip():
        raise Unprocessable(errors={"reason": ["Give the reason"]})
    was, held.state = held.state, taken.target
    if reason:
        held.ended_reason = reason
    if step in {"publish", "cancel"} and held.ended_at is None:
        held.ended_at = now()  # a reissue does not restart the days that packs are kept
    events.record(scope, ROUND_MOVED, held.id, step=step, was=was, now=held.state)


def move_case(
    scope: Scope,
    course: CaseCourse,
    step: str,
    *,
    parties: Iterable[UUID],
    outcome: str | None = None,
) -> None:
    """Take a step of a case's machine and tell the parties. Raises as ``move_round``."""
    taken = CASE[step]
    _may(scope, taken)
    if course.state not in taken.sources:
        raise Conflict(f"The case is {_said(course.state)} now.", found=course.state)
    was, course.state = course.state, taken.target
    moment = now()
    if step == "reveal":
        course.revealed_at = moment
    if step == "reopen":
        course.revealed_at = None
    if step in {"close", "withdraw"}:
        course.closed_at = moment
    if outcome is not None:
        course.outcome = outcome
    events.record(scope, CASE_MOVED, course.case_id, step=step, was=was, now=course.state)
    tell(scope, course, parties)


def tell(scope: Scope, course: CaseCourse, parties: Iterable[UUID]) -> None:
    """Tell parties where a case stands now, each in its own row."""
    unit = session(scope)
    told = set(parties) - {scope.authority_id}
    numbers = dict(
        unit.execute(
            select(CaseStep.reader_id, func.max(CaseStep.number))
            .where(CaseStep.case_id == course.case_id)
            .group_by(CaseStep.reader_id)
        ).all()
    )
    unit.add_all(
        CaseStep(
            owner_id=scope.authority_id,
            reader_id=party,
            round_id=course.round_id,
            case_id=course.case_id,
            number=numbers.get(party, 0) + 1,
            state=course.state,
        )
        for party in sorted(told)
    )
    unit.flush()


def _may(scope: Scope, step: Step) -> None:
    """A service's step is taken in the office's name by background work; others by people."""
    if not scope.office:
        raise Forbidden
    person = scope.person_id is not None
    if step.who == SERVICE and not person:
        return
    if step.who == SERVICE or not person or not scope.has_role(*COORDINATORS):
        raise Forbidden("Only the region's QA lead or a deputy may do this.")


def _said(state: str) -> str:
    return state.replace("_", " ")


def parties_of(scope: Scope, course: CaseCourse) -> set[UUID]:
    """The home authority and the authorities of the case's live readers; in the office's name."""
    live = live_assignments(scope, course.case_id)
    return {course.home_id, *(assignment.reader_id for assignment in live)}


def live_assignments(scope: Scope, case_id: UUID) -> list[Assignment]:
    """Assignments of a case that nobody has declined, lapsed, withdrawn or found in conflict."""
    unit = session(scope)
    found = unit.scalars(
        select(Assignment).where(Assignment.case_id == case_id).order_by(Assignment.mark)
    ).all()
    last: dict[UUID, AssignmentAnswer] = {}
    answers = unit.scalars(
        select(AssignmentAnswer)
        .where(AssignmentAnswer.case_id == case_id)
        .order_by(AssignmentAnswer.number)
    )
    for answer in answers:
        last[answer.assignment_id] = answer
    return [one for one in found if one.id not in last or last[one.id].standing == "confirmed"]


def begin_case(scope: Scope, course: CaseCourse) -> None:
    """Put a drawn case on its course and tell its home; in the office's name."""
    if not scope.office:
        raise Forbidden
    course.state = "drawn"
    session(scope).add(course)
    session(scope).flush()
    events.record(scope, CASE_MOVED, course.case_id, step="draw", was="", now="drawn")
    tell(scope, course, [course.home_id])


def held_course(scope: Scope, case_id: UUID) -> CaseCourse:
    """The office's row of a case, locked. Raises ``NotFound``."""
    course = session(scope).scalar(
        select(CaseCourse).where(CaseCourse.case_id == case_id).with_for_update()
    )
    if course is None:
        raise NotFound
    return course
