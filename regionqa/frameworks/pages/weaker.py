"""Somebody who works in the office and for a member sees through the weaker of the two."""

from regionqa.accounts import memberships_of, ties
from regionqa.core.scope import Scope
from regionqa.frameworks.queries.crosswalk import list_members

WEIGH = "weigh all the places of whoever reads the crosswalk"


def sees_unnamed(scope: Scope) -> bool:
    """Whether the reader may know who is counted without a name.

    The office may. Who also belongs to a member of the region sees what a member sees, in the
    office too. Wants a scope with ``installation``.
    """
    if not scope.office or scope.person_id is None:
        return False
    members = {one.id for one in list_members(scope)}
    return not ties(memberships_of(scope, scope.person_id), members)
