"""The catalogue of measures: what each counts, of what, and what it may and may not tell."""

from collections.abc import Iterator

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from regionqa.benchmarking.measures import measures, refused
from regionqa.benchmarking.pages.doors import door
from regionqa.benchmarking.policy import READ_MEASURES, READ_RETURNS
from regionqa.core.permissions import allowed
from regionqa.core.scope import Scope
from regionqa.frameworks import newest_standard
from regionqa.indicators import published_indicators
from regionqa.web import home
from regionqa.web.home import Panel


def _panels(scope: Scope) -> Iterator[Panel]:
    """The way in for those who have no months of their own, such as the region's office."""
    if allowed(scope, READ_MEASURES) and scope.office:
        yield Panel(
            "Measures of audits",
            "What each measure counts, what it may tell, and what would be known if it came out.",
            url_for("benchmarking.catalogue"),
            "Read the catalogue",
            order=70,
        )


home.add_source("benchmarking catalogue", _panels)


@door.page("/measures", permission=READ_MEASURES)
def catalogue(scope: Scope) -> ResponseReturnValue:
    """Every measure of the catalogue."""
    components = {one.key: one.title for one in newest_standard().components}
    return render_template(
        "benchmarking/catalogue.html",
        measures=measures().values(),
        refused=refused(),
        components=components,
        published=published_indicators(scope),
        has_months=allowed(scope, READ_RETURNS),
    )
