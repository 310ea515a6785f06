"""Grading that is no case's: practice, and anchors, which everybody in a round reads.

An anchor is the region's own made-up case. A panel of three authorities reads it blind and agrees
its key; the key is the office's, and a reader is given a copy of it when their reading is in.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from regionqa.core.tables import Base, Copy, Owned, Regional, uuid_key

ANCHOR_STATES = ("at_panel", "keyed", "retired")


class Trial(Owned, Base):
    """What somebody writes of a practice case or an anchor; ``subject`` names it.

    A practice case is ``submitted`` here and nowhere else: it enters no figure.
    """

    __tablename__ = "moderation_trials"
    __table_args__ = (UniqueConstraint("authority_id", "person_id", "subject"),)

    id: Mapped[UUID] = uuid_key()
    person_id: Mapped[UUID]
    subject: Mapped[str] = mapped_column(String(60))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    version: Mapped[int] = mapped_column(Integer)
    saved_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  # SQLAlchemy's own form


class Anchor(Regional, Base):
    """A made-up case of the region's, by one version of a tool. Its papers never change."""

    __tablename__ = "moderation_anchors"
    __table_args__ = (
        CheckConstraint("state in ('at_panel', 'keyed', 'retired')", name="state_known"),
        CheckConstraint("(state = 'retired') = (retired_at is not null)", name="retired_has_date"),
        CheckConstraint(
            "(state = 'retired') = (retired_reason is not null)", name="retired_has_reason"
        ),
        CheckConstraint("state <> 'keyed' or keyed_at is not null", name="keyed_has_date"),
    )

    id: Mapped[UUID] = uuid_key()
    title: Mapped[str] = mapped_column(String(120))
    service: Mapped[str] = mapped_column(String(80))
    age_band: Mapped[str] = mapped_column(String(20))
    papers: Mapped[list[str]] = mapped_column(JSON)
    tool_id: Mapped[UUID] = mapped_column(ForeignKey("moderation_tools.id"))
    state: Mapped[str] = mapped_column(String(12))
    created_at: Mapped[datetime]
    keyed_at: Mapped[datetime | None]
    retired_at: Mapped[datetime | None]
    retired_reason: Mapped[str | None] = mapped_column(String(200))


class _OfAnchor:
    """A row about one anchor."""

    id: Mapped[UUID] = uuid_key()

    @declared_attr
    def anchor_id(self) -> Mapped[UUID]:
        """The anchor."""
        return mapped_column(ForeignKey("moderation_anchors.id"), index=True)


class AnchorUse(_OfAnchor, Regional, Base):
    """Everybody who reads in this round reads this anchor."""

    __tablename__ = "moderation_anchor_uses"
    __table_args__ = (UniqueConstraint("anchor_id", "round_id"),)
    insert_only = True

    round_id: Mapped[UUID] = mapped_column(ForeignKey("moderation_rounds.id"), index=True)
    at: Mapped[datetime]


class AnchorSeat(_OfAnchor, Copy, Base):
    """The office asks somebody of an authority to sit on an anchor's panel."""

    __tablename__ = "moderation_anchor_seats"
    __table_args__ = (UniqueConstraint("anchor_id", "person_id"),)

    person_id: Mapped[UUID]
    mark: Mapped[str] = mapped_column(String(12))
    at: Mapped[datetime]


class AnchorReading(_OfAnchor, Owned, Base):
    """A blind reading of an anchor, by its panel or by a reader of a round; never changed."""

    __tablename__ = "moderation_anchor_readings"
    __table_args__ = (
        UniqueConstraint("anchor_id", "person_id"),
        CheckConstraint("kind in ('panel', 'reader')", name="kind_known"),
        CheckConstraint("(kind = 'panel') = (round_id is null)", name="reader_has_round"),
    )
    insert_only = True
    opened_by = "reveal"

    region_id: Mapped[UUID] = mapped_column(ForeignKey("regions.id"), index=True)
    round_id: Mapped[UUID | None] = mapped_column(ForeignKey("moderation_rounds.id"), index=True)
    person_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(String(8))
    grades: Mapped[dict[str, Any]] = mapped_column(JSON)
    evidence: Mapped[dict[str, Any]] = mapped_column(JSON)
    minutes: Mapped[int] = mapped_column(Integer)
    seal: Mapped[str] = mapped_column(String(64))
    submitted_at: Mapped[datetime]


class AnchorWord(_OfAnchor, Copy, Base):
    """What a panel says of a key: proposed to the office, and passed on by it to the others.

    ``kind`` is ``reading`` for the blind ones, passed on when all three are in, or ``proposal``.
    """

    __tablename__ = "moderation_anchor_words"
    __table_args__ = (
        UniqueConstraint("source_id", "reader_id"),
        CheckConstraint("kind in ('reading', 'proposal')", name="kind_known"),
    )

    source_id: Mapped[UUID]
    mark: Mapped[str] = mapped_column(String(12))
    kind: Mapped[str] = mapped_column(String(8))
    grades: Mapped[dict[str, Any]] = mapped_column(JSON)
    evidence: Mapped[dict[str, Any]] = mapped_column(JSON)
    number: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime]


class AnchorKey(_OfAnchor, Owned, Base):
    """The key that a panel agreed: the office's row, and sealed to everybody else."""

    __tablename__ = "moderation_anchor_keys"
    __table_args__ = (UniqueConstraint("anchor_id"),)
    insert_only = True

    grades: Mapped[dict[str, Any]] = mapped_column(JSON)
    evidence: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime]


class AnchorKeyCopy(_OfAnchor, Copy, Base):
    """The key given to one reader, whose reading is in."""

    __tablename__ = "moderation_anchor_key_copies"
    __table_args__ = (UniqueConstraint("anchor_id", "person_id"),)

    person_id: Mapped[UUID]
    grades: Mapped[dict[str, Any]] = mapped_column(JSON)
    evidence: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime]
