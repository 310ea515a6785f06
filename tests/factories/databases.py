"""Databases for tests: migrated and seeded once in a process, then put back after each test."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine

from regionqa import migrate
from regionqa.core.database import Database
from regionqa.core.tables import Base
from regionqa.mapped import every_model
from tests.factories.world import seed
from tests.support import postgres

TEMPLATE, WORKING = "regionqa_template", "regionqa_working"


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
        self.owner_url = self.database_url = self.url_of(self.working)

    @staticmethod
    def url_of(path: Path) -> str:
        """SQLAlchemy's address of a file."""
        return f"sqlite:///{path}"

    @contextmanager
    def clean(self, *, reference_too: bool) -> Iterator[Database]:
        """The working database as new; it is always a whole copy, whatever a test will write."""
        del reference_too
        self.database.dispose()
        for suffix in ("", "-wal", "-shm"):
            self.working.with_name(self.working.name + suffix).unlink(missing_ok=True)
        shutil.copyfile(self.template, self.working)
        yield self.database

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
        tables = [
            mapper.local_table.name
            for mapper in Base.registry.mappers
            if mapper.class_.table_class != "global"
        ]
        statements = [f'DELETE FROM "{name}"' for name in sorted(set(tables))]
        with self.admin.connect() as connection:
            connection.exec_driver_sql(
                "SET session_replication_role = replica; "
                + "; ".join(statements)
                + "; SET session_replication_role = DEFAULT"
            )

    def stop(self) -> None:
        """Close the connections and end the server."""
        self.database.dispose()
        self.admin.dispose()
        self.server.stop()


Databases = SqliteDatabases | PostgresDatabases
