"""Packs: the redacted papers of a case, encrypted under a key that the database does not hold."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from regionqa.core.tables import Base, Copy, Owned
from regionqa.moderation.models.taking_part import OnCase


class _Sealed:
    """What both copies of a pack hold; ``key_id`` names the key, which is elsewhere."""

    number: Mapped[int] = mapped_column(Integer)
    media_type: Mapped[str] = mapped_column(String(40))
    key_id: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    digest: Mapped[str] = mapped_column(String(64))


class Pack(_Sealed, OnCase, Copy, Base):
    """The home authority hands a pack in, attesting that it was redacted; the newest counts."""

    __tablename__ = "moderation_packs"
    __table_args__ = (UniqueConstraint("case_id", "number"),)

    attested_by: Mapped[UUID]
    at: Mapped[datetime]


class PackCopy(_Sealed, OnCase, Copy, Base):
    """A pack given to the authority of one of the case's readers, by the office."""

    __tablename__ = "moderation_pack_copies"
    __table_args__ = (UniqueConstraint("pack_id", "reader_id"),)

    pack_id: Mapped[UUID]


class PackOpening(OnCase, Owned, Base):
    """Somebody opened a pack. Every opening is a row."""

    __tablename__ = "moderation_pack_openings"
    insert_only = True

    person_id: Mapped[UUID]
    digest: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
