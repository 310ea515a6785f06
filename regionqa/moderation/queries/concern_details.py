"""One concern with its follow-up, and whether somebody may raise one about a case."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from regionqa.core.errors import NotFound
from regionqa.core.permissions import require
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import session
from regionqa.moderation.models import Assignment, ConcernFollowUp, RoundCase
from regionqa.moderation.policy import HANDLE_CONCERNS, READ_CASES
from regionqa.moderation.queries.lists import ConcernView, list_concerns


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A step of what the home authority did."""

    category: int
    note: str
    stepped_down_on: date | None
    at: datetime


@dataclass(frozen=True, slots=True)
class ConcernInHand:
    """A concern as the home authority has it, with everything done since."""

    view: ConcernView
    follow_ups: tuple[FollowUp, ...]


def get_concern(scope: Scope, concern_id: UUID) -> ConcernInHand:
    """A concern about one of the authority's own children. Raises ``NotFound``."""
    require(scope, HANDLE_CONCERNS)
    found = next((one for one in list_concerns(scope) if one.concern_id == concern_id), None)
    if found is None:
        raise NotFound
    rows = session(scope).scalars(
        select(ConcernFollowUp)
        .where(ConcernFollowUp.concern_id == concern_id)
        .order_by(ConcernFollowUp.at)
    )
    steps = tuple(FollowUp(row.category, row.note, row.stepped_down_on, row.at) for row in rows)
    return ConcernInHand(found, steps)


def find_asked(scope: Scope, case_id: UUID) -> str | None:
    """The label of a case that this person was ever asked to read; None for any other.

    A worry for a child outlasts a conflict, a decline and the end of the round.
    """
    require(scope, READ_CASES)
    return session(scope).scalar(
        select(RoundCase.label)
        .join(Assignment, Assignment.case_id == RoundCase.id)
        .where(
            RoundCase.id == case_id,
            Assignment.person_id == scope.person_id,
            Assignment.reader_id == scope.authority_id,
        )
        .limit(1)
    )
