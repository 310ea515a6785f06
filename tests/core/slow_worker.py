"""A worker for the kill test: each job says that it began, waits, and leaves one event behind."""

import os
import sys
import time
from datetime import timedelta
from pathlib import Path

from regionqa.core import events, jobs
from regionqa.core.database import Database
from regionqa.core.worker import JobRun, run_all
from regionqa.mapped import every_model

EFFECT = events.declare("test.took_effect", "number", sentence="A test took effect {number}")
LEASE = timedelta(seconds=2)


def slowly(run: JobRun) -> None:
    """Begin, wait, and take effect; the wait is inside or outside of the transaction by turns."""
    number, folder = run.payload["number"], Path(run.payload["folder"])
    (folder / f"began-{number}-{os.getpid()}").touch()
    seconds = 0.0 if (folder / "hurry").exists() else 60.0
    if number % 2:
        time.sleep(seconds)
    with run.finishing() as scope:
        events.record(scope, EFFECT, number, number=number)
        if not number % 2:
            time.sleep(seconds)


jobs.declare("test.slowly", slowly, lease=LEASE)

if __name__ == "__main__":
    every_model()
    database = Database(sys.argv[1])
    while True:
        run_all(database, {})
        time.sleep(0.1)
