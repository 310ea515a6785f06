"""The home page: what waits for this person. Features fill it; an empty one teaches.

A feature registers a function that is given the scope and answers with the panels it has for that
person: something that waits, with a link, or a first step for somebody who has nothing yet.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from flask import redirect, render_template
from flask.typing import ResponseReturnValue

from regionqa.core import permissions
from regionqa.core.permissions import signed_in
from regionqa.core.scope import Scope
from regionqa.web.door import Door

READ_HOME = permissions.declare("web:home:read", (signed_in,))


@dataclass(frozen=True, slots=True)
class Panel:
    """One thing on the home page. ``waiting`` says that it waits for this person to act."""

    title: str
    text: str
    link: str
    link_text: str
    waiting: bool = False
    order: int = 100


Source = Callable[[Scope], Iterable[Panel]]
_SOURCES: dict[str, Source] = {}


def add_source(name: str, source: Source) -> None:
    """Register where panels come from; ``name`` is the feature's, once."""
    _SOURCES[name] = source


def panels_for(scope: Scope) -> list[Panel]:
    """Every feature's panels for this person, what waits first."""
    found = [panel for source in _SOURCES.values() for panel in source(scope)]
    return sorted(found, key=lambda panel: (not panel.waiting, panel.order, panel.title))


door = Door("home", __name__)


@door.page("/", permission=READ_HOME)
def index(scope: Scope) -> ResponseReturnValue:
    """What waits for you, and where to go."""
    panels = panels_for(scope)
    return render_template(
        "web/home.html",
        waiting=[panel for panel in panels if panel.waiting],
        others=[panel for panel in panels if not panel.waiting],
    )


@door.page("/home", public="an address people guess; it only sends them on")
def guess(_scope: Scope) -> ResponseReturnValue:
    """Send people who type /home to the home page."""
    return redirect("/")
