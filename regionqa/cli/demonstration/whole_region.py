"""A finished round of every authority of the demonstration, and a release of what it found.

It takes as long again as all the rest, so it is added where it is asked for.
"""

from collections.abc import Callable
from typing import Any

from regionqa.authorities import Role
from regionqa.authorities.operations import record_agreement
from regionqa.benchmarking import fill_round_release
from regionqa.cli.demonstration.people import DemoPerson, DemoPlace, stand_ins
from regionqa.cli.demonstration.scopes import join, lead_of
from regionqa.cli.settings import authority_list
from regionqa.core.database import Database
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
    """Somebody who leads and reads in each authority that has no lead."""
    members = {one.gss_code or "": one for one in authority_list(database) if not one.is_office}
    for code, name in zip(sorted(members), stand_ins(), strict=True):
        if lead_of(database, members[code]).person_id is None:
            email = f"{name.lower().replace(' ', '.')}@demo.example"
            roles = DemoPlace(code, (Role.QA_LEAD, Role.MODERATOR))
            join(database, DemoPerson(name, email, (roles,)), members)


def _round(database: Database, settings: dict[str, Any]) -> None:
    fill_region(database, settings, record_agreement)


def _release(database: Database, settings: dict[str, Any]) -> None:
    office = next(place for place in authority_list(database) if place.is_office)
    people = [
        lead_of(database, office, role) for role in (Role.REGIONAL_LEAD, Role.REGIONAL_DEPUTY)
    ]
    fill_round_release(database, settings, *people)
