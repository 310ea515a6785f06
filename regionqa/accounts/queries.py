"""Who somebody is and where they belong, as plain objects."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from regionqa.accounts.models import (
    Membership,
    MembershipRole,
)
from regionqa.authorities.models import Authority
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import session


@dataclass(frozen=True, slots=True)
class Held:
    """A person's place in an authority, with the roles held there now."""

    membership_id: UUID
    person_id: UUID
    authority_id: UUID
    region_id: UUID
    name: str
    colour: str
    office: bool
    display_name: str
    roles: frozenset[str]

    def scope(self) -> Scope:
        """The scope of this person at work in this authority."""
        return Scope(
            authority_id=self.authority_id,
            region_id=self.region_id,
            person_id=self.person_id,
            roles=self.roles,
            office=self.office,
        )


def memberships_of(scope: Scope, person_id: UUID) -> tuple[Held, ...]:
    """Every place the person has joined and not left, in all authorities, by authority's name.

    Wants a scope with ``installation``. One query.
    """
    return memberships_of_all(scope, [person_id]).get(person_id, ())


def memberships_of_all(scope: Scope, person_ids: Iterable[UUID]) -> dict[UUID, tuple[Held, ...]]:
    """The same for several people at once, by person; one query."""
    query = (
        select(Membership, Authority, MembershipRole.role)
        .join(Authority, Authority.id == Membership.authority_id)
        .outerjoin(
            MembershipRole,
            (MembershipRole.membership_id == Membership.id) & MembershipRole.until.is_(None),
        )
        .where(
            Membership.person_id.in_(list(person_ids)),
            Membership.joined_at.is_not(None),
            Membership.left_at.is_(None),
        )
        .order_by(Authority.name, Membership.id)
    )
    places: dict[UUID, tuple[Membership, Authority, set[str]]] = {}
    for membership, authority, role in session(scope).execute(query):
        roles = places.setdefault(membership.id, (membership, authority, set()))[2]
        if role is not None:
            roles.add(role)
    found: dict[UUID, tuple[Held, ...]] = {}
    for membership, authority, roles in places.values():
        held = _held(membership, authority, roles)
        found[membership.person_id] = (*found.get(membership.person_id, ()), held)
    return found


def _held(membership: Membership, authority: Authority, roles: set[str]) -> Held:
    return Held(
        membership_id=membership.id,
        person_id=membership.person_id,
        authority_id=authority.id,
        region_id=authority.region_id,
        name=authority.name,
        colour=authority.colour,
        office=authority.is_office,
        display_name=membership.display_name,
        roles=frozenset(roles),
    )
