"""A query that is asked once in a unit that reads, and its answer read along with another's."""

import pytest

from regionqa.core.database import Database
from regionqa.core.errors import ScopeMismatch
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import read_along, read_once, unit_of_work
from tests.factories.world import World

ASKED: list[Scope] = []


@read_once
def number(scope: Scope) -> int:
    """How often it was asked, this time included."""
    ASKED.append(scope)
    return len(ASKED)


@pytest.fixture(autouse=True)
def _nothing_asked() -> None:
    ASKED.clear()


@pytest.mark.parametrize(("write", "expected"), [(False, [1, 1]), (True, [1, 2])])
def test_a_unit_that_reads_asks_once_and_one_that_writes_each_time(
    database: Database, world: type[World], write: bool, expected: list[int]
) -> None:
    scope = world.a.scope()
    with unit_of_work(database, scope, write=write):
        assert [number(scope), number(scope)] == expected


def test_what_was_read_along_is_not_asked_for_and_ends_with_its_unit(
    database: Database, world: type[World]
) -> None:
    scope, other = world.a.scope(), world.b.scope()
    with unit_of_work(database, scope, write=False):
        read_along(scope, number, 7)
        with pytest.raises(ScopeMismatch):
            read_along(other, number, 8)
        assert number(scope) == 7
    assert not ASKED
    for next_one in (other, scope):
        with unit_of_work(database, next_one, write=False):
            assert number(next_one) == len(ASKED)
    assert [other, scope] == ASKED


def test_a_unit_that_writes_keeps_nothing_that_was_read_along(
    database: Database, world: type[World]
) -> None:
    scope = world.a.scope()
    with unit_of_work(database, scope):
        read_along(scope, number, 7)
        assert number(scope) == 1
