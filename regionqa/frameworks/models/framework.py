"""An authority's framework: the draft that is worked on, and the versions that were approved."""

import json
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Dialect,
    LargeBinary,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from regionqa.core.tables import Base, Owned, Regional, uuid_key


class CanonicalJson(TypeDecorator[Any]):
    """Plain values kept as one line of JSON that is the same for the same values."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any | None, _dialect: Dialect) -> str | None:
        """The values as text."""
        if value is None:
            return None
        return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))

    def process_result_value(self, value: str | None, _dialect: Dialect) -> Any | None:
        """The values again."""
        return None if value is None else json.loads(value)


class Framework(Owned, Base):
    """An authority's framework: the standard it answers, and whether approval was asked for."""

    __tablename__ = "frameworks"
    __table_args__ = (UniqueConstraint("authority_id"),)

    id: Mapped[UUID] = uuid_key()
    standard_code: Mapped[str] = mapped_column(String(20))
    synthetic: Mapped[bool] = mapped_column(default=False)
    begun_at: Mapped[datetime]
    asked_at: Mapped[datetime | None]
    asked_by: Mapped[UUID | None]


class ComponentDraft(Owned, Base):
    """What is being said of one component. ``version`` rises with every change of it."""

    __tablename__ = "framework_drafts"
    __table_args__ = (
        UniqueConstraint("authority_id", "component_key"),
        CheckConstraint("coverage in ('absent', 'part', 'full')", name="coverage_known"),
        CheckConstraint("maturity between 1 and 4", name="maturity_a_step"),
        CheckConstraint(
            "not (coverage = 'absent' and maturity is not null)", name="absent_no_step"
        ),
    )

    id: Mapped[UUID] = uuid_key()
    component_key: Mapped[str] = mapped_column(String(40))
    description: Mapped[str] = mapped_column(Text)
    local: Mapped[str] = mapped_column(Text)
    coverage: Mapped[str | None] = mapped_column(String(8))
    maturity: Mapped[int | None]
    points: Mapped[dict[str, Any]] = mapped_column(CanonicalJson)
    sources: Mapped[list[Any]] = mapped_column(CanonicalJson)
    owner_role: Mapped[str | None] = mapped_column(String(40))
    review_on: Mapped[date | None]
    changed_at: Mapped[datetime]
    changed_by: Mapped[UUID | None]
    version: Mapped[int]

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805  # SQLAlchemy gives the class
        """The column that a stale write is known by."""
        return {"version_id_col": cls.__table__.c.version}


class FrameworkVersion(Owned, Base):
    """A version as it was approved: every word of it, never changed. ``number`` counts from 1."""

    __tablename__ = "framework_versions"
    __table_args__ = (UniqueConstraint("authority_id", "number"),)
    insert_only = True

    id: Mapped[UUID] = uuid_key()
    number: Mapped[int]
    standard_code: Mapped[str] = mapped_column(String(20))
    approved_at: Mapped[datetime]
    approved_by: Mapped[UUID | None]
    approved_as: Mapped[str] = mapped_column(String(40))
    why: Mapped[str] = mapped_column(Text)
    yearly_review: Mapped[bool]
    review_due: Mapped[date]
    content: Mapped[dict[str, Any]] = mapped_column(CanonicalJson)
    digest: Mapped[str] = mapped_column(String(64))


class FrameworkDocument(Owned, Base):
    """A document or a link that belongs to a component; its bytes are read only for a download."""

    __tablename__ = "framework_documents"
    __table_args__ = (
        CheckConstraint("(url is null) <> (content is null)", name="a_file_or_a_link"),
        CheckConstraint("url is null or url like 'https://%'", name="links_are_https"),
    )

    id: Mapped[UUID] = uuid_key()
    component_key: Mapped[str] = mapped_column(String(40), index=True)
    title: Mapped[str] = mapped_column(String(160))
    url: Mapped[str | None] = mapped_column(String(500))
    file_name: Mapped[str | None] = mapped_column(String(160))
    kind: Mapped[str | None] = mapped_column(String(20))
    size: Mapped[int | None]
    pages: Mapped[int | None]
    sha256: Mapped[str | None] = mapped_column(String(64))
    scanned_by: Mapped[str | None] = mapped_column(String(80))
    content: Mapped[bytes | None] = mapped_column(
        LargeBinary, deferred=True, deferred_raiseload=True
    )
    added_at: Mapped[datetime]
    added_by: Mapped[UUID | None]


class _Addition:
    """A component, or a point of one (then ``component_key`` says of which). Never deleted."""

    id: Mapped[UUID] = uuid_key()
    key: Mapped[str] = mapped_column(String(40))
    component_key: Mapped[str | None] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(300))
    purpose: Mapped[str] = mapped_column(String(500))
    steps: Mapped[list[str]] = mapped_column(CanonicalJson)
    added_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]


class RegionalAddition(_Addition, Regional, Base):
    """What the region adds to the standard for all its members."""

    __tablename__ = "regional_additions"
    __table_args__ = (UniqueConstraint("region_id", "key"),)


class OwnAddition(_Addition, Owned, Base):
    """What an authority adds for itself."""

    __tablename__ = "own_additions"
    __table_args__ = (UniqueConstraint("authority_id", "key"),)
