"""Tampering with the trail, as the owner of the database could, is always found."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, text

from regionqa import migrate
from regionqa.core import chains, events
from regionqa.core.database import Database
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import unit_of_work
from tests.factories.world import World, seed

NOTED = events.declare("test.noted", "number", sentence="A test noted {number}")
EVENTS = 12
AUTHORITIES = [place.id for place in World.places]


def fill(database: Database) -> dict[str, chains.Head]:
    """Events of every place, no two alike, so that none can change places with another unseen."""
    for begin, place in enumerate(World.places):
        scope = place.scope()
        for number in range(begin * EVENTS, (begin + 1) * EVENTS):
            with unit_of_work(database, scope):
                events.record(scope, NOTED, number, number=number)
    installation = Scope.for_installation("test")
    for number in range(EVENTS):
        with unit_of_work(database, installation):
            events.record(installation, NOTED, number, number=number)
    heads, breaks = chains.verify(database, AUTHORITIES)
    assert breaks == []
    assert all(head.sequence == EVENTS for head in heads.values())
    assert len(heads) == len(World.places) + 1
    return heads


def test_whole_chains_hold_and_heads_are_kept(database: Database, tmp_path: Path) -> None:
    heads = fill(database)
    (tmp_path / "heads.json").write_text(chains.heads_text(heads))
    kept = chains.read_heads(tmp_path / "heads.json")
    assert chains.verify(database, AUTHORITIES, kept)[1] == []


def test_a_file_that_is_not_of_heads_is_refused(tmp_path: Path) -> None:
    (tmp_path / "heads.json").write_text('["no"]')
    with pytest.raises(ValueError, match="not a file of kept heads"):
        chains.read_heads(tmp_path / "heads.json")


def test_a_kept_head_of_a_chain_that_is_gone_is_found(database: Database) -> None:
    heads = fill(database)
    _heads, breaks = chains.verify(database, AUTHORITIES[1:], heads)
    assert [broken.chain for broken in breaks] == [str(AUTHORITIES[0])]


Tamper = Callable[[Connection, str, int, int, random.Random], None]


def change(
    connection: Connection, table: str, first: int, _second: int, rng: random.Random
) -> None:
    column, value = rng.choice(
        [
            ("tag", "test.other"),
            ("fields", '{"number":99}'),
            ("subject_id", "other"),
            ("previous_hash", "f" * 64),
            ("hash", "e" * 64),
            ("at", "2001-01-01 00:00:00.000000"),
            ("person_id", "0" * 31 + "1"),
        ]
    )
    connection.execute(
        text(f"UPDATE {table} SET {column} = :v WHERE id = :i"), {"v": value, "i": first}
    )


def delete(connection: Connection, table: str, first: int, _s: int, _r: random.Random) -> None:
    connection.execute(text(f"DELETE FROM {table} WHERE id = :i"), {"i": first})


def reorder(connection: Connection, table: str, first: int, second: int, _r: random.Random) -> None:
    rows = {
        row.id: row
        for row in connection.execute(
            text(f"SELECT id, sequence, tag, fields, subject_id FROM {table} WHERE id IN (:a, :b)"),
            {"a": first, "b": second},
        )
    }
    for target, source in ((first, second), (second, first)):
        connection.execute(
            text(f"UPDATE {table} SET fields = :f, subject_id = :s WHERE id = :i"),
            {"f": rows[source].fields, "s": rows[source].subject_id, "i": target},
        )


def insert(connection: Connection, table: str, first: int, _s: int, _r: random.Random) -> None:
    owner = "authority_id, " if table == "events" else ""
    connection.execute(
        text(
            f"INSERT INTO {table} ({owner}sequence, at, tag, person_id, subject_id, fields,"
            f" previous_hash, hash) SELECT {owner}sequence + 1000, at, tag, person_id, subject_id,"
            f" fields, previous_hash, hash FROM {table} WHERE id = :i"
        ),
        {"i": first},
    )


def cut(connection: Connection, table: str, first: int, _s: int, _r: random.Random) -> None:
    chain = (
        "authority_id = (SELECT authority_id FROM events WHERE id = :i) AND "
        if table == "events"
        else ""
    )
    connection.execute(
        text(
            f"DELETE FROM {table} WHERE {chain}"
            f"sequence >= (SELECT sequence FROM {table} WHERE id = :i)"
        ),
        {"i": first},
    )


def test_every_mutation_is_found(tmp_path: Path, full: bool) -> None:
    url = f"sqlite:///{tmp_path}/trail.db"
    migrate.upgrade(url)
    database = Database(url)
    seed(database)
    heads = fill(database)
    database.dispose()
    owner = create_engine(url)
    with owner.begin() as connection:
        triggers = connection.execute(text("SELECT name FROM sqlite_master WHERE type='trigger'"))
        for (name,) in triggers.all():
            connection.execute(text(f"DROP TRIGGER {name}"))
    with owner.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    owner.dispose()
    pristine = (tmp_path / "trail.db").read_bytes()
    rng = random.Random(20261121)
    kinds: list[Tamper] = [change, delete, reorder, insert, cut]
    for number in range(1000 if full else 100):
        tamper = kinds[number % len(kinds)]
        table = rng.choice(["events", "events", "installation_events"])
        with owner.begin() as connection:
            ids = list(connection.execute(text(f"SELECT id FROM {table} ORDER BY id")).scalars())
            first, second = rng.sample(ids, 2)
            tamper(connection, table, first, second, rng)
        _heads, breaks = chains.verify(database, AUTHORITIES, heads)
        assert breaks, f"{tamper.__name__} of {table} {first}, {second} was not found"
        database.dispose()
        owner.dispose()
        for suffix in ("-wal", "-shm"):
            (tmp_path / f"trail.db{suffix}").unlink(missing_ok=True)
        (tmp_path / "trail.db").write_bytes(pristine)
    assert chains.verify(database, AUTHORITIES, heads)[1] == []
    database.dispose()
    owner.dispose()
