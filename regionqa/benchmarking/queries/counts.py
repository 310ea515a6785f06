"""Reading the cube of the own counts."""

from sqlalchemy import select

from regionqa.benchmarking.cube import Cube, cube_of, unpack
from regionqa.benchmarking.models import CountCube
from regionqa.benchmarking.queries.months import read_months
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import session


def read_cube(scope: Scope) -> Cube:
    """The cube of the authority in use: one query. Counted anew where months are older than it."""
    packed = session(scope).scalar(select(CountCube.packed))
    return unpack(packed) if packed is not None else recount(scope)


def recount(scope: Scope) -> Cube:
    """The cube from every month that stands."""
    return cube_of(read_months(scope).standing)
