"""Databases for tests: migrated and seeded once in a process, then put back after each test."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, create_engine, event

from regionqa import migrate
from regionqa.core.database import Database
from regionqa.core.tables import Base
from regionqa.mapped import every_model
from tests.factories.world import seed
from tests.support import postgres

TEMPLATE, WORKING = "regionqa_template", "regionqa_working"
Fill = Callable[[Database], None]


def _unsafely(driver: sqlite3.Connection, _record: object) -> None:
    """Wait for no disk: no test pulls the plug, and a killed process loses nothing by it."""
    driver.execute("PRAGMA synchronous=OFF")


class SqliteDatabases:
    """A migrated file that is copied over the working one for each test."""

    kind = "sqlite"

    def __init__(self, folder: Path) -> None:
        self.template = folder / "template.db"
        self.working = folder / "working.db"
        migrate.upgrade(self.url_of(self.template))
        database = Database(self.url_of(self.template))
        seed(database)
        database.close_into_one_file()
        self.database = Database(self.url_of(self.working))
        event.listen(self.database.engine, "connect", _unsafely)
        self.owner_url = self.database_url = self.url_of(self.working)

    @staticmethod
    def url_of(path: Path) -> str:
        """SQLAlchemy's address of a file."""
        return f"sqlite:///{path}"

    @contextmanager
    def clean(self, *, reference_too: bool) -> Iterator[Database]:
        """The working database as new; it is always a whole copy, whatever a test will write."""
        del reference_too
        self._work_on(self.template)
        yield self.database

    @contextmanager
    def filled(self, name: str, fill: Fill) -> Iterator[Database]:
        """The working database with the rows that ``fill`` made when ``name`` was first asked."""
        kept = self.template.with_name(f"{name}.db")
        if not kept.exists():
            shutil.copyfile(self.template, kept)
            database = Database(self.url_of(kept))
            fill(database)
            database.close_into_one_file()
        self._work_on(kept)
        yield self.database

    def _work_on(self, source: Path) -> None:
        self.database.dispose()
        for suffix in ("", "-wal", "-shm"):
            self.working.with_name(self.working.name + suffix).unlink(missing_ok=True)
        shutil.copyfile(source, self.working)

    def stop(self) -> None:
        """Close the connections."""
        self.database.dispose()


class PostgresDatabases:
    """A server of this process, a migrated template, and a working copy of it."""

    kind = "postgresql"

    def __init__(self) -> None:
        every_model()
        self.server = postgres.start()
        owner, application = self.server.new_database(TEMPLATE)
        migrate.upgrade(owner)
        database = Database(application)
        seed(database)
        database.dispose()
        self.kept: dict[str, dict[str, bytes]] = {}
        self._copy()

    def _copy(self) -> None:
        self.owner_url, self.database_url = self.server.new_database(WORKING, template=TEMPLATE)
        self.database = Database(self.database_url)
        self.admin = create_engine(
            self.server.url(postgres.ADMIN, WORKING), isolation_level="AUTOCOMMIT"
        )

    @contextmanager
    def clean(self, *, reference_too: bool) -> Iterator[Database]:
        """The working database; after the test its rows go, or all of it where asked."""
        yield self.database
        self.database.dispose()
        if reference_too:
            self.admin.dispose()
            self.server.drop_database(WORKING)
            self._copy()
            return
        with self._past_every_rule() as connection:
            deletions = [f'DELETE FROM "{name}"' for name in _tables()]
            connection.exec_driver_sql("; ".join(deletions))

    @contextmanager
    def filled(self, name: str, fill: Fill) -> Iterator[Database]:
        """The working database with the rows that ``fill`` made when ``name`` was first asked."""
        with self.clean(reference_too=False) as cleaned:
            if name in self.kept:
                self._put_back(self.kept[name])
            else:
                fill(cleaned)
                self.kept[name] = self._rows()
            yield cleaned

    def _rows(self) -> dict[str, bytes]:
        """Every row, by table, as PostgreSQL copies them."""
        rows = {}
        with self.admin.connect() as connection:
            driver = connection.connection.cursor()
            for name in _tables():
                with driver.copy(f'COPY "{name}" TO STDOUT') as copied:
                    rows[name] = b"".join(copied)
        return {name: copied for name, copied in rows.items() if copied}

    def _put_back(self, rows: dict[str, bytes]) -> None:
        with self._past_every_rule() as connection:
            driver = connection.connection.cursor()
            for name, copied in rows.items():
                with driver.copy(f'COPY "{name}" FROM STDIN') as taken:
                    taken.write(copied)

    @contextmanager
    def _past_every_rule(self) -> Iterator[Connection]:
        with self.admin.connect() as connection:
            connection.exec_driver_sql("SET session_replication_role = replica")
            yield connection
            connection.exec_driver_sql("SET session_replication_role = DEFAULT")

    def stop(self) -> None:
        """Close the connections and end the server."""
        self.database.dispose()
        self.admin.dispose()
        self.server.stop()


def _tables() -> list[str]:
    """Every table but those of reference."""
    mappers = Base.registry.mappers
    return sorted({m.local_table.name for m in mappers if m.class_.table_class != "global"})


Databases = SqliteDatabases | PostgresDatabases
