"""Who is asking. ``accounts`` knows how to find out, and says so here at start-up."""

from collections.abc import Callable, Sequence
from typing import Protocol
from uuid import UUID

from flask import current_app, g

from regionqa.core.database import Database
from regionqa.core.scope import Scope


class AuthorityChoice(Protocol):
    """An authority that a person may work in."""

    authority_id: UUID
    name: str


class Identity(Protocol):
    """A signed-in person, the authority in use, and the others to choose from."""

    person_id: UUID
    name: str
    scope: Scope
    authority_name: str | None
    authority_colour: str | None
    choices: Sequence[AuthorityChoice]


Resolver = Callable[[], Identity | None]
EXTENSION = "regionqa"


class Extension:
    """What the application holds for the door: its database and how to find out who is asking."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.resolver: Resolver = lambda: None


def extension() -> Extension:
    """The running application's extension."""
    held: Extension = current_app.extensions[EXTENSION]
    return held


def database() -> Database:
    """The running application's database."""
    return extension().database


def identity() -> Identity | None:
    """Who is signed in, looked up once a request."""
    if "identity" not in g:
        g.identity = extension().resolver()
    found: Identity | None = g.identity
    return found
