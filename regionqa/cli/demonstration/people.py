"""Who can sign in to the demonstration."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

OFFICE = "office"


@dataclass(frozen=True, slots=True)
class DemoPlace:
    """Where a person works: an authority's GSS code or the office, and the roles held there."""

    at: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """A made-up person."""

    name: str
    email: str
    places: tuple[DemoPlace, ...]


@dataclass(frozen=True, slots=True)
class SignIn:
    """A sign-in as it is printed: one for each place of a person."""

    email: str
    password: str
    name: str
    roles: tuple[str, ...]
    authority: str


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "people.toml").read_text(encoding="utf-8"))


def password() -> str:
    """The password that everybody in the demonstration has."""
    return str(_file()["password"])


def everybody() -> list[DemoPerson]:
    """The people of the demonstration, in the order of the file."""
    return [
        DemoPerson(
            row["name"],
            row["email"],
            tuple(DemoPlace(place["at"], tuple(place["roles"])) for place in row["places"]),
        )
        for row in _file()["person"]
    ]


def stand_ins() -> list[str]:
    """Names of people who lead and read where nobody else does; their sign-ins are not printed."""
    return [str(name) for name in _file()["stand_ins"]]


def sign_ins(names: dict[str, str]) -> list[SignIn]:
    """Every sign-in; ``names`` gives what each authority's code, and ``office``, is called."""
    return [
        SignIn(person.email, password(), person.name, place.roles, names[place.at])
        for person in everybody()
        for place in person.places
    ]
