"""Reading the cube of the own counts, and the months that pages show from it."""

from typing import Any

from sqlalchemy import select

from regionqa.benchmarking.cube import Cube, cube_of, empty, unpack
from regionqa.benchmarking.models import CountCube
from regionqa.benchmarking.months import HeldMonth, Months
from regionqa.benchmarking.queries.months import (
    counts_of,
    held_month,
    months_of,
    read_months,
    read_rows,
)
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import read_once, session

_PACKED = select(CountCube.packed)


@read_once
def read_cube(scope: Scope) -> Cube:
    """The cube of the authority in use: one query. Counted anew where months are older than it.

    One more for an authority that has neither.
    """
    packed = session(scope).scalar(_PACKED)
    if packed is not None:
        return unpack(packed)
    return recount(scope) if read_rows(scope) else empty()


def recount(scope: Scope) -> Cube:
    """The cube from every month that stands."""
    return cube_of(read_months(scope).standing)


@read_once
def list_months(scope: Scope) -> Months:
    """Every month as it stands, the same as ``read_months``: its rows, and counts from the cube.

    Two queries. Withdrawn months are not in the cube, so their counts take two more where there
    are any.
    """
    rows = read_rows(scope)
    figures = {one.figures.month: one.figures for one in read_cube(scope).months()}
    apart = [row.id for row in rows if row.month not in figures]
    counts, domains = counts_of(scope, apart) if apart else ({}, {})

    def held(row: Any) -> HeldMonth:
        known = figures.get(row.month)
        if known is None:
            return held_month(row, counts.get(row.id, {}), domains.get(row.id, {}))
        return held_month(row, known.grades, known.domains)

    return months_of(rows, held)
