"""Migrations go up, down and up again with data in the tables, and end in the models' schema."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from regionqa import migrate
from regionqa.core import events, protection
from regionqa.core.database import Database
from regionqa.core.events import Event
from regionqa.core.tables import Base
from regionqa.core.unit_of_work import session, unit_of_work
from regionqa.mapped import every_model
from tests.factories.databases import PostgresDatabases
from tests.factories.world import World, seed

every_model()
SCRIPTS = ScriptDirectory.from_config(migrate.configuration())
REVISIONS = [script.revision for script in SCRIPTS.walk_revisions()][::-1]
HAPPENED = events.declare("test.migrated", "number", sentence="A test migrated {number}")


@pytest.fixture(params=["sqlite", "postgresql"])
def urls(
    request: pytest.FixtureRequest, tmp_path: Path
) -> tuple[str, str]:  # owner's, application's
    if request.param == "sqlite":
        return (f"sqlite:///{tmp_path}/m.db",) * 2
    databases: PostgresDatabases = request.getfixturevalue("postgres_databases")
    databases.server.drop_database("migrated")
    return databases.server.new_database("migrated")


def test_there_is_one_head_and_the_names_are_in_order() -> None:
    assert len(SCRIPTS.get_heads()) == 1
    assert [f"{number:04}" for number in range(1, len(REVISIONS) + 1)] == REVISIONS
    for script in SCRIPTS.walk_revisions():
        assert Path(script.path).name.startswith(f"{script.revision}_")


def test_each_goes_up_down_and_up_with_data(urls: tuple[str, str]) -> None:
    owner, application = urls
    migrate.upgrade(owner)
    database = Database(application)
    seed(database)
    with unit_of_work(database, World.a.scope()) as work:
        events.record(work.scope, HAPPENED, number=1)
    database.dispose()
    for revision in reversed(["base", *REVISIONS[:-1]]):
        migrate.downgrade(owner, revision)
        if revision != "base":
            migrate.upgrade(owner)
            migrate.downgrade(owner, revision)
    assert _tables(owner) <= {"alembic_version"}
    for revision in REVISIONS:
        migrate.upgrade(owner, revision)
    assert set(Base.metadata.tables) <= _tables(owner)


def test_the_models_are_the_schema(urls: tuple[str, str]) -> None:
    owner, _application = urls
    migrate.upgrade(owner)
    engine = migrate.owner_engine(owner)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def test_a_data_migration_reaches_every_authority(urls: tuple[str, str]) -> None:
    owner, application = urls
    migrate.upgrade(owner)
    database = Database(application)
    seed(database)
    for number, place in enumerate((World.a, World.b, World.elsewhere)):
        with unit_of_work(database, place.scope()) as work:
            events.record(work.scope, HAPPENED, number=number)
    engine = migrate.owner_engine(owner)
    with engine.begin() as connection:
        held = _Bound(connection)
        before = connection.execute(text("SELECT count(*) FROM events")).scalar()
        with protection.every_row(held, "events"):
            changed = connection.execute(text("UPDATE events SET subject_id = 'moved'")).rowcount
    assert before == (3 if "sqlite" in owner else 0), "FORCE binds the owner on PostgreSQL"
    assert changed == 3
    with unit_of_work(database, World.b.scope(), write=False) as work:
        assert session(work.scope).query(Event).one().subject_id == "moved"
    with pytest.raises(Exception, match=r"not allowed|permission denied"):  # noqa: SIM117  # the unit must close inside
        with unit_of_work(database, World.b.scope()) as work:
            session(work.scope).execute(text("UPDATE events SET subject_id = 'again'"))
    database.dispose()
    engine.dispose()


class _Bound:
    def __init__(self, connection: object) -> None:
        self.connection = connection

    def get_bind(self) -> object:
        return self.connection


def _tables(owner: str) -> set[str]:
    engine = migrate.owner_engine(owner)
    names = set(inspect(engine).get_table_names())
    engine.dispose()
    return names
