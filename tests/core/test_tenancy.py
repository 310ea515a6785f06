"""The three layers, each tried on its own."""

import gc
from datetime import date
from weakref import ref

import pytest
from sqlalchemy import Executable, delete, func, select, text, true, union_all, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import aliased

from regionqa.authorities import AgreementKind
from regionqa.authorities.models import Region, SharingAgreement
from regionqa.core import events, tenancy
from regionqa.core.database import Database
from regionqa.core.errors import CrossAuthorityWrite, ScopeMismatch, Unscoped, WriteInReadOnly
from regionqa.core.events import Event
from regionqa.core.jobs import Job
from regionqa.core.mail import Mail
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session, unit_of_work
from tests.factories.world import Place, World

TRIED = events.declare("test.tried", "number", sentence="A test tried number {number}")


def record(database: Database, scope: Scope, number: int) -> None:
    with unit_of_work(database, scope):
        events.record(scope, TRIED, number=number)


def agree(database: Database, place: Place, signatory: str) -> None:
    scope = place.scope()
    with unit_of_work(database, scope):
        session(scope).add(
            SharingAgreement(
                authority_id=place.id,
                kind=AgreementKind.DATA_SHARING.value,
                reference="Sharing",
                signatory=signatory,
                signed_on=date(2024, 4, 1),
                review_on=date(2034, 4, 1),
            )
        )


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


@pytest.mark.parametrize(
    "asked",
    [
        select(func.count()).select_from(Event),
        select(Region.name).where(select(Event.id).exists()),
        select(Region.name, select(func.max(Event.sequence)).scalar_subquery()),
        union_all(select(Event.tag), select(Region.name)),
        select(Region.name).join(aliased(Event), true()),
        update(Event).values(tag="x"),
        delete(Event),
        select(Job.id),
        select(Region.name).where(select(Mail.id).exists()),
    ],
    ids=["counted", "exists", "subquery", "union", "joined", "updated", "deleted", "jobs", "mail"],
)
def test_without_its_key_a_table_is_refused_wherever_it_stands(
    database: Database, world: type[World], asked: Executable
) -> None:
    record(database, world.a.scope(), 1)
    nobody = Scope(region_id=world.a.region_id)
    with unit_of_work(database, nobody), pytest.raises(Unscoped):
        session(nobody).execute(asked)


def test_of_two_authorities_each_reads_its_own_wherever_the_table_stands(
    database: Database, world: type[World]
) -> None:
    a, b = world.a.scope(), world.b.scope()
    record(database, a, 1)
    for number in (1, 2, 3):
        record(database, b, number)
    other = aliased(Event)
    counted = select(func.count()).select_from(Event)
    tags = select(Event.id).subquery()
    asked = (
        counted,
        select(counted.scalar_subquery()),
        select(func.count()).select_from(tags),
        select(func.count()).select_from(union_all(select(Event.id), select(Event.id)).subquery()),
        select(func.count()).select_from(Event).join(other, other.sequence == Event.sequence),
    )
    for scope, own in ((a, 1), (b, 3), (a, 1)):
        with unit_of_work(database, scope, write=False):
            found = [session(scope).scalar(query) for query in asked]
            rows = session(scope).scalars(union_all(select(Event.id), select(Event.id))).all()
        assert [*found, len(rows)] == [own, own, own, 2 * own, own, 2 * own]


def test_installation_rows_about_an_authority_are_read_by_it_and_others_are_refused(
    database: Database, world: type[World]
) -> None:
    a = world.a.scope()
    with unit_of_work(database, a, write=False):
        session(a).execute(select(Job.id))
        with pytest.raises(Unscoped):
            session(a).execute(select(Mail.id))


def test_a_kept_statement_serves_every_kind_of_scope_in_turn(
    database: Database, world: type[World]
) -> None:
    a, b, nobody = world.a.scope(), world.b.scope(), Scope(region_id=world.a.region_id)
    everywhere = Scope(installation=True, reason="reads every mail")
    record(database, a, 1)
    record(database, b, 2)
    record(database, b, 3)
    events_kept = select(func.count()).select_from(Event)
    mails_kept = select(func.count()).select_from(Mail)
    for _ in range(2):
        for scope, own in ((a, 1), (b, 2)):
            with unit_of_work(database, scope, write=False):
                assert session(scope).scalar(events_kept) == own
                with pytest.raises(Unscoped):
                    session(scope).scalar(mails_kept)
        with unit_of_work(database, everywhere, write=False):
            assert session(everywhere).scalar(mails_kept) == 0
        with unit_of_work(database, nobody, write=False), pytest.raises(Unscoped):
            session(nobody).scalar(events_kept)


def test_what_is_filtered_of_a_statement_goes_with_it(
    database: Database, world: type[World]
) -> None:
    scope = world.a.scope()
    kept, thrown_away = select(Event), select(Event)
    with unit_of_work(database, scope, write=False):
        for asked in (kept, kept, thrown_away):
            session(scope).scalars(asked).all()
    filtered = [ref(tenancy.FILTERED[False][one]) for one in (kept, thrown_away)]
    del asked, thrown_away
    gc.collect()
    assert [one() is not None for one in filtered] == [True, False]


def test_rows_in_hand_follow_what_is_changed_and_deleted_by_statement(
    database: Database, world: type[World]
) -> None:
    places = (world.a, world.b)
    for place in places:
        agree(database, place, "Director")
    for place, name in zip(places, ("First", "Second"), strict=True):
        scope = place.scope()
        with unit_of_work(database, scope):
            held = session(scope).scalars(select(SharingAgreement)).one()
            session(scope).execute(update(SharingAgreement).values(signatory=name))
            assert held.signatory == name
    for place, name in zip(places, ("First", "Second"), strict=True):
        scope = place.scope()
        with unit_of_work(database, scope):
            held = session(scope).scalars(select(SharingAgreement)).one()
            assert held.signatory == name
            session(scope).execute(delete(SharingAgreement))
            assert held not in session(scope)


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
