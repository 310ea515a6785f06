"""Times to read in place on their way to readers, and bookings on their way to the home."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import session
from regionqa.moderation.models import Assignment, Booking, BookingCopy, CaseCourse, Slot, SlotCopy
from regionqa.moderation.operations.moves import live_assignments
from regionqa.moderation.queries.slots import BOOKABLE


def pass_on_slots(scope: Scope, course: CaseCourse) -> None:
    """Put each time before one live reader, in turn; tell of cancellations; tell the home.

    A time is one reader's alone: a time that is gone would tell another that somebody reads. One
    whose reader fell away goes to the reader with the fewest. Wants the duty of revealing.
    """
    unit = session(scope)
    slots = unit.scalars(
        select(Slot).where(Slot.case_id == course.case_id).order_by(Slot.starts_at, Slot.id)
    ).all()
    if not slots:
        return
    live = [one for one in live_assignments(scope, course.case_id) if one.mark[:6] == "Reader"]
    held = _newest(scope, course.case_id)
    here = {one.person_id for one in live}
    counts = Counter({one.person_id: 0 for one in live})
    for row in held.values():
        if row.person_id in here and row.standing == "offered":
            counts[row.person_id] += 1
    for slot in slots:
        copy: SlotCopy | None = held.get(slot.id)
        with_reader = copy is not None and copy.standing == "offered" and copy.person_id in here
        if (
            copy is not None
            and copy.standing == "offered"
            and (slot.cancelled_at is not None or not with_reader)
        ):
            unit.add(_copy(slot, copy.authority_id, copy.person_id, copy.number + 1, "cancelled"))
        if slot.cancelled_at is None and not with_reader and live and course.state in BOOKABLE:
            chosen = min(live, key=lambda one: (counts[one.person_id], one.mark))
            counts[chosen.person_id] += 1
            number = _last_number(scope, slot.id, chosen) + 1
            unit.add(_copy(slot, chosen.reader_id, chosen.person_id, number, "offered"))
    unit.flush()
    _tell_home(scope, course)


def _newest(scope: Scope, case_id: UUID) -> dict[UUID, SlotCopy]:
    """The copy of each time that holds now: an offered one before a cancelled one."""
    newest: dict[tuple[UUID, UUID], SlotCopy] = {}
    rows = session(scope).scalars(
        select(SlotCopy).where(SlotCopy.case_id == case_id).order_by(SlotCopy.number)
    )
    for row in rows:
        newest[row.slot_id, row.authority_id] = row
    found: dict[UUID, SlotCopy] = {}
    for row in newest.values():
        if row.slot_id not in found or row.standing == "offered":
            found[row.slot_id] = row
    return found


def _last_number(scope: Scope, slot_id: UUID, reader: Assignment) -> int:
    numbers = session(scope).scalars(
        select(SlotCopy.number).where(
            SlotCopy.slot_id == slot_id, SlotCopy.authority_id == reader.reader_id
        )
    )
    return max(numbers, default=0)


def _copy(slot: Slot, authority_id: UUID, person_id: UUID, number: int, standing: str) -> SlotCopy:
    return SlotCopy(
        region_id=slot.region_id,
        authority_id=authority_id,
        round_id=slot.round_id,
        case_id=slot.case_id,
        slot_id=slot.id,
        person_id=person_id,
        number=number,
        standing=standing,
        kind=slot.kind,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        how=slot.how,
        day_contact=slot.day_contact,
    )


def _tell_home(scope: Scope, course: CaseCourse) -> None:
    """Whether each time is taken, as its home may know it: numbered in the order of the changes."""
    unit = session(scope)
    live = {one.person_id for one in live_assignments(scope, course.case_id)}
    last: dict[UUID, Booking] = {}
    for row in unit.scalars(
        select(Booking).where(Booking.case_id == course.case_id).order_by(Booking.at)
    ):
        last[row.slot_id] = row
    told: dict[UUID, BookingCopy] = {}
    for copy in unit.scalars(
        select(BookingCopy)
        .where(BookingCopy.case_id == course.case_id)
        .order_by(BookingCopy.number)
    ):
        told[copy.slot_id] = copy
    for slot_id, row in last.items():
        taken = row.standing == "booked" and row.person_id in live
        standing = "booked" if taken else "given_back"
        before = told.get(slot_id)
        if before is None or before.standing != standing:
            unit.add(
                BookingCopy(
                    region_id=row.region_id,
                    authority_id=course.home_id,
                    round_id=row.round_id,
                    case_id=row.case_id,
                    slot_id=slot_id,
                    number=(before.number if before else 0) + 1,
                    standing=standing,
                )
            )
    unit.flush()


@dataclass(frozen=True, slots=True)
class Told:
    """Who is told of a change of a time by mail: the home, and the reader when there is one."""

    home_id: UUID
    person_id: UUID | None
    starts_at: datetime


def whom_to_tell(scope: Scope, course: CaseCourse, slot_id: UUID) -> Told | None:
    """The home of a time and who has, or had, booked it. Wants the duty of revealing."""
    unit = session(scope)
    slot = unit.scalar(select(Slot).where(Slot.id == slot_id))
    if slot is None:
        return None
    booked = unit.scalar(
        select(Booking)
        .where(Booking.slot_id == slot_id, Booking.case_id == course.case_id)
        .order_by(Booking.at.desc())
        .limit(1)
    )
    return Told(course.home_id, booked.person_id if booked else None, slot.starts_at)
