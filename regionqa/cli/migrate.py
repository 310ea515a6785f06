"""``python -m regionqa migrate``: the database's schema, with the owner's rights."""

import click

from regionqa import migrate
from regionqa.cli.settings import installation_settings


@click.command()
@click.option("--down", metavar="REVISION", help="Go back to this revision; 'base' takes all away.")
def command(down: str | None) -> None:
    """Bring the database to the newest schema.

    On PostgreSQL this uses REGIONQA_DATABASE_OWNER_URL, the role that owns the tables and that the
    service itself must not be.
    """
    url = installation_settings()["DATABASE_OWNER_URL"]
    if not url:
        raise click.ClickException(
            "Set REGIONQA_DATABASE_OWNER_URL to the address of the role that owns the tables."
        )
    if down:
        migrate.downgrade(url, down)
        click.echo(f"The database is at {down}.")
        return
    migrate.upgrade(url)
    click.echo(f"The database is at {migrate.newest()}.")
