"""What every test may use: databases of both kinds, the world's places, the application."""

import threading
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

import config
from regionqa.core.database import Database
from tests.factories import visitors
from tests.factories.databases import Databases, PostgresDatabases, SqliteDatabases
from tests.factories.world import Place, World
from tests.support import browser

Browse = Callable[..., FlaskClient]

SLOW_IS_FINE = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
settings.register_profile(
    "short", max_examples=40, deadline=None, suppress_health_check=SLOW_IS_FINE
)
settings.register_profile(
    "full", max_examples=500, deadline=None, suppress_health_check=SLOW_IS_FINE
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--full", action="store_true", help="the long form of simulations, fuzzing and kill tests"
    )


def pytest_configure(config: pytest.Config) -> None:
    settings.load_profile("full" if config.getoption("--full") else "short")
    config.addinivalue_line("markers", "writes_reference: the test changes reference tables")


@pytest.fixture(scope="session")
def full(request: pytest.FixtureRequest) -> bool:
    """Whether the long form was asked for."""
    return bool(request.config.getoption("--full"))


@pytest.fixture(scope="session")
def sqlite_databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteDatabases]:
    """SQLite, migrated and seeded once."""
    databases = SqliteDatabases(tmp_path_factory.mktemp("sqlite"))
    yield databases
    databases.stop()


@pytest.fixture(scope="session")
def postgres_databases() -> Iterator[PostgresDatabases]:
    """PostgreSQL, started, migrated and seeded once."""
    databases = PostgresDatabases()
    yield databases
    databases.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def databases(request: pytest.FixtureRequest) -> Databases:
    """Each kind of database in turn."""
    found: Databases = request.getfixturevalue(
        "sqlite_databases" if request.param == "sqlite" else "postgres_databases"
    )
    return found


@pytest.fixture
def database(request: pytest.FixtureRequest, databases: Databases) -> Iterator[Database]:
    """A database as new, with the world's regions and authorities and nothing else."""
    reference_too = request.node.get_closest_marker("writes_reference") is not None
    with databases.clean(reference_too=reference_too) as cleaned:
        yield cleaned


@pytest.fixture
def world() -> type[World]:
    """The places of the tests."""
    return World


_APPS: dict[str, Flask] = {}


@pytest.fixture
def app(databases: Databases, database: Database) -> Flask:
    """The application on the test's database; made once for each in a process."""
    from regionqa.app import create_app
    from regionqa.web.identity import EXTENSION

    url = databases.database_url
    if url not in _APPS:
        _APPS[url] = create_app(config.load("testing", {"REGIONQA_DATABASE_URL": url}))
        _APPS[url].extensions[EXTENSION].database.dispose()
    _APPS[url].extensions[EXTENSION].database = database
    return _APPS[url]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium for all tests of a process: playwright opens only once in each."""
    with sync_playwright() as playwright:
        opened = browser.launch(playwright)
        yield opened
        opened.close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Somebody who is not signed in."""
    return app.test_client()


@pytest.fixture
def browse_as(app: Flask, database: Database) -> Browse:
    """``browse_as("qa_lead", place=world.a)``: the browser of somebody with that role there."""

    def browse(*roles: str, place: Place = World.a) -> FlaskClient:
        person_id = visitors.join(database, {place: roles})
        return visitors.signed_in(app, database, person_id, place)

    return browse


class Silent(WSGIRequestHandler):
    """Says nothing of requests."""

    def log(self, *_arguments: object) -> None:
        """Nothing."""


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """Where the application is served, for a browser."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Silent)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
