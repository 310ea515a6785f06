"""Reading the agreements under which the authority shares."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from regionqa.authorities.agreement_kinds import AgreementKind
from regionqa.authorities.models import SharingAgreement
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import session


@dataclass(frozen=True, slots=True)
class AgreementView:
    """An agreement. Its ``standing`` is ``in_force``, ``overdue``, ``ended`` or ``later``."""

    id: UUID
    kind: AgreementKind
    reference: str
    signatory: str
    signed_on: date
    review_on: date
    ended_on: date | None
    standing: str


_AGREEMENTS = select(SharingAgreement).order_by(
    SharingAgreement.signed_on.desc(), SharingAgreement.id
)


def list_agreements(scope: Scope, today: date) -> list[AgreementView]:
    """The authority's agreements, newest first."""
    rows = session(scope).scalars(_AGREEMENTS)
    return [
        AgreementView(
            row.id,
            AgreementKind(row.kind),
            row.reference,
            row.signatory,
            row.signed_on,
            row.review_on,
            row.ended_on,
            _standing(row, today),
        )
        for row in rows
    ]


def _standing(row: SharingAgreement, today: date) -> str:
    if row.in_force_on(today):
        return "in_force"
    if row.ended_on is not None and row.ended_on <= today:
        return "ended"
    return "later" if row.signed_on > today else "overdue"


def missing_agreements(scope: Scope, today: date) -> list[AgreementKind]:
    """What the authority still has to have in force before it may share cases."""
    held = {view.kind for view in list_agreements(scope, today) if view.standing == "in_force"}
    return [kind for kind in AgreementKind if kind not in held]
