"""Bringing a database to the newest schema, or back, with the owner's rights."""

from pathlib import Path

import alembic.command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url

FOLDER = Path(__file__).resolve().parent.parent / "migrations"


def configuration() -> Config:
    """Alembic's configuration, without a file of its own."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    return config


def newest() -> str:
    """The one head. Raises when there are several."""
    head = ScriptDirectory.from_config(configuration()).get_current_head()
    if head is None:
        raise RuntimeError("There are no migrations.")
    return head


def upgrade(owner_url: str, revision: str = "head") -> None:
    """Migrate up to ``revision`` as the owner of the tables."""
    _run(owner_url, "upgrade", revision)


def downgrade(owner_url: str, revision: str) -> None:
    """Migrate down to ``revision``; ``base`` takes everything away."""
    _run(owner_url, "downgrade", revision)


def owner_engine(owner_url: str) -> Engine:
    """An engine for migrations: no scope, and on SQLite a real transaction round each migration."""
    engine = create_engine(owner_url)
    if make_url(owner_url).get_backend_name() == "sqlite":

        @event.listens_for(engine, "connect")
        def _explicit(driver, _record):  # type: ignore[no-untyped-def]  # sqlite3's own connection
            driver.isolation_level = None
            driver.execute("PRAGMA journal_mode=WAL")

        @event.listens_for(engine, "begin")
        def _begin(connection):  # type: ignore[no-untyped-def]  # SQLAlchemy's own connection
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _run(owner_url: str, direction: str, revision: str) -> None:
    engine = owner_engine(owner_url)
    config = configuration()
    try:
        with engine.connect() as connection:
            config.attributes["connection"] = connection
            getattr(alembic.command, direction)(config, revision)
            connection.commit()
    finally:
        engine.dispose()
