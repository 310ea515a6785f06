"""Reading the versions that predecessors handed over."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from regionqa.authorities import Authority
from regionqa.core.errors import NotFound
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import session
from regionqa.frameworks.answers import Content
from regionqa.frameworks.models import FrameworkLegacy


@dataclass(frozen=True, slots=True)
class Legacy:
    """A version that a predecessor approved."""

    id: UUID
    predecessor: str
    number: int
    approved_at: datetime
    approved_as: str
    why: str
    digest: str
    content: Content


def list_legacies(scope: Scope) -> list[Legacy]:
    """What predecessors handed to the authority in use, newest first."""
    unit = session(scope)
    rows = unit.scalars(
        select(FrameworkLegacy)
        .where(FrameworkLegacy.reader_id == scope.authority_id)
        .order_by(FrameworkLegacy.approved_at.desc(), FrameworkLegacy.number.desc())
    ).all()
    owners = unit.execute(
        select(Authority.id, Authority.name).where(Authority.id.in_({row.owner_id for row in rows}))
    )
    names: dict[UUID, str] = {row.id: row.name for row in owners}
    return [
        Legacy(
            row.id,
            names[row.owner_id],
            row.number,
            row.approved_at,
            row.approved_as,
            row.why,
            row.digest,
            row.content,
        )
        for row in rows
    ]


def get_legacy(scope: Scope, legacy_id: UUID) -> Legacy:
    """One of them. Raises ``NotFound``."""
    for one in list_legacies(scope):
        if one.id == legacy_id:
            return one
    raise NotFound
