"""Background work of double-graded files: the report, and drafts that nobody used."""

from uuid import UUID

from regionqa.core import jobs
from regionqa.core.errors import Unprocessable
from regionqa.core.worker import JobRun
from regionqa.ratings import operations
from regionqa.ratings.computing import CannotCompute, compute_report, shown


def compute(run: JobRun) -> None:
    """Work a file's report out, and store it with the file's grades."""
    file_id = UUID(run.payload["file_id"])
    with run.reading() as scope:
        work = operations.open_work(scope, file_id)
    if work is None:
        return
    total = len(set(work.rows.domain or ["all"])) + 1
    done = 0

    def progress(_domain: str) -> None:
        nonlocal done
        done += 1
        run.progress(done, total)

    run.progress(0, total)
    try:
        report = compute_report(work.rows, work.scale, progress)
    except CannotCompute as error:
        raise Unprocessable(str(error)) from error
    with run.finishing() as scope:
        operations.store_report(scope, file_id, report, shown(report))


def delete_draft(run: JobRun) -> None:
    """Delete a draft that nobody used within a day."""
    with run.finishing() as scope:
        operations.delete_expired(scope, UUID(run.payload["draft_id"]))


jobs.declare(operations.COMPUTE, compute)
jobs.declare(operations.TIDY, delete_draft)
