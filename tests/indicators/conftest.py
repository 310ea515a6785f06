"""A database of each kind with everything published in it, loaded once in a process."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

import config
from regionqa import migrate
from regionqa.app import create_app
from regionqa.core.database import Database
from regionqa.mapped import every_model
from tests.factories import visitors
from tests.factories.databases import TEMPLATE, PostgresDatabases
from tests.factories.world import Place
from tests.indicators import published


class Published:
    """A loaded database, its places by name, and the application on it."""

    def __init__(self, database: Database, url: str) -> None:
        self.database = database
        self.places: dict[str, Place] = published.load(database)
        self.app: Flask = create_app(config.load("testing", {"REGIONQA_DATABASE_URL": url}))

    def browse(self, place: str, *roles: str) -> FlaskClient:
        """The browser of somebody with these roles in a place."""
        person_id = visitors.join(self.database, {self.places[place]: roles})
        return visitors.signed_in(self.app, self.database, person_id, self.places[place])


@pytest.fixture(scope="session")
def published_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    """SQLite with everything published."""
    every_model()
    url = f"sqlite:///{tmp_path_factory.mktemp('published')}/published.db"
    migrate.upgrade(url)
    database = Database(url)
    yield Published(database, url)
    database.dispose()


@pytest.fixture(scope="session")
def published_postgres(postgres_databases: PostgresDatabases) -> Iterator[Published]:
    """PostgreSQL with everything published; another feature that imports this has its own."""
    name = f"regionqa_published_{uuid4().hex[:8]}"
    _owner, url = postgres_databases.server.new_database(name, template=TEMPLATE)
    database = Database(url)
    loaded = Published(database, url)
    yield loaded
    database.dispose()
    from regionqa.web.identity import EXTENSION

    loaded.app.extensions[EXTENSION].database.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def everything(request: pytest.FixtureRequest) -> Published:
    """Each kind of database with everything published in it."""
    name = "published_sqlite" if request.param == "sqlite" else "published_postgres"
    found: Published = request.getfixturevalue(name)
    return found
