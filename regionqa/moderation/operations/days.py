"""What happens on a round's days, and when it is released: done by background work."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select

from regionqa.core import jobs
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session
from regionqa.moderation.deadlines import end_of, grace_end
from regionqa.moderation.machines import BLIND
from regionqa.moderation.models import (
    AllocationPlan,
    Assignment,
    CaseContact,
    CaseCourse,
    ReadingReceipt,
    RoundCase,
)
from regionqa.moderation.operations.mails import TO_READ, remind
from regionqa.moderation.operations.moves import (
    held_course,
    live_assignments,
    move_case,
    move_round,
    parties_of,
    tell,
)
from regionqa.moderation.operations.revealing import lapse_outstanding
from regionqa.moderation.operations.rounds import SETTLE
from regionqa.moderation.queries.anchors_waiting import readers_outstanding
from regionqa.moderation.queries.rounds import held_round, participations, readers_offered


def release_plan(scope: Scope, round_id: UUID, public_url: str) -> None:
    """Ask the readers of the released plan: assignments, contacts, one mail for each."""
    unit = session(scope)
    plan = unit.scalar(
        select(AllocationPlan)
        .where(AllocationPlan.round_id == round_id, AllocationPlan.state == "released")
        .order_by(AllocationPlan.version.desc())
        .limit(1)
    )
    held = held_round(scope, round_id)
    if plan is None or held.state not in {"confirming", "grading", "reconciling"}:
        return
    homes = _reader_homes(scope, round_id)
    asked: set[UUID] = set()
    for case_id in sorted({UUID(one["case"]) for one in plan.assignments}, key=str):
        people = sorted(
            (UUID(one["reader"]) for one in plan.assignments if one["case"] == str(case_id)),
            key=str,
        )
        asked |= _ask(scope, held_course(scope, case_id), people, homes, plan.version)
    if held.state != "confirming":  # released late: the day of opening lies behind
        _open_allocated(scope, round_id)
        _pass_on_packs(scope, round_id)
    by = end_of(held.confirm_by if held.state == "confirming" else held.closes_on)
    remind(scope, asked, TO_READ, public_url, by)


def _reader_homes(scope: Scope, round_id: UUID) -> dict[UUID, UUID]:
    return {person: row.owner_id for person, row in readers_offered(scope, round_id).items()}


def _ask(
    scope: Scope, course: CaseCourse, people: list[UUID], homes: dict[UUID, UUID], version: int
) -> set[UUID]:
    """Ask those who were not asked yet to read a case; marks go on from the last one used."""
    unit = session(scope)
    there = unit.scalars(select(Assignment).where(Assignment.case_id == course.case_id)).all()
    fresh = [one for one in people if one not in {row.person_id for row in there}]
    used = len([row for row in there if row.mark.startswith("Reader")])
    for place, person in enumerate(fresh, start=used):
        unit.add(
            Assignment(
                owner_id=scope.authority_id,
                reader_id=homes[person],
                round_id=course.round_id,
                case_id=course.case_id,
                person_id=person,
                mark=f"Reader {chr(ord('A') + place)}",
                plan_version=version,
                at=now(),
            )
        )
    unit.flush()
    _give_contacts(scope, course)
    if course.state == "drawn":
        move_case(scope, course, "allocate", parties=parties_of(scope, course))
    elif course.state == "short" and fresh:
        move_case(scope, course, "resume", parties=parties_of(scope, course))
    elif fresh:
        tell(scope, course, parties_of(scope, course))
    return set(fresh)


def _give_contacts(scope: Scope, course: CaseCourse) -> None:
    """Put the home's contacts where a reader's authority has them once it raises a concern."""
    unit = session(scope)
    home = participations(scope, course.round_id).get(course.home_id)
    if home is None:
        return
    there = set(
        unit.scalars(select(CaseContact.reader_id).where(CaseContact.case_id == course.case_id))
    )
    readers = {one.reader_id for one in live_assignments(scope, course.case_id)} - there
    unit.add_all(
        CaseContact(
            owner_id=scope.authority_id,
            reader_id=reader,
            round_id=course.round_id,
            case_id=course.case_id,
            home_id=course.home_id,
            day_contact=home.day_contact,
            out_of_hours_contact=home.out_of_hours_contact,
        )
        for reader in sorted(readers, key=str)
    )
    unit.flush()


def _courses(scope: Scope, round_id: UUID, states: Iterable[str]) -> list[CaseCourse]:
    return list(
        session(scope).scalars(
            select(CaseCourse)
            .where(CaseCourse.round_id == round_id, CaseCourse.state.in_(sorted(states)))
            .order_by(CaseCourse.case_id)
            .with_for_update()
        )
    )


def open_grading(scope: Scope, round_id: UUID) -> None:
    """The window opens: every allocated case is read from now on."""
    held = held_round(scope, round_id, lock=True)
    if held.state != "confirming":
        return
    move_round(scope, held, "open_grading")
    _open_allocated(scope, round_id)
    _pass_on_packs(scope, round_id)


def _open_allocated(scope: Scope, round_id: UUID) -> None:
    for course in _courses(scope, round_id, ["allocated"]):
        move_case(scope, course, "open", parties=parties_of(scope, course))


def _pass_on_packs(scope: Scope, round_id: UUID) -> None:
    """Have what is read now put before its readers: packs, and times to read in place."""
    payload = {"round_id": round_id, "case_id": None}
    jobs.enqueue(scope, SETTLE, payload, title="Put the cases before their readers")


def close_grading(scope: Scope, round_id: UUID) -> None:
    """The window closes; late readings are still taken for the days of grace, and marked."""
    held = held_round(scope, round_id, lock=True)
    if held.state != "grading":
        return
    move_round(scope, held, "close_grading")
    jobs.enqueue(
        scope,
        "moderation.end_grace",
        {"round_id": round_id},
        title="The days of grace are over",
        key=f"moderation.end_grace:{round_id}",
        run_at=grace_end(held.closes_on, held.grace_days),
    )


def end_grace(scope: Scope, round_id: UUID) -> None:
    """Who has not submitted reads no more; each case is revealed with what there is, or short."""
    done: dict[UUID, set[UUID]] = {}
    for case_id, person_id in session(scope).execute(
        select(ReadingReceipt.case_id, ReadingReceipt.person_id).where(
            ReadingReceipt.round_id == round_id
        )
    ):
        done.setdefault(case_id, set()).add(person_id)
    for course in _courses(scope, round_id, BLIND):
        lapse_outstanding(scope, course, done.get(course.case_id, set()))
        jobs.enqueue(
            scope,
            SETTLE,
            {"round_id": round_id, "case_id": course.case_id},
            title="Bring a case up to date",
        )


def remind_readers(scope: Scope, round_id: UUID, public_url: str) -> int:
    """Remind who still has a case or an anchor to read, by their own deadline; gives how many."""
    held = held_round(scope, round_id)
    if held.state not in {"confirming", "grading"}:
        return 0
    unit = session(scope)
    done = {
        (row[0], row[1])
        for row in unit.execute(
            select(ReadingReceipt.case_id, ReadingReceipt.person_id).where(
                ReadingReceipt.round_id == round_id
            )
        )
    }
    waiting = {
        one.person_id
        for case_id in unit.scalars(select(RoundCase.id).where(RoundCase.round_id == round_id))
        for one in live_assignments(scope, case_id)
        if (case_id, one.person_id) not in done and one.mark.startswith("Reader")
    }
    waiting |= readers_outstanding(scope, round_id)
    return remind(scope, waiting, TO_READ, public_url, end_of(held.closes_on))
