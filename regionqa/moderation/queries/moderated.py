"""Moderated grades that went back to the home authority; and who lets the lead see a profile."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from regionqa.core.permissions import require
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import session
from regionqa.moderation.models import (
    AgreedGrade,
    CaseReference,
    Consent,
    RevealedReading,
    RoundCase,
)
from regionqa.moderation.policy import TAKE_PART


@dataclass(frozen=True, slots=True)
class Moderated:
    """A case of the own authority with its own line and the moderated one."""

    case_id: UUID
    reference: str
    label: str
    outcome: str
    own: Mapping[str, str]
    moderated: Mapping[str, str]


def list_moderated(scope: Scope, round_id: UUID) -> list[Moderated]:
    """The own cases that ended, in the order drawn; three queries."""
    require(scope, TAKE_PART)
    unit = session(scope)
    references = unit.execute(
        select(CaseReference.case_id, CaseReference.reference, RoundCase.label)
        .join(RoundCase, RoundCase.id == CaseReference.case_id)
        .where(CaseReference.round_id == round_id)
        .order_by(CaseReference.place)
    ).all()
    agreed = {
        row.case_id: row
        for row in unit.scalars(
            select(AgreedGrade).where(
                AgreedGrade.round_id == round_id, AgreedGrade.reader_id == scope.authority_id
            )
        )
    }
    own = {
        row.case_id: row.grades
        for row in unit.scalars(
            select(RevealedReading).where(
                RevealedReading.round_id == round_id,
                RevealedReading.reader_id == scope.authority_id,
                RevealedReading.kind == "home",
            )
        )
    }
    return [
        Moderated(
            row.case_id,
            row.reference,
            row.label,
            agreed[row.case_id].outcome,
            own.get(row.case_id, {}),
            agreed[row.case_id].grades,
        )
        for row in references
        if row.case_id in agreed
    ]


def list_consenting(scope: Scope) -> frozenset[UUID]:
    """People of the authority who let their lead see their profile now."""
    require(scope, TAKE_PART)
    return frozenset(
        session(scope).scalars(select(Consent.person_id).where(Consent.until.is_(None)))
    )
