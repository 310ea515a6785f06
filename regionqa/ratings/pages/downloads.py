"""The figures of a file, to keep or to check."""

from uuid import UUID

from flask.typing import ResponseReturnValue

from regionqa.core.errors import NotFound
from regionqa.core.scope import Scope
from regionqa.ratings import queries
from regionqa.ratings.pages.doors import ratings_door as door
from regionqa.ratings.pages.upload import as_file
from regionqa.ratings.policy import READ_RATINGS
from regionqa.ratings.results import figures_as_csv, figures_as_xlsx


@door.page("/<uuid:file_id>/figures.csv", permission=READ_RATINGS)
def figures_csv(scope: Scope, file_id: UUID) -> ResponseReturnValue:
    """Every figure with its interval and base, in one table."""
    file = queries.get_file(scope, file_id, "report")
    if file.report is None:
        raise NotFound
    return as_file(figures_as_csv(file), _name(file.id, "csv"))


@door.page("/<uuid:file_id>/figures.xlsx", permission=READ_RATINGS)
def figures_xlsx(scope: Scope, file_id: UUID) -> ResponseReturnValue:
    """A workbook: figures, grids, direction, widest cases, notes."""
    file = queries.get_file(scope, file_id, "report")
    if file.report is None:
        raise NotFound
    return as_file(figures_as_xlsx(file), _name(file.id, "xlsx"))


def _name(file_id: UUID, ending: str) -> str:
    return f"agreement-{str(file_id)[:8]}.{ending}"
