"""Who may enter: every route × method × role, own and another authority's, against a table.

The table, ``authorisation.csv``, is written by hand: it is what was decided, and not what the code
says. ``public``: nobody need be signed in. ``person``: signed in, an authority need not be chosen.
``everybody``: every role. ``content``: every role but the operator, who reads none. Otherwise the
roles that may, and no other.
"""

import csv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

import config
from regionqa.app import create_app
from regionqa.authorities.roles import OFFICE_ROLES, Role
from regionqa.core.database import Database
from regionqa.web.door import DECLARATIONS
from tests.factories import visitors
from tests.factories.examples import GIVEN_TO_OFFICE, SHARED, Owner, values_for
from tests.factories.world import Place, World

TABLE = Path(__file__).with_name("authorisation.csv")
SAFE = {"HEAD", "OPTIONS"}
ENDS_THE_SESSION = {"accounts.sign_out", "accounts.sign_out_everywhere"}
Enter = Callable[[Flask, Database, UUID, Place], FlaskClient]
Values = dict[str, object]
FLASKS_OWN = {"web.static": "files of the pages, for everybody"}


class Row(NamedTuple):
    """A line of the table."""

    endpoint: str
    methods: tuple[str, ...]
    who: frozenset[str]

    def lets_in(self, role: Role) -> bool:
        """Whether somebody with this role may enter."""
        groups = {"public", "person", "everybody", role.value}
        return bool(self.who & (groups if role is Role.OPERATOR else groups | {"content"}))


def _rows() -> list[Row]:
    with TABLE.open(newline="") as file:
        return [
            Row(line["endpoint"], tuple(line["methods"].split()), frozenset(line["who"].split()))
            for line in csv.DictReader(file)
        ]


ROWS = _rows()
_APP = create_app(config.load("testing", {}))
RULES = {rule.endpoint: rule for rule in _APP.url_map.iter_rules()}


@contextmanager
def without_csrf(app: Flask) -> Iterator[None]:
    """The matrix asks who may enter; that each form has its token is another test's."""
    app.config["WTF_CSRF_ENABLED"] = False
    try:
        yield
    finally:
        app.config["WTF_CSRF_ENABLED"] = True


def test_the_table_names_every_route_and_no_other() -> None:
    there = {
        (rule.endpoint, tuple(sorted(rule.methods - SAFE)))
        for rule in _APP.url_map.iter_rules()
        if rule.endpoint not in FLASKS_OWN
    }
    said = {(row.endpoint, tuple(sorted(row.methods))) for row in ROWS}
    assert there - said == set(), f"decide who may and add to {TABLE.name}: {there - said}"
    assert said - there == set(), f"these routes are gone, take them out: {said - there}"


def test_every_route_is_declared() -> None:
    declared = set(_APP.extensions[DECLARATIONS]) | set(FLASKS_OWN)
    assert set(RULES) <= declared, "register routes with Door.page, which wants a permission"


def test_public_routes_are_those_that_were_decided() -> None:
    public = {
        name for name, held in _APP.extensions[DECLARATIONS].items() if held.public is not None
    }
    assert public == {row.endpoint for row in ROWS if "public" in row.who}


def test_roles_in_the_table_exist() -> None:
    known = {role.value for role in Role} | {"public", "person", "everybody", "content"}
    assert set().union(*(row.who for row in ROWS)) <= known


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.endpoint)
def test_each_role_is_let_in_or_kept_out(app: Flask, database: Database, row: Row) -> None:
    owners = {place: _owner(database, place) for place in (World.a, World.office)}
    kept_out = {place: values_of(row, owner) for place, owner in owners.items()}
    with without_csrf(app):
        for role in Role:
            place = World.office if role in OFFICE_ROLES else World.a
            values = None if row.lets_in(role) else kept_out[place]
            for method in row.methods:
                answer = ask(app, database, row, method, role, place, place, values=values)
                case = f"{method} {row.endpoint} as {role.value}: {answer.status}"
                assert answer.status_code < 500, case
                if row.lets_in(role):
                    assert answer.status_code != 403, case
                    assert not _sent_to_sign_in(answer) or row.endpoint in ENDS_THE_SESSION, case
                else:
                    assert answer.status_code in {403, 404}, case


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_nobody_enters_without_signing_in(app: Flask, database: Database) -> None:
    with without_csrf(app):
        for row in ROWS:
            for method in row.methods:
                client = app.test_client()
                answer = _open(client, row, method, values_of(row, _owner(database, World.a)))
                case = f"{method} {row.endpoint} as nobody: {answer.status}"
                if "public" in row.who and row.endpoint not in ENDS_THE_SESSION:
                    assert not _sent_to_sign_in(answer), case
                else:
                    assert _sent_to_sign_in(answer), case


WITH_IDS = [row for row in ROWS if RULES[row.endpoint].arguments - SHARED]


@pytest.mark.parametrize("row", WITH_IDS, ids=lambda row: row.endpoint)
def test_another_authoritys_id_is_not_found(app: Flask, database: Database, row: Row) -> None:
    given = RULES[row.endpoint].arguments & GIVEN_TO_OFFICE
    role = next(r for r in Role if row.lets_in(r) and not (given and r in OFFICE_ROLES))
    home = World.office if role in OFFICE_ROLES else World.a
    with without_csrf(app):
        for other in (World.b, World.elsewhere):
            for method in row.methods:
                answer = ask(app, database, row, method, role, home, other)
                case = f"{method} {row.endpoint} of {other.name} as {role.value}"
                assert answer.status_code == 404, f"{case}: {answer.status}"
                assert other.name not in answer.text, case


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_a_form_without_its_token_is_refused(app: Flask, database: Database) -> None:
    for row in ROWS:
        if "POST" in row.methods:
            role = next(role for role in Role if row.lets_in(role))
            place = World.office if role in OFFICE_ROLES else World.a
            answer = ask(app, database, row, "POST", role, place, place, visitors.signed_in)
            assert answer.status_code == 400, f"{row.endpoint}: {answer.status}"


def _owner(database: Database, place: Place) -> Owner:
    return Owner(database, place, visitors.join(database, {place: ["auditor"]}))


def ask(
    app: Flask,
    database: Database,
    row: Row,
    method: str,
    role: Role,
    home: Place,
    other: Place,
    enter: Enter | None = None,
    values: Values | None = None,
) -> TestResponse:
    """One request by somebody with ``role`` at ``home`` for a thing of ``other``.

    The API is asked by a program with a token, a page by a browser. Without ``values`` the thing
    is made for it.
    """
    person_id = visitors.join(database, {home: [role]})
    by_program = RULES[row.endpoint].rule.startswith("/api/")
    enter = enter or (visitors.program if by_program else visitors.signed_in)
    client = enter(app, database, person_id, home)
    if values is None:
        owner = Owner(database, home, person_id) if other == home else _owner(database, other)
        values = values_of(row, owner)
    return _open(client, row, method, values)


def values_of(row: Row, owner: Owner) -> Values:
    return values_for(row.endpoint, frozenset(RULES[row.endpoint].arguments), owner)


def _open(client: FlaskClient, row: Row, method: str, values: Values) -> TestResponse:
    with client.application.test_request_context():
        from flask import url_for

        address = url_for(row.endpoint, **values)
    answer = client.open(address, method=method)
    answer.get_data()
    answer.close()
    return answer


def _sent_to_sign_in(answer: TestResponse) -> bool:
    return answer.status_code == 401 or (
        answer.status_code == 302 and "/sign-in" in answer.headers.get("Location", "")
    )
