"""A database with the reference tables loaded and the South East set up, and places in it."""

from sqlalchemy import select

from regionqa.authorities import demonstration_region, load_areas, set_up_region
from regionqa.authorities.models import Authority
from regionqa.core.database import Database
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import session, unit_of_work
from regionqa.indicators import load_reference_figures
from tests.factories.world import Place

LOADING = Scope.for_operator("load the reference tables for tests")


def load(database: Database) -> dict[str, Place]:
    """Load everything; the South East's authorities and its office by name."""
    with unit_of_work(database, LOADING):
        load_areas(LOADING)
        set_up_region(LOADING, demonstration_region())
        load_reference_figures(LOADING)
    return places(database)


def places(database: Database) -> dict[str, Place]:
    """Every authority and office of the database by name."""
    with unit_of_work(database, LOADING, write=False):
        rows = session(LOADING).scalars(select(Authority)).all()
    return {row.name: Place(row.id, row.region_id, row.name, row.is_office) for row in rows}
