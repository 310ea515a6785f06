"""Background work of frameworks: the regular freezing of the crosswalk."""

from datetime import date

from regionqa.core import jobs
from regionqa.core.worker import JobRun
from regionqa.frameworks.freezing import freeze_crosswalk
from regionqa.frameworks.operations.freezing import FREEZE


def _freeze(run: JobRun) -> None:
    region_id, office_id = run.job.region_id, run.job.authority_id
    if region_id is not None and office_id is not None:
        set_on = date.fromisoformat(run.payload["set_on"])
        freeze_crosswalk(run.database, region_id, office_id, set_on)


jobs.declare(FREEZE, _freeze)
