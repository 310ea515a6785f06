"""``python -m regionqa events``: the trail checked, and its heads kept elsewhere."""

from pathlib import Path

import click

from regionqa.cli.settings import authority_ids, installation_settings, open_database
from regionqa.core import chains


@click.group()
def command() -> None:
    """The tamper-evident trail of each authority and of the installation."""


@command.command()
@click.option(
    "--heads",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Heads kept earlier by 'events heads': without them a chain cut at its end looks whole.",
)
def verify(heads: Path | None) -> None:
    """Check that no event was changed, deleted, reordered, inserted or cut off."""
    try:
        kept = chains.read_heads(heads) if heads else {}
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    with open_database(installation_settings()) as database:
        found, breaks = chains.verify(database, authority_ids(database), kept)
    for broken in breaks:
        click.echo(f"{broken.chain}: event {broken.sequence}: {broken.reason}", err=True)
    total = sum(head.sequence for head in found.values())
    if breaks:
        places = "1 place does" if len(breaks) == 1 else f"{len(breaks)} places do"
        raise click.ClickException(f"{places} not hold, of {total} events.")
    against = "" if kept else " No kept heads were given, so a cut at the end would not be seen."
    click.echo(f"{total} events in {len(found)} chains hold.{against}")


@command.command()
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path))
def heads(file: Path) -> None:
    """Write each chain's head to FILE (- for the output), to be kept away from the database."""
    with open_database(installation_settings()) as database:
        found, breaks = chains.verify(database, authority_ids(database))
    if breaks:
        raise click.ClickException("The trail does not hold; run 'events verify'.")
    if str(file) == "-":
        click.echo(chains.heads_text(found))
        return
    file.write_text(chains.heads_text(found))
    click.echo(f"{len(found)} heads written to {file}.")
