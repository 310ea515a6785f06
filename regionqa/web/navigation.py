"""What stands in the bar at the top. Features add their own; a person sees what they may open."""

from dataclasses import dataclass

from regionqa.core import permissions
from regionqa.core.scope import Scope


@dataclass(frozen=True, slots=True)
class Item:
    """A link in the navigation: its words, its endpoint, the permission it needs, its place."""

    text: str
    endpoint: str
    permission: str
    order: int


_ITEMS: dict[str, Item] = {}


def add(text: str, endpoint: str, *, permission: str, order: int) -> None:
    """Add a link. Adding the same endpoint again replaces it."""
    _ITEMS[endpoint] = Item(text, endpoint, permission, order)


def items_for(scope: Scope) -> list[Item]:
    """The links that this person may follow, in order."""
    shown = (item for item in _ITEMS.values() if permissions.allowed(scope, item.permission))
    return sorted(shown, key=lambda item: (item.order, item.text))
