"""The region's members and its office, as releases know them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from regionqa.authorities import Authority, AuthorityKind, read_atlas
from regionqa.core.errors import NotFound
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import session


@dataclass(frozen=True, slots=True)
class Member:
    """An authority of the region, with the days on which it began and ended."""

    id: UUID
    name: str
    code: str | None
    starts_on: date | None
    ends_on: date | None

    def in_being(self, day: date) -> bool:
        """Whether it exists on a day."""
        begun = self.starts_on is None or self.starts_on <= day
        return begun and (self.ends_on is None or day <= self.ends_on)


def list_members(scope: Scope) -> list[Member]:
    """Every authority that is or was in the region, by name."""
    rows = session(scope).scalars(
        select(Authority)
        .where(
            Authority.region_id == scope.region_id,
            Authority.kind == AuthorityKind.LOCAL_AUTHORITY,
        )
        .order_by(Authority.name)
    )
    return [Member(one.id, one.name, one.gss_code, one.start_date, one.end_date) for one in rows]


def successors(scope: Scope) -> dict[str, tuple[str, ...]]:
    """Each abolished authority of the region with those that took its place, as ids in text."""
    by_code = {one.code: one for one in list_members(scope) if one.code}
    found: dict[str, list[str]] = defaultdict(list)
    for step in read_atlas(scope).successions:
        before, after = by_code.get(step.predecessor), by_code.get(step.successor)
        if before is not None and after is not None and before.ends_on is not None:
            found[str(before.id)].append(str(after.id))
    return {before: tuple(sorted(after)) for before, after in found.items()}


def office_of(scope: Scope) -> UUID:
    """The office of the scope's region. Raises ``NotFound`` where a region has none."""
    found = session(scope).scalar(
        select(Authority.id).where(
            Authority.region_id == scope.region_id,
            Authority.kind == AuthorityKind.REGIONAL_OFFICE,
        )
    )
    if found is None:
        raise NotFound("The region has no office, so it publishes nothing.")
    return found
