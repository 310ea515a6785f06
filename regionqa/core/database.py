"""The engine, and the settings each transaction carries to the database.

The scope in force is read at the engine's ``begin``, so that Core statements and plain SQL are
covered as well as the ORM. On PostgreSQL the settings are local to the transaction: a pooled
connection keeps nothing. SQLite gets an explicit BEGIN, a write lock from the start of a writing
transaction, and per-connection functions that its triggers ask.
"""

import random
import sqlite3
import time
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url

from regionqa.core.protection import DUTY_ROLES
from regionqa.core.scope import Scope

SQLITE_WAIT_SECONDS = 30
SQLITE_TRIES = 5
SQLITE_STATEMENTS = 1000
"""How many a connection keeps prepared, which is more than the service has."""


@dataclass(frozen=True, slots=True)
class Binding:
    """What the transaction about to begin is for, and whether it may write."""

    scope: Scope
    write: bool


BOUND: ContextVar[Binding | None] = ContextVar("regionqa_binding", default=None)
_NOTHING = Binding(Scope(), write=True)


class Database:
    """An engine that carries the scope to the database. ``url`` is SQLAlchemy's.

    ``durable=False`` lets SQLite wait for no disk, for a file that is of use only once it is whole:
    ``close_into_one_file`` waits once for all of it.
    """

    def __init__(self, url: str, *, pool_size: int = 5, durable: bool = True) -> None:
        self.url = make_url(url)
        self.is_postgresql = self.url.get_backend_name() == "postgresql"
        self.engine = self._create(pool_size)
        if not (durable or self.is_postgresql):
            event.listen(self.engine, "connect", _wait_for_no_disk)

    def _create(self, pool_size: int) -> Engine:
        quiet = {"hide_parameters": True}  # a row's values never stand in an exception's text
        if self.is_postgresql:
            engine = create_engine(
                self.url, max_overflow=0, pool_pre_ping=True, pool_size=pool_size, **quiet
            )
            event.listen(engine, "begin", _begin_postgresql)
            return engine
        waiting = {"timeout": SQLITE_WAIT_SECONDS, "cached_statements": SQLITE_STATEMENTS}
        engine = create_engine(self.url, connect_args=waiting, pool_size=pool_size, **quiet)
        event.listen(engine, "connect", _connect_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine

    def close_into_one_file(self) -> None:
        """Fold SQLite's log into the file and close, so that the file alone is the database."""
        with self.engine.connect() as connection:
            connection.exec_driver_sql("ROLLBACK")  # the log cannot be folded in a transaction
            connection.exec_driver_sql("PRAGMA synchronous=FULL")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        self.dispose()

    def dispose(self) -> None:
        """Close every pooled connection."""
        self.engine.dispose()


def _settings(binding: Binding) -> dict[str, str]:
    scope = binding.scope
    return {
        "app.authority": str(scope.authority_id or ""),
        "app.region": str(scope.region_id or ""),
        "app.person": str(scope.person_id or ""),
        "app.office": "on" if scope.office else "",
        "app.installation": "on" if scope.installation else "",
        "app.operator": "on" if scope.operator else "",
        "app.duty": scope.duty,
        "transaction_read_only": "off" if binding.write else "on",
    }


_SET_ALL = "SELECT " + ", ".join(f"set_config('{name}', %s, true)" for name in _settings(_NOTHING))


def _begin_postgresql(connection: Connection) -> None:
    binding = BOUND.get() or _NOTHING
    connection.exec_driver_sql(_SET_ALL, tuple(_settings(binding).values()))
    if binding.scope.duty:
        connection.exec_driver_sql(f"SET LOCAL ROLE {DUTY_ROLES[binding.scope.duty]}")


def _connect_sqlite(driver: sqlite3.Connection, record: Any) -> None:
    driver.isolation_level = None
    settings: dict[str, str] = {}
    record.info["settings"] = settings

    def key(name: str) -> str | None:
        return settings.get(name, "").replace("-", "") or None

    def flag(name: str) -> int:
        return int(settings.get(name) == "on")

    driver.create_function("app_authority", 0, lambda: key("app.authority"))
    driver.create_function("app_region", 0, lambda: key("app.region"))
    driver.create_function("app_office", 0, lambda: flag("app.office"))
    driver.create_function("app_installation", 0, lambda: flag("app.installation"))
    driver.create_function("app_operator", 0, lambda: flag("app.operator"))
    driver.create_function("app_duty", 0, lambda: settings.get("app.duty", ""))
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        driver.execute(f"PRAGMA {pragma}")


def _wait_for_no_disk(driver: sqlite3.Connection, _record: object) -> None:
    driver.execute("PRAGMA synchronous=OFF")


def _begin_sqlite(connection: Connection) -> None:
    binding = BOUND.get() or _NOTHING
    connection.info["settings"].update(_settings(binding))
    driver = cast("sqlite3.Connection", connection.connection.driver_connection)
    if connection.info.get("may_write") is not binding.write:
        # Only where it changes: setting it makes SQLite prepare every statement anew.
        driver.execute(f"PRAGMA query_only={'OFF' if binding.write else 'ON'}")
        connection.info["may_write"] = binding.write
    if not binding.write:
        driver.execute("BEGIN")
        return
    for attempt in range(1, SQLITE_TRIES + 1):
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            return
        except Exception as error:
            if attempt == SQLITE_TRIES or "locked" not in str(error):
                raise
            time.sleep(random.uniform(0.01, 0.1) * attempt)  # noqa: S311  # jitter, no secret
