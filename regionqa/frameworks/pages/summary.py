"""One page for the Director, to be read in two minutes."""

from flask import render_template
from flask.typing import ResponseReturnValue

from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.frameworks.pages.doors import framework_door as door
from regionqa.frameworks.policy import READ_SUMMARY
from regionqa.frameworks.queries.framework import get_overview
from regionqa.frameworks.summary import (
    A_YEAR,
    moved_since,
    opening_sentence,
    what_is_behind,
    what_is_due,
)


@door.page("/summary", permission=READ_SUMMARY)
def summary(scope: Scope) -> ResponseReturnValue:
    """Where we stand on each of the twelve, what moved, what is due."""
    moment = now()
    overview = get_overview(scope, moment.date(), since=moment - A_YEAR)
    return render_template(
        "frameworks/summary.html",
        overview=overview,
        sentence=opening_sentence(overview),
        behind=what_is_behind(overview),
        moved=moved_since(overview),
        due=what_is_due(overview, moment.date()),
    )
