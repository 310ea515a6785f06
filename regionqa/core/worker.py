"""The worker: claims a job, runs its handler, renews the lease meanwhile, and marks the outcome."""

import json
import logging
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from regionqa.core import jobs
from regionqa.core.database import Database
from regionqa.core.errors import RegionQAError
from regionqa.core.jobs import Job, Kind, LeaseLost
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session, unit_of_work

logger = logging.getLogger(__name__)

CLAIMING = Scope.for_installation("claim jobs")
LONGEST_WAIT = timedelta(hours=1)


class JobRun:
    """One try at a job: what its handler is given.

    A handler reads in ``reading()`` and makes its effect in ``finishing()``, once. Between the two
    it may say how far it is with ``progress``.
    """

    def __init__(self, database: Database, job: Job, settings: Mapping[str, Any]) -> None:
        self.database = database
        self.job = job
        self.settings = settings
        self.finished = False

    @cached_property
    def payload(self) -> dict[str, Any]:
        """What the job was asked with."""
        loaded: dict[str, Any] = json.loads(self.job.payload)
        return loaded

    @contextmanager
    def reading(self) -> Iterator[Scope]:
        """A read-only unit of work in the job's scope."""
        with unit_of_work(self.database, self.job.scope, write=False):
            yield self.job.scope

    @contextmanager
    def finishing(self) -> Iterator[Scope]:
        """The effect and the mark that it is done, in one transaction."""
        with unit_of_work(self.database, self.job.scope):
            yield self.job.scope
            jobs.finish(self.job.scope, self.job)
        self.finished = True

    def progress(self, done: int, total: int) -> None:
        """Say how far the job is. Not inside ``finishing``: that transaction holds the lock."""
        _change(self.database, self.job, progress_done=done, progress_total=total)


def claim(database: Database) -> Job | None:
    """Claim the next job that is due and that nobody holds; None when there is none."""
    with unit_of_work(database, CLAIMING):
        unit = session(CLAIMING)
        moment = now()
        due = (
            select(Job)
            .where(*_due(moment), Job.name.in_(list(jobs.kinds())))
            .order_by(Job.run_at, Job.created_at)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        job = unit.scalar(due)
        if job is not None:
            job.attempts += 1
            job.lease_until = moment + jobs.kinds()[job.name].lease
            if jobs.kinds()[job.name].brings_up_to_date:
                _take_over(unit, job, moment)
        return job


def _due(moment: datetime) -> tuple[ColumnElement[bool], ...]:
    """That a job waits and nobody holds it."""
    return (
        Job.done_at.is_(None),
        Job.failed_at.is_(None),
        Job.run_at <= moment,
        or_(Job.lease_until.is_(None), Job.lease_until < moment),
    )


def _take_over(unit: Session, job: Job, moment: datetime) -> None:
    """End the jobs that ask for the same: what they were asked for is committed by now."""
    unit.execute(
        update(Job)
        .where(*_due(moment), Job.name == job.name, Job.payload == job.payload, Job.id != job.id)
        .values(done_at=moment)
        .execution_options(synchronize_session=False)
    )


def run_one(database: Database, settings: Mapping[str, Any]) -> bool:
    """Claim a job and run it. False when there was none."""
    job = claim(database)
    if job is None:
        return False
    kind = jobs.kinds()[job.name]
    with _heartbeat(database, job, kind):
        _run(database, job, kind, settings)
    return True


def run_all(database: Database, settings: Mapping[str, Any]) -> int:
    """Run every job that is due; how many there were."""
    count = 0
    while run_one(database, settings):
        count += 1
    return count


def ask_for_daily(database: Database, day: date) -> None:
    """Ask for the day's work of the installation, once however many workers ask."""
    for kind in jobs.kinds().values():
        if not kind.daily:
            continue
        with suppress(IntegrityError), unit_of_work(database, CLAIMING):  # another asked just now
            jobs.enqueue(CLAIMING, kind.name, {}, title=kind.name, key=f"{kind.name} {day}")


def _run(database: Database, job: Job, kind: Kind, settings: Mapping[str, Any]) -> None:
    run = JobRun(database, job, settings)
    try:
        kind.handler(run)
        if not run.finished:
            with run.finishing():
                pass
    except LeaseLost:
        logger.warning("A job was finished by another worker", extra={"job": str(job.id)})
    except RegionQAError as error:
        _change(database, job, failed_at=now(), failure=error.message[:1000], lease_until=None)
    except Exception:
        logger.exception("A job failed", extra={"job": str(job.id), "job_name": job.name})
        _put_off_or_give_up(database, job, kind)


def _put_off_or_give_up(database: Database, job: Job, kind: Kind) -> None:
    if job.attempts >= kind.tries:
        reference = f"It failed {job.attempts} times. Reference {str(job.id)[:8]}."
        _change(database, job, failed_at=now(), failure=reference, lease_until=None)
        return
    wait = min(timedelta(seconds=2**job.attempts), LONGEST_WAIT)
    _change(database, job, run_at=now() + wait, lease_until=None)


def _change(database: Database, job: Job, **values: Any) -> None:
    """Change the job's row while this claim holds it; nothing once another has it."""
    with unit_of_work(database, CLAIMING):
        session(CLAIMING).execute(
            update(Job)
            .where(Job.id == job.id, Job.attempts == job.attempts, Job.done_at.is_(None))
            .values(**values)
            .execution_options(synchronize_session=False)
        )


@contextmanager
def _heartbeat(database: Database, job: Job, kind: Kind) -> Iterator[None]:
    """Renew the lease three times in its length for as long as the block runs."""
    stop = threading.Event()

    def beat() -> None:
        while not stop.wait(kind.lease.total_seconds() / 3):
            try:
                _change(database, job, lease_until=now() + kind.lease)
            except Exception:
                logger.exception("A lease could not be renewed", extra={"job": str(job.id)})

    thread = threading.Thread(target=beat, name="lease", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


class Worker:
    """A loop that runs jobs until it is told to stop; woken by this process, else by a poll."""

    def __init__(self, database: Database, settings: Mapping[str, Any]) -> None:
        self.database = database
        self.settings = settings
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._asked_for: date | None = None
        jobs.on_wake(self._wake.set)

    def run(self) -> None:
        """Run jobs until ``stop`` is called."""
        while not self._stopping.is_set():
            self._wake.clear()
            try:
                self._ask_for_daily()
                if run_one(self.database, self.settings):
                    continue
            except Exception:
                logger.exception("The worker could not look for work")
            if not self._stopping.is_set():
                self._wake.wait(self.settings["JOBS_POLL_SECONDS"])

    def _ask_for_daily(self) -> None:
        today = now().date()
        if self._asked_for != today:
            ask_for_daily(self.database, today)
            self._asked_for = today

    def start(self) -> "Worker":
        """Run in a thread of this process (embedded)."""
        self._thread = threading.Thread(target=self.run, name="worker", daemon=True)
        self._thread.start()
        return self

    def stop(self) -> None:
        """Finish the job in hand and stop; an embedded worker has stopped when this returns."""
        self._stopping.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join()
