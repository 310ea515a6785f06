"""Background work of monthly returns: drafts that nobody used."""

from uuid import UUID

from regionqa.benchmarking import operations
from regionqa.core import jobs
from regionqa.core.worker import JobRun


def delete_draft(run: JobRun) -> None:
    """Delete a draft that nobody used within a day."""
    with run.finishing() as scope:
        operations.delete_expired(scope, UUID(run.payload["draft_id"]))


jobs.declare(operations.TIDY, delete_draft)
