"""The door: a declared permission, one transaction, an answer for all that goes wrong."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from regionqa.core import events
from regionqa.core.database import Database
from regionqa.core.scope import Scope
from regionqa.web.door import Door, Undeclared
from regionqa.web.identity import EXTENSION
from tests.conftest import Browse
from tests.factories.world import World

HAPPENED = events.declare("test.happened", sentence="A test happened")


def test_a_route_without_a_declaration_cannot_be_registered() -> None:
    with pytest.raises(Undeclared):
        Door("undeclared", __name__).page("/undeclared")


def test_nobody_is_sent_to_sign_in_and_back(client: FlaskClient) -> None:
    answer = client.get("/")
    assert answer.status_code == 302
    assert "/sign-in" in answer.location
    assert "next=" in answer.location


def test_a_program_gets_problem_json(client: FlaskClient) -> None:
    answer = client.get("/", headers={"Accept": "application/json"})
    assert answer.status_code == 401
    assert answer.mimetype == "application/problem+json"
    assert answer.json["status"] == 401
    assert answer.json["reference"] == answer.headers["X-Request-ID"]


def test_the_authority_in_use_is_always_visible(browse_as: Browse, world: type[World]) -> None:
    page = browse_as("qa_lead", place=world.b).get("/").text
    assert world.b.name in page
    assert world.a.name not in page


def test_every_answer_has_the_strict_policy(client: FlaskClient) -> None:
    for address in ("/health", "/nothing-here", "/static/app.css", "/sign-in"):
        with client.get(address) as answer:
            headers = answer.headers
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Request-ID"]


def test_a_host_that_is_not_ours_is_refused_plainly(client: FlaskClient) -> None:
    answer = client.get("/health", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert "evil" not in answer.text


def test_an_unexpected_error_shows_a_reference_and_nothing_else(app: Flask) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    original = app.view_functions["web.health"]
    try:
        app.view_functions["web.health"] = _break
        answer = app.test_client().get("/health")
    finally:
        app.view_functions["web.health"] = original
    assert answer.status_code == 500
    assert answer.headers["X-Request-ID"] in answer.text
    for word in ("secret-of-b", "Traceback", "ZeroDivision"):
        assert word not in answer.text


@pytest.fixture
def without_database(app: Flask) -> Iterator[None]:
    """The application of a service whose database has gone."""
    extension = app.extensions[EXTENSION]
    held, extension.database = (
        extension.database,
        Database("postgresql+psycopg://x@/x?host=/nowhere"),
    )
    try:
        yield
    finally:
        extension.database = held


@pytest.mark.usefixtures("without_database")
def test_health_says_that_the_database_is_gone(app: Flask) -> None:
    answer = app.test_client().get("/health")
    assert answer.status_code == 503
    assert answer.text == "the database does not answer, or has no tables yet\n"


def test_a_page_without_its_database_says_to_come_back(
    browse_as: Browse, request: pytest.FixtureRequest
) -> None:
    browser = browse_as("qa_lead")
    request.getfixturevalue("without_database")
    answer = browser.get("/")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"
    assert "not available at the moment" in answer.text
    assert answer.headers["X-Request-ID"] in answer.text
    assert "psycopg" not in answer.text


def _break() -> str:
    raise ZeroDivisionError("secret-of-b")


def test_an_answer_of_400_commits_nothing(app: Flask, database: Database) -> None:
    from regionqa.core.unit_of_work import session, unit_of_work
    from regionqa.web import door as doors

    scope = World.a.scope()

    def view(given: Scope) -> tuple[str, int]:
        events.record(given, HAPPENED)
        return "no", 422

    with app.test_request_context("/", method="POST"):
        answer = doors._in_one_transaction(view, scope, {})
    assert answer.status_code == 422
    with unit_of_work(database, scope, write=False):
        assert session(scope).query(events.Event).count() == 0


def test_a_get_that_writes_is_refused_by_the_database(app: Flask, database: Database) -> None:
    from sqlalchemy.exc import DatabaseError

    from regionqa.web import door as doors

    scope = World.a.scope()

    def view(given: Scope) -> str:
        events.record(given, HAPPENED)
        return "yes"

    with app.test_request_context("/", method="GET"), pytest.raises(DatabaseError):
        doors._in_one_transaction(view, scope, {})
