"""The API on a database with everything published, and programs that ask it."""

from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient

from regionqa.core.database import Database
from tests.factories import visitors
from tests.factories.world import Place
from tests.indicators.conftest import Published, published_sqlite

__all__ = ["published_sqlite"]


@dataclass(frozen=True)
class Asking:
    """An application with its places, and tokens for programs of people there."""

    app: Flask
    database: Database
    places: dict[str, Place]

    def place(self, name: str) -> Place:
        """A place by its name; the region's office for ``office``."""
        if name == "office":
            return next(place for place in self.places.values() if place.office)
        return self.places[name]

    def token(self, place: str, *roles: str) -> str:
        """A token of somebody new with these roles in a place."""
        here = self.place(place)
        person_id = visitors.join(self.database, {here: roles})
        return visitors.api_token(self.database, person_id, here)

    def program(self, place: str, *roles: str) -> FlaskClient:
        """A program of somebody new with these roles in a place."""
        client = self.app.test_client()
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {self.token(place, *roles)}"
        return client


@pytest.fixture
def asking(published_sqlite: Published) -> Asking:
    """Everything published, on SQLite."""
    return Asking(published_sqlite.app, published_sqlite.database, published_sqlite.places)
