"""Links on an authority's page to what other features know of it. Features add their own."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from regionqa.authorities.atlas import Place
from regionqa.core.scope import Scope


@dataclass(frozen=True, slots=True)
class Link:
    """A link: its words and its address."""

    text: str
    href: str


Source = Callable[[Scope, Place], Iterable[Link]]
_SOURCES: dict[str, Source] = {}


def add_link_source(name: str, source: Source) -> None:
    """Register where links come from; ``name`` is the feature's, once."""
    _SOURCES[name] = source


def links_for(scope: Scope, place: Place) -> list[Link]:
    """Every feature's links for an authority."""
    return [link for source in _SOURCES.values() for link in source(scope, place)]
