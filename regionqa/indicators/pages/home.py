"""What published figures put on the home page and on an authority's page."""

from collections.abc import Iterator

from flask import url_for

from regionqa.authorities import Link, Place, add_link_source
from regionqa.core.permissions import allowed
from regionqa.core.scope import Scope
from regionqa.indicators import queries
from regionqa.indicators.exceptions import Rule
from regionqa.indicators.pages.doors import today
from regionqa.indicators.policy import IMPORT_FIGURES, READ_INDICATORS
from regionqa.indicators.remarks import joined
from regionqa.web.home import Panel, add_source

NAMED = 2


def panels(scope: Scope) -> Iterator[Panel]:
    """Where the authority's figures stand out, or where they are to be found."""
    if allowed(scope, IMPORT_FIGURES):
        yield Panel(
            "Published figures",
            "Take in a new year of figures from a file of the Department for Education.",
            url_for("indicators.upload"),
            "Take in a file",
        )
    if allowed(scope, READ_INDICATORS):
        yield _reading(scope)


def _reading(scope: Scope) -> Panel:
    view = queries.read_view(scope, today())
    titles = list(dict.fromkeys(f.indicator.title for f in view.findings(Rule())))
    if not titles:
        text = "Compare each indicator with statistical neighbours, the region and England."
        return Panel("Published figures", text, url_for("indicators.index"), "See the figures")
    named = titles[:NAMED]
    rest = len(titles) - len(named)
    more = [f"{rest} more"] if rest else []
    verb = "stands" if len(titles) == 1 else "stand"
    text = f"{joined([*named, *more])} {verb} out and may need a question."
    return Panel("Published figures", text, url_for("indicators.exceptions"), "See what stands out")


def links(scope: Scope, place: Place) -> Iterator[Link]:
    """An authority's published figures."""
    if place.code and allowed(scope, READ_INDICATORS):
        href = url_for("indicators.index", authority=place.code)
        yield Link(f"Published figures of {place.name}", href)


add_source("indicators", panels)
add_link_source("indicators", links)
