"""A child of concern: the blind is broken to the home authority alone, at once, timed and logged.

Telling the system is not telling the duty team, and every answer says so.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import select

from regionqa.core import events, jobs
from regionqa.core.errors import Conflict, NotFound, Unprocessable
from regionqa.core.locks import hold
from regionqa.core.permissions import require
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session
from regionqa.moderation.contents import check_text
from regionqa.moderation.deadlines import answer_by
from regionqa.moderation.models import (
    Assignment,
    CaseContact,
    CaseCourse,
    CaseReference,
    Concern,
    ConcernAnswer,
    ConcernCopy,
    ConcernFollowUp,
    RoundCase,
)
from regionqa.moderation.policy import HANDLE_CONCERNS, READ_CASES

DELIVER, ESCALATE = "moderation.deliver_concern", "moderation.escalate_concern"
RAISED = events.declare("concern.raised", "immediate", sentence="Raised a concern for a child")
SHOWN = events.declare("contact.shown", sentence="Was shown whom to ring for a child")
DELIVERED = events.declare("concern.received", "immediate", sentence="A concern came in")
ANSWERED = events.declare("concern.acknowledged", sentence="Acknowledged a concern")
FOLLOWED = events.declare(
    "concern.followed_up", "category", "stepped_down", sentence="Followed up a concern"
)
NOT_THE_DUTY_TEAM = (
    "Telling this service is not telling the duty team. Ring them now. If a child is in immediate "
    "danger, ring 999."
)


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to ring, and what this service has not done."""

    concern_id: UUID
    authority_id: UUID
    day_contact: str
    out_of_hours_contact: str
    raised_at: datetime
    warning: str = NOT_THE_DUTY_TEAM


def raise_concern(
    scope: Scope, case_id: UUID, *, immediate: bool, what: str, request_key: str
) -> Contact:
    """Raise a concern for the child of a case; gives whom to ring at once.

    Possible in every state of the case, also after submitting or declaring a conflict, for who was
    ever asked to read it. Raises ``NotFound`` for anybody else.
    """
    require(scope, READ_CASES)
    hold(scope, f"concern:{request_key}")
    unit = session(scope)
    assigned = unit.scalar(
        select(Assignment).where(
            Assignment.case_id == case_id,
            Assignment.person_id == scope.person_id,
            Assignment.reader_id == scope.authority_id,
        )
    )
    case = unit.scalar(select(RoundCase).where(RoundCase.id == case_id))
    if assigned is None or case is None:
        raise NotFound
    held = unit.scalar(
        select(Concern).where(
            Concern.request_key == request_key, Concern.person_id == scope.person_id
        )
    )
    if held is None:
        held = Concern(
            id=uuid4(),
            authority_id=scope.authority_id,
            round_id=case.round_id,
            case_id=case_id,
            person_id=scope.person_id,
            immediate=immediate,
            what=check_text(what, "what", least=10)[:2000],
            request_key=request_key,
            at=now(),
        )
        unit.add(held)
        unit.flush()  # the contact can be read once the concern is there
        events.record(scope, RAISED, case_id, immediate=immediate)
        jobs.enqueue(
            scope,
            DELIVER,
            {"concern_id": held.id, "case_id": case_id},
            title="Tell the home authority of a concern",
        )
    return show_contact(scope, held)


def show_contact(scope: Scope, concern: Concern) -> Contact:
    """Whom to ring; that they were shown is logged."""
    contact = session(scope).scalar(
        select(CaseContact).where(
            CaseContact.case_id == concern.case_id, CaseContact.reader_id == scope.authority_id
        )
    )
    if contact is None:
        raise NotFound("The home authority's contacts are not there: ring your own duty team.")
    events.record(scope, SHOWN, concern.case_id)
    return Contact(
        concern.id,
        contact.home_id,
        contact.day_contact,
        contact.out_of_hours_contact,
        concern.at,
    )


