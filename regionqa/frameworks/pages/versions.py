"""The history: approved versions, and what differs between two of them."""

from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue

from regionqa.core.scope import Scope
from regionqa.frameworks.differences import Difference, compare
from regionqa.frameworks.pages.doors import framework_door as door
from regionqa.frameworks.policy import READ_FRAMEWORK
from regionqa.frameworks.queries import versions as queries
from regionqa.frameworks.queries.framework import sharing_now
from regionqa.frameworks.queries.legacy import get_legacy, list_legacies


@door.page("/versions", permission=READ_FRAMEWORK)
def versions(scope: Scope) -> ResponseReturnValue:
    """Every version that was approved, newest first."""
    return render_template(
        "frameworks/versions.html",
        versions=queries.list_versions(scope),
        legacies=list_legacies(scope),
    )


@door.page("/legacy/<uuid:legacy_id>", permission=READ_FRAMEWORK)
def legacy(scope: Scope, legacy_id: UUID) -> ResponseReturnValue:
    """A version that a predecessor approved."""
    held = get_legacy(scope, legacy_id)
    return render_template(
        "frameworks/legacy.html", legacy=held, differences=compare(None, held.content)
    )


@door.page("/versions/<int:number>", permission=READ_FRAMEWORK)
def version(scope: Scope, number: int) -> ResponseReturnValue:
    """A version, and what it changed."""
    around = queries.get_around(scope, number)
    held, before, review = around.version, around.before, around.review
    since_review = compare(review.content, held.content) if review else None
    if before is None:
        since_before: list[Difference] | None = compare(None, held.content)
    elif review is not None and review.number == before.number:
        since_before = None
    else:
        since_before = compare(before.content, held.content)
    return render_template(
        "frameworks/version.html",
        version=held,
        before=before,
        differences=since_before,
        review=review,
        since_review=since_review,
        sharing=sharing_now(scope),
    )


@door.page("/versions/<int:first>/to/<int:second>", permission=READ_FRAMEWORK)
def differences(scope: Scope, first: int, second: int) -> ResponseReturnValue:
    """What differs between any two versions."""
    before, after = queries.get_version(scope, first), queries.get_version(scope, second)
    return render_template(
        "frameworks/differences.html",
        before=before,
        after=after,
        differences=compare(before.content, after.content),
        sharing=sharing_now(scope),
    )
