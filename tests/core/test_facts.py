"""Facts: asked together, told to whom they are for, and of nobody else's rows."""

from collections.abc import Iterator

import pytest
from sqlalchemy import event, func, literal, select

from regionqa.core import events, facts, permissions
from regionqa.core.database import Database
from regionqa.core.errors import Unscoped
from regionqa.core.events import Event
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import unit_of_work
from tests.factories.world import World

NOTED = events.declare("test.told", "number", sentence="A test noted number {number}")
COUNT = permissions.declare("test:facts:count", (permissions.signed_in,))
LEAD = permissions.declare("test:facts:lead", (permissions.role("qa_lead"),))
PEOPLE = {"person_id": World.a.id}  # anybody: no row of theirs is read


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[facts.Fact, facts.Fact, facts.Fact]]:
    """Three facts, and no others: the own events, who asks, and a word for leads alone."""
    monkeypatch.setattr(facts, "_VALUES", {})
    yield (
        facts.declare("events", COUNT, select(func.count(Event.id)).scalar_subquery()),
        facts.declare(
            "mine",
            COUNT,
            select(Event.id)
            .where(Event.authority_id == facts.HERE, facts.ME.is_not(None), ~facts.AT_OFFICE)
            .exists(),
        ),
        facts.declare(
            "word", LEAD, select(literal("lead")).where(~facts.AT_OFFICE).scalar_subquery()
        ),
    )
    facts._statement.cache_clear()


def told(database: Database, scope: Scope, *wanted: facts.Fact) -> tuple[list[object], int]:
    """The values in one unit of work that reads, and how many statements they took."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if statement.startswith("SELECT") and "fact_" in statement:
            statements.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        with unit_of_work(database, scope, write=False):
            return [facts.tell(scope, one) for one in wanted], len(statements)
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


def test_facts_are_asked_together_and_each_authority_counts_its_own(
    database: Database, world: type[World], counted: tuple[facts.Fact, ...]
) -> None:
    own, mine, word = counted
    a = world.a.scope("qa_lead", **PEOPLE)
    b = world.b.scope("auditor", **PEOPLE)
    office = world.office.scope("regional_lead", **PEOPLE)
    with unit_of_work(database, a):
        for number in (1, 2):
            events.record(a, NOTED, number=number)
            assert facts.tell(a, own) == number, "a unit that writes asks anew"
    assert told(database, a, own, mine, word, own) == ([2, True, "lead", 2], 1)
    assert told(database, b, own, mine) == ([0, False], 1)
    assert told(database, office, own, mine) == ([0, False], 1)
    assert told(database, b, own, word) == ([0, "lead"], 2), "not for this person: asked alone"


def test_a_fact_is_told_in_an_authority_and_declared_once(
    database: Database, counted: tuple[facts.Fact, ...]
) -> None:
    own, *_ = counted
    nobody = Scope()
    with unit_of_work(database, nobody, write=False), pytest.raises(Unscoped):
        facts.tell(nobody, own)
    with pytest.raises(ValueError, match="declared already"):
        facts.declare("events", COUNT, select(literal(1)).scalar_subquery())
