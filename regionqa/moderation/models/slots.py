"""Slots: when a record can be read in place, offered by the home and booked by one reader each.

The duty of revealing passes them on, each to one reader's authority only, so that no reader learns
by a slot that is gone when another one reads. Of a booking the home is told the slot and no name.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from regionqa.core.tables import Base, Owned
from regionqa.moderation.models.taking_part import OnCase

SLOT_KINDS = ("appointment", "guest_account")


class _Times:
    """When and how a record can be read, and whom to ring on the day."""

    kind: Mapped[str] = mapped_column(String(16))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    how: Mapped[str] = mapped_column(String(1000))
    day_contact: Mapped[str] = mapped_column(String(200))


class Slot(_Times, OnCase, Owned, Base):
    """A time that the home offers, until it is cancelled."""

    __tablename__ = "moderation_slots"
    __table_args__ = (
        UniqueConstraint("authority_id", "request_key"),
        CheckConstraint("kind in ('appointment', 'guest_account')", name="kind_known"),
        CheckConstraint("starts_at < ends_at", name="ends_after_start"),
    )
    opened_by = "reveal"

    region_id: Mapped[UUID] = mapped_column(ForeignKey("regions.id"), index=True)
    offered_by: Mapped[UUID]
    offered_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
    request_key: Mapped[str] = mapped_column(String(64))


class SlotCopy(_Times, OnCase, Owned, Base):
    """A slot in the hands of one reader's authority; its highest ``number`` is how it stands."""

    __tablename__ = "moderation_slot_copies"
    __table_args__ = (
        UniqueConstraint("slot_id", "authority_id", "number"),
        CheckConstraint("standing in ('offered', 'cancelled')", name="standing_known"),
    )
    insert_only = True
    opened_by = "reveal"

    region_id: Mapped[UUID] = mapped_column(ForeignKey("regions.id"), index=True)
    slot_id: Mapped[UUID]
    person_id: Mapped[UUID]
    number: Mapped[int] = mapped_column(Integer)
    standing: Mapped[str] = mapped_column(String(10))


class Booking(OnCase, Owned, Base):
    """A reader takes a slot or gives it back; the highest ``number`` is how it stands."""

    __tablename__ = "moderation_bookings"
    __table_args__ = (
        UniqueConstraint("slot_id", "authority_id", "number"),
        CheckConstraint("standing in ('booked', 'given_back')", name="standing_known"),
    )
    insert_only = True
    opened_by = "reveal"

    region_id: Mapped[UUID] = mapped_column(ForeignKey("regions.id"), index=True)
    slot_id: Mapped[UUID]
    person_id: Mapped[UUID]
    number: Mapped[int] = mapped_column(Integer)
    standing: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime]


class BookingCopy(OnCase, Owned, Base):
    """What the home is told of a booking: the slot and how it stands."""

    __tablename__ = "moderation_booking_copies"
    __table_args__ = (
        UniqueConstraint("slot_id", "number"),
        CheckConstraint("standing in ('booked', 'given_back')", name="standing_known"),
    )
    insert_only = True
    opened_by = "reveal"

    region_id: Mapped[UUID] = mapped_column(ForeignKey("regions.id"), index=True)
    slot_id: Mapped[UUID]
    number: Mapped[int] = mapped_column(Integer)
    standing: Mapped[str] = mapped_column(String(10))
