"""Times to read in place: what the home offers, what a reader was offered and booked."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from regionqa.core.errors import NotFound
from regionqa.core.permissions import require
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import session
from regionqa.moderation.models import Booking, BookingCopy, Slot, SlotCopy
from regionqa.moderation.policy import READ_CASES
from regionqa.moderation.queries.ties import find_look, look

BOOKABLE = frozenset({"allocated", "in_blind", "short"})


@dataclass(frozen=True, slots=True)
class SlotView:
    """A time to read in place. ``booked``: by the reader who looks, or for the home by anybody.

    ``how`` is empty for a reader who has not booked it.
    """

    id: UUID
    kind: str
    starts_at: datetime
    ends_at: datetime
    how: str
    day_contact: str
    booked: bool
    cancelled: bool


@dataclass(frozen=True, slots=True)
class SlotsView:
    """The times of a case, for its home or for one of its readers, with their own ones alone."""

    case_id: UUID
    round_id: UUID
    label: str
    way: str
    at_home: bool
    may_change: bool
    slots: tuple[SlotView, ...]


def list_slots(scope: Scope, case_id: UUID) -> SlotsView:
    """The times of a case. Raises ``NotFound`` for who neither reads it nor is of its home."""
    require(scope, READ_CASES)
    seen = look(scope, case_id)
    home = seen.tie.leads_home or seen.tie.home_auditor
    if not (home or seen.sight.slots):
        raise NotFound
    return SlotsView(
        case_id=case_id,
        round_id=seen.case.round_id,
        label=seen.case.label,
        way=seen.case.way,
        at_home=home,
        may_change=seen.state in BOOKABLE or (home and seen.state == "drawn"),
        slots=tuple(_of_home(scope, case_id) if home else _of_reader(scope, case_id)),
    )


def _of_home(scope: Scope, case_id: UUID) -> list[SlotView]:
    unit = session(scope)
    taken = dict(
        unit.execute(
            select(BookingCopy.slot_id, BookingCopy.standing)
            .where(BookingCopy.case_id == case_id)
            .order_by(BookingCopy.number)
        ).all()
    )
    rows = unit.scalars(select(Slot).where(Slot.case_id == case_id).order_by(Slot.starts_at))
    return [
        SlotView(
            row.id,
            row.kind,
            row.starts_at,
            row.ends_at,
            row.how,
            row.day_contact,
            booked=taken.get(row.id) == "booked" and row.cancelled_at is None,
            cancelled=row.cancelled_at is not None,
        )
        for row in rows
    ]


def _of_reader(scope: Scope, case_id: UUID) -> list[SlotView]:
    views = []
    taken = dict(
        session(scope)
        .execute(
            select(Booking.slot_id, Booking.standing)
            .where(Booking.case_id == case_id, Booking.person_id == scope.person_id)
            .order_by(Booking.number)
        )
        .all()
    )
    for row in offered_to_me(scope, case_id).values():
        booked = taken.get(row.slot_id) == "booked"
        gone = row.standing == "cancelled"
        if gone and not booked:
            continue
        views.append(
            SlotView(
                row.slot_id,
                row.kind,
                row.starts_at,
                row.ends_at,
                row.how if booked and not gone else "",
                row.day_contact if booked and not gone else "",
                booked=booked and not gone,
                cancelled=gone,
            )
        )
    return sorted(views, key=lambda one: one.starts_at)


def offered_to_me(scope: Scope, case_id: UUID) -> dict[UUID, SlotCopy]:
    """The times of a case that this person was offered, as each stands now."""
    rows = session(scope).scalars(
        select(SlotCopy)
        .where(SlotCopy.case_id == case_id, SlotCopy.person_id == scope.person_id)
        .order_by(SlotCopy.number)
    )
    return {row.slot_id: row for row in rows}


def last_booking(scope: Scope, slot_id: UUID) -> Booking | None:
    """How a time stands with this person's authority; None: never booked."""
    return session(scope).scalar(
        select(Booking).where(Booking.slot_id == slot_id).order_by(Booking.number.desc()).limit(1)
    )


def standing_times(scope: Scope) -> list[SlotCopy]:
    """The times that this person has booked and that were not cancelled, in any round."""
    unit = session(scope)
    last: dict[UUID, str] = {}
    for row in unit.scalars(
        select(Booking).where(Booking.person_id == scope.person_id).order_by(Booking.number)
    ):
        last[row.slot_id] = row.standing
    booked = [key for key, standing in last.items() if standing == "booked"]
    newest: dict[UUID, SlotCopy] = {}
    for copy in unit.scalars(
        select(SlotCopy).where(SlotCopy.slot_id.in_(booked)).order_by(SlotCopy.number)
    ):
        newest[copy.slot_id] = copy
    return [one for one in newest.values() if one.standing == "offered"]


def visible_slots(scope: Scope, case_id: UUID) -> tuple[SlotView, ...]:
    """The own times of a case that is read in place; nothing where access is cut."""
    seen = find_look(scope, case_id)
    if seen is None or not seen.sight.slots or scope.office:
        return ()
    home = seen.tie.leads_home or seen.tie.home_auditor
    return tuple(_of_home(scope, case_id) if home else _of_reader(scope, case_id))
