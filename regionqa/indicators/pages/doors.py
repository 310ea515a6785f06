"""The door of published figures, and what its pages share."""

from datetime import date, datetime

from flask import request

from regionqa.core.errors import BadRequest
from regionqa.core.scope import Scope
from regionqa.indicators import queries
from regionqa.indicators.policy import READ_INDICATORS
from regionqa.indicators.queries import View
from regionqa.indicators.reference_tables import ATTRIBUTION, LICENCE_URL
from regionqa.web import navigation
from regionqa.web.door import Door
from regionqa.web.layout import LONDON

door = Door("indicators", "regionqa.indicators", url_prefix="/figures", template_folder="templates")
navigation.add("Published figures", "indicators.index", permission=READ_INDICATORS, order=20)


@door.context_processor
def _attribution() -> dict[str, str]:
    return {"attribution": ATTRIBUTION, "licence_url": LICENCE_URL}


def today() -> date:
    """The day in London."""
    return datetime.now(LONDON).date()


def asked_view(scope: Scope) -> View:
    """What the address asks to look at: ``authority`` is a statistics code, by default the own."""
    return queries.read_view(scope, today(), request.args.get("authority") or None)


def asked_year() -> int | None:
    """The year that the address asks for, or None. Raises ``BadRequest`` for another text."""
    text = request.args.get("year", "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) == 4):
        raise BadRequest("The year in the address must be four figures, such as 2025.")
    return int(text)
