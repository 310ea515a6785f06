"""What waits for a person in releases, on the home page."""

from collections.abc import Iterator

from flask import url_for

from regionqa.benchmarking.policy import ANSWER_RELEASES, RUN_RELEASES, SEE_RELEASES
from regionqa.benchmarking.queries.release_steps import ReleaseStep, list_steps
from regionqa.core.permissions import allowed
from regionqa.core.scope import Scope
from regionqa.web import home
from regionqa.web.home import Panel
from regionqa.web.layout import long_date

ORDER = 30


def panels(scope: Scope) -> Iterator[Panel]:
    """What the office has to do next, or what an authority has to answer; else the newest."""
    if not allowed(scope, SEE_RELEASES):
        return
    releases = list_steps(scope)
    if allowed(scope, RUN_RELEASES):
        yield from _office(scope, releases)
    else:
        yield from _authority(scope, releases)


def _office(scope: Scope, releases: list[ReleaseStep]) -> Iterator[Panel]:
    if not releases:
        yield Panel(
            "Releases",
            "Compare each authority with the unnamed region, in figures that nobody can unpick.",
            url_for("releases.index"),
            "Begin",
            order=ORDER,
        )
    for one in releases:
        if one.state == "refused":
            yield _panel(one, "The gate refused it. See what falls, and what would let it pass.")
        elif one.state == "passed" and one.proposed_by != scope.person_id:
            yield _panel(one, "The gate passed it. It waits for your signature.")
        elif one.state == "checking":
            told = f"Authorities check their figures until {long_date(one.check_due)}."
            if one.disputes:
                told += f" Disputes to settle: {one.disputes}."
            yield _panel(one, told, waiting=bool(one.disputes))


def _authority(scope: Scope, releases: list[ReleaseStep]) -> Iterator[Panel]:
    for one in releases:
        if one.asks and allowed(scope, ANSWER_RELEASES):
            wanted = "Check" if one.standing == "given" else "Give"
            yield _panel(one, f"{wanted} our figures by {long_date(one.check_due)}.")
    newest = next((one for one in releases if one.published), None)
    if newest is not None:
        told = f"Published on {long_date(newest.published_at)}: our figures beside the region."
        yield _panel(newest, told, waiting=False)


def _panel(release: ReleaseStep, told: str, *, waiting: bool = True) -> Panel:
    return Panel(
        release.title,
        told,
        url_for("releases.show", release_id=release.id),
        "Open the release",
        waiting=waiting,
        order=ORDER,
    )


home.add_source("releases", panels)
