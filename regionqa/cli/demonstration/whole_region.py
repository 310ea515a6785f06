"""A finished round of every authority of the demonstration, and a release of what it found.

It takes as long again as all the rest, so it is added where it is asked for.
"""

from collections.abc import Callable
from typing import Any

from regionqa.accounts.models import Membership, MembershipRole, Person
from regionqa.authorities import Authority, Role
from regionqa.authorities.operations import record_agreement
from regionqa.benchmarking import fill_round_release
from regionqa.cli.demonstration.people import stand_ins
from regionqa.cli.demonstration.scopes import lead_of, operator_at
from regionqa.cli.settings import authority_list
from regionqa.core.database import Database
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session, unit_of_work
from regionqa.moderation.demonstration import fill_region, has_region_round

Step = tuple[str, Callable[[Database], None]]


def steps_of_region(settings: dict[str, Any]) -> list[Step]:
    """What is done, in order, with a name for each step."""
    return [
        ("people who lead and read", _people),
        ("a round", lambda held: _round(held, settings)),
        ("a release", lambda held: _release(held, settings)),
    ]


def is_filled(settings: dict[str, Any]) -> bool:
    """Whether the demonstration has it already."""
    database = Database(settings["DATABASE_URL"])
    try:
        return has_region_round(database)
    finally:
        database.close_into_one_file()


def _people(database: Database) -> None:
    """Somebody who leads and reads in each authority that has no lead; nobody can sign in so."""
    members = [place for place in authority_list(database) if not place.is_office]
    in_order = sorted(members, key=lambda place: place.gss_code or "")
    for place, name in zip(in_order, stand_ins(), strict=True):
        if lead_of(database, place).person_id is None:
            _stand_in_at(database, place, name)


def _stand_in_at(database: Database, place: Authority, name: str) -> None:
    operator, moment = operator_at(place), now()
    email = f"{name.lower().replace(' ', '.')}@demo.example"
    with unit_of_work(database, operator):
        unit = session(operator)
        person = Person(email=email, email_key=email, name=name, created_at=moment)
        unit.add(person)
        unit.flush()
        held = Membership(
            person_id=person.id,
            authority_id=place.id,
            display_name=name,
            invited_at=moment,
            joined_at=moment,
            changed_at=moment,
        )
        unit.add(held)
        unit.flush()
        unit.add_all(
            MembershipRole(membership_id=held.id, authority_id=place.id, role=role, since=moment)
            for role in (Role.QA_LEAD, Role.MODERATOR)
        )


def _round(database: Database, settings: dict[str, Any]) -> None:
    fill_region(database, settings, record_agreement)


def _release(database: Database, settings: dict[str, Any]) -> None:
    office = next(place for place in authority_list(database) if place.is_office)
    people = [
        lead_of(database, office, role) for role in (Role.REGIONAL_LEAD, Role.REGIONAL_DEPUTY)
    ]
    fill_round_release(database, settings, *people)
