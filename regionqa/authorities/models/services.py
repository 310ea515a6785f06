"""An authority's services and teams, as dated data: a reorganisation ends some, begins others."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from regionqa.core.tables import Base, Owned, uuid_key


class Service(Owned, Base):
    """A service, such as Assessment or Children in care. ``successor_id`` is what followed it."""

    __tablename__ = "services"
    __table_args__ = (
        CheckConstraint("end_date is null or end_date >= start_date", name="ends_after_start"),
        CheckConstraint("successor_id is null or end_date is not null", name="ended_if_followed"),
    )

    id: Mapped[UUID] = uuid_key()
    name: Mapped[str] = mapped_column(String(80))
    start_date: Mapped[date]
    end_date: Mapped[date | None]
    successor_id: Mapped[UUID | None] = mapped_column(ForeignKey("services.id"))


class Team(Owned, Base):
    """A team of a service."""

    __tablename__ = "teams"
    __table_args__ = (
        CheckConstraint("end_date is null or end_date >= start_date", name="ends_after_start"),
        CheckConstraint("successor_id is null or end_date is not null", name="ended_if_followed"),
    )

    id: Mapped[UUID] = uuid_key()
    service_id: Mapped[UUID] = mapped_column(ForeignKey("services.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    start_date: Mapped[date]
    end_date: Mapped[date | None]
    successor_id: Mapped[UUID | None] = mapped_column(ForeignKey("teams.id"))
