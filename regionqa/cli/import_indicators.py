"""``python -m regionqa import-indicators FILE…``: published figures from the department's files."""

from collections.abc import Sequence
from pathlib import Path

import click

from regionqa.cli.load_reference import progress_bar, said
from regionqa.cli.settings import installation_settings, open_database
from regionqa.core.database import Database
from regionqa.core.errors import RegionQAError
from regionqa.core.reference import Changes
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import unit_of_work
from regionqa.exchange import FileRefused
from regionqa.indicators import file_layouts, import_file

SHOWN = 20


@click.command()
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option(
    "--layout",
    type=click.Choice(sorted(file_layouts())),
    help="Which kind of file it is; by default it is recognised by its columns.",
)
def command(files: Sequence[Path], layout: str | None) -> None:
    """Take in published figures from files of the Department for Education.

    A file with a problem is not taken in at all, and each problem is listed with its row. Taking
    the same file in again changes nothing.
    """
    total = Changes()
    with open_database(installation_settings()) as database:
        for file in files:
            total += _take_in(database, file, layout)
    click.echo(said(total))


def _take_in(database: Database, file: Path, layout: str | None) -> Changes:
    operator = Scope.for_operator("import published figures")
    try:
        with unit_of_work(database, operator), progress_bar(file.name) as progress:
            return import_file(operator, file.name, file.read_bytes(), layout, progress)
    except FileRefused as refused:
        raise click.ClickException(f"{file}: {refused}") from refused
    except RegionQAError as error:
        problems = error.details.get("problems", ())
        lines = [str(one) for one in problems] if isinstance(problems, tuple) else []
        more = [f"and {len(lines) - SHOWN} more"] if len(lines) > SHOWN else []
        raise click.ClickException("\n  ".join([error.message, *lines[:SHOWN], *more])) from error
