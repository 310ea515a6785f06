"""Background work of frameworks: the crosswalk's counts, asked for or due, and copies of texts."""

import logging
from collections.abc import Callable
from datetime import date
from uuid import UUID

from regionqa.core import jobs
from regionqa.core.tables import now
from regionqa.core.worker import JobRun
from regionqa.frameworks.freezing import freeze_crosswalk, list_offices, renew_copies
from regionqa.frameworks.operations.freezing import FREEZE
from regionqa.frameworks.set_dates import last_set_date, may_still_be_counted

logger = logging.getLogger(__name__)
FREEZE_DUE, RENEW = "frameworks.freeze_due", "frameworks.renew_copies"


def _freeze(run: JobRun) -> None:
    region_id, office_id = run.job.region_id, run.job.authority_id
    if region_id is not None and office_id is not None:
        set_on = date.fromisoformat(run.payload["set_on"])
        freeze_crosswalk(run.database, region_id, office_id, set_on)


def freeze_due(run: JobRun) -> None:
    """Freeze the counts of every region for a set date that came not long ago; else nothing."""
    today = now().date()
    set_on = last_set_date(today)
    if may_still_be_counted(set_on, today):
        _for_each_region(
            run, lambda region, office: freeze_crosswalk(run.database, region, office, set_on)
        )


def renew(run: JobRun) -> None:
    """Put the copies of shared texts right in every region: evidence and readers change."""
    _for_each_region(run, lambda region, office: renew_copies(run.database, region, office))


def _for_each_region(run: JobRun, work: Callable[[UUID, UUID], object]) -> None:
    """One region that fails keeps no other from its turn; the job is then tried again."""
    failed: Exception | None = None
    for region_id, office_id in list_offices(run.database):
        try:
            work(region_id, office_id)
        except Exception as error:
            logger.exception("Daily work on the frameworks of region %s failed", region_id)
            failed = error
    if failed is not None:
        raise failed


jobs.declare(FREEZE, _freeze)
jobs.declare(FREEZE_DUE, freeze_due, daily=True)
jobs.declare(RENEW, renew, daily=True)
