"""Keeping the cube: in the transaction that changes the months, and never otherwise."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from regionqa.benchmarking import queries
from regionqa.benchmarking.cube import Cube, pack, unpack, with_month, without_month
from regionqa.benchmarking.models import CountCube
from regionqa.benchmarking.months import MonthFigures
from regionqa.core.errors import Conflict
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import session

STALE = "Months were returned or changed since you opened the page, perhaps in another tab."


def keep_counts(
    scope: Scope,
    changed: Iterable[MonthFigures] = (),
    withdrawn: Iterable[date] = (),
    *,
    synthetic: bool,
) -> None:
    """Change the months' slabs of the cube; the first time, count every month that stands.

    Called once the months' rows are written. Raises ``Conflict`` where another transaction came
    between.
    """
    unit = session(scope)
    held = unit.scalar(select(CountCube).with_for_update())
    if held is None:
        first = CountCube(authority_id=scope.authority_id, packed=pack(queries.recount(scope)))
        try:
            with unit.begin_nested():
                unit.add(first)
        except IntegrityError as error:
            raise Conflict(STALE) from error
        return
    cube: Cube = unpack(held.packed)
    for figures in changed:
        cube = with_month(cube, figures, synthetic=synthetic)
    for month in withdrawn:
        cube = without_month(cube, month)
    held.packed = pack(cube)
