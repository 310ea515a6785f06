"""Reading in place: the home offers times, each is put before one reader, who takes it or not.

The home learns that a time is taken and by whom never; a reader learns of no other reader's times.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import select

from regionqa.core import events, jobs
from regionqa.core.errors import Conflict, Forbidden, NotFound, Unprocessable
from regionqa.core.locks import hold
from regionqa.core.permissions import require
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session
from regionqa.moderation.deadlines import end_of, start_of
from regionqa.moderation.models import SLOT_KINDS, Booking, Slot
from regionqa.moderation.operations.reading import settle
from regionqa.moderation.policy import READ_CASES
from regionqa.moderation.queries.rounds import held_round
from regionqa.moderation.queries.slots import (
    BOOKABLE,
    last_booking,
    offered_to_me,
    standing_times,
)
from regionqa.moderation.queries.ties import Looked, look

TELL = "moderation.tell_of_slot"
OFFERED = events.declare("slot.offered", "of_kind", sentence="Offered a time to read in place")
CANCELLED = events.declare("slot.cancelled", sentence="Cancelled a time to read in place")
BOOKED = events.declare("slot.booked", sentence="Booked a time to read in place")
GIVEN_BACK = events.declare("slot.given_back", sentence="Gave back a time to read in place")
LONGEST = timedelta(days=14)


def offer_slot(
    scope: Scope,
    case_id: UUID,
    *,
    kind: str,
    starts_at: datetime,
    ends_at: datetime,
    how: str,
    day_contact: str,
    request_key: str,
) -> UUID:
    """Offer a time to one of the case's readers; the same ``request_key`` again is the same one.

    Raises ``Unprocessable`` that names the field: a time in the past, outside of the round's days,
    or two appointments at once; how to reach the record, or the day's contact, missing.
    """
    seen = _at_home(scope, case_id)
    unit = session(scope)
    known = unit.scalar(select(Slot).where(Slot.request_key == request_key))
    if known is not None:
        return known.id
    errors = _time_errors(scope, seen, kind, starts_at, ends_at)
    for name, text, least, most in (("how", how, 10, 1000), ("day_contact", day_contact, 5, 200)):
        if not least <= len(text.strip()) <= most:
            errors[name] = [f"Enter between {least} and {most:,} characters"]
    if not 8 <= len(request_key) <= 64:
        errors["_form"] = ["The form has lost its key: open it again"]
    if errors:
        raise Unprocessable("This time cannot be offered.", errors=errors)
    slot = Slot(
        id=uuid4(),
        region_id=scope.region_id,
        authority_id=scope.authority_id,
        round_id=seen.case.round_id,
        case_id=case_id,
        kind=kind,
        starts_at=starts_at,
        ends_at=ends_at,
        how=how.strip(),
        day_contact=day_contact.strip(),
        offered_by=scope.person_id,
        offered_at=now(),
        request_key=request_key,
    )
    unit.add(slot)
    unit.flush()
    events.record(scope, OFFERED, case_id, of_kind=kind)
    settle(scope, seen.case.round_id, case_id)
    return slot.id


def _at_home(scope: Scope, case_id: UUID) -> Looked:
    require(scope, READ_CASES)
    seen = look(scope, case_id)
    if not (seen.tie.leads_home or seen.tie.home_auditor):
        raise NotFound
    if seen.case.way != "in_place":
        raise Conflict("The readers of this case read a pack, so no times are offered.")
    if seen.state not in BOOKABLE | {"drawn"}:
        raise Conflict("The case is revealed or withdrawn, so no more times are offered.")
    hold(scope, f"slots:{case_id}")
    return seen


def _time_errors(
    scope: Scope, seen: Looked, kind: str, starts_at: datetime, ends_at: datetime
) -> dict[str, list[str]]:
    held = held_round(scope, seen.case.round_id)
    first, last = start_of(held.opens_on), end_of(held.closes_on + timedelta(days=held.grace_days))
    errors: dict[str, list[str]] = {}
    if kind not in SLOT_KINDS:
        errors["kind"] = ["Select an appointment or a guest account"]
    if not starts_at < ends_at <= starts_at + LONGEST:
        errors["ends"] = ["The end must come after the beginning, and within two weeks of it"]
    elif starts_at < now():
        errors["starts"] = ["The time must lie ahead"]
    elif starts_at.date() < first.date() or ends_at > last:
        errors["starts"] = ["The time must lie in the days of grading of this round"]
    elif kind == "appointment":
        for one in _own_times(scope, seen.case.id):
            if one.kind == "appointment" and one.starts_at < ends_at and starts_at < one.ends_at:
                errors["starts"] = ["It overlaps another appointment that you offer for this case"]
    return errors


def _own_times(scope: Scope, case_id: UUID) -> Sequence[Slot]:
    return (
        session(scope)
        .scalars(select(Slot).where(Slot.case_id == case_id, Slot.cancelled_at.is_(None)))
        .all()
    )


def cancel_slot(scope: Scope, case_id: UUID, slot_id: UUID) -> None:
    """Take a time back; a reader who booked it is told by mail, with the date alone."""
    seen = _at_home(scope, case_id)
    slot = session(scope).scalar(
        select(Slot).where(Slot.id == slot_id, Slot.case_id == case_id).with_for_update()
    )
    if slot is None:
        raise NotFound
    if slot.cancelled_at is not None:
        return
    slot.cancelled_at = now()
    session(scope).flush()
    events.record(scope, CANCELLED, case_id)
    settle(scope, seen.case.round_id, case_id)
    _tell(scope, seen, slot_id, "cancelled", 1)


def book_slot(scope: Scope, case_id: UUID, slot_id: UUID) -> None:
    """Take a time that one was offered. Twice is once.

    Raises ``Conflict`` for a time that is gone or past, one that meets another of the own bookings,
    or a second time for the same case.
    """
    seen = _as_reader(scope, case_id)
    slot = offered_to_me(scope, case_id).get(slot_id)
    if slot is None:
        raise NotFound
    last = last_booking(scope, slot_id)
    if last is not None and last.standing == "booked":
        return
    if slot.standing != "offered" or slot.starts_at < now():
        raise Conflict("This time is gone. Choose another one.")
    for other in standing_times(scope):
        if other.case_id == case_id:
            raise Conflict("You have a time for this case. Give it back before you take another.")
        if other.starts_at < slot.ends_at and slot.starts_at < other.ends_at:
            raise Conflict("You have booked another time that overlaps this one.")
    _add_booking(scope, seen, slot_id, "booked")
    events.record(scope, BOOKED, case_id)


def give_back(scope: Scope, case_id: UUID, slot_id: UUID) -> None:
    """Give a booked time back; it is free again. The home is told by mail, with the date alone."""
    seen = _as_reader(scope, case_id)
    if slot_id not in offered_to_me(scope, case_id):
        raise NotFound
    last = last_booking(scope, slot_id)
    if last is None or last.standing != "booked":
        return
    _add_booking(scope, seen, slot_id, "given_back")
    events.record(scope, GIVEN_BACK, case_id)


def _as_reader(scope: Scope, case_id: UUID) -> Looked:
    require(scope, READ_CASES)
    seen = look(scope, case_id)
    if not seen.tie.reader:
        raise NotFound
    if not seen.sight.slots:
        raise Forbidden("Times for this case cannot be changed now.")
    hold(scope, f"bookings:{scope.person_id}")
    return seen


def _add_booking(scope: Scope, seen: Looked, slot_id: UUID, standing: str) -> None:
    last = last_booking(scope, slot_id)
    number = (last.number if last else 0) + 1
    session(scope).add(
        Booking(
            region_id=scope.region_id,
            authority_id=scope.authority_id,
            round_id=seen.case.round_id,
            case_id=seen.case.id,
            slot_id=slot_id,
            person_id=scope.person_id,
            number=number,
            standing=standing,
            at=now(),
        )
    )
    session(scope).flush()
    settle(scope, seen.case.round_id, seen.case.id)
    _tell(scope, seen, slot_id, standing, number)


def _tell(scope: Scope, seen: Looked, slot_id: UUID, what: str, number: int) -> None:
    """Have both sides told by mail: a link and the date, nothing else."""
    payload = {"round_id": seen.case.round_id, "case_id": seen.case.id, "slot_id": slot_id}
    key = f"{TELL}:{slot_id}:{scope.authority_id}:{what}:{number}"
    jobs.enqueue(scope, TELL, {**payload, "what": what}, title="Tell of a time", key=key)
