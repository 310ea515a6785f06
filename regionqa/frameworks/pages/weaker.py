"""Somebody who works in the office and for a member sees through the weaker of the two."""

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from regionqa.accounts import memberships_of, ties
from regionqa.core.scope import Scope
from regionqa.frameworks.queries.crosswalk import Row, list_rows

WEIGH = "weigh all the places of whoever reads the crosswalk"


def sees_unnamed(scope: Scope, members: Iterable[UUID]) -> bool:
    """Whether the reader may know who is counted without a name.

    The office may. Who also belongs to a member of the region sees what a member sees, in the
    office too. Wants a scope with ``installation``.
    """
    if not scope.office or scope.person_id is None:
        return False
    return not ties(memberships_of(scope, scope.person_id), frozenset(members))


def visible_rows(scope: Scope) -> tuple[list[Row], bool]:
    """Every member as this reader may see it, and whether who is counted without a name shows."""
    rows = list_rows(scope)
    seen = sees_unnamed(scope, (row.member.id for row in rows))
    return (rows if seen else [replace(row, see_unnamed=False) for row in rows]), seen
