"""In whose name the demonstration is filled."""

from sqlalchemy import select

from regionqa.accounts.models import Membership, MembershipRole
from regionqa.authorities import Authority, Role
from regionqa.core.database import Database
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import session, unit_of_work


def lead_of(database: Database, place: Authority, role: Role = Role.QA_LEAD) -> Scope:
    """The scope of the person who holds a role in an authority of the demonstration."""
    operator = operator_at(place)
    with unit_of_work(database, operator, write=False):
        held = select(Membership.person_id).join(Membership.roles)
        person_id = session(operator).scalar(
            held.where(MembershipRole.authority_id == place.id, MembershipRole.role == role)
        )
    return Scope(
        authority_id=place.id,
        region_id=place.region_id,
        person_id=person_id,
        roles=frozenset({role}),
        office=place.is_office,
        reason="fill the demonstration",
    )


def operator_at(place: Authority) -> Scope:
    """The operator's scope in an authority."""
    return Scope(
        authority_id=place.id,
        region_id=place.region_id,
        roles=frozenset({Role.OPERATOR}),
        office=place.is_office,
        installation=True,
        operator=True,
        reason="fill the demonstration",
    )
