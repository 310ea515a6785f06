"""Who is in the demonstration, and in whose name it is filled."""

from collections.abc import Mapping

from sqlalchemy import select

from regionqa import accounts
from regionqa.accounts.models import Membership, MembershipRole
from regionqa.authorities import Authority, Role
from regionqa.cli.demonstration.people import DemoPerson, password
from regionqa.core.database import Database
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import session, unit_of_work


def join(database: Database, person: DemoPerson, places: Mapping[str, Authority]) -> None:
    """Invite somebody to each place and accept for them, as they would themselves.

    ``places`` are the authorities by GSS code, and the office.
    """
    for place in person.places:
        scope = operator_at(places[place.at])
        with unit_of_work(database, scope):
            invitation = accounts.invite_person(
                scope, email=person.email, display_name=person.name, roles=place.roles
            )
        accounts.accept_invitation(
            database, invitation.token, display_name=person.name, password=password()
        )


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
