"""The door of releases, and what its pages share."""

from collections.abc import Callable

from regionqa.benchmarking.queries.releases import ReleaseView, list_releases
from regionqa.core.errors import Conflict, Unprocessable
from regionqa.core.scope import Scope
from regionqa.web.door import Door
from regionqa.web.forms import Form

door = Door("releases", "regionqa.benchmarking", url_prefix="/benchmark/releases",
            template_folder="templates")  # fmt: skip

COLOURS = {
    "draft": "grey",
    "abandoned": "grey",
    "withdrawn": "grey",
    "checking": "blue",
    "refused": "red",
    "passed": "purple",
    "published": "green",
}
TAGS = {
    "draft": "Draft",
    "opening": "Opening",
    "checking": "Own-figure check",
    "gate": "At the gate",
    "refused": "Refused",
    "passed": "Passed",
    "published": "Published",
    "withdrawn": "Withdrawn",
    "abandoned": "Abandoned",
}
STANDINGS = {
    "awaited": "Awaited",
    "given": "Given, not confirmed",
    "confirmed": "Confirmed",
    "disputed": "Disputed",
}
MEASURE_STATES = {
    "given": "given",
    "too_few": "too few cases",
    "awaited": "awaited",
    "not_comparable": "not comparable",
}


def refused(form: Form, act: Callable[[], object]) -> int | None:
    """Do what was asked; the status to answer with where a rule or a stale form forbids it."""
    try:
        act()
    except (Conflict, Unprocessable) as error:
        form.add(error)
        return error.status
    return None


def others_published(scope: Scope, release: ReleaseView) -> list[ReleaseView]:
    """Other published releases of the series, which this one may be laid beside."""
    return [
        one
        for one in list_releases(scope)
        if one.published and one.definition_id == release.definition_id and one.id != release.id
    ]
