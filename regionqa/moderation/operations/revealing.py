"""Which readings count, whose access has ended, and the reveal itself: all at once, or not yet."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from regionqa.accounts import Held, memberships_of_all
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session
from regionqa.moderation.deadlines import grace_end
from regionqa.moderation.models import (
    Assignment,
    AssignmentAnswer,
    CaseCourse,
    DeclaredConflict,
    Reading,
    ReadingReceipt,
    ReadingStanding,
    RevealedReading,
    Round,
)
from regionqa.moderation.operations.moves import live_assignments, move_case, parties_of
from regionqa.moderation.operations.reading import add_answer
from regionqa.moderation.policy import READERS
from regionqa.moderation.queries.rounds import held_round
from regionqa.moderation.queries.ties import EVER, took_a_place
from regionqa.moderation.reconciling import HOME

BLIND_KINDS = ("home", "peer")


@dataclass(frozen=True, slots=True)
class Counted:
    """A reading that counts, with the mark that others know its reader by."""

    row: Reading
    mark: str
    late: bool


def weigh_assignments(scope: Scope, course: CaseCourse) -> list[UUID]:
    """End assignments whose person has a conflict, a tie to the home, or no place any more.

    In the office's name with ``installation``. Gives the people whose access ended.
    """
    live = live_assignments(scope, course.case_id)
    places = memberships_of_all(scope, [one.person_id for one in live], left_after=EVER)
    conflicts = session(scope).scalars(
        select(DeclaredConflict).where(DeclaredConflict.round_id == course.round_id)
    )
    against = {
        row.person_id
        for row in conflicts
        if course.case_id == row.case_id or course.home_id == row.against_id
    }
    done = set(
        session(scope).scalars(
            select(ReadingReceipt.person_id).where(ReadingReceipt.case_id == course.case_id)
        )
    )
    ended = []
    for one in live:
        held = places.get(one.person_id, ())
        conflict = one.person_id in against or _tied_before(course, held)
        standing = "conflict" if conflict else _lapse(course, one, held, one.person_id in done)
        if standing is not None:
            add_answer(
                scope, one.id, course.case_id, course.round_id, standing, None, to=one.reader_id
            )
            ended.append(one.person_id)
    return ended


def _tied_before(course: CaseCourse, held: Sequence[Held]) -> bool:
    """Whether somebody belonged to the home before its case was revealed, or ever if it is not."""
    return any(
        place.authority_id == course.home_id
        and (
            course.revealed_at is None
            or place.joined_at is None
            or place.joined_at < course.revealed_at
        )
        for place in held
    )


def _lapse(
    course: CaseCourse, assignment: Assignment, held: Sequence[Held], submitted: bool
) -> str | None:
    """``lapsed`` for one who left, joined the home since the reveal, or took another place."""
    here = [place for place in held if place.authority_id == assignment.reader_id]
    present = any(place.left_at is None and place.roles & READERS for place in here)
    joined_home = any(place.authority_id == course.home_id for place in held)
    moved = not submitted and took_a_place(held, assignment.reader_id, assignment.at)
    return "lapsed" if not present or joined_home or moved else None


def lapse_outstanding(scope: Scope, course: CaseCourse, done: Iterable[UUID]) -> None:
    """After the deadline and its days of grace: who has not submitted reads no more."""
    finished = set(done)
    for one in live_assignments(scope, course.case_id):
        if one.person_id not in finished and one.mark.startswith("Reader"):
            add_answer(
                scope, one.id, course.case_id, course.round_id, "lapsed", "late", to=one.reader_id
            )


def counted_readings(
    scope: Scope, course: CaseCourse, kinds: Iterable[str] = BLIND_KINDS
) -> list[Counted]:
    """The readings that count: of readers and home, the newest, neither void nor lapsed.

    Wants the duty of revealing.
    """
    unit = session(scope)
    rows = unit.scalars(
        select(Reading).where(Reading.case_id == course.case_id, Reading.kind.in_(list(kinds)))
    ).all()
    standings: dict[UUID, set[str]] = {}
    for one in unit.scalars(
        select(ReadingStanding).where(ReadingStanding.reading_id.in_([row.id for row in rows]))
    ):
        standings.setdefault(one.reading_id, set()).add(one.standing)
    replaced = {row.supersedes for row in rows}
    marks = {one.person_id: one.mark for one in submitted_assignments(scope, course.case_id)}
    counted = []
    for row in rows:
        home = row.authority_id == course.home_id
        mark = HOME if home else marks.get(row.person_id)
        held = standings.get(row.id, set())
        if row.id in replaced or mark is None or held & {"void", "lapsed"}:
            continue
        counted.append(Counted(row, mark, "late" in held))
    return sorted(counted, key=lambda one: (one.mark, one.row.kind))


def submitted_assignments(scope: Scope, case_id: UUID) -> list[Assignment]:
    """Assignments whose reading stands: live ones, and of leavers, who read before they left."""
    unit = session(scope)
    live = {one.id for one in live_assignments(scope, case_id)}
    cut = set(
        unit.scalars(
            select(AssignmentAnswer.assignment_id).where(
                AssignmentAnswer.case_id == case_id, AssignmentAnswer.standing == "conflict"
            )
        )
    )
    found = unit.scalars(select(Assignment).where(Assignment.case_id == case_id))
    return [one for one in found if one.id in live or one.id not in cut]


def grace_ended(held: Round, moment: datetime) -> bool:
    """Whether late readings are taken no more."""
    return moment >= grace_end(held.closes_on, held.grace_days)


def needed_readers(held: Round) -> int:
    """How many readers a case needs now: those the round asks for, one when the grace is over."""
    return 1 if grace_ended(held, now()) else held.readers_per_case


def reveal_if_ready(scope: Scope, course: CaseCourse) -> None:
    """Reveal when the home's and all live readings are in; short when the time is over without."""
    held = held_round(scope, course.round_id)
    if held.state not in {"grading", "reconciling"}:
        return
    counted = counted_readings(scope, course)
    home = [one for one in counted if one.mark == HOME]
    peers = [one for one in counted if one.mark != HOME]
    live = [one for one in live_assignments(scope, course.case_id) if one.mark.startswith("Reader")]
    waiting = {one.person_id for one in live} - {one.row.person_id for one in peers}
    taking = {one.person_id for one in live} | {one.row.person_id for one in peers}
    enough = len(taking) >= needed_readers(held)
    if home and peers and not waiting and enough:
        parties = parties_of(scope, course)
        give(scope, course, counted, parties)
        move_case(scope, course, "reveal", parties=parties)
    elif course.state == "in_blind" and not waiting and grace_ended(held, now()):
        move_case(scope, course, "fall_short", parties=parties_of(scope, course))


def give(
    scope: Scope, course: CaseCourse, counted: Iterable[Counted], parties: Iterable[UUID]
) -> None:
    """A copy of each reading for each party and for the office, each once."""
    unit = session(scope)
    receivers = {*parties, scope.authority_id}
    there = {
        (row[0], row[1])
        for row in unit.execute(
            select(RevealedReading.reading_id, RevealedReading.reader_id).where(
                RevealedReading.case_id == course.case_id
            )
        )
    }
    unit.add_all(
        RevealedReading(
            region_id=one.row.region_id,
            owner_id=one.row.authority_id,
            reader_id=receiver,
            round_id=course.round_id,
            case_id=course.case_id,
            reading_id=one.row.id,
            mark=one.mark,
            kind=one.row.kind,
            grades=one.row.grades,
            evidence=one.row.evidence,
            had=one.row.had,
            minutes=one.row.minutes,
            before=one.row.before,
            late=one.late,
            reason=one.row.reason,
            seal=one.row.seal,
        )
        for one in counted
        for receiver in sorted(receivers, key=str)
        if (one.row.id, receiver) not in there
    )
    unit.flush()
