"""Background work of anchors."""

from uuid import UUID

from regionqa.core import jobs
from regionqa.core.tables import now
from regionqa.core.unit_of_work import unit_of_work
from regionqa.core.worker import JobRun
from regionqa.moderation.deadlines import end_of
from regionqa.moderation.jobs.running import (
    finishing_in_office,
    known,
    office_for,
    region_of_job,
    round_of,
)
from regionqa.moderation.operations import keying, mails
from regionqa.moderation.operations.anchors import SETTLE_ANCHOR, TELL_PANEL, TELL_READERS
from regionqa.moderation.places import as_reveal
from regionqa.moderation.queries.anchors import held_anchor
from regionqa.moderation.queries.anchors_waiting import panel_of, readers_outstanding
from regionqa.moderation.queries.rounds import held_round


def settle_anchor(run: JobRun) -> None:
    """Bring an anchor up to date: its panel, its key, and who is given it."""
    office = office_for(run, "bring an anchor up to date")
    duty = as_reveal(region_of_job(run), known(office), "bring an anchor up to date")
    with unit_of_work(run.database, duty):
        keying.settle_anchor(duty, UUID(run.payload["anchor_id"]))


def tell_panel(run: JobRun) -> None:
    """Mail the panel of an anchor that it waits for them; of an ended panel nobody."""
    anchor_id = UUID(run.payload["anchor_id"])
    with finishing_in_office(run, "tell an anchor's panel") as office:
        held = held_anchor(office, anchor_id)
        if held.state == "at_panel":
            people = panel_of(office, anchor_id)
            mails.remind(office, people, mails.ON_PANEL, run.settings["PUBLIC_URL"], now())


def tell_readers(run: JobRun) -> None:
    """Mail the readers of a round that an anchor waits; nobody once its grading has ended."""
    round_id = round_of(run)
    anchor_id = UUID(run.payload["anchor_id"])
    with finishing_in_office(run, "tell the readers of an anchor") as office:
        held = held_round(office, round_id)
        if held.state == "grading":
            people = readers_outstanding(office, round_id, anchor_id)
            by = end_of(held.closes_on)
            mails.remind(office, people, mails.TO_READ, run.settings["PUBLIC_URL"], by)


jobs.declare(SETTLE_ANCHOR, settle_anchor)
jobs.declare(TELL_PANEL, tell_panel)
jobs.declare(TELL_READERS, tell_readers)
