"""Many authorities over two pooled connections, with errors and savepoints: no foreign row."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError

from regionqa.authorities.models import Authority, Region
from regionqa.core import events
from regionqa.core.database import Database
from regionqa.core.events import Event
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import session, unit_of_work
from tests.factories.databases import Databases

CAME = events.declare("test.came", "number", sentence="A test came {number}")
AUTHORITIES = 150


@pytest.mark.writes_reference
def test_no_request_sees_a_foreign_row(
    databases: Databases, database: Database, full: bool
) -> None:
    owners = _authorities(database)
    small = Database(databases.database_url, pool_size=2)
    tried = 10_000 if full else 600
    foreign: list[tuple[UUID, UUID]] = []
    refused = threading.Semaphore(0)

    def request(number: int) -> None:
        rng = random.Random(number)
        scope = Scope(authority_id=owners[number % AUTHORITIES], reason="interleaved")
        try:
            with unit_of_work(small, scope, write=number % 5 == 0):
                seen = session(scope).execute(text("SELECT authority_id FROM events")).scalars()
                if databases.kind == "postgresql":
                    foreign.extend(
                        (scope.authority_id, found)
                        for found in seen
                        if UUID(str(found)) != scope.authority_id
                    )
                rows = session(scope).scalars(select(Event)).all()
                foreign.extend(
                    (scope.authority_id, row.authority_id)
                    for row in rows
                    if row.authority_id != scope.authority_id
                )
                _trouble(scope, number, rng)
        except (SQLAlchemyError, ZeroDivisionError, SystemError):
            # SystemError: CPython's sqlite3 may lose the text of an error among threads
            refused.release()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(request, range(tried)))
    small.dispose()
    assert foreign == []
    assert refused.acquire(blocking=False), "no request failed, so nothing was tried after errors"


def _trouble(scope: Scope, number: int, rng: random.Random) -> None:
    unit = session(scope)
    kind = rng.randrange(4)
    if kind == 0 and number % 5 == 0:
        with unit.begin_nested():
            events.record(scope, CAME, number=number)
    elif kind == 1:
        nested = unit.begin_nested()
        nested.rollback()
        unit.scalars(select(Event)).all()
    elif kind == 2:
        unit.execute(text("SELECT * FROM no_such_table"))
    elif kind == 3 and rng.random() < 0.2:
        raise ZeroDivisionError


def _authorities(database: Database) -> list[UUID]:
    seeding = Scope.for_operator("150 authorities")
    owners = [uuid4() for _ in range(AUTHORITIES)]
    with unit_of_work(database, seeding):
        region = Region(code="E12999977", name="Many")
        session(seeding).add(region)
        session(seeding).flush()
        session(seeding).add_all(
            Authority(id=owner, region_id=region.id, name=f"Authority {place}")
            for place, owner in enumerate(owners)
        )
    for place, owner in enumerate(owners):
        scope = Scope(authority_id=owner, reason="seed")
        with unit_of_work(database, scope):
            events.record(scope, CAME, number=place)
    return owners
