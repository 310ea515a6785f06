"""The crosswalk of 153 authorities by 12 components: a fixed number of queries, 8 ms of CPU."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest
from flask import Flask, g
from sqlalchemy import event

from regionqa.authorities.models import Authority, AuthorityKind
from regionqa.authorities.roles import Role
from regionqa.core.database import Database
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session, unit_of_work
from regionqa.frameworks.models import SharedStanding
from regionqa.frameworks.pages.crosswalk import region_page
from regionqa.frameworks.standard import newest_standard
from tests.factories.world import World

AUTHORITIES, LIMIT, TRIES = 153, 0.008, 400


def _standing(place: int) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = {}
    for at, component in enumerate(newest_standard().components):
        kind = (place + at) % 5
        if kind == 0:
            continue
        if kind == 1:
            found[component.key] = {"level": "unnamed"}
            continue
        coverage = ("absent", "part", "full")[kind - 2]
        step = None if coverage == "absent" else 1 + (place * 7 + at) % 4
        found[component.key] = {
            "level": "named",
            "coverage": coverage,
            "maturity": step,
            "coverage_before": ("absent", "part", "full")[at % 3],
            "maturity_before": 1 + at % 4,
        }
    return found


def _fill(database: Database, number: int) -> None:
    adding = Scope.for_operator("authorities of a test")
    keys = [uuid4() for _ in range(number - 2)]
    with unit_of_work(database, adding):
        session(adding).add_all(
            Authority(
                id=key,
                region_id=World.a.region_id,
                kind=AuthorityKind.LOCAL_AUTHORITY,
                name=f"Authority {at:03}",
            )
            for at, key in enumerate(keys)
        )
    for place, key in enumerate([World.a.id, World.b.id, *keys]):
        scope = Scope(authority_id=key, region_id=World.a.region_id)
        with unit_of_work(database, scope):
            session(scope).add(
                SharedStanding(
                    id=uuid4(),
                    owner_id=key,
                    reader_id=World.office.id,
                    standing=_standing(place),
                    synthetic=False,
                    published_at=now(),
                )
            )


@contextmanager
def _counting(database: Database) -> Iterator[list[str]]:
    asked: list[str] = []

    def keep(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    event.listen(database.engine, "before_cursor_execute", keep)
    yield asked
    event.remove(database.engine, "before_cursor_execute", keep)


def _page(app: Flask, database: Database) -> str:
    lead = World.office.scope(Role.REGIONAL_LEAD).with_installation("weigh")
    with app.test_request_context("/crosswalk/"), unit_of_work(database, lead, write=False):
        g.identity = None
        return region_page(lead)


def _asked(app: Flask, database: Database) -> int:
    _page(app, database)
    with _counting(database) as asked:
        _page(app, database)
    return len([one for one in asked if one.lstrip().upper().startswith("SELECT")])


@pytest.mark.writes_reference
def test_the_crosswalk_of_all_england(app: Flask, database: Database) -> None:
    queries_before = _asked(app, database)
    _fill(database, AUTHORITIES)
    assert _asked(app, database) == queries_before <= 8
    page = _page(app, database)
    assert page.count("<tr") >= AUTHORITIES
    assert page.count("Step 3") > 100
    assert _best(app, database) <= LIMIT


def _best(app: Flask, database: Database) -> float:
    """The least CPU time of many tries: whatever else the machine does only adds to it."""
    best = _seconds(app, database)
    for _ in range(TRIES):
        if best <= LIMIT:
            break
        best = min(best, _seconds(app, database))
    return best


def _seconds(app: Flask, database: Database) -> float:
    began = time.process_time()
    _page(app, database)
    return time.process_time() - began
