"""No byte of another authority: words planted in B are looked for in everything that A is sent.

They are planted once in a process; each test begins with a copy of that.
"""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import String, Text, func, select

from regionqa.authorities.roles import OFFICE_ROLES, Role
from regionqa.core.database import Database
from regionqa.core.tables import Base, Owned
from regionqa.core.unit_of_work import session, unit_of_work
from regionqa.mapped import every_model
from tests.contracts.test_authorisation import ROWS, RULES, Row, ask, without_csrf
from tests.factories.canaries import CANARY, PLANTERS
from tests.factories.databases import Databases
from tests.factories.world import World

every_model()
OWNED = sorted(
    (mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, Owned)),
    key=lambda mapped: mapped.__name__,
)
# Owned tables whose text is codes, hashes or events, never an authority's words.
WORDLESS = {"Event": "the trail holds references and counts, and no page shows it"}


def plant(database: Database) -> None:
    for planter in PLANTERS.values():
        planter(database, World.b)


@pytest.fixture
def database(databases: Databases) -> Iterator[Database]:
    """A database in which B's words stand."""
    with databases.filled("planted", plant) as planted:
        yield planted


def test_every_owned_table_with_words_is_planted(database: Database) -> None:
    scope = World.b.scope()
    with unit_of_work(database, scope, write=False):
        for mapped in OWNED:
            texts = [c for c in mapped.__table__.columns if isinstance(c.type, String | Text)]
            if mapped.__name__ in WORDLESS or not texts:
                continue
            held = session(scope).scalar(select(func.count()).select_from(mapped))
            assert held, f"plant the canary in {mapped.__name__}: tests/factories/canaries.py"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.endpoint)
def test_nothing_of_b_reaches_a(app: Flask, database: Database, row: Row) -> None:
    roles = [role for role in Role if row.lets_in(role)] or [Role.QA_LEAD]
    with without_csrf(app):
        for role in roles[:2]:
            home = World.office if role in OFFICE_ROLES else World.a
            others = [home, World.b] if RULES[row.endpoint].arguments else [home]
            for other in others:
                for method in row.methods:
                    answer = ask(app, database, row, method, role, home, other)
                    sent = answer.get_data() + str(answer.headers).encode()
                    assert CANARY.encode() not in sent.lower(), f"{method} {row.endpoint} {role}"


def test_the_sweep_would_see_a_leak(app: Flask, database: Database) -> None:
    people = next(row for row in ROWS if row.endpoint == "people.index")
    answer = ask(app, database, people, "GET", Role.QA_LEAD, World.b, World.b)
    assert CANARY.encode() in answer.get_data()
