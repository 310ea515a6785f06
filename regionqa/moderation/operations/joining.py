"""An authority takes part: contacts and drill, readers, frame, conflicts, auditors, substitutes."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import delete, func, select

from regionqa.accounts import list_people, memberships_of
from regionqa.core import events, jobs
from regionqa.core.errors import Conflict, Faults, NotFound, Unprocessable
from regionqa.core.permissions import require
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session
from regionqa.moderation.contents import text_problems
from regionqa.moderation.deadlines import day_of
from regionqa.moderation.drawing import Line
from regionqa.moderation.models import (
    Assignment,
    CaseReference,
    DeclaredConflict,
    FrameCase,
    Participation,
    Round,
    RoundReader,
)
from regionqa.moderation.operations.rounds import SETTLE
from regionqa.moderation.places import office_of
from regionqa.moderation.policy import COORDINATORS, READ_CASES, READERS, TAKE_PART
from regionqa.moderation.queries.rounds import held_round, readiness
from regionqa.moderation.queries.ties import state_of

JOINED = events.declare("round.joined", "way", sentence="Joined a moderation round")
LEFT = events.declare("round.left", sentence="Left a moderation round before its cases were drawn")
OFFERED = events.declare("reader.offered", "capacity", sentence="Offered a reader for a round")
FRAMED = events.declare("frame.saved", "cases", sentence="Saved a frame of {cases} cases")
CONFLICTED = events.declare(
    "conflict.declared", "of_case", "reason", sentence="Declared a conflict of interest"
)
AUDITOR_NAMED = events.declare("case.auditor_named", sentence="Named the auditor of a drawn case")
WAYS = {"pack": "Readers open a pack", "in_place": "Readers read the record at the home authority"}
CONFLICT_REASONS = {
    "worked_on_case": "I worked on the case",
    "knows_family": "I know the child or the family",
    "knows_worker": "I know the worker or the manager",
    "worked_there": "I work or worked for the authority",
    "recognised": "I recognised the case",
    "other": "Another reason",
}


def _open_call(scope: Scope, round_id: UUID) -> Round:
    require(scope, TAKE_PART)
    held = held_round(scope, round_id)
    if held.state != "call_open":
        raise Conflict("The call of this round is not open.", found=held.state)
    return held


def join_round(
    scope: Scope,
    round_id: UUID,
    *,
    way: str,
    day_contact: str,
    out_of_hours_contact: str,
    drilled_on: date,
) -> None:
    """Take part, with contacts for a child of concern and the day of the drill.

    Raises ``Unprocessable`` for what is missing: agreements in date, contacts, a drill in the last
    twelve months; ``Conflict`` when the call is not open.
    """
    _open_call(scope, round_id)
    today = day_of(now())
    faults = Faults()
    if way not in WAYS:
        faults.add("way", "Select how readers will read")
    for name, value in (
        ("day_contact", day_contact),
        ("out_of_hours_contact", out_of_hours_contact),
    ):
        if not 5 <= len(value.strip()) <= 200:
            said = "Enter a role and a telephone number, such as Duty team 01632 960001"
            faults.add(name, said)
    if not 0 <= (today - drilled_on).days <= 366:
        faults.add("drilled_on", "The drill must have been in the last twelve months")
    with faults.gather():
        check_agreements(scope, round_id)
    faults.refuse("The authority cannot take part yet.")
    _say(
        scope,
        round_id,
        "joined",
        way,
        day_contact.strip(),
        out_of_hours_contact.strip(),
        drilled_on,
    )
    events.record(scope, JOINED, round_id, way=way)


def check_agreements(scope: Scope, round_id: UUID) -> None:
    """Raise ``Unprocessable`` for agreements that an authority needs to take part and lacks."""
    faults = Faults()
    for one in readiness(scope, round_id, day_of(now())):
        if one.code in {"data_sharing", "impact_assessment"} and not one.met:
            faults.add("agreements", f"This is missing: {one.sentence}")
    faults.refuse()


def leave_round(scope: Scope, round_id: UUID) -> None:
    """Leave again while the call is open; the frame is deleted."""
    _open_call(scope, round_id)
    _say(scope, round_id, "left", "pack", "", "", None)
    session(scope).execute(delete(FrameCase).where(FrameCase.round_id == round_id))
    events.record(scope, LEFT, round_id)


def _say(
    scope: Scope,
    round_id: UUID,
    standing: str,
    way: str,
    day_contact: str,
    out_of_hours_contact: str,
    drilled_on: date | None,
) -> None:
    last = session(scope).scalar(
        select(func.max(Participation.number)).where(
            Participation.round_id == round_id, Participation.owner_id == scope.authority_id
        )
    )
    session(scope).add(
        Participation(
            round_id=round_id,
            owner_id=scope.authority_id,
            reader_id=office_of(scope),
            number=(last or 0) + 1,
            standing=standing,
            way=way,
            day_contact=day_contact,
            out_of_hours_contact=out_of_hours_contact,
            drilled_on=drilled_on,
            at=now(),
        )
    )
    session(scope).flush()


def offer_reader(
    scope: Scope,
    round_id: UUID,
    person_id: UUID,
    *,
    capacity: int,
    expertise: Sequence[str] = (),
) -> None:
    """Offer somebody as a reader, or change how much they take; 0 takes the offer back.

    Raises ``Unprocessable`` for somebody who is not here, or who coordinates the region's rounds.
    """
    _open_call(scope, round_id)
    colleague = next((one for one in list_people(scope) if one.person_id == person_id), None)
    if colleague is None or colleague.joined_at is None or not READERS & set(colleague.roles):
        raise Unprocessable(errors={"person_id": ["Select an auditor, moderator or lead"]})
    if any(COORDINATORS & held.roles for held in memberships_of(scope, person_id)):
        raise Unprocessable(errors={"person_id": ["Who coordinates rounds makes no reading"]})
    if not 0 <= capacity <= 60:
        raise Unprocessable(errors={"capacity": ["Enter how many cases, from 0 to 60"]})
    last = session(scope).scalar(
        select(func.max(RoundReader.number)).where(
            RoundReader.round_id == round_id, RoundReader.person_id == person_id
        )
    )
    session(scope).add(
        RoundReader(
            round_id=round_id,
            owner_id=scope.authority_id,
            reader_id=office_of(scope),
            person_id=person_id,
            name=colleague.display_name,
            number=(last or 0) + 1,
            capacity=capacity,
            expertise=sorted(set(expertise)),
            at=now(),
        )
    )
    events.record(scope, OFFERED, person_id, capacity=capacity)


def save_frame(scope: Scope, round_id: UUID, lines: Sequence[Line]) -> int:
    """Put these lines in the place of the frame saved before; gives how many there are."""
    _open_call(scope, round_id)
    if not lines:
        raise Unprocessable("The frame has no cases.")
    if problems := [text for line in lines for text in text_problems(line.service)]:
        raise Unprocessable(errors={"service": problems[:5]})
    unit = session(scope)
    unit.execute(delete(FrameCase).where(FrameCase.round_id == round_id))
    unit.add_all(
        FrameCase(
            round_id=round_id,
            authority_id=scope.authority_id,
            reference=line.reference,
            service=line.service,
            age_band=line.age_band,
        )
        for line in lines
    )
    events.record(scope, FRAMED, round_id, cases=len(lines))
    return len(lines)


def declare_conflict(
    scope: Scope,
    round_id: UUID,
    *,
    reason: str,
    case_id: UUID | None = None,
    against_id: UUID | None = None,
) -> None:
    """Say that one must not read a case, or any of an authority's: access ends at once.

    It may be declared at any time and is never taken back. ``Unprocessable`` unless exactly one of
    the two is given, with a known reason.
    """
    require(scope, READ_CASES)
    if (case_id is None) == (against_id is None) or reason not in CONFLICT_REASONS:
        raise Unprocessable(errors={"reason": ["Say with which case or authority, and why"]})
    if case_id is not None and state_of(scope, case_id) is None:
        raise NotFound
    unit = session(scope)
    conflict = DeclaredConflict(
        id=uuid4(),
        round_id=round_id,
        owner_id=scope.authority_id,
        reader_id=office_of(scope),
        person_id=scope.person_id,
        case_id=case_id,
        against_id=against_id,
        reason=reason,
        at=now(),
    )
    unit.add(conflict)
    events.record(scope, CONFLICTED, conflict.id, of_case=case_id is not None, reason=reason)
    jobs.enqueue(
        scope, SETTLE, {"round_id": round_id, "case_id": case_id}, title="Act on a conflict"
    )


def name_auditor(scope: Scope, case_id: UUID, person_id: UUID) -> None:
    """Say who audits a drawn case at home. Raises ``Conflict`` once it is revealed."""
    require(scope, TAKE_PART)
    held = session(scope).scalar(
        select(CaseReference).where(CaseReference.case_id == case_id).with_for_update()
    )
    if held is None:
        raise NotFound
    if state_of(scope, case_id) not in {"drawn", "allocated", "in_blind", "short"}:
        raise Conflict("The case is revealed, so its auditor stands.")
    here = {one.person_id: one for one in list_people(scope) if one.joined_at is not None}
    if person_id not in here or not READERS & set(here[person_id].roles):
        raise Unprocessable(errors={"person_id": ["Select an auditor, moderator or lead"]})
    held.auditor_id = person_id
    events.record(scope, AUDITOR_NAMED, case_id)


def own_assignment(scope: Scope, case_id: UUID) -> Assignment:
    """The scope's person's assignment to a case. Raises ``NotFound``."""
    found = session(scope).scalar(
        select(Assignment).where(
            Assignment.case_id == case_id,
            Assignment.person_id == scope.person_id,
            Assignment.reader_id == scope.authority_id,
        )
    )
    if found is None:
        raise NotFound
    return found
