"""Conflicts of interest that a person declared, and whom they can be declared against."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from regionqa.core.permissions import require
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import session
from regionqa.moderation.models import DeclaredConflict, RoundCase
from regionqa.moderation.places import members_of
from regionqa.moderation.policy import READ_CASES


@dataclass(frozen=True, slots=True)
class OwnConflict:
    """A conflict with a case or with an authority."""

    about: str
    reason: str
    at: datetime


def list_own_conflicts(scope: Scope, round_id: UUID) -> list[OwnConflict]:
    """What this person declared in a round, newest first."""
    require(scope, READ_CASES)
    unit = session(scope)
    names = members_of(scope)
    rows = unit.execute(
        select(DeclaredConflict, RoundCase.label)
        .outerjoin(RoundCase, RoundCase.id == DeclaredConflict.case_id)
        .where(
            DeclaredConflict.round_id == round_id,
            DeclaredConflict.person_id == scope.person_id,
        )
        .order_by(DeclaredConflict.at.desc())
    )
    return [
        OwnConflict(label or _name(names, row.against_id), row.reason, row.at)
        for row, label in rows
    ]


def _name(names: dict[UUID, str], key: UUID | None) -> str:
    return names.get(key, "An authority") if key is not None else "An authority"


def list_others(scope: Scope) -> list[tuple[UUID, str]]:
    """The other local authorities of the region, by name."""
    return [(key, name) for key, name in members_of(scope).items() if key != scope.authority_id]
