"""Practice standards: versioned, from draft to in force to retired."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from regionqa.core.tables import Base, Owned, uuid_key
from regionqa.frameworks.models.framework import CanonicalJson


class PracticeStandard(Owned, Base):
    """A practice standard, such as visits to children; its words are in its versions."""

    __tablename__ = "practice_standards"
    __table_args__ = (UniqueConstraint("authority_id", "title"),)

    id: Mapped[UUID] = uuid_key()
    title: Mapped[str] = mapped_column(String(160))
    begun_at: Mapped[datetime]


class PracticeStandardVersion(Owned, Base):
    """One version of it. Its words change only while it is a draft; one at a time is in force."""

    __tablename__ = "practice_standard_versions"
    __table_args__ = (
        UniqueConstraint("standard_id", "number"),
        CheckConstraint(
            "status in ('draft', 'checked', 'engaged', 'signed_off', 'in_force', 'retired')",
            name="status_known",
        ),
        Index(
            "uq_practice_standard_versions_in_force",
            "standard_id",
            unique=True,
            sqlite_where=text("status = 'in_force'"),
            postgresql_where=text("status = 'in_force'"),
        ),
    )

    id: Mapped[UUID] = uuid_key()
    standard_id: Mapped[UUID] = mapped_column(ForeignKey("practice_standards.id"), index=True)
    number: Mapped[int]
    status: Mapped[str] = mapped_column(String(12))
    words: Mapped[str] = mapped_column(Text)
    sources: Mapped[list[str]] = mapped_column(CanonicalJson)
    changed_at: Mapped[datetime]
    changed_by: Mapped[UUID | None]
    version: Mapped[int]

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805  # SQLAlchemy gives the class
        """The column that a stale write is known by."""
        return {"version_id_col": cls.__table__.c.version}


class PracticeStandardStep(Owned, Base):
    """One step of a version from a status to the next, with what was done for it."""

    __tablename__ = "practice_standard_steps"
    insert_only = True

    id: Mapped[UUID] = uuid_key()
    version_id: Mapped[UUID] = mapped_column(
        ForeignKey("practice_standard_versions.id"), index=True
    )
    from_status: Mapped[str | None] = mapped_column(String(12))
    to_status: Mapped[str] = mapped_column(String(12))
    at: Mapped[datetime]
    by: Mapped[UUID | None]
    note: Mapped[str] = mapped_column(Text)
