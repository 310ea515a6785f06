"""``python -m regionqa worker``: background work in a process of its own; run as many as wanted."""

import signal

import click

from regionqa.background import declare_every_job
from regionqa.cli.settings import installation_settings, open_database
from regionqa.core.tables import now
from regionqa.core.worker import Worker, ask_for_daily, run_all


@click.command()
@click.option("--once", is_flag=True, help="Run what is due now and end.")
def command(once: bool) -> None:
    """Do background work until told to stop."""
    declare_every_job()
    settings = installation_settings()
    with open_database(settings) as database:
        if once:
            ask_for_daily(database, now().date())
            click.echo(f"Ran {run_all(database, settings)} jobs.")
            return
        worker = Worker(database, settings)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: worker.stop())
        worker.run()
