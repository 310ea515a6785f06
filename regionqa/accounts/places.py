"""A person's place in an authority, as a plain object that queries give and policies weigh."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from regionqa.core.scope import Scope


@dataclass(frozen=True, slots=True)
class Held:
    """Where a person belongs since ``joined_at``, or did until ``left_at``, and the roles there."""

    membership_id: UUID
    person_id: UUID
    authority_id: UUID
    region_id: UUID
    name: str
    colour: str
    office: bool
    display_name: str
    roles: frozenset[str]
    left_at: datetime | None = None
    joined_at: datetime | None = None

    def scope(self) -> Scope:
        """The scope of this person at work in this authority."""
        return Scope(
            authority_id=self.authority_id,
            region_id=self.region_id,
            person_id=self.person_id,
            roles=self.roles,
            office=self.office,
        )
