"""In whose name a piece of work is done: the office, an authority, or the duty of revealing."""

from uuid import UUID

from sqlalchemy import bindparam, select

from regionqa.authorities import Authority, AuthorityKind
from regionqa.core.database import Database
from regionqa.core.errors import NotFound
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import read_once, session, unit_of_work

REVEAL = "reveal"


def office_of(scope: Scope) -> UUID:
    """The office of the scope's region. Raises ``NotFound`` where a region has none."""
    found = session(scope).scalar(
        select(Authority.id).where(
            Authority.region_id == scope.region_id,
            Authority.kind == AuthorityKind.REGIONAL_OFFICE,
        )
    )
    if found is None:
        raise NotFound("The region has no office, so it has no rounds.")
    return found


def list_offices(database: Database) -> list[tuple[UUID, UUID]]:
    """(region, its office) of every region that has one, for work over all of them in turn."""
    nobody = Scope()
    with unit_of_work(database, nobody, write=False):
        rows = session(nobody).execute(
            select(Authority.region_id, Authority.id)
            .where(Authority.kind == AuthorityKind.REGIONAL_OFFICE)
            .order_by(Authority.id)
        )
        return [(row.region_id, row.id) for row in rows]


_MEMBERS = (
    select(Authority.id, Authority.name)
    .where(
        Authority.region_id == bindparam("region"),
        Authority.kind == AuthorityKind.LOCAL_AUTHORITY,
    )
    .order_by(Authority.name)
)


@read_once
def members_of(scope: Scope) -> dict[UUID, str]:
    """The local authorities of the scope's region, by key, in order of their names."""
    rows = session(scope).execute(_MEMBERS, {"region": scope.region_id})
    return {row.id: row.name for row in rows}


def as_office(region_id: UUID, office_id: UUID, reason: str) -> Scope:
    """The office's scope, for background work; it can look up where people belong."""
    return Scope(
        authority_id=office_id, region_id=region_id, office=True, installation=True, reason=reason
    )


def as_authority(region_id: UUID, authority_id: UUID, reason: str) -> Scope:
    """An authority's scope, for background work."""
    return Scope(authority_id=authority_id, region_id=region_id, reason=reason)


def as_reveal(region_id: UUID, office_id: UUID, reason: str) -> Scope:
    """The duty of revealing: the office's rows, and the region's sealed readings."""
    return Scope(
        authority_id=office_id, region_id=region_id, office=True, duty=REVEAL, reason=reason
    )
