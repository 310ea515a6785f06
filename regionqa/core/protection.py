"""The third layer: what the database itself refuses, one rule for each class of table.

Called from the migrations. PostgreSQL gets row-level security, enabled and forced, with one policy
for each command; SQLite gets triggers on its writes. Reading on SQLite is held by the ORM filter
alone, which is why the hard guarantee is PostgreSQL's.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from sqlalchemy import Connection

APP_ROLE = "regionqa_app"
DUTY_ROLES = {"reveal": "regionqa_reveal"}
"""The PostgreSQL role that a duty of the service takes, for one transaction."""

_FUNCTIONS = {
    "app_authority": ("uuid", "nullif(current_setting('app.authority', true), '')::uuid"),
    "app_region": ("uuid", "nullif(current_setting('app.region', true), '')::uuid"),
    "app_person": ("uuid", "nullif(current_setting('app.person', true), '')::uuid"),
    "app_office": ("boolean", "coalesce(current_setting('app.office', true), '') = 'on'"),
    "app_installation": (
        "boolean",
        "coalesce(current_setting('app.installation', true), '') = 'on'",
    ),
    "app_operator": ("boolean", "coalesce(current_setting('app.operator', true), '') = 'on'"),
}

_READ = {
    "global": "true",
    "installation": "app_installation()",
    "owned": "authority_id = app_authority()",
    "regional": "region_id = app_region()",
    "copy": "owner_id = app_authority() or reader_id = app_authority()",
}
_WRITE = {
    "global": "app_operator()",
    "installation": "app_installation()",
    "owned": "authority_id = app_authority()",
    "regional": "region_id = app_region() and app_office()",
    "copy": "owner_id = app_authority()",
}


class Operations(Protocol):
    """The part of Alembic's ``op`` that is used here."""

    def get_bind(self) -> Connection:
        """The connection the migration runs on."""


def create_functions(op: Operations) -> None:
    """Make the functions that the policies ask (PostgreSQL); SQLite's are made at connect."""
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return
    for name, (returns, body) in _FUNCTIONS.items():
        connection.exec_driver_sql(
            f"CREATE FUNCTION {name}() RETURNS {returns} LANGUAGE sql STABLE PARALLEL SAFE "
            f"AS $$ SELECT {body} $$"
        )
    connection.exec_driver_sql(f"GRANT USAGE ON SCHEMA public TO {APP_ROLE}")


def drop_functions(op: Operations) -> None:
    """Undo ``create_functions``."""
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return
    for name in _FUNCTIONS:
        connection.exec_driver_sql(f"DROP FUNCTION {name}()")


def protect(
    op: Operations,
    table: str,
    table_class: str,
    *,
    insert_only: bool = False,
    own_authority_reads: bool = False,
    own_authority_writes: bool = False,
    all_insert: bool = False,
    opened_by: str = "",
    reader_when: str = "",
) -> None:
    """Put the rules of ``table_class`` on a table just created.

    ``insert_only`` refuses every change of a row. ``own_authority_reads`` lets an authority read
    its rows of an installation table that has an ``authority_id``, ``own_authority_writes`` change
    them; ``all_insert`` lets every scope add rows to one (a job joins the transaction that asks).
    ``opened_by`` opens a table with a ``region_id`` to a duty, over its region, and to nobody else.
    ``reader_when`` is a condition of a copy: its reader has it only when that holds (PostgreSQL).
    """
    read, write = _READ[table_class], _WRITE[table_class]
    if own_authority_reads:
        read = f"{read} or authority_id = app_authority()"
    if own_authority_writes:
        write = f"{write} or authority_id = app_authority()"
    if reader_when:
        read = f"owner_id = app_authority() or (reader_id = app_authority() and {reader_when})"
    insert = "true" if all_insert else write
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        _protect_postgresql(connection, table, read, insert, write, insert_only=insert_only)
        if opened_by:
            _open_to_duty(connection, table, DUTY_ROLES[opened_by])
        return
    if opened_by:
        duty = f"(app_duty() = '{opened_by}' and region_id = app_region())"
        insert, write = f"({insert}) or {duty}", f"({write}) or {duty}"
    _protect_sqlite(connection, table, insert, write, insert_only=insert_only)


