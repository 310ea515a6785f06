"""Tools: the domains, questions and grades that cases are read by, as versioned data.

A round reads by a tool of the region's. An authority has its own beside them; one that it
publishes is offered to the office, which may adopt a copy.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from regionqa.core.tables import Base, Copy, Owned, Regional, uuid_key

TOOL_STATES = ("draft", "published", "retired")


class _Version:
    """One version of a tool. ``content`` is that of ``regionqa.moderation.tools``."""

    id: Mapped[UUID] = uuid_key()
    code: Mapped[str] = mapped_column(String(40))
    version: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(120))
    state: Mapped[str] = mapped_column(String(12))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    retired_at: Mapped[datetime | None]


def _once(owner: str) -> tuple[UniqueConstraint | CheckConstraint, ...]:
    """Each version of an owner's tool once, in a known state with its date."""
    return (
        UniqueConstraint(owner, "code", "version"),
        CheckConstraint("state in ('draft', 'published', 'retired')", name="state_known"),
        CheckConstraint("(state = 'draft') = (published_at is null)", name="published_has_date"),
        CheckConstraint("(state = 'retired') = (retired_at is not null)", name="retired_has_date"),
    )


class Tool(_Version, Regional, Base):
    """One version of a region's tool.

    A published version is never changed: a round names it, and its grades mean what it says.
    """

    __tablename__ = "moderation_tools"
    __table_args__ = _once("region_id")


class OwnTool(_Version, Owned, Base):
    """One version of an authority's own tool. A draft changes; what is published never does.

    ``revision`` rises with each saving of a draft.
    """

    __tablename__ = "moderation_own_tools"
    __table_args__ = _once("authority_id")

    revision: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012  # SQLAlchemy's own form


class ToolOffer(Copy, Base):
    """An authority tells the office of a version it has published, or retired since."""

    __tablename__ = "moderation_tool_offers"
    __table_args__ = (
        UniqueConstraint("own_tool_id", "standing"),
        CheckConstraint("standing in ('offered', 'retired')", name="standing_known"),
    )

    id: Mapped[UUID] = uuid_key()
    own_tool_id: Mapped[UUID]
    standing: Mapped[str] = mapped_column(String(8))
    code: Mapped[str] = mapped_column(String(40))
    version: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(120))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime]
