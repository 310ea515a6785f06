"""In whose name a job works: shared by all background work of moderation."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from regionqa.core import jobs
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import unit_of_work
from regionqa.core.worker import JobRun
from regionqa.moderation.places import as_office, office_of


def region_of_job(run: JobRun) -> UUID:
    """The region that a job belongs to."""
    region_id = run.job.region_id
    if region_id is None:
        raise RuntimeError("A moderation job belongs to a region.")
    return region_id


def office_for(run: JobRun, reason: str) -> Scope:
    """The scope of the office of a job's region."""
    with run.reading() as scope:
        return as_office(region_of_job(run), office_of(scope), reason)


def known(office: Scope) -> UUID:
    """The office's own key."""
    if office.authority_id is None:
        raise RuntimeError("An office is an authority.")
    return office.authority_id


@contextmanager
def in_office(run: JobRun, reason: str) -> Iterator[Scope]:
    """A transaction in the office's name."""
    scope = office_for(run, reason)
    with unit_of_work(run.database, scope):
        yield scope


@contextmanager
def finishing_in_office(run: JobRun, reason: str) -> Iterator[Scope]:
    """The effect and the mark that it is done, in one transaction: no mail goes out twice."""
    with in_office(run, reason) as scope:
        yield scope
        jobs.finish(scope, run.job)
    run.finished = True


def round_of(run: JobRun) -> UUID:
    """The round that a job is about."""
    return UUID(run.payload["round_id"])
