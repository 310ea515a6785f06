"""Regions, authorities with their dates, and who came after whom."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from regionqa.core.tables import Base, Global, uuid_key


class AuthorityKind(StrEnum):
    """What an authority row stands for; lists, maps and minimum numbers count only the first."""

    LOCAL_AUTHORITY = "local_authority"
    REGIONAL_OFFICE = "regional_office"


class Region(Global, Base):
    """A region of authorities, with the statisticians' code where it has one."""

    __tablename__ = "regions"

    id: Mapped[UUID] = uuid_key()
    code: Mapped[str] = mapped_column(String(9), unique=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)


class Authority(Global, Base):
    """A local authority with children's services, or a region's office: each is a tenant."""

    __tablename__ = "authorities"
    __table_args__ = (
        CheckConstraint("end_date is null or end_date > start_date", name="ends_after_start"),
        CheckConstraint("kind in ('local_authority', 'regional_office')", name="kind_known"),
    )

    id: Mapped[UUID] = uuid_key()
    region_id: Mapped[UUID] = mapped_column(ForeignKey("regions.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20), default=AuthorityKind.LOCAL_AUTHORITY)
    name: Mapped[str] = mapped_column(String(80))
    gss_code: Mapped[str | None] = mapped_column(String(9), unique=True)
    dfe_code: Mapped[str | None] = mapped_column(String(3))
    type_name: Mapped[str | None] = mapped_column(String(40))
    start_date: Mapped[date | None]
    end_date: Mapped[date | None]
    colour: Mapped[str] = mapped_column(String(7), default="#1d70b8")

    region: Mapped[Region] = relationship(lazy="raise")

    @property
    def is_office(self) -> bool:
        """Whether this is a region's office and not a local authority."""
        return self.kind == AuthorityKind.REGIONAL_OFFICE
