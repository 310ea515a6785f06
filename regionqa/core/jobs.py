"""Background work: asked for in the transaction that needs it, done once, whatever dies meanwhile.

A job is a row. It is claimed for a lease that a heartbeat renews; a worker that is killed lets the
lease run out and another claims the job. The effect and the mark that it is done are committed in
one transaction, and the mark holds only for the claim that made it, so that an effect happens once
even when a slow worker comes back. The same code runs in a thread (embedded) and in N workers.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Integer, String, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from regionqa.core.errors import NotFound
from regionqa.core.scope import Scope
from regionqa.core.tables import Base, ReadByOwnAuthority, now, uuid_key
from regionqa.core.unit_of_work import current, session

LEASE = timedelta(seconds=60)
TRIES = 5


class Job(ReadByOwnAuthority, Base):
    """Work to be done. ``payload`` holds ids; ``then`` is the page to go to when it is done."""

    __tablename__ = "jobs"
    insertable_by_all = True

    id: Mapped[UUID] = uuid_key()
    name: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(200))
    authority_id: Mapped[UUID | None] = mapped_column(  # type: ignore[assignment]  # the installation's own work has none
        ForeignKey("authorities.id"), index=True
    )
    region_id: Mapped[UUID | None]
    person_id: Mapped[UUID | None]
    office: Mapped[bool] = mapped_column(default=False)
    payload: Mapped[str] = mapped_column(String(4000))
    key: Mapped[str | None] = mapped_column(String(120), unique=True)
    then: Mapped[str | None] = mapped_column(String(300))
    created_at: Mapped[datetime]
    run_at: Mapped[datetime] = mapped_column(index=True)
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    progress_done: Mapped[int] = mapped_column(Integer, default=0)
    progress_total: Mapped[int] = mapped_column(Integer, default=0)
    done_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    failure: Mapped[str | None] = mapped_column(String(1000))

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.done_at is not None or self.failed_at is not None

    @property
    def scope(self) -> Scope:
        """For whom the job works: the authority it was asked in, or the operator without one."""
        if self.authority_id is None:
            return Scope.for_operator(f"job {self.name}")
        return Scope(
            authority_id=self.authority_id,
            region_id=self.region_id,
            person_id=self.person_id,
            office=self.office,
            reason=f"job {self.name}",
        )


class LeaseLost(RuntimeError):
    """Another worker has the job: this one's effect is rolled back."""


Handler = Callable[["Any"], None]


@dataclass(frozen=True, slots=True)
class Kind:
    """A declared kind of job: its handler, how long a claim lasts, how often it is tried.

    A ``daily`` kind is asked for by the workers themselves, once a day in the whole installation.
    One run of a kind that ``brings_up_to_date`` does all that is asked for by then in the same
    words, whoever asked.
    """

    name: str
    handler: Handler
    lease: timedelta
    tries: int
    daily: bool = False
    brings_up_to_date: bool = False


_KINDS: dict[str, Kind] = {}


def declare(
    name: str,
    handler: Handler,
    *,
    lease: timedelta = LEASE,
    tries: int = TRIES,
    daily: bool = False,
    brings_up_to_date: bool = False,
) -> None:
    """Say what does the jobs of this name. Raises ``ValueError`` for a second declaration."""
    if name in _KINDS:
        raise ValueError(f"The job {name} is declared already.")
    _KINDS[name] = Kind(name, handler, lease, tries, daily, brings_up_to_date)


def kinds() -> Mapping[str, Kind]:
    """Every declared kind by its name."""
    return dict(_KINDS)


def enqueue(
    scope: Scope,
    name: str,
    payload: Mapping[str, Any],
    *,
    title: str,
    key: str | None = None,
    then: str | None = None,
    run_at: datetime | None = None,
) -> UUID:
    """Ask for a job in the transaction in force: it exists when that commits, else it never did.

    ``payload`` holds ids and plain values. ``key`` makes a job that is asked for twice one job.
    """
    unit = session(scope)
    if key is not None and (known := _with_key(unit, key)):
        return known
    moment = now()
    job = Job(
        name=name,
        title=title,
        authority_id=scope.authority_id,
        region_id=scope.region_id,
        person_id=scope.person_id,
        office=scope.office,
        payload=json.dumps(dict(payload), sort_keys=True, default=str),
        key=key,
        then=then,
        created_at=moment,
        run_at=run_at or moment,
        attempts=0,
    )
    unit.add(job)
    unit.flush()  # the caller may name the job's page
    current().after_commit(wake)
    return job.id


def _with_key(unit: Session, key: str) -> UUID | None:
    return unit.scalar(select(Job.id).where(Job.key == key))


_WAKERS: list[Callable[[], None]] = []


def wake() -> None:
    """Tell the workers of this process that there is something to do."""
    for waker in _WAKERS:
        waker()


def on_wake(waker: Callable[[], None]) -> None:
    """Call ``waker`` whenever a job was committed in this process."""
    _WAKERS.append(waker)


def get_job(scope: Scope, job_id: UUID) -> Job:
    """A job of the scope's authority. Raises ``NotFound`` for any other."""
    job = session(scope).scalar(
        select(Job).where(Job.id == job_id, Job.authority_id == scope.authority_id)
    )
    if job is None:
        raise NotFound
    return job


def finish(scope: Scope, job: Job) -> None:
    """Mark the job done, in its effect's transaction. Raises ``LeaseLost`` for a stale claim."""
    changed = session(scope).execute(
        update(Job)
        .where(Job.id == job.id, Job.attempts == job.attempts, Job.done_at.is_(None))
        .values(done_at=now(), lease_until=None)
        .execution_options(synchronize_session=False)
    )
    if changed.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE's result is a CursorResult
        raise LeaseLost(str(job.id))
