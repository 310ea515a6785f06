"""The history: approved versions, and what differs between two of them."""

from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue

from regionqa.core.scope import Scope
from regionqa.frameworks.differences import compare
from regionqa.frameworks.pages.doors import framework_door as door
from regionqa.frameworks.policy import READ_FRAMEWORK
from regionqa.frameworks.queries import framework as queries
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
    held = queries.get_version(scope, number)
    before = queries.find_version(scope, number - 1)
    review = queries.find_review_before(scope, number) if held.yearly_review else None
    return render_template(
        "frameworks/version.html",
        version=held,
        before=before,
        differences=compare(before.content if before else None, held.content),
        review=review,
        since_review=compare(review.content, held.content) if review else [],
        sharing=queries.sharing_now(scope),
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
        sharing=queries.sharing_now(scope),
    )