def home_of(scope: Scope, case_id: UUID) -> UUID:
    """Whose case it is, in the office's name."""
    return (
        session(scope)
        .scalars(select(CaseCourse.home_id).where(CaseCourse.case_id == case_id))
        .one()
    )


def deliver(scope: Scope, concern_id: UUID, home_id: UUID) -> datetime | None:
    """Give the home authority the concern, in the reader's authority's name; once.

    Gives until when it is to be acknowledged; None where it was given before.
    """
    unit = session(scope)
    concern = unit.scalars(select(Concern).where(Concern.id == concern_id)).one()
    known = unit.scalar(select(ConcernCopy.id).where(ConcernCopy.concern_id == concern_id))
    if known is not None:
        return None
    until = answer_by(concern.at)
    unit.add(
        ConcernCopy(
            owner_id=scope.authority_id,
            reader_id=home_id,
            round_id=concern.round_id,
            case_id=concern.case_id,
            concern_id=concern_id,
            immediate=concern.immediate,
            what=concern.what,
            raised_at=concern.at,
            answer_by=until,
        )
    )
    unit.flush()
    return until


def note_delivery(scope: Scope, concern_id: UUID) -> None:
    """The home authority's own trail says when the concern came in."""
    copy = _copy(scope, concern_id)
    events.record(scope, DELIVERED, copy.case_id, immediate=copy.immediate)


def _copy(scope: Scope, concern_id: UUID) -> ConcernCopy:
    found = session(scope).scalar(
        select(ConcernCopy).where(
            ConcernCopy.concern_id == concern_id, ConcernCopy.reader_id == scope.authority_id
        )
    )
    if found is None:
        raise NotFound
    return found


def acknowledge_concern(scope: Scope, concern_id: UUID) -> None:
    """Say that the concern is in hand; the reader sees that it is, and the clock stops."""
    require(scope, HANDLE_CONCERNS)
    hold(scope, f"answer:{concern_id}")
    copy = _copy(scope, concern_id)
    if is_answered(scope, concern_id):
        return
    session(scope).add(
        ConcernAnswer(
            owner_id=scope.authority_id,
            reader_id=copy.owner_id,
            round_id=copy.round_id,
            case_id=copy.case_id,
            concern_id=concern_id,
            person_id=scope.person_id,
            at=now(),
        )
    )
    session(scope).flush()
    events.record(scope, ANSWERED, copy.case_id)


def is_answered(scope: Scope, concern_id: UUID) -> bool:
    """Whether the home authority has acknowledged the concern."""
    found = session(scope).scalar(
        select(ConcernAnswer.id).where(ConcernAnswer.concern_id == concern_id)
    )
    return found is not None


def follow_up_concern(
    scope: Scope,
    concern_id: UUID,
    *,
    category: int,
    note: str,
    stepped_down_on: date | None = None,
) -> None:
    """Record what the home authority decided: category 1 or 2, and the day of step-down.

    Kept in the home authority alone. Raises ``Conflict`` before the concern is acknowledged.
    """
    require(scope, HANDLE_CONCERNS)
    copy = _copy(scope, concern_id)
    if category not in {1, 2}:
        raise Unprocessable(errors={"category": ["Select category 1 or 2"]})
    if not is_answered(scope, concern_id):
        raise Conflict("Acknowledge the concern first.")
    reference = session(scope).scalar(
        select(CaseReference.id).where(CaseReference.case_id == copy.case_id)
    )
    if reference is None:
        raise NotFound
    session(scope).add(
        ConcernFollowUp(
            authority_id=scope.authority_id,
            round_id=copy.round_id,
            case_id=copy.case_id,
            concern_id=concern_id,
            person_id=scope.person_id,
            category=category,
            note=check_text(note, "note", least=5)[:2000],
            stepped_down_on=stepped_down_on,
            at=now(),
        )
    )
    events.record(
        scope, FOLLOWED, copy.case_id, category=category, stepped_down=stepped_down_on is not None
    )
