"""``python -m regionqa load-reference``: the published areas and figures that come with us."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from regionqa.authorities import load_areas
from regionqa.cli.settings import installation_settings, open_database
from regionqa.core.reference import Changes, Progress
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import unit_of_work
from regionqa.indicators import load_reference_figures


@click.command()
def command() -> None:
    """Load authorities, neighbours, inspections and published figures.

    Loading again changes nothing, unless the tables that come with the service have changed.
    """
    operator = Scope.for_operator("load the reference tables")
    with open_database(installation_settings()) as database, unit_of_work(database, operator):
        total = load_areas(operator)
        with progress_bar("Published figures") as progress:
            total += load_reference_figures(operator, progress)
    click.echo(said(total))


@contextmanager
def progress_bar(label: str) -> Iterator[Progress]:
    """A bar on the terminal, and what to call with how much of how much is done."""
    with click.progressbar(length=1, label=label) as bar:

        def progress(done: int, of_all: int) -> None:
            bar.length = of_all
            bar.update(done - bar.pos)

        yield progress


def said(changes: Changes) -> str:
    """What a loading did, in a sentence."""
    if not changes.any:
        return f"Nothing changed: {changes.unchanged:,} figures and rows are as they were."
    return (
        f"{changes.added:,} added, {changes.changed:,} changed, {changes.removed:,} removed,"
        f" {changes.unchanged:,} as they were."
    )
