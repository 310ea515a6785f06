"""``python -m regionqa frameworks``: what the operator does when authorities merge or split."""

import click
from sqlalchemy import select

from regionqa.authorities import Authority
from regionqa.cli.settings import installation_settings, open_database
from regionqa.core.database import Database
from regionqa.core.errors import RegionQAError
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import session, unit_of_work
from regionqa.frameworks.operations.succession import hand_over

NOBODY = Scope()


@click.group()
def command() -> None:
    """Frameworks when authorities merge or split."""


@command.command(name="hand-over")
@click.option("--from", "before", required=True, metavar="CODE", help="GSS code of who ended.")
@click.option("--to", "after", required=True, metavar="CODE", help="GSS code of who came after.")
def hand_over_command(before: str, after: str) -> None:
    """Give an ended authority's approved versions to the one that came after it."""
    with open_database(installation_settings()) as database:
        predecessor, successor = _named(database, before), _named(database, after)
        scope = Scope(
            authority_id=predecessor.id,
            region_id=predecessor.region_id,
            reason="hand a framework over",
        )
        try:
            with unit_of_work(database, scope):
                count = hand_over(scope, successor.id)
        except RegionQAError as error:
            raise click.ClickException(error.message) from error
    versions = "version" if count == 1 else "versions"
    click.echo(f"{successor.name} was given {count} {versions} of {predecessor.name}.")


def _named(database: Database, code: str) -> Authority:
    with unit_of_work(database, NOBODY, write=False):
        found = session(NOBODY).scalar(select(Authority).where(Authority.gss_code == code))
    if found is None:
        raise click.ClickException(f"No authority here has the GSS code {code}.")
    return found
