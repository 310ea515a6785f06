"""A conflict that was found after the reading: it stays, and counts no more (docs/adr/0011).

Before the reveal nobody has seen the reading. After it the parties hold copies: each is told that
the reading is withdrawn, which every query of copies heeds, and the case goes on without it.
"""

from uuid import UUID

from sqlalchemy import select

from regionqa.core import events
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session
from regionqa.moderation.models import (
    CaseCourse,
    Reading,
    ReadingStanding,
    ReadingWithdrawal,
    RevealedReading,
)
from regionqa.moderation.operations.moves import move_case, parties_of
from regionqa.moderation.operations.revealing import (
    counted_readings,
    needed_readers,
    submitted_assignments,
)
from regionqa.moderation.queries.rounds import held_round
from regionqa.moderation.reconciling import HOME

VOID_CONFLICT = "void_conflict"
VOIDED = events.declare(
    "reading.withdrawn", "reason", sentence="A revealed reading was withdrawn from figures"
)


def void_conflicted(scope: Scope, course: CaseCourse) -> None:
    """Mark the readings of people whose access ended by a conflict. Wants the duty of revealing."""
    stands = {one.person_id for one in submitted_assignments(scope, course.case_id)}
    unit = session(scope)
    rows = unit.scalars(
        select(Reading).where(
            Reading.case_id == course.case_id, Reading.kind.in_(["peer", "after_discussion"])
        )
    ).all()
    marked = set(
        unit.scalars(
            select(ReadingStanding.reading_id).where(
                ReadingStanding.reading_id.in_([row.id for row in rows]),
                ReadingStanding.standing == "void",
            )
        )
    )
    unit.add_all(
        ReadingStanding(
            region_id=row.region_id,
            authority_id=row.authority_id,
            reading_id=row.id,
            standing="void",
            reason="conflict" if course.revealed_at is None else VOID_CONFLICT,
            at=now(),
        )
        for row in rows
        if row.person_id not in stands
        and row.authority_id != course.home_id
        and row.id not in marked
    )
    unit.flush()


def withdraw_void(scope: Scope, course: CaseCourse) -> bool:
    """Tell whoever has a copy of a void reading; gives whether anything was withdrawn now."""
    unit = session(scope)
    void = select(ReadingStanding.reading_id).where(ReadingStanding.standing == "void")
    copies = unit.scalars(
        select(RevealedReading).where(
            RevealedReading.case_id == course.case_id,
            RevealedReading.reading_id.in_(void),
            RevealedReading.reader_id != scope.authority_id,
        )
    ).all()
    told = {
        (row[0], row[1])
        for row in unit.execute(
            select(ReadingWithdrawal.reading_id, ReadingWithdrawal.reader_id).where(
                ReadingWithdrawal.case_id == course.case_id
            )
        )
    }
    fresh = [one for one in copies if (one.reading_id, one.reader_id) not in told]
    unit.add_all(
        ReadingWithdrawal(
            owner_id=scope.authority_id,
            reader_id=one.reader_id,
            round_id=course.round_id,
            case_id=course.case_id,
            reading_id=one.reading_id,
            mark=one.mark,
            reason=VOID_CONFLICT,
            at=now(),
        )
        for one in fresh
    )
    unit.flush()
    for _reading in {one.reading_id for one in fresh}:
        events.record(scope, VOIDED, course.case_id, reason=VOID_CONFLICT)
    return bool(fresh)


def withdrawn_marks(scope: Scope, course: CaseCourse) -> frozenset[str]:
    """Marks of readers whose reading was withdrawn: nothing more of theirs is passed on."""
    return frozenset(
        session(scope).scalars(
            select(ReadingWithdrawal.mark).where(ReadingWithdrawal.case_id == course.case_id)
        )
    )


def reopen_if_too_few(scope: Scope, course: CaseCourse) -> None:
    """Back to short, where another may read it blind, when fewer peers count than are needed."""
    peers: set[UUID] = {
        one.row.person_id for one in counted_readings(scope, course) if one.mark != HOME
    }
    if len(peers) < needed_readers(held_round(scope, course.round_id)):
        move_case(scope, course, "reopen", parties=parties_of(scope, course))
