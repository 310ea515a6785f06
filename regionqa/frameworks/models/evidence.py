"""Evidence that an authority names by hand: what happened, when, and where to read it."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from regionqa.core.tables import Base, Owned, uuid_key


class NamedEvidence(Owned, Base):
    """Something that happened on a day and stands behind a component; only its sort is shared."""

    __tablename__ = "framework_evidence"
    __table_args__ = (
        CheckConstraint(
            "sort in ('meeting', 'report', 'feedback', 'survey', 'audit', 'observation',"
            " 'supervision', 'training', 'other')",
            name="sort_known",
        ),
        CheckConstraint("url is null or url like 'https://%'", name="links_are_https"),
        CheckConstraint("url is null or document_id is null", name="a_link_or_a_document"),
    )

    id: Mapped[UUID] = uuid_key()
    component_key: Mapped[str] = mapped_column(String(40), index=True)
    sort: Mapped[str] = mapped_column(String(12))
    title: Mapped[str] = mapped_column(String(160))
    happened_on: Mapped[date]
    url: Mapped[str | None] = mapped_column(String(500))
    document_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("framework_documents.id"), index=True
    )
    added_at: Mapped[datetime]
    added_by: Mapped[UUID | None]
