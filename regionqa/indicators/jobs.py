"""Background work of indicators: taking in a file that was read and looked at."""

from uuid import UUID

from regionqa.core import jobs
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import unit_of_work
from regionqa.core.worker import JobRun
from regionqa.indicators import operations


def take_in(run: JobRun) -> None:
    """Take a kept file in with the operator's rights; done twice it changes nothing more."""
    with run.reading() as scope:
        upload = operations.open_upload(scope, UUID(run.payload["upload_id"]))
    run.progress(0, len(upload.rows))
    operator = Scope.for_operator("take in published figures")
    with unit_of_work(run.database, operator):
        operations.take_in_rows(operator, upload.rows, upload.what, upload.id)
    run.progress(len(upload.rows), len(upload.rows))


jobs.declare(operations.TAKE_IN, take_in)
