"""The crosswalk of 153 authorities by 12 components costs as few queries as one of three."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import event

from regionqa.core.database import Database
from tests.factories.all_england import AUTHORITIES, crosswalk, fill


@contextmanager
def statements_of(database: Database) -> Iterator[list[str]]:
    asked: list[str] = []

    def keep(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    event.listen(database.engine, "before_cursor_execute", keep)
    yield asked
    event.remove(database.engine, "before_cursor_execute", keep)


def _asked(app: Flask, database: Database) -> int:
    crosswalk(app, database)
    with statements_of(database) as asked:
        crosswalk(app, database)
    return len([one for one in asked if one.lstrip().upper().startswith("SELECT")])


@pytest.mark.writes_reference
def test_the_crosswalk_of_all_england(app: Flask, database: Database) -> None:
    queries_before = _asked(app, database)
    fill(database)
    assert _asked(app, database) == queries_before <= 8
    page = crosswalk(app, database)
    assert page.count("<tr") >= AUTHORITIES
    assert page.count("Step 3") > 100
