"""How an authority's domains and grades are read on the region's, and what both said to it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from regionqa.core.tables import Base, Copy, uuid_key


class ToolMapping(Copy, Base):
    """One version of an authority's mapping, given to its region's office. Never changed.

    ``domains`` is own domain to the key of a common one, or None for one that has no counterpart;
    ``grades`` is own grade to a grade of the common scale. ``since`` is the first month it is for.
    """

    __tablename__ = "benchmark_mappings"
    __table_args__ = (UniqueConstraint("owner_id", "number"),)

    id: Mapped[UUID] = uuid_key()
    number: Mapped[int] = mapped_column(Integer)
    tool: Mapped[str] = mapped_column(String(120))
    since: Mapped[date] = mapped_column(Date)
    common: Mapped[str] = mapped_column(String(20))
    domains: Mapped[dict[str, Any]] = mapped_column(JSON)
    grades: Mapped[dict[str, Any]] = mapped_column(JSON)
    note: Mapped[str] = mapped_column(String(300))
    synthetic: Mapped[bool] = mapped_column(default=False)
    proposed_at: Mapped[datetime]
    proposed_by: Mapped[UUID | None]


class MappingDecision(Copy, Base):
    """One party's word on a mapping: the authority's own second person, or the region's office.

    The owner is the party that decides, the reader the other one.
    """

    __tablename__ = "benchmark_mapping_decisions"
    __table_args__ = (
        UniqueConstraint("mapping_id", "party"),
        CheckConstraint("party in ('authority', 'office')", name="party_known"),
    )

    id: Mapped[UUID] = uuid_key()
    mapping_id: Mapped[UUID] = mapped_column(ForeignKey("benchmark_mappings.id"), index=True)
    party: Mapped[str] = mapped_column(String(10))
    accepted: Mapped[bool]
    reason: Mapped[str] = mapped_column(String(300))
    at: Mapped[datetime]
    by: Mapped[UUID | None]
