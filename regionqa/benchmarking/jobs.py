"""Background work of benchmarking: drafts that nobody used, and releases."""

from uuid import UUID

from regionqa.benchmarking import operations, release_jobs
from regionqa.benchmarking.operations.releases import GATE, OPEN_CHECK
from regionqa.benchmarking.operations.telling import TELL, TELL_ONE
from regionqa.core import jobs
from regionqa.core.worker import JobRun


def delete_draft(run: JobRun) -> None:
    """Delete a draft that nobody used within a day."""
    with run.finishing() as scope:
        operations.delete_expired(scope, UUID(run.payload["draft_id"]))


jobs.declare(operations.TIDY, delete_draft)
jobs.declare(OPEN_CHECK, release_jobs.open_check)
jobs.declare(GATE, release_jobs.gate)
jobs.declare(TELL, release_jobs.tell)
jobs.declare(TELL_ONE, release_jobs.tell_one)
