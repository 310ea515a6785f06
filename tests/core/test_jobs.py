"""Background work happens once, whoever is killed, and never for a transaction that failed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import select

from regionqa.core import jobs
from regionqa.core.database import Database
from regionqa.core.errors import NotFound, Unprocessable
from regionqa.core.events import Event
from regionqa.core.jobs import LEASE, Job
from regionqa.core.unit_of_work import session, unit_of_work
from regionqa.core.worker import JobRun, Worker, ask_for_daily, claim, run_all, run_one
from tests.core import slow_worker
from tests.factories.databases import Databases
from tests.factories.world import World
from tests.support import waiting

ROOT = Path(__file__).resolve().parents[2]
_tries: list[int] = []
_brought: list[int] = []


def _fails(_run: JobRun) -> None:
    _tries.append(1)
    raise RuntimeError("a defect")


def _refuses(_run: JobRun) -> None:
    raise Unprocessable("Row 3: the grade is not known.")


def _brings(run: JobRun) -> None:
    _brought.append(run.payload["number"])


jobs.declare("test.fails", _fails, tries=3)
jobs.declare("test.brings", _brings, brings_up_to_date=True)
jobs.declare("test.refuses", _refuses)


def ask(database: Database, name: str, **payload: object) -> Job:
    scope = World.a.scope()
    with unit_of_work(database, scope):
        job_id = jobs.enqueue(scope, name, payload, title="A test")
        return session(scope).get_one(Job, job_id)


def state(database: Database, job: Job) -> Job:
    scope = World.a.scope()
    with unit_of_work(database, scope, write=False):
        return jobs.get_job(scope, job.id)


def effects(database: Database) -> list[str]:
    scope = World.a.scope()
    with unit_of_work(database, scope, write=False):
        found = session(scope).scalars(
            select(Event.subject_id).where(Event.tag == slow_worker.EFFECT.tag)
        )
        return sorted(str(number) for number in found)


def test_a_job_of_a_failed_transaction_never_was(database: Database) -> None:
    scope = World.a.scope()

    def fail_after_asking() -> None:
        with unit_of_work(database, scope):
            jobs.enqueue(scope, "test.fails", {}, title="A test")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_after_asking()
    assert claim(database) is None


def test_a_key_makes_two_requests_one_job(database: Database) -> None:
    scope = World.a.scope()
    with unit_of_work(database, scope):
        first = jobs.enqueue(scope, "test.fails", {}, title="A test", key="once")
        second = jobs.enqueue(scope, "test.fails", {}, title="A test", key="once")
    assert first == second


def test_one_run_brings_up_to_date_whatever_was_asked_for_before_it(database: Database) -> None:
    """Those that ask for the same end with it; what is asked for during a run is done after it."""
    _brought.clear()
    first, again, other = (ask(database, "test.brings", number=number) for number in (1, 1, 2))
    held = claim(database)
    assert held is not None
    assert held.id == first.id
    late = ask(database, "test.brings", number=1)
    assert state(database, again).done_at is not None
    assert not state(database, first).ended
    assert not state(database, late).ended
    assert run_all(database, {}) == 2
    assert _brought == [2, 1], "the first is still held by its worker"
    assert state(database, other).done_at is not None

    for number in (3, 3):
        ask(database, "test.fails", number=number)
    _tries.clear()
    run_one(database, {})
    run_one(database, {})
    assert len(_tries) == 2, "each job of another kind is run"


def test_the_days_work_is_asked_for_once_a_day(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[str] = []
    daily = jobs.Kind("test.daily", lambda run: ran.append(run.job.key), LEASE, 1, daily=True)
    monkeypatch.setattr(jobs, "_KINDS", {daily.name: daily})
    for day in (20, 20, 21):
        ask_for_daily(database, date(2026, 11, day))
    assert run_all(database, {}) == 2
    assert ran == ["test.daily 2026-11-20", "test.daily 2026-11-21"]


def test_a_worker_asks_for_the_days_work_by_itself(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[str] = []
    daily = jobs.Kind("test.daily", lambda run: ran.append(run.job.name), LEASE, 1, daily=True)
    monkeypatch.setattr(jobs, "_KINDS", {daily.name: daily})
    worker = Worker(database, {"JOBS_POLL_SECONDS": 0.01}).start()
    try:
        _until(lambda: bool(ran))
        time.sleep(0.1)
    finally:
        worker.stop()
    assert ran == ["test.daily"]


def test_a_job_runs_in_the_scope_it_was_asked_in(database: Database, tmp_path: Path) -> None:
    (tmp_path / "hurry").touch()
    job = ask(database, "test.slowly", number=4, folder=str(tmp_path))
    assert run_all(database, {}) == 1
    assert state(database, job).done_at is not None
    assert effects(database) == ["4"]


def test_another_authority_does_not_find_the_job(database: Database) -> None:
    job = ask(database, "test.refuses")
    scope = World.b.scope()
    with unit_of_work(database, scope, write=False), pytest.raises(NotFound):
        jobs.get_job(scope, job.id)


def test_an_expected_error_ends_the_job_with_its_words(database: Database) -> None:
    job = ask(database, "test.refuses")
    run_one(database, {})
    assert state(database, job).failure == "Row 3: the grade is not known."
    assert claim(database) is None


def test_a_defect_is_tried_again_and_then_given_up(database: Database) -> None:
    job = ask(database, "test.fails")
    _tries.clear()
    for _ in range(6):
        with time_machine.travel(datetime.now(UTC) + timedelta(hours=len(_tries)), tick=True):
            run_one(database, {})
    held = state(database, job)
    assert len(_tries) == 3
    assert held.failed_at is not None
    assert "a defect" not in (held.failure or ""), "the reason stays in the log"


def test_a_stale_worker_takes_no_effect(database: Database) -> None:
    ask(database, "test.slowly", number=2, folder="/nowhere")
    stale = claim(database)
    assert stale is not None
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=5), tick=True):
        later = claim(database)
    assert later is not None
    assert later.attempts == 2
    with pytest.raises(jobs.LeaseLost), JobRun(database, stale, {}).finishing():
        pass


def test_progress_can_be_seen_while_it_runs(database: Database) -> None:
    ask(database, "test.refuses")
    job = claim(database)
    assert job is not None
    JobRun(database, job, {}).progress(3, 7)
    held = state(database, job)
    assert (held.progress_done, held.progress_total) == (3, 7)


def test_the_embedded_worker_wakes_for_a_commit(database: Database, tmp_path: Path) -> None:
    (tmp_path / "hurry").touch()
    worker = Worker(database, {"JOBS_POLL_SECONDS": 30}).start()
    try:
        job = ask(database, "test.slowly", number=2, folder=str(tmp_path))
        _until(lambda: state(database, job).done_at is not None)
    finally:
        worker.stop()


def test_a_killed_worker_loses_nothing_and_doubles_nothing(
    databases: Databases, database: Database, tmp_path: Path
) -> None:
    """8 jobs, 4 workers killed with a job in hand: all 8 take effect, each once.

    Three are killed before their transaction and one, or on PostgreSQL more, inside it; on SQLite
    the one inside holds the lock, so it comes last.
    """
    for number in (1, 3, 5, 0, 2, 4, 6, 7):
        ask(database, "test.slowly", number=number, folder=str(tmp_path))
    workers = [_start(databases.database_url) for _ in range(4)]
    try:
        _until(lambda: len(list(tmp_path.glob("began-*"))) >= 4)
        for worker in workers:
            os.kill(worker.pid, signal.SIGKILL)
            worker.wait()
        assert effects(database) == []
        (tmp_path / "hurry").touch()
        workers = [_start(databases.database_url) for _ in range(2)]
        _until(lambda: len(effects(database)) == 8)
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()
    assert effects(database) == [str(number) for number in range(8)]


def _start(url: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "tests.core.slow_worker", url], cwd=ROOT)


def _until(happened: Callable[[], bool]) -> None:
    assert waiting.until(happened), "it did not happen"
