"""The office's page of a release: who has contributed, what the gate says, and every step."""

from collections import Counter
from collections.abc import Callable, Collection
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import Schema

from regionqa.benchmarking import queries
from regionqa.benchmarking.measures import measures
from regionqa.benchmarking.operations import contributing
from regionqa.benchmarking.operations import releases as operations
from regionqa.benchmarking.operations.releases import check_reason
from regionqa.benchmarking.pages.releases.doors import (
    COLOURS,
    TAGS,
    door,
    others_published,
    refused,
)
from regionqa.benchmarking.pages.releases.fallen import rows_of
from regionqa.benchmarking.policy import RUN_RELEASES
from regionqa.benchmarking.queries import releases as reading
from regionqa.benchmarking.queries.members import list_members
from regionqa.benchmarking.schemas import EndSchema, RemedySchema, SettleSchema, VersionSchema
from regionqa.core.errors import NotFound
from regionqa.core.scope import Scope
from regionqa.web.forms import Form, read_form


def office_page(scope: Scope, release: reading.ReleaseView, form: Form) -> str:
    """Where a release stands, as the office may know it: states, never numbers."""
    standings = reading.list_standings(scope, release.id)
    names = {one.id: one.name for one in list_members(scope)}
    looks = reading.list_looks(scope, release.id)
    titles = {code: one.title for code, one in measures().items()}
    by_id = {str(key): name for key, name in names.items()}
    return render_template(
        "benchmarking/releases/office.html",
        release=release,
        form=form,
        standings=sorted(standings.values(), key=lambda one: names.get(one.authority_id, "")),
        names=names,
        counts=Counter(one.state for one in standings.values()),
        open_disputes=[one for one in standings.values() if one.open_dispute],
        left_out=sorted(names[one.authority_id] for one in standings.values() if one.left_out),
        looks=looks,
        look=looks[0] if looks else None,
        titles=titles,
        fallen=rows_of(looks[0].verdict.findings, titles, by_id, len(standings)) if looks else [],
        may_sign=scope.person_id != release.proposed_by,
        may_send=_may_send(release, standings.values()),
        again=_again_why(scope, release),
        others=others_published(scope, release),
        tags=TAGS,
        colours=COLOURS,
    )


def _again_why(scope: Scope, release: reading.ReleaseView) -> str | None:
    """Why a release that passed has to go to the gate again; None where it need not."""
    if release.state != "passed":
        return None
    return operations.look_again(scope, release.id, release.gate_number)


def _may_send(release: reading.ReleaseView, told: Collection[reading.Standing]) -> bool:
    over = release.check_due is not None and queries.today() > release.check_due
    waiting = any(one.state in {"given", "awaited"} for one in told)
    return not any(one.open_dispute for one in told) and (over or not waiting)


def _again(scope: Scope, release_id: UUID, form: Form, status: int) -> tuple[str, int]:
    return office_page(scope, reading.get_release(scope, release_id), form), status


def _to(release_id: UUID) -> ResponseReturnValue:
    return redirect(url_for("releases.show", release_id=release_id))


def _begun(scope: Scope, release_id: UUID, begin: Callable[..., UUID]) -> ResponseReturnValue:
    """Begin background work on the release as it was seen, and show how it goes."""
    values, form = read_form(VersionSchema())
    if values is None:
        return _again(scope, release_id, form, 422)
    jobs: list[UUID] = []
    if status := refused(form, lambda: jobs.append(begin(scope, release_id, **values))):
        return _again(scope, release_id, form, status)
    return redirect(url_for("work.show", job_id=jobs[0]))


def _done(
    scope: Scope, release_id: UUID, schema: Schema, change: Callable[..., object], said: str
) -> ResponseReturnValue:
    """Change the release as it was seen, and say so."""
    values, form = read_form(schema)
    if values is None:
        return _again(scope, release_id, form, 422)
    if status := refused(form, lambda: change(scope, release_id, **values)):
        return _again(scope, release_id, form, status)
    flash(said, "success")
    return _to(release_id)


