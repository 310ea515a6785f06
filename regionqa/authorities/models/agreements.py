"""The agreements under which an authority shares: recorded before it may share anything."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from regionqa.core.tables import Base, Owned, uuid_key


class SharingAgreement(Owned, Base):
    """One agreement, by its reference. ``signatory`` is an office, such as Director, not a name."""

    __tablename__ = "sharing_agreements"
    __table_args__ = (
        CheckConstraint("review_on > signed_on", name="reviewed_after_signed"),
        CheckConstraint(
            "kind in ('memorandum', 'data_sharing', 'impact_assessment')", name="kind_known"
        ),
        CheckConstraint("ended_on is null or ended_on >= signed_on", name="ends_after_signed"),
    )

    id: Mapped[UUID] = uuid_key()
    kind: Mapped[str] = mapped_column(String(20))
    reference: Mapped[str] = mapped_column(String(80))
    signatory: Mapped[str] = mapped_column(String(80))
    signed_on: Mapped[date]
    review_on: Mapped[date]
    ended_on: Mapped[date | None]

    def in_force_on(self, day: date) -> bool:
        """Whether sharing may rest on it: signed, not ended, and its review is not overdue."""
        ended = self.ended_on is not None and self.ended_on <= day
        return self.signed_on <= day <= self.review_on and not ended
