"""Tools: the domains, questions and grades that a round reads cases by, as versioned data."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from regionqa.core.tables import Base, Regional, uuid_key

TOOL_STATES = ("draft", "published", "retired")


class Tool(Regional, Base):
    """One version of a region's tool. ``content`` is that of ``regionqa.moderation.tools``.

    A published version is never changed: a round names it, and its grades mean what it says.
    """

    __tablename__ = "moderation_tools"
    __table_args__ = (
        UniqueConstraint("region_id", "code", "version"),
        CheckConstraint("state in ('draft', 'published', 'retired')", name="state_known"),
        CheckConstraint("(state = 'draft') = (published_at is null)", name="published_has_date"),
        CheckConstraint("(state = 'retired') = (retired_at is not null)", name="retired_has_date"),
    )

    id: Mapped[UUID] = uuid_key()
    code: Mapped[str] = mapped_column(String(40))
    version: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(120))
    state: Mapped[str] = mapped_column(String(12))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    retired_at: Mapped[datetime | None]
