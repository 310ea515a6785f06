"""Who may do what: one table of permissions, each a list of grants made of small predicates.

A permission is named ``feature:thing:action``. Any grant may allow it; every predicate in a grant
must hold. Features declare theirs in ``policy.py``; the door in ``regionqa.web`` asks before a page
is entered, and an operation asks again where the answer depends on the thing itself.
"""

from collections.abc import Callable, Mapping
from typing import Any

from regionqa.core.errors import Forbidden
from regionqa.core.scope import Scope

Predicate = Callable[[Scope, Any], bool]
Grant = tuple[Predicate, ...]

_TABLE: dict[str, tuple[Grant, ...]] = {}


def declare(permission: str, *grants: Grant) -> str:
    """Declare a permission and return its name. Raises ``ValueError`` for a second declaration."""
    if permission in _TABLE:
        raise ValueError(f"The permission {permission} is declared already.")
    if permission.count(":") != 2:
        raise ValueError(f"A permission is named feature:thing:action, not {permission}.")
    _TABLE[permission] = grants
    return permission


def table() -> Mapping[str, tuple[Grant, ...]]:
    """Every permission with its grants."""
    return dict(_TABLE)


def allowed(scope: Scope, permission: str, subject: Any = None) -> bool:
    """Whether this scope's person may; an undeclared permission raises ``KeyError``."""
    return any(all(holds(scope, subject) for holds in grant) for grant in _TABLE[permission])


def require(scope: Scope, permission: str, subject: Any = None) -> None:
    """Raise ``Forbidden`` unless this scope's person may."""
    if not allowed(scope, permission, subject):
        raise Forbidden


def anyone(_scope: Scope, _subject: Any) -> bool:
    """Nobody need be signed in."""
    return True


def signed_in(scope: Scope, _subject: Any) -> bool:
    """Somebody is signed in and has chosen an authority."""
    return scope.person_id is not None and scope.authority_id is not None


def role(*roles: str) -> Predicate:
    """The person holds one of these roles in the authority in use."""

    def holds(scope: Scope, _subject: Any) -> bool:
        return scope.person_id is not None and scope.has_role(*roles)

    holds.__name__ = "role_" + "_or_".join(sorted(roles))
    return holds


def at_office(scope: Scope, _subject: Any) -> bool:
    """The authority in use is the region's office."""
    return scope.office
