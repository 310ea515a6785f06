"""Who is asking. ``accounts`` knows how to find out, and says so here at start-up."""

from collections.abc import Callable, Sequence
from typing import Protocol
from uuid import UUID

from flask import current_app, g

from regionqa.core.database import Database
from regionqa.core.scope import Scope


class AuthorityChoice(Protocol):
    """An authority that a person may work in."""

    @property
    def authority_id(self) -> UUID:
        """The authority's key."""

    @property
    def name(self) -> str:
        """What it is called."""


class Identity(Protocol):
    """A signed-in person, the authority in use, and the others to choose from."""

    @property
    def person_id(self) -> UUID:
        """The person's key."""

    @property
    def name(self) -> str:
        """What the person is called in the authority in use."""

    @property
    def scope(self) -> Scope:
        """For whom they work now; without an authority until one is chosen."""

    @property
    def authority_name(self) -> str | None:
        """The name of the authority in use."""

    @property
    def authority_colour(self) -> str | None:
        """The colour of the authority in use, ``#rrggbb``."""

    @property
    def choices(self) -> Sequence[AuthorityChoice]:
        """Every authority they may work in."""


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