def _protect_postgresql(
    connection: Connection, table: str, read: str, insert: str, write: str, *, insert_only: bool
) -> None:
    rules = [f"CREATE POLICY {table}_read ON {table} FOR SELECT USING ({read})"]
    rules.append(f"CREATE POLICY {table}_insert ON {table} FOR INSERT WITH CHECK ({insert})")
    grants = "SELECT, INSERT"
    if not insert_only:
        rules.append(
            f"CREATE POLICY {table}_update ON {table} FOR UPDATE"
            f" USING ({write}) WITH CHECK ({write})"
        )
        rules.append(f"CREATE POLICY {table}_delete ON {table} FOR DELETE USING ({write})")
        grants = "SELECT, INSERT, UPDATE, DELETE"
    connection.exec_driver_sql(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    connection.exec_driver_sql(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    for rule in rules:
        connection.exec_driver_sql(rule)
    connection.exec_driver_sql(f"GRANT {grants} ON {table} TO {APP_ROLE}")


def _open_to_duty(connection: Connection, table: str, role: str) -> None:
    """Policies for the duty's role alone: one region's rows are read and added, none is changed."""
    region = "region_id = app_region()"
    connection.exec_driver_sql(
        f"CREATE POLICY {table}_{role}_read ON {table} FOR SELECT TO {role} USING ({region})"
    )
    connection.exec_driver_sql(
        f"CREATE POLICY {table}_{role}_insert ON {table} FOR INSERT TO {role} WITH CHECK ({region})"
    )
    connection.exec_driver_sql(f"GRANT SELECT, INSERT ON {table} TO {role}")


def grant_to_duty(op: Operations, duty: str, table: str, rights: str) -> None:
    """Let a duty's role use a table under the policies that hold for everybody (PostgreSQL)."""
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"GRANT {rights} ON {table} TO {DUTY_ROLES[duty]}")


def revoke_from_duty(op: Operations, duty: str, table: str) -> None:
    """Undo ``grant_to_duty``."""
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"REVOKE ALL ON {table} FROM {DUTY_ROLES[duty]}")


def _protect_sqlite(
    connection: Connection, table: str, insert: str, write: str, *, insert_only: bool
) -> None:
    def on(row: str, rule: str) -> str:
        for column in ("authority_id", "region_id", "owner_id", "reader_id"):
            rule = rule.replace(column, f"{row}.{column}")
        return rule

    unless = {"INSERT": on("NEW", insert)}
    if insert_only:
        unless |= {"UPDATE": "false", "DELETE": "false"}
    else:
        unless |= {
            "UPDATE": f"({on('OLD', write)}) and ({on('NEW', write)})",
            "DELETE": on("OLD", write),
        }
    for command, rule in unless.items():
        connection.exec_driver_sql(
            f"CREATE TRIGGER {table}_{command.lower()} BEFORE {command} ON {table} "
            f"WHEN ({rule}) IS NOT true "
            f"BEGIN SELECT RAISE(ABORT, '{table}: not allowed in this scope'); END"
        )


def unprotect(op: Operations, table: str) -> None:
    """Drop a table's rules before the table itself is dropped or rebuilt."""
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        names = connection.exec_driver_sql(
            "SELECT policyname FROM pg_policies"
            " WHERE schemaname = current_schema() AND tablename = %s",
            (table,),
        ).scalars()
        for name in list(names):
            connection.exec_driver_sql(f"DROP POLICY {name} ON {table}")
        return
    for command in ("insert", "update", "delete"):
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {table}_{command}")


@contextmanager
def every_row(op: Operations, table: str) -> Iterator[None]:
    """Let a data migration reach every authority's rows of a table, for the length of the block.

    The owner is stopped by FORCE like anybody else; here it is lifted inside the migration's own
    transaction, and on SQLite the triggers are taken off and put back as they were.
    """
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        try:
            yield
        finally:
            connection.exec_driver_sql(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        return
    triggers = connection.exec_driver_sql(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?", (table,)
    ).all()
    for name, _sql in triggers:
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
    try:
        yield
    finally:
        for _name, sql in triggers:
            connection.exec_driver_sql(sql)
