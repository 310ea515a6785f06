"""Background work of anchors."""

from uuid import UUID

from regionqa.core import jobs
from regionqa.core.unit_of_work import unit_of_work
from regionqa.core.worker import JobRun
from regionqa.moderation.jobs.running import known, office_for, region_of_job
from regionqa.moderation.operations import keying
from regionqa.moderation.operations.anchors import SETTLE_ANCHOR
from regionqa.moderation.places import as_reveal


def settle_anchor(run: JobRun) -> None:
    """Bring an anchor up to date: its panel, its key, and who is given it."""
    office = office_for(run, "bring an anchor up to date")
    duty = as_reveal(region_of_job(run), known(office), "bring an anchor up to date")
    with unit_of_work(run.database, duty):
        keying.settle_anchor(duty, UUID(run.payload["anchor_id"]))


jobs.declare(SETTLE_ANCHOR, settle_anchor)
