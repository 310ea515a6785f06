"""What ties the person to a case, and so what they may see of it."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, and_, bindparam, select
from sqlalchemy.orm import aliased

from regionqa.accounts import Held, memberships_of
from regionqa.core.errors import NotFound
from regionqa.core.facts import HERE, ME
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import read_once, session
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
from regionqa.moderation.queries.standing import LAST_ANSWER
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


@read_once
def find_look(scope: Scope, case_id: UUID) -> Looked | None:
    """The same; None for a case that the authority in use has no part in."""
    return find_looks(scope, [case_id]).get(case_id)


def find_looks(scope: Scope, case_ids: Collection[UUID]) -> dict[UUID, Looked]:
    """The same decision for each of many cases. Three queries at most, however many they are."""
    if scope.person_id is None:
        raise NotFound
    if not case_ids:
        return {}
    places = memberships_of(scope, scope.person_id, left_after=EVER)
    weigh = _office_ties if scope.office else _ties
    return {
        case.id: Looked(case, state, tie, sight(tie, state), mark)
        for case, state, tie, mark in weigh(scope, _known(scope, case_ids), places)
    }


def state_of(scope: Scope, case_id: UUID) -> str | None:
    """Where a case stands, as far as the authority in use has been told; None: it has no part."""
    return states_of(scope, [case_id]).get(case_id)


def states_of(scope: Scope, case_ids: Collection[UUID]) -> dict[UUID, str]:
    """The same for many cases; those that the authority has no part in are left out."""
    unit = session(scope)
    if scope.office:
        rows = unit.execute(
            select(CaseCourse.case_id, CaseCourse.state).where(CaseCourse.case_id.in_(case_ids))
        )
    else:
        rows = unit.execute(_TOLD, {"cases": list(case_ids), "here": scope.authority_id})
    return {row.case_id: row.state for row in rows}


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


_Conflict = tuple[UUID, UUID | None, UUID | None]
_Weighed = Iterator[tuple[RoundCase, str, Tie, str | None]]


_CASES: BindParameter[Any] = bindparam("cases", expanding=True)
_STANDS = (
    select(CaseStep.state)
    .where(CaseStep.case_id == RoundCase.id, CaseStep.reader_id == HERE)
    .order_by(CaseStep.number.desc())
    .limit(1)
    .scalar_subquery()
)
_KNOWN = (
    select(
        RoundCase,
        CaseReference.id.label("own"),
        CaseReference.auditor_id,
        DeclaredConflict.id.label("conflict"),
        DeclaredConflict.case_id,
        DeclaredConflict.against_id,
        _STANDS.label("state"),
        Assignment.mark,
        Assignment.at,
        LAST_ANSWER.label("standing"),
    )
    .outerjoin(CaseReference, CaseReference.case_id == RoundCase.id)
    .outerjoin(
        DeclaredConflict,
        and_(
            DeclaredConflict.round_id == RoundCase.round_id,
            DeclaredConflict.person_id == ME,
        ),
    )
    .outerjoin(
        Assignment,
        and_(
            Assignment.case_id == RoundCase.id,
            Assignment.person_id == ME,
            Assignment.reader_id == HERE,
        ),
    )
    .where(RoundCase.id.in_(_CASES))
)
_COURSES = select(
    CaseCourse.case_id,
    CaseCourse.state,
    CaseCourse.home_id,
    select(Assignment.id)
    .where(Assignment.case_id == CaseCourse.case_id, Assignment.person_id == ME)
    .exists()
    .label("asked"),
).where(CaseCourse.case_id.in_(_CASES))
_LATER = aliased(CaseStep)
_TOLD = select(CaseStep.case_id, CaseStep.state).where(
    CaseStep.case_id.in_(_CASES),
    CaseStep.reader_id == HERE,
    ~select(_LATER.id)
    .where(
        _LATER.case_id == CaseStep.case_id,
        _LATER.reader_id == CaseStep.reader_id,
        _LATER.number > CaseStep.number,
    )
    .exists(),
)


@dataclass(frozen=True, slots=True)
class _Known:
    """Cases as they stand here, the auditors of the own ones, assignments, declared conflicts.

    A conflict is the round, the case and the authority that this person declared it for. ``states``
    and ``asked`` (this person's mark, since when, and what became of it last) are by case, and
    hold what the authority in use was told of.
    """

    cases: dict[UUID, RoundCase]
    own: dict[UUID, UUID | None]
    conflicts: set[_Conflict]
    states: dict[UUID, str]
    asked: dict[UUID, Any]


def _known(scope: Scope, case_ids: Collection[UUID]) -> _Known:
    """The rows of these cases with what hangs on them; one query."""
    asked = {"cases": list(case_ids), "me": scope.person_id, "here": scope.authority_id}
    known = _Known({}, {}, set(), {}, {})
    for row in session(scope).execute(_KNOWN, asked):
        case = row.RoundCase
        known.cases[case.id] = case
        if row.conflict is not None:
            known.conflicts.add((case.round_id, row.case_id, row.against_id))
        if row.own is not None:
            known.own[case.id] = row.auditor_id
        elif row.state is not None and row.mark is not None:
            known.asked[case.id] = row
        if row.state is not None:
            known.states[case.id] = row.state
    return known


def _conflicted(conflicts: set[_Conflict], case: RoundCase, against: UUID | None) -> bool:
    return any(
        held == case.round_id and (of == case.id or (against is not None and whose == against))
        for held, of, whose in conflicts
    )


def _ties(scope: Scope, known: _Known, places: tuple[Held, ...]) -> _Weighed:
    """What ties the person to each case in the authority in use, and what they are called there."""
    roles = _present(places, scope.authority_id)
    asked = known.asked
    theirs = _of_revealed_homes(scope, list(asked), places)
    for key, state in known.states.items():
        case = known.cases[key]
        if case.id in known.own:
            yield case, state, _home_tie(scope, known, roles, case), "Home"
            continue
        conflict = _conflicted(known.conflicts, case, None)
        if case.id not in asked:
            yield case, state, Tie(conflict=conflict), None
            continue
        assignment = asked[case.id]
        standing = assignment.standing
        live = standing in {None, "confirmed"} and bool(roles & READERS)
        if state in BLIND and took_a_place(places, scope.authority_id, assignment.at):
            live = False
        panel = assignment.mark.startswith("Panel")
        tie = Tie(
            reader=live and not panel,
            panel=live and panel,
            former_reader=not live,
            conflict=conflict or standing == "conflict",
            of_home=case.id in theirs,
        )
        yield case, state, tie, assignment.mark


def _home_tie(scope: Scope, known: _Known, roles: frozenset[str], case: RoundCase) -> Tie:
    return Tie(
        conflict=_conflicted(known.conflicts, case, scope.authority_id),
        of_home=True,
        leads_home=bool(roles & HOME_LEADS),
        home_auditor=known.own[case.id] == scope.person_id and bool(roles & READERS),
    )


def _of_revealed_homes(
    scope: Scope, case_ids: Sequence[UUID], places: tuple[Held, ...]
) -> set[UUID]:
    """Revealed cases to whose home a reader of them has come to belong; one query, if any."""
    others = {one.authority_id for one in places} - {scope.authority_id}
    if not (others and case_ids):
        return set()
    return set(
        session(scope).scalars(
            select(RevealedReading.case_id).where(
                RevealedReading.case_id.in_(case_ids),
                RevealedReading.reader_id == scope.authority_id,
                RevealedReading.kind == "home",
                RevealedReading.owner_id.in_(list(others)),
            )
        )
    )


def standing_of(scope: Scope, assignment_id: UUID) -> str | None:
    """What became of an assignment last; None when nobody said anything."""
    return session(scope).scalar(
        select(AssignmentAnswer.standing)
        .where(AssignmentAnswer.assignment_id == assignment_id)
        .order_by(AssignmentAnswer.number.desc())
        .limit(1)
    )


def _office_ties(scope: Scope, known: _Known, places: tuple[Held, ...]) -> _Weighed:
    """What ties a person of the region's office to each case."""
    asked = {"cases": list(known.cases), "me": scope.person_id}
    courses = session(scope).execute(_COURSES, asked).all()
    coordinates = bool(_present(places, scope.authority_id) & COORDINATORS)
    for row in courses:
        case = known.cases[row.case_id]
        tie = Tie(
            former_reader=row.asked,
            conflict=_conflicted(known.conflicts, case, row.home_id),
            of_home=any(held.authority_id == row.home_id for held in places),
            coordinates=coordinates,
        )
        yield case, row.state, tie, None


@read_once
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
