"""The demonstration's outbox: the mails that a real installation would have sent."""

from flask import current_app, render_template
from flask.typing import ResponseReturnValue

from regionqa.core import mail
from regionqa.core.errors import NotFound
from regionqa.core.scope import Scope
from regionqa.web.door import Door

door = Door("outbox", __name__)


@door.page(
    "/outbox",
    public="the demonstration has no mail server, and an invitation is read before signing in",
    installation="show the demonstration's outbox",
)
def show(scope: Scope) -> ResponseReturnValue:
    """Every mail, in the demonstration; no page at all anywhere else."""
    if current_app.config["ENVIRONMENT"] != "demonstration":
        raise NotFound
    service = current_app.config["SERVICE_NAME"]
    mails = [(held, *mail.written(held, service)) for held in mail.recent(scope)]
    return render_template("web/outbox.html", mails=mails)
