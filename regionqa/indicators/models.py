"""The tables of published figures, and files of them that wait to be taken in."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Boolean, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from regionqa.core.tables import Base, Global, Owned, uuid_key


class IndicatorRow(Global, Base):
    """An indicator's definition. ``denominator`` holds codes of counts, a plus between them."""

    __tablename__ = "indicators"

    code: Mapped[str] = mapped_column(String(60), primary_key=True)
    place: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(String(160))
    theme_code: Mapped[str] = mapped_column(String(40))
    theme_title: Mapped[str] = mapped_column(String(80))
    theme_order: Mapped[int] = mapped_column(Integer)
    unit: Mapped[str] = mapped_column(String(12))
    decimal_places: Mapped[int] = mapped_column(Integer)
    polarity: Mapped[str] = mapped_column(String(4))
    type: Mapped[str] = mapped_column(String(12))
    period: Mapped[str] = mapped_column(String(40))
    definition: Mapped[str] = mapped_column(String(1000))
    accuracy: Mapped[str] = mapped_column(String(1000))
    purpose: Mapped[str] = mapped_column(String(1000))
    trend_and_comparison: Mapped[str] = mapped_column(String(1000))
    folded: Mapped[bool] = mapped_column(Boolean)
    numerator: Mapped[str | None] = mapped_column(String(60))
    denominator: Mapped[str] = mapped_column(String(200))
    source_code: Mapped[str] = mapped_column(String(40))
    source_title: Mapped[str] = mapped_column(String(160))
    source_publisher: Mapped[str] = mapped_column(String(80))
    source_collected: Mapped[str] = mapped_column(String(300))
    source_url: Mapped[str] = mapped_column(String(300))
    source_accuracy: Mapped[str] = mapped_column(String(1000))


class PublishedValueRow(Global, Base):
    """One published figure: a number or a symbol, as the text that was published."""

    __tablename__ = "published_values"

    indicator_code: Mapped[str] = mapped_column(String(60), primary_key=True)
    year: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    area_code: Mapped[str] = mapped_column(String(24), primary_key=True)
    figure: Mapped[str] = mapped_column(String(24))


class IndicatorUpload(Owned, Base):
    """A file of published figures that was read without a fault and waits to be taken in.

    ``readings`` is the compressed list of what it says; ``job_id`` the job that takes it in.
    """

    __tablename__ = "indicator_uploads"

    id: Mapped[UUID] = uuid_key()
    filename: Mapped[str] = mapped_column(String(200))
    layout: Mapped[str] = mapped_column(String(160))
    content_hash: Mapped[str] = mapped_column(String(64))
    count: Mapped[int] = mapped_column(Integer)
    readings: Mapped[bytes] = mapped_column(LargeBinary)
    added: Mapped[int] = mapped_column(Integer)
    changed: Mapped[int] = mapped_column(Integer)
    unchanged: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[datetime]
    created_by: Mapped[UUID | None]
    job_id: Mapped[UUID | None]
