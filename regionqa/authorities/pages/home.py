"""What authorities put on the home page."""

from collections.abc import Iterator

from flask import url_for

from regionqa.authorities import queries
from regionqa.authorities.pages.doors import today
from regionqa.authorities.policy import MANAGE_AGREEMENTS, MANAGE_SERVICES, READ_AGREEMENTS
from regionqa.core.permissions import allowed
from regionqa.core.scope import Scope
from regionqa.web.home import Panel, add_source


def panels(scope: Scope) -> Iterator[Panel]:
    """Agreements that are missing, and a first service for an authority without any."""
    if allowed(scope, READ_AGREEMENTS) and not scope.office:
        yield _agreements(scope)
    if allowed(scope, MANAGE_SERVICES) and not queries.has_services(scope):
        yield Panel(
            "Services and teams",
            "Set up your services and teams, so that audits can be read by service.",
            url_for("services.index"),
            "Set up services",
            order=90,
        )


def _agreements(scope: Scope) -> Panel:
    missing = queries.missing_agreements(scope, today())
    href = url_for("agreements.index")
    if not missing:
        text = "The agreements that your authority shares cases under are in force."
        return Panel("Sharing agreements", text, href, "See the agreements", order=95)
    names = ", ".join(kind.label.lower() for kind in missing)
    text = f"Before your authority shares a case these must be in force: {names}."
    if allowed(scope, MANAGE_AGREEMENTS):
        words = "Record the agreements"
        return Panel("Agreements to record", text, href, words, waiting=True, order=30)
    return Panel("Sharing agreements", text, href, "See the agreements", order=95)


add_source("authorities", panels)
