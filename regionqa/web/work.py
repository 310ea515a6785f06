"""The page of a piece of background work: how far it is, then on to what it made."""

from uuid import UUID

from flask import redirect, render_template
from flask.typing import ResponseReturnValue

from regionqa.core import jobs, permissions
from regionqa.core.permissions import signed_in
from regionqa.core.scope import Scope
from regionqa.web.door import Door

READ_WORK = permissions.declare("web:work:read", (signed_in,))
SECONDS_BETWEEN_LOOKS = 2

door = Door("work", __name__, url_prefix="/work")


@door.page("/<uuid:job_id>", permission=READ_WORK)
def show(scope: Scope, job_id: UUID) -> ResponseReturnValue:
    """How far a piece of work is; it looks again by itself, without script too."""
    job = jobs.get_job(scope, job_id)
    if job.done_at is not None and job.then:
        return redirect(job.then)
    page = render_template("web/work.html", job=job, every=SECONDS_BETWEEN_LOOKS)
    headers = {} if job.ended else {"Refresh": str(SECONDS_BETWEEN_LOOKS)}
    return page, headers
