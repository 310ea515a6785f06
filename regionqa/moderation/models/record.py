"""What a round taught: the words of its record, written by the office for the region."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from regionqa.core.tables import Base, Regional, uuid_key


class RoundRecord(Regional, Base):
    """Themes, learning and the actions agreed; the highest ``number`` is how it reads now."""

    __tablename__ = "moderation_records"
    __table_args__ = (UniqueConstraint("round_id", "number"),)
    insert_only = True

    id: Mapped[UUID] = uuid_key()
    round_id: Mapped[UUID] = mapped_column(ForeignKey("moderation_rounds.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    themes: Mapped[str] = mapped_column(String(8000))
    learning: Mapped[str] = mapped_column(String(8000))
    actions: Mapped[str] = mapped_column(String(8000))
    at: Mapped[datetime]
