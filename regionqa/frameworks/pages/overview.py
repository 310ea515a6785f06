"""The own framework at a glance, and what of it waits for somebody."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from regionqa.core.permissions import allowed
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.frameworks.operations import editing
from regionqa.frameworks.pages.doors import crosswalk_door
from regionqa.frameworks.pages.doors import framework_door as door
from regionqa.frameworks.policy import (
    APPROVE_FRAMEWORK,
    MANAGE_FRAMEWORK,
    READ_FRAMEWORK,
)
from regionqa.frameworks.queries import framework as queries
from regionqa.frameworks.queries.duties import Begun, list_owned, read_begun
from regionqa.frameworks.standard import Component, newest_standard
from regionqa.frameworks.summary import opening_sentence
from regionqa.web import home, navigation
from regionqa.web.home import Panel
from regionqa.web.identity import identity
from regionqa.web.layout import counted

navigation.add("Framework", "frameworks.index", permission=READ_FRAMEWORK, order=20)


@door.page("/", permission=READ_FRAMEWORK)
def index(scope: Scope) -> ResponseReturnValue:
    """The twelve components and what is said of each."""
    overview = queries.get_overview(scope, now().date())
    return render_template(
        "frameworks/index.html",
        overview=overview,
        sentence=opening_sentence(overview),
        newest=newest_standard(),
    )


@door.page("/standard", permission=MANAGE_FRAMEWORK, methods=("POST",))
def newest(scope: Scope) -> ResponseReturnValue:
    """Answer the newest standard from now on."""
    editing.move_to_standard(scope, newest_standard().code)
    flash("The draft answers the newest standard. What was approved stays as it was.", "success")
    return redirect(url_for("frameworks.index"))


@door.context_processor
def _synthetic() -> dict[str, Any]:
    return {"framework_is_synthetic": _is_synthetic}


@crosswalk_door.context_processor
def _nothing_own() -> dict[str, Any]:
    return {"framework_is_synthetic": lambda: False}


def _is_synthetic() -> bool:
    who = identity()
    return who is not None and queries.is_synthetic(who.scope)


def _panels(scope: Scope) -> Iterator[Panel]:
    if not allowed(scope, READ_FRAMEWORK):
        return
    begun = read_begun(scope)
    yield from _for_managers(scope, begun)
    yield from _for_approvers(scope, begun)
    yield from _for_owners(scope)


def _for_managers(scope: Scope, held: Begun) -> Iterator[Panel]:
    manages = allowed(scope, MANAGE_FRAMEWORK)
    if manages and not held.begun:
        yield Panel(
            "Describe your framework",
            "Say for each of the twelve components how far it is in place. Begin with any of them.",
            url_for("frameworks.index"),
            "Begin the framework",
            waiting=True,
        )
    due = held.review_due is not None and held.review_due <= now().date()
    if due and (manages or allowed(scope, APPROVE_FRAMEWORK)):
        yield Panel(
            "The framework’s yearly review is due",
            "Go through the components, then approve a version that says what changed and why.",
            url_for("frameworks.index"),
            "Review the framework",
            waiting=True,
        )


def _for_approvers(scope: Scope, held: Begun) -> Iterator[Panel]:
    if held.asked_at is not None and allowed(scope, APPROVE_FRAMEWORK):
        changed = len(queries.get_overview(scope, now().date(), behind=()).changed)
        yield Panel(
            "A version of the framework waits for approval",
            f"{counted(changed, 'component').capitalize()} changed since the last version.",
            url_for("frameworks.approve"),
            "Read what changed and decide",
            waiting=True,
        )


def _for_owners(scope: Scope) -> Iterator[Panel]:
    """One panel for what lacks evidence and one for overdue reviews, however many there are."""
    own = list_owned(scope, scope.roles, now().date())
    yield from _about(
        own.stale,
        "No evidence for twelve months",
        "said to be in place, with nothing recent behind it",
    )
    yield from _about(own.overdue, "Review overdue", "past its review date")


def _about(components: Sequence[Component], what: str, why: str) -> Iterator[Panel]:
    if not components:
        return
    if len(components) == 1:
        title, link = components[0].title, url_for("frameworks.component", key=components[0].key)
        text, link_text = f"You own this component. It is {why}.", "Look at the component"
    else:
        title, link = counted(len(components), "component"), url_for("frameworks.index")
        names = "; ".join(one.title for one in components)
        text, link_text = f"You own {names}. Each is {why}.", "Look at the components"
    yield Panel(f"{what}: {title}", text, link, link_text, waiting=True)


home.add_source("frameworks", _panels)
