"""Reading series of releases: what each prints, and over how many months."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from regionqa.benchmarking.gate.recipes import Printing
from regionqa.benchmarking.models import ReleaseDefinition
from regionqa.core.errors import NotFound
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import session


@dataclass(frozen=True, slots=True)
class DefinitionView:
    """A series of releases."""

    id: UUID
    title: str
    window_months: int
    overlapping: bool
    measures: tuple[Printing, ...]
    version: int


def list_definitions(scope: Scope) -> list[DefinitionView]:
    """Every series of the region, by title."""
    rows = session(scope).scalars(select(ReleaseDefinition).order_by(ReleaseDefinition.title))
    return [_definition(row) for row in rows]


def get_definition(scope: Scope, definition_id: UUID) -> DefinitionView:
    """A series of the region. Raises ``NotFound``."""
    row = session(scope).scalar(
        select(ReleaseDefinition).where(ReleaseDefinition.id == definition_id)
    )
    if row is None:
        raise NotFound
    return _definition(row)


def _definition(row: ReleaseDefinition) -> DefinitionView:
    measures = tuple(Printing(**one) for one in row.measures)
    return DefinitionView(
        row.id, row.title, row.window_months, row.overlapping, measures, row.version
    )
