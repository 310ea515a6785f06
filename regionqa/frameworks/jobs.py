"""Background work of frameworks: the counts of the crosswalk, asked for or due on a set date."""

import logging
from datetime import date

from regionqa.core import jobs
from regionqa.core.tables import now
from regionqa.core.worker import JobRun
from regionqa.frameworks.freezing import freeze_crosswalk, list_offices
from regionqa.frameworks.operations.freezing import FREEZE
from regionqa.frameworks.set_dates import last_set_date, may_still_be_counted

logger = logging.getLogger(__name__)
FREEZE_DUE = "frameworks.freeze_due"


def _freeze(run: JobRun) -> None:
    region_id, office_id = run.job.region_id, run.job.authority_id
    if region_id is not None and office_id is not None:
        set_on = date.fromisoformat(run.payload["set_on"])
        freeze_crosswalk(run.database, region_id, office_id, set_on)


def freeze_due(run: JobRun) -> None:
    """Freeze the counts of every region for a set date that came not long ago; else nothing.

    One region that fails keeps no other from being counted; the job is then tried again.
    """
    today = now().date()
    set_on = last_set_date(today)
    if not may_still_be_counted(set_on, today):
        return
    failed: Exception | None = None
    for region_id, office_id in list_offices(run.database):
        try:
            freeze_crosswalk(run.database, region_id, office_id, set_on)
        except Exception as error:
            logger.exception("The counts of region %s could not be frozen", region_id)
            failed = error
    if failed is not None:
        raise failed


jobs.declare(FREEZE, _freeze)
jobs.declare(FREEZE_DUE, freeze_due, daily=True)
