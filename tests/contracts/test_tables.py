"""Every table says whose rows it holds, and the database says the same."""

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Mapper

from regionqa.core.protection import DUTY_ROLES
from regionqa.core.tables import TABLE_CLASSES, Base, Copy, Installation, Owned, Regional
from regionqa.mapped import every_model
from tests.factories.databases import WORKING, PostgresDatabases, SqliteDatabases
from tests.support import postgres

every_model()
MAPPERS = sorted(Base.registry.mappers, key=lambda mapper: mapper.class_.__name__)
TABLES = {mapper.local_table.name: mapper.class_ for mapper in MAPPERS}


@pytest.mark.parametrize("mapper", MAPPERS, ids=lambda mapper: mapper.class_.__name__)
def test_a_table_declares_one_class(mapper: Mapper[object]) -> None:
    declared = [kind for kind in TABLE_CLASSES if issubclass(mapper.class_, kind)]
    names = [kind.__name__ for kind in TABLE_CLASSES]
    assert len(declared) == 1, f"{mapper.class_.__name__} must inherit exactly one of {names}"


def test_every_table_of_the_database_is_mapped(postgres_databases: PostgresDatabases) -> None:
    rows = _ask(postgres_databases, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    assert {row.tablename for row in rows} - {"alembic_version"} == set(TABLES)


def test_row_level_security_is_forced_on_every_table(
    postgres_databases: PostgresDatabases,
) -> None:
    rows = _ask(
        postgres_databases,
        "SELECT relname, relrowsecurity, relforcerowsecurity, rolname FROM pg_class"
        " JOIN pg_roles ON pg_roles.oid = relowner"
        " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        " AND relname <> 'alembic_version'",
    )
    assert len(rows) == len(TABLES)
    for row in rows:
        assert row.relrowsecurity, f"{row.relname}: row-level security is off"
        assert row.relforcerowsecurity, f"{row.relname}: the owner is not bound"
        assert row.rolname == postgres.OWNER


def test_policies_say_what_the_class_says(postgres_databases: PostgresDatabases) -> None:
    rows = _ask(
        postgres_databases,
        "SELECT tablename, cmd, permissive, coalesce(qual, '') || coalesce(with_check, '') AS rule"
        " FROM pg_policies WHERE schemaname = 'public' AND roles = '{public}'",
    )
    keys = {Owned: "authority_id", Regional: "region_id", Copy: "owner_id"}
    for name, mapped in TABLES.items():
        policies = {row.cmd: row.rule for row in rows if row.tablename == name}
        wanted = {"SELECT", "INSERT"} | (set() if mapped.insert_only else {"UPDATE", "DELETE"})
        assert set(policies) == wanted, f"{name} has policies for {sorted(policies)}"
        for kind, key in keys.items():
            if issubclass(mapped, kind):
                assert all(key in rule for rule in policies.values()), f"{name}: {policies}"
        if issubclass(mapped, Installation):
            assert "app_installation()" in policies["SELECT"]


def test_a_duty_reads_and_adds_sealed_rows_of_its_region_and_changes_none(
    postgres_databases: PostgresDatabases,
) -> None:
    rows = _ask(
        postgres_databases,
        "SELECT tablename, cmd, roles::text[] AS roles,"
        " coalesce(qual, '') || coalesce(with_check, '') AS rule"
        " FROM pg_policies WHERE schemaname = 'public' AND roles <> '{public}'",
    )
    opened = {name: kind.opened_by for name, kind in TABLES.items() if kind.opened_by}
    assert {row.tablename for row in rows} == set(opened)
    for row in rows:
        assert row.roles == [DUTY_ROLES[opened[row.tablename]]]
        assert row.cmd in {"SELECT", "INSERT"}
        assert row.rule == "(region_id = app_region())"


def test_the_application_role_has_no_way_round(postgres_databases: PostgresDatabases) -> None:
    (role,) = _ask(
        postgres_databases,
        "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolinherit FROM pg_roles"
        f" WHERE rolname = '{postgres.APPLICATION}'",
    )
    assert not any(role), "the application role must be plain"
    owned = _ask(
        postgres_databases,
        "SELECT relname FROM pg_class JOIN pg_roles ON pg_roles.oid = relowner"
        f" WHERE rolname = '{postgres.APPLICATION}'",
    )
    assert owned == []


def test_sqlite_guards_every_write(sqlite_databases: SqliteDatabases) -> None:
    engine = create_engine(sqlite_databases.url_of(sqlite_databases.template))
    with engine.connect() as connection:
        found = connection.execute(
            text("SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'")
        ).all()
    engine.dispose()
    for name in TABLES:
        triggers = {row.name for row in found if row.tbl_name == name}
        assert {f"{name}_{command}" for command in ("insert", "update", "delete")} <= triggers


def _ask(databases: PostgresDatabases, statement: str) -> list:
    engine = create_engine(databases.server.url(postgres.ADMIN, WORKING))
    with engine.connect() as connection:
        rows = list(connection.execute(text(statement)))
    engine.dispose()
    return rows
