"""The list of releases, and the page of one, for the office and for an authority."""

from datetime import date
from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue

from regionqa.benchmarking import queries
from regionqa.benchmarking.gate.sharing import by_quarter
from regionqa.benchmarking.measures import NEVER_BY_NAME, never_by_name
from regionqa.benchmarking.pages.releases.doors import (
    COLOURS,
    MEASURE_STATES,
    STANDINGS,
    TAGS,
    door,
)
from regionqa.benchmarking.pages.releases.office import office_page
from regionqa.benchmarking.pages.releases.own import own_page
from regionqa.benchmarking.policy import RUN_RELEASES, SEE_RELEASES
from regionqa.benchmarking.queries import releases as reading
from regionqa.benchmarking.queries.series import list_definitions
from regionqa.benchmarking.windows import Window, months_before
from regionqa.core.errors import NotFound
from regionqa.core.permissions import allowed
from regionqa.core.scope import Scope
from regionqa.web import navigation
from regionqa.web.forms import Form

navigation.add("Releases", "releases.index", permission=SEE_RELEASES, order=36)


@door.page("/", permission=SEE_RELEASES)
def index(scope: Scope) -> ResponseReturnValue:
    """Every release that concerns this reader, the newest window first."""
    found = reading.list_releases(scope)
    if not scope.office:
        found = [one for one in found if one.state not in {"draft", "opening", "abandoned"}]
    return render_template(
        "benchmarking/releases/index.html",
        releases=found,
        series=list_definitions(scope) if scope.office else [],
        tags=TAGS,
        colours=COLOURS,
        today=queries.today(),
    )


@door.page("/<uuid:release_id>", permission=SEE_RELEASES)
def show(scope: Scope, release_id: UUID) -> ResponseReturnValue:
    """One release: for the office its course, for an authority its own figures."""
    release = reading.look_up(scope, release_id)
    if allowed(scope, RUN_RELEASES):
        return office_page(scope, release, Form())
    if release.state in {"draft", "opening", "abandoned"}:
        raise NotFound
    return own_page(scope, release, Form())


door.add_app_template_filter(lambda state: MEASURE_STATES[state], "measure_state")
door.add_app_template_filter(lambda state: STANDINGS[state], "standing_words")


def quarter_words(key: str) -> str:
    """January 2026 to March 2026, for a quarter named by its first month, or a whole window."""
    first, _, last = key.partition("_")
    begin = date.fromisoformat(f"{first}-01")
    end = date.fromisoformat(f"{last}-01") if last else months_before(begin, -2)
    return Window(begin, end).words


door.add_app_template_filter(by_quarter)
door.add_app_template_filter(never_by_name)
door.add_app_template_global(lambda: NEVER_BY_NAME, "why_never_by_name")
door.add_app_template_filter(quarter_words, "quarter_words")
