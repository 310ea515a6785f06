"""What every command needs of an installation: its settings, its database, who it works for."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import click
from sqlalchemy import inspect, select
from sqlalchemy.exc import OperationalError

import config
from config.logging import configure
from regionqa import accounts
from regionqa.authorities import Authority
from regionqa.core.database import Database
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import session, unit_of_work


def installation_settings() -> dict[str, Any]:
    """The settings of the process's environment, with logs set up. A wrong one ends the command.

    Accounts take theirs here, so that a link mailed by a worker leads to the public address too.
    """
    try:
        settings = config.load()
    except config.ConfigurationError as error:
        raise click.ClickException(str(error)) from error
    configure(settings)
    accounts.configure(settings)
    return settings


@contextmanager
def open_database(settings: dict[str, Any]) -> Iterator[Database]:
    """The installation's database, closed again at the end.

    One that does not answer, or that was never migrated, ends the command.
    """
    database = Database(settings["DATABASE_URL"], pool_size=settings["DATABASE_POOL_SIZE"])
    try:
        _refuse_unready(database)
        yield database
    finally:
        database.dispose()


def _refuse_unready(database: Database) -> None:
    try:
        migrated = inspect(database.engine).has_table(Authority.__tablename__)
    except OperationalError as error:
        reason = str(error.orig).strip().partition("\n")[0]
        raise click.ClickException(
            f"The database of REGIONQA_DATABASE_URL does not answer: {reason}"
        ) from error
    if not migrated:
        raise click.ClickException(
            "This database has no tables yet. Make them first: python -m regionqa migrate"
        )


def authority_list(database: Database) -> list[Authority]:
    """Every authority and office, for commands that work over all of them one by one."""
    nobody = Scope()
    with unit_of_work(database, nobody, write=False):
        return list(session(nobody).scalars(select(Authority).order_by(Authority.id)))


def authority_ids(database: Database) -> list[UUID]:
    """The keys of every authority and office."""
    return [authority.id for authority in authority_list(database)]
