"""What every page has: the service's name, who is asking, navigation, dates in words."""

import logging
import re
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, Response, current_app, request
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader
from sqlalchemy.exc import DBAPIError

from regionqa.core import permissions
from regionqa.core.scope import Scope
from regionqa.web import navigation
from regionqa.web.cells import figures_body
from regionqa.web.door import Door
from regionqa.web.identity import identity

logger = logging.getLogger(__name__)

LONDON = ZoneInfo("Europe/London")
_HEX = re.compile(r"[0-9a-f]{6}\Z")

door = Door(
    "web", __name__, static_folder="static", static_url_path="/static", template_folder="templates"
)


def long_date(moment: date | datetime | None) -> str:
    """21 November 2026; an empty string for none. A moment is given in London's time."""
    if moment is None:
        return ""
    if isinstance(moment, datetime):
        moment = moment.astimezone(LONDON)
    return f"{moment.day} {moment:%B %Y}"


def date_and_time(moment: datetime | None) -> str:
    """21 November 2026 at 4:05pm, in London's time."""
    if moment is None:
        return ""
    local = moment.astimezone(LONDON)
    clock = f"{local.hour % 12 or 12}:{local:%M}{'am' if local.hour < 12 else 'pm'}"
    return f"{long_date(local)} at {clock}"


def counted(number: int, one: str, many: str | None = None) -> str:
    """``3 cases``, ``1 case``, ``no cases``."""
    word = one if number == 1 else many or one + "s"
    return f"{number:,} {word}" if number else f"no {word}"


@door.page("/theme/<colour>.css", public="a style sheet with one colour in it", transaction=False)
def theme(_scope: Scope, colour: str) -> Response:
    """The authority's colour as a style sheet: the policy allows no inline style."""
    hue = colour if _HEX.match(colour) else "1d70b8"
    css = f".app-band{{border-color:#{hue}}}.app-authority{{border-color:#{hue}}}\n"
    return Response(css, mimetype="text/css", headers={"Cache-Control": "public, max-age=86400"})


@door.page("/health", public="the load balancer asks it", transaction=False)
def health(_scope: Scope) -> Response:
    """200 when the database answers and has its tables, else 503, each with one line to read."""
    from regionqa.web.identity import database

    said, status = "ok\n", 200
    try:
        with database().engine.connect() as connection:
            connection.exec_driver_sql("SELECT 1 FROM authorities LIMIT 1")
    except DBAPIError as error:
        said, status = "the database does not answer, or has no tables yet\n", 503
        logger.warning("Not ready: %s", str(error.orig).strip().partition("\n")[0])
    return Response(said, status, mimetype="text/plain")


def register_layout(app: Flask) -> None:
    """Templates, filters and what every template may ask."""
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.jinja_loader = ChoiceLoader(
        [
            PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
            *([app.jinja_loader] if app.jinja_loader else []),
        ]
    )
    app.jinja_env.filters |= {
        "long_date": long_date,
        "date_and_time": date_and_time,
        "counted": counted,
        "figures_body": figures_body,
    }
    app.register_blueprint(door)

    @app.context_processor
    def _everywhere() -> dict[str, Any]:
        who = identity()
        scope = who.scope if who else Scope()
        chosen = scope.authority_id is not None
        return {
            "service_name": current_app.config["SERVICE_NAME"],
            "demonstration": current_app.config["ENVIRONMENT"] == "demonstration",
            "identity": who,
            "scope": scope,
            "navigation": navigation.items_for(scope) if chosen else [],
            "section": (request.blueprint or "").partition(".")[0],
            "may": lambda permission, subject=None: permissions.allowed(scope, permission, subject),
        }
