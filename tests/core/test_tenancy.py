"""The three layers, each tried on its own."""

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError

from regionqa.authorities.models import Region
from regionqa.core import events
from regionqa.core.database import Database
from regionqa.core.errors import CrossAuthorityWrite, ScopeMismatch, Unscoped, WriteInReadOnly
from regionqa.core.events import Event
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session, unit_of_work
from tests.factories.world import World

TRIED = events.declare("test.tried", "number", sentence="A test tried number {number}")


def record(database: Database, scope: Scope, number: int) -> None:
    with unit_of_work(database, scope):
        events.record(scope, TRIED, number=number)


def count(database: Database, scope: Scope) -> int:
    with unit_of_work(database, scope, write=False):
        return session(scope).scalar(select(func.count()).select_from(Event)) or 0


def test_an_authority_reads_its_own_rows_and_no_others(
    database: Database, world: type[World]
) -> None:
    a, b = world.a.scope(), world.b.scope()
    record(database, a, 1)
    record(database, a, 2)
    record(database, b, 3)
    assert (count(database, a), count(database, b)) == (2, 1)
    assert count(database, world.office.scope()) == 0


def test_without_an_authority_a_query_raises(database: Database) -> None:
    nobody = Scope()
    with unit_of_work(database, nobody, write=False), pytest.raises(Unscoped):
        session(nobody).scalars(select(Event)).all()


def test_a_second_scope_in_a_transaction_raises(database: Database, world: type[World]) -> None:
    a, b = world.a.scope(), world.b.scope()
    with unit_of_work(database, a, write=False):
        with pytest.raises(ScopeMismatch):
            session(b)
        with pytest.raises(ScopeMismatch), unit_of_work(database, b):
            pass


def test_a_row_of_another_authority_is_stopped_at_flush(
    database: Database, world: type[World]
) -> None:
    a = world.a.scope()
    with pytest.raises(CrossAuthorityWrite), unit_of_work(database, a):
        session(a).add(_event(world))


def test_plain_sql_is_stopped_by_the_database(database: Database, world: type[World]) -> None:
    a = world.a.scope()
    row = {column.name: getattr(_event(world), column.name) for column in Event.__table__.columns}
    row.pop("id")
    with pytest.raises(DatabaseError), unit_of_work(database, a):
        session(a).execute(Event.__table__.insert().values(**row))
    assert count(database, world.b.scope()) == 0


def test_an_event_is_never_changed_or_deleted_by_sql(
    database: Database, world: type[World]
) -> None:
    a = world.a.scope()
    record(database, a, 1)
    for statement in ("UPDATE events SET tag = 'x'", "DELETE FROM events"):
        with pytest.raises(DatabaseError), unit_of_work(database, a):
            session(a).execute(text(statement))
    assert count(database, a) == 1


def test_reference_data_is_the_operators(database: Database, world: type[World]) -> None:
    a = world.a.scope()
    with pytest.raises(CrossAuthorityWrite), unit_of_work(database, a):
        session(a).add(Region(code="E12999909", name="Nowhere"))


def test_a_read_only_unit_refuses_to_write(database: Database, world: type[World]) -> None:
    a = world.a.scope()
    with pytest.raises(WriteInReadOnly), unit_of_work(database, a, write=False):
        session(a).add(Event(authority_id=world.a.id))
    with pytest.raises(DatabaseError), unit_of_work(database, a, write=False):
        events.record(a, TRIED, number=1)


def _event(world: type[World]) -> Event:
    return Event(
        authority_id=world.b.id,
        sequence=1,
        at=now(),
        tag="test.tried",
        fields="{}",
        previous_hash=events.BEGINNING,
        hash="x",
    )
