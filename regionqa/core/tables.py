"""The declarative base, and the five classes of table that decide who may see a row.

Every mapped class inherits exactly one of the five; ``tests/contracts/test_table_classes.py`` fails
for one that does not. The PostgreSQL policies and SQLite triggers that say the same are made by
``regionqa.core.protection`` and called from the migrations. ``opened_by`` names the duty that a
table of sealed rows opens to, within a region: such a table has a ``region_id`` as well.
"""

from datetime import UTC, datetime
from typing import Any, ClassVar
from uuid import UUID, uuid4

from sqlalchemy import DateTime, ForeignKey, MetaData, TypeDecorator, Uuid
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, stored in UTC; SQLite keeps no zone, so it is put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Refuse a moment without a zone; store the rest in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A moment without a time zone cannot be stored.")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any | None, _dialect: Dialect) -> datetime | None:
        """Give the moment back aware, in UTC."""
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


class Base(DeclarativeBase):
    """The base of every mapped class."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: UtcDateTime, UUID: Uuid()}
    table_class: ClassVar[str]
    insert_only: ClassVar[bool] = False
    opened_by: ClassVar[str] = ""


class Global:
    """Rows that all may read and only migrations and the operator's imports write."""

    table_class: ClassVar[str] = "global"


class Installation:
    """People, sessions, throttles, jobs: only ``accounts`` and ``core`` read and write."""

    table_class: ClassVar[str] = "installation"
    readable_by_own_authority: ClassVar[bool] = False


class ReadByOwnAuthority(Installation):
    """Installation rows about an authority, which that authority may read without writing them.

    The migration says the same with ``protect(…, own_authority_reads=True)``.
    """

    readable_by_own_authority: ClassVar[bool] = True

    @declared_attr
    def authority_id(self) -> Mapped[UUID]:
        """The authority that the row is about."""
        return mapped_column(ForeignKey("authorities.id"), index=True)


class Owned:
    """Rows of one authority: only that authority reads and writes them."""

    table_class: ClassVar[str] = "owned"

    @declared_attr
    def authority_id(self) -> Mapped[UUID]:
        """The authority that owns the row."""
        return mapped_column(ForeignKey("authorities.id"), index=True)


class Regional:
    """Rows that members of a region read and its office writes."""

    table_class: ClassVar[str] = "regional"

    @declared_attr
    def region_id(self) -> Mapped[UUID]:
        """The region whose members may read the row."""
        return mapped_column(ForeignKey("regions.id"), index=True)


class Copy:
    """An insert-only copy that two parties may read: its owner and its reader."""

    table_class: ClassVar[str] = "copy"
    insert_only: ClassVar[bool] = True

    @declared_attr
    def owner_id(self) -> Mapped[UUID]:
        """The authority whose words or figures these are."""
        return mapped_column(ForeignKey("authorities.id"), index=True)

    @declared_attr
    def reader_id(self) -> Mapped[UUID]:
        """The authority that was given the copy."""
        return mapped_column(ForeignKey("authorities.id"), index=True)


TABLE_CLASSES = (Global, Installation, Owned, Regional, Copy)


def uuid_key() -> Mapped[UUID]:
    """A random primary key: it says nothing of order or number, and cannot be guessed."""
    return mapped_column(primary_key=True, default=uuid4)


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)
