"""Reading what a region and an authority add to the standard, as far as it is in force."""

from typing import Any

from sqlalchemy import Select, String, cast, literal, or_, select, union_all

from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import read_along, read_once, session
from regionqa.frameworks.models import OwnAddition, RegionalAddition
from regionqa.frameworks.standard import Addition, Origin

Table = type[RegionalAddition | OwnAddition]


def _in_force(table: Table, origin: Origin) -> Select[*tuple[Any, ...]]:
    columns = (table.key, table.title, cast(literal(origin.value), String))
    more = (table.component_key, table.purpose, table.steps, table.added_at)
    return select(*columns, *more).where(table.retired_at.is_(None))


_IN_FORCE = union_all(
    _in_force(RegionalAddition, Origin.REGION), _in_force(OwnAddition, Origin.OWN)
).order_by("added_at", "key")
ANY_IN_FORCE = or_(
    select(RegionalAddition.id).where(RegionalAddition.retired_at.is_(None)).exists(),
    select(OwnAddition.id).where(OwnAddition.retired_at.is_(None)).exists(),
)
"""Whether there is any: most have none, which another statement can tell along."""


@read_once
def list_in_force(scope: Scope) -> tuple[Addition, ...]:
    """The region's additions, then at an authority its own, each from the oldest. One query."""
    found = [
        Addition(key, title, Origin(origin), component_key, purpose, tuple(steps))
        for key, title, origin, component_key, purpose, steps, _ in session(scope).execute(
            _IN_FORCE
        )
    ]
    regional = tuple(one for one in found if one.origin is Origin.REGION)
    own = tuple(one for one in found if one.origin is Origin.OWN)
    return regional if scope.office else regional + own


def keep_whether_any(scope: Scope, *, any_in_force: bool) -> None:
    """Keep what a statement told of ``ANY_IN_FORCE``, so that none need not be asked for."""
    if not any_in_force:
        none: tuple[Addition, ...] = ()
        read_along(scope, list_in_force, none)
