"""``python -m regionqa freeze-crosswalk``: the counts over a region, frozen on the set dates."""

from datetime import UTC, date, datetime

import click

from regionqa.background import declare_every_job
from regionqa.cli.settings import installation_settings, open_database
from regionqa.frameworks.freezing import freeze_crosswalk, list_offices
from regionqa.frameworks.set_dates import last_set_date, next_set_date


@click.command()
@click.option(
    "--on",
    "on",
    type=click.DateTime(["%Y-%m-%d"]),
    help="A set date that has passed; by default the newest.",
)
def command(on: datetime | None) -> None:
    """Freeze the crosswalk's counts of each region for the newest set date.

    The workers do the same by themselves when a set date has come. It may be run again after an
    interruption: a date is counted once.
    """
    today = datetime.now(UTC).date()
    set_on = _set_date(on.date(), today) if on else last_set_date(today)
    settings = installation_settings()
    declare_every_job()  # every feature says what evidence it holds: texts are published anew
    with open_database(settings) as database:
        for region_id, office_id in list_offices(database):
            done = freeze_crosswalk(database, region_id, office_id, set_on)
            said = "frozen now" if done else "frozen already"
            click.echo(f"Region {region_id}: the counts for {set_on} are {said}.")
    click.echo(f"The next set date is {next_set_date(today)}.")


def _set_date(wanted: date, today: date) -> date:
    if wanted > today or last_set_date(wanted) != wanted:
        raise click.BadParameter(
            f"{wanted} is no set date that has passed; the newest is {last_set_date(today)}.",
            param_hint="--on",
        )
    return wanted
