"""What is published of every area in England, whether or not it uses the service."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from regionqa.core.tables import Base, Global, uuid_key


class ReferenceLoad(Global, Base):
    """One loading of reference data. The latest one's id is the version of all that is held."""

    __tablename__ = "reference_loads"

    id: Mapped[UUID] = uuid_key()
    at: Mapped[datetime] = mapped_column(index=True)
    what: Mapped[str] = mapped_column(String(200))
    person_id: Mapped[UUID | None]
    upload_id: Mapped[UUID | None] = mapped_column(unique=True)
    added: Mapped[int] = mapped_column(Integer)
    changed: Mapped[int] = mapped_column(Integer)
    unchanged: Mapped[int] = mapped_column(Integer)


class AreaRow(Global, Base):
    """An area that figures are published for, or an authority that is decided and has no code yet.

    ``members`` are the codes of a joint return's authorities, a space between them; ``continues``
    the code under which the same area was published before.
    """

    __tablename__ = "areas"

    slug: Mapped[str] = mapped_column(String(60), primary_key=True)
    code: Mapped[str | None] = mapped_column(String(24), unique=True)
    dfe_code: Mapped[str | None] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(12), index=True)
    type_name: Mapped[str | None] = mapped_column(String(40))
    region_code: Mapped[str | None] = mapped_column(String(9))
    sub_region_code: Mapped[str | None] = mapped_column(String(9))
    ofsted_region: Mapped[str | None] = mapped_column(String(60))
    ofsted_urn: Mapped[str | None] = mapped_column(String(10))
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    children: Mapped[int | None]
    members: Mapped[str | None] = mapped_column(String(60))
    continues: Mapped[str | None] = mapped_column(String(24))


class AreaCodeRow(Global, Base):
    """Another code that files use for an area."""

    __tablename__ = "area_codes"

    code: Mapped[str] = mapped_column(String(24), primary_key=True)
    area_code: Mapped[str] = mapped_column(String(24))


class SuccessionRow(Global, Base):
    """One authority followed another on a day; ``extent`` says how much of its area went there."""

    __tablename__ = "successions"

    predecessor: Mapped[str] = mapped_column(ForeignKey("areas.slug"), primary_key=True)
    successor: Mapped[str] = mapped_column(ForeignKey("areas.slug"), primary_key=True)
    on_date: Mapped[date]
    extent: Mapped[str] = mapped_column(String(10))


class NeighbourRow(Global, Base):
    """A statistical neighbour of an authority, by the codes of the published model."""

    __tablename__ = "statistical_neighbours"

    area_code: Mapped[str] = mapped_column(String(9), primary_key=True)
    rank: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    neighbour_code: Mapped[str] = mapped_column(String(9))
    closeness: Mapped[int] = mapped_column(Integer)


class InspectionRow(Global, Base):
    """An Ofsted inspection's grades, in words; None where a judgement was not made."""

    __tablename__ = "inspections"

    area_code: Mapped[str] = mapped_column(String(9), primary_key=True)
    inspected_on: Mapped[date] = mapped_column(primary_key=True)
    published_on: Mapped[date | None]
    kind: Mapped[str] = mapped_column(String(12))
    overall_effectiveness: Mapped[str | None] = mapped_column(String(40))
    impact_of_leaders: Mapped[str | None] = mapped_column(String(40))
    help_and_protection: Mapped[str | None] = mapped_column(String(40))
    children_in_care: Mapped[str | None] = mapped_column(String(40))
    care_leavers: Mapped[str | None] = mapped_column(String(40))
    machine_read: Mapped[bool]
    report: Mapped[str] = mapped_column(String(200))


class VisitRow(Global, Base):
    """An Ofsted visit without grades, and its theme."""

    __tablename__ = "inspection_visits"

    area_code: Mapped[str] = mapped_column(String(9), primary_key=True)
    visited_on: Mapped[date] = mapped_column(primary_key=True)
    published_on: Mapped[date | None]
    kind: Mapped[str] = mapped_column(String(12))
    theme: Mapped[str] = mapped_column(String(80))
