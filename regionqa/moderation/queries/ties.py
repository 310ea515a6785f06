"""What ties the person to a case, and so what they may see of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import or_, select

from regionqa.accounts import Held, memberships_of
from regionqa.core.errors import NotFound
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import session
from regionqa.moderation.machines import BLIND
from regionqa.moderation.models import (
    Assignment,
    AssignmentAnswer,
    CaseCourse,
    CaseReference,
    CaseStep,
    DeclaredConflict,
    Reading,
    RevealedReading,
    RoundCase,
)
from regionqa.moderation.policy import COORDINATORS, HOME_LEADS, READERS
from regionqa.moderation.sight import NOTHING, Sight, Tie, sight

EVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Looked:
    """A case as far as the person may know of it: its state, the tie, and what follows."""

    case: RoundCase
    state: str
    tie: Tie
    sight: Sight
    mark: str | None


def look(scope: Scope, case_id: UUID) -> Looked:
    """Weigh everything and decide. Raises ``NotFound`` where the person may see nothing."""
    found = find_look(scope, case_id)
    if found is None or found.sight.nothing:
        raise NotFound
    return found


def find_look(scope: Scope, case_id: UUID) -> Looked | None:
    """The same; None for a case that the authority in use has no part in."""
    if scope.person_id is None:
        raise NotFound
    case = session(scope).scalar(select(RoundCase).where(RoundCase.id == case_id))
    state = state_of(scope, case_id)
    if case is None or state is None:
        return None
    places = memberships_of(scope, scope.person_id, left_after=EVER)
    if scope.office:
        tie, mark = _office_tie(scope, case, places)
    else:
        tie, mark = _tie(scope, case, places, state)
    return Looked(case, state, tie, sight(tie, state), mark)


def state_of(scope: Scope, case_id: UUID) -> str | None:
    """Where a case stands, as far as the authority in use has been told; None: it has no part."""
    unit = session(scope)
    if scope.office:
        return unit.scalar(select(CaseCourse.state).where(CaseCourse.case_id == case_id))
    return unit.scalar(
        select(CaseStep.state)
        .where(CaseStep.case_id == case_id, CaseStep.reader_id == scope.authority_id)
        .order_by(CaseStep.number.desc())
        .limit(1)
    )


def _present(places: tuple[Held, ...], authority_id: UUID | None) -> frozenset[str]:
    """The roles held now in an authority, whatever the scope says."""
    return frozenset(
        role
        for held in places
        if held.authority_id == authority_id and held.left_at is None
        for role in held.roles
    )


def took_a_place(places: Sequence[Held], own: UUID | None, since: datetime) -> bool:
    """Whether somebody came to belong to another local authority since a moment.

    Which authority a case is of is not told to its readers' authorities before the reveal, so a
    new place anywhere ends blind reading at once; whether it is the home's is weighed after.
    """
    return any(
        not place.office
        and place.authority_id != own
        and place.joined_at is not None
        and place.joined_at > since
        for place in places
    )


def _conflicted(scope: Scope, case: RoundCase, against: UUID | None) -> bool:
    rule = DeclaredConflict.case_id == case.id
    if against is not None:
        rule = or_(rule, DeclaredConflict.against_id == against)
    found = session(scope).scalar(
        select(DeclaredConflict.id)
        .where(
            DeclaredConflict.person_id == scope.person_id,
            DeclaredConflict.round_id == case.round_id,
            rule,
        )
        .limit(1)
    )
    return found is not None


def _tie(
    scope: Scope, case: RoundCase, places: tuple[Held, ...], state: str
) -> tuple[Tie, str | None]:
    unit = session(scope)
    roles = _present(places, scope.authority_id)
    reference = unit.scalar(select(CaseReference).where(CaseReference.case_id == case.id))
    conflict = _conflicted(scope, case, scope.authority_id if reference else None)
    if reference is not None:
        tie = Tie(
            conflict=conflict,
            of_home=True,
            leads_home=bool(roles & HOME_LEADS),
            home_auditor=reference.auditor_id == scope.person_id and bool(roles & READERS),
        )
        return tie, "Home"
    assignment = unit.scalar(
        select(Assignment).where(
            Assignment.case_id == case.id,
            Assignment.person_id == scope.person_id,
            Assignment.reader_id == scope.authority_id,
        )
    )
    if assignment is None:
        return Tie(conflict=conflict), None
    standing = standing_of(scope, assignment.id)
    live = standing in {None, "confirmed"} and bool(roles & READERS)
    if state in BLIND and took_a_place(places, scope.authority_id, assignment.at):
        live = False
    panel = assignment.mark.startswith("Panel")
    tie = Tie(
        reader=live and not panel,
        panel=live and panel,
        former_reader=not live,
        conflict=conflict or standing == "conflict",
        of_home=_belongs_to_revealed_home(scope, case, places),
    )
    return tie, assignment.mark


def _belongs_to_revealed_home(scope: Scope, case: RoundCase, places: tuple[Held, ...]) -> bool:
    """Whether a reader of a revealed case has come to belong to its home; one query, if any."""
    others = {one.authority_id for one in places} - {scope.authority_id}
    if not others:
        return False
    found = session(scope).scalar(
        select(RevealedReading.id)
        .where(
            RevealedReading.case_id == case.id,
            RevealedReading.reader_id == scope.authority_id,
            RevealedReading.kind == "home",
            RevealedReading.owner_id.in_(list(others)),
        )
        .limit(1)
    )
    return found is not None


def standing_of(scope: Scope, assignment_id: UUID) -> str | None:
    """What became of an assignment last; None when nobody said anything."""
    return session(scope).scalar(
        select(AssignmentAnswer.standing)
        .where(AssignmentAnswer.assignment_id == assignment_id)
        .order_by(AssignmentAnswer.number.desc())
        .limit(1)
    )


def _office_tie(scope: Scope, case: RoundCase, places: tuple[Held, ...]) -> tuple[Tie, str | None]:
    unit = session(scope)
    home = unit.scalars(select(CaseCourse.home_id).where(CaseCourse.case_id == case.id)).one()
    assigned = unit.scalar(
        select(Assignment.id)
        .where(Assignment.case_id == case.id, Assignment.person_id == scope.person_id)
        .limit(1)
    )
    tie = Tie(
        former_reader=assigned is not None,
        conflict=_conflicted(scope, case, home),
        of_home=any(held.authority_id == home for held in places),
        coordinates=bool(_present(places, scope.authority_id) & COORDINATORS),
    )
    return tie, None


def was_revealed(scope: Scope, case_id: UUID) -> bool:
    """Whether a reading of this person's on the case was shown to others: it is not blind again."""
    found = session(scope).scalar(
        select(RevealedReading.id)
        .join(Reading, Reading.id == RevealedReading.reading_id)
        .where(Reading.case_id == case_id, Reading.person_id == scope.person_id)
        .limit(1)
    )
    return found is not None


def may_see(scope: Scope, case_id: UUID) -> Sight:
    """The decision alone; nothing for a case that the authority in use has no part in."""
    found = find_look(scope, case_id)
    return NOTHING if found is None else found.sight