@door.page("/<uuid:release_id>/open", permission=RUN_RELEASES, methods=("POST",))
def open_check(scope: Scope, release_id: UUID) -> ResponseReturnValue:
    """Freeze what each authority gives and open the own-figure check."""
    return _begun(scope, release_id, operations.open_check)


@door.page("/<uuid:release_id>/send", permission=RUN_RELEASES, methods=("POST",))
def send(scope: Scope, release_id: UUID) -> ResponseReturnValue:
    """Send a release to the gate."""
    return _begun(scope, release_id, operations.send)


@door.page("/<uuid:release_id>/remedy", permission=RUN_RELEASES, methods=("POST",))
def take_remedy(scope: Scope, release_id: UUID) -> ResponseReturnValue:
    """Take one of the remedies that the gate offered, and ask the gate again."""
    values, form = read_form(RemedySchema())
    looks = reading.list_looks(scope, release_id)
    offered = looks[0].verdict.remedies if looks else ()
    if values is None or not 0 <= values["remedy"] < len(offered):
        raise NotFound
    chosen = offered[values["remedy"]]
    jobs: list[UUID] = []

    def change() -> None:
        jobs.append(
            operations.change_printing(
                scope,
                release_id,
                code=chosen.code,
                change=chosen.change,
                later=chosen.later,
                version=values["version"],
            )
        )

    if status := refused(form, change):
        return _again(scope, release_id, form, status)
    return redirect(url_for("work.show", job_id=jobs[0]))


@door.page("/<uuid:release_id>/publish", permission=RUN_RELEASES, methods=("POST",))
def publish(scope: Scope, release_id: UUID) -> ResponseReturnValue:
    """A second person signs the release off."""
    return _done(
        scope,
        release_id,
        VersionSchema(),
        operations.publish,
        "The release is published and frozen.",
    )


@door.page("/<uuid:release_id>/withdraw", permission=RUN_RELEASES, methods=("POST",))
def withdraw(scope: Scope, release_id: UUID) -> ResponseReturnValue:
    """Take a published release back, with a reason."""
    return _done(scope, release_id, EndSchema(), operations.withdraw, "The release is withdrawn.")


@door.page("/<uuid:release_id>/abandon", permission=RUN_RELEASES, methods=("POST",))
def abandon(scope: Scope, release_id: UUID) -> ResponseReturnValue:
    """Give up a release that is not published, with a reason."""
    return _done(scope, release_id, EndSchema(), operations.abandon, "The release is given up.")


@door.page(
    "/<uuid:release_id>/disputes/<uuid:authority_id>",
    permission=RUN_RELEASES,
    methods=("GET", "POST"),
)
def settle(scope: Scope, release_id: UUID, authority_id: UUID) -> ResponseReturnValue:
    """Read an authority's dispute and settle it, with a reason."""
    release = reading.get_release(scope, release_id)
    standing = reading.list_standings(scope, release_id).get(authority_id)
    if standing is None or standing.said is None:
        raise NotFound
    if request.method == "GET":
        return _settle_page(scope, release, standing, Form())
    values, form = read_form(SettleSchema())
    if values is None:
        form.also(lambda: check_reason(scope, str(form.value("reason"))))
        return _settle_page(scope, release, standing, form), 422
    if status := refused(
        form, lambda: contributing.settle(scope, release_id, authority_id, **values)
    ):
        return _settle_page(scope, release, standing, form), status
    flash("The dispute is settled.", "success")
    return _to(release_id)


def _settle_page(
    scope: Scope, release: reading.ReleaseView, standing: reading.Standing, form: Form
) -> str:
    names = {one.id: one.name for one in list_members(scope)}
    return render_template(
        "benchmarking/releases/settle.html",
        release=release,
        standing=standing,
        name=names[standing.authority_id],
        form=form,
    )
