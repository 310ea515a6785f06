"""What an authority shares: its choice, the published copies, offers of help, the legacy."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from regionqa.core.tables import Base, Copy, Owned, Regional, uuid_key
from regionqa.frameworks.models.framework import CanonicalJson


class SharingChoice(Owned, Base):
    """With whom one component is shared; without a row it is private."""

    __tablename__ = "framework_sharing"
    __table_args__ = (
        UniqueConstraint("authority_id", "component_key"),
        CheckConstraint("level in ('private', 'unnamed', 'named')", name="level_known"),
    )

    id: Mapped[UUID] = uuid_key()
    component_key: Mapped[str] = mapped_column(String(40))
    level: Mapped[str] = mapped_column(String(8))
    changed_at: Mapped[datetime]
    changed_by: Mapped[UUID | None]


class SharedComponent(Copy, Base):
    """One component shared by name, as it was approved: one copy for each reader.

    A copy is never changed. It is deleted when the owner withdraws it or publishes a later
    version, so that nothing withdrawn is left for any query to find.
    """

    __tablename__ = "shared_components"
    __table_args__ = (
        UniqueConstraint("owner_id", "reader_id", "component_key"),
        Index("ix_shared_components_reader_component", "reader_id", "component_key"),
    )
    insert_only = False

    id: Mapped[UUID] = uuid_key()
    component_key: Mapped[str] = mapped_column(String(40))
    version_number: Mapped[int]
    approved_at: Mapped[datetime]
    published_at: Mapped[datetime]
    synthetic: Mapped[bool]
    content: Mapped[dict[str, Any]] = mapped_column(CanonicalJson)
    evidence: Mapped[list[Any]] = mapped_column(CanonicalJson)


class SharedStanding(Copy, Base):
    """All that one reader may know of where an authority stands, in one small row.

    ``standing`` maps a component to its share level and, where it is shared by name, to coverage
    and maturity now and a year before. The office's row also says what is counted without a name.
    """

    __tablename__ = "shared_standings"
    __table_args__ = (UniqueConstraint("owner_id", "reader_id"),)
    insert_only = False

    id: Mapped[UUID] = uuid_key()
    standing: Mapped[dict[str, Any]] = mapped_column(CanonicalJson)
    synthetic: Mapped[bool]
    published_at: Mapped[datetime]


class HelpOffer(Copy, Base):
    """An authority offers, by name, to help others with a component: one copy for each reader."""

    __tablename__ = "help_offers"
    __table_args__ = (UniqueConstraint("owner_id", "reader_id", "component_key"),)
    insert_only = False

    id: Mapped[UUID] = uuid_key()
    component_key: Mapped[str] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(String(500))
    contact_role: Mapped[str] = mapped_column(String(40))
    offered_at: Mapped[datetime]


class FrameworkLegacy(Copy, Base):
    """A version that a predecessor approved, handed to the authority that came after it."""

    __tablename__ = "framework_legacies"
    __table_args__ = (UniqueConstraint("owner_id", "reader_id", "number"),)

    id: Mapped[UUID] = uuid_key()
    number: Mapped[int]
    approved_at: Mapped[datetime]
    approved_as: Mapped[str] = mapped_column(String(40))
    why: Mapped[str] = mapped_column(Text)
    content: Mapped[dict[str, Any]] = mapped_column(CanonicalJson)
    digest: Mapped[str] = mapped_column(String(64))
    handed_at: Mapped[datetime]


class CrosswalkSnapshot(Regional, Base):
    """The counts over the region, frozen for a set date: what every member may know."""

    __tablename__ = "crosswalk_snapshots"
    __table_args__ = (UniqueConstraint("region_id", "set_on"),)
    insert_only = True

    id: Mapped[UUID] = uuid_key()
    set_on: Mapped[date]
    made_at: Mapped[datetime]
    content: Mapped[dict[str, Any]] = mapped_column(CanonicalJson)


class CrosswalkContribution(Owned, Base):
    """What an authority added to the counts of a set date; only the authority itself reads it."""

    __tablename__ = "crosswalk_contributions"
    __table_args__ = (UniqueConstraint("authority_id", "set_on"),)
    insert_only = True

    id: Mapped[UUID] = uuid_key()
    set_on: Mapped[date]
    answers: Mapped[dict[str, Any]] = mapped_column(CanonicalJson)
