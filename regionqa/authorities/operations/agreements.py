"""Recording the agreements under which an authority shares, and ending them."""

from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import select

from regionqa.authorities.agreement_kinds import AgreementKind
from regionqa.authorities.models import SharingAgreement
from regionqa.authorities.policy import MANAGE_AGREEMENTS
from regionqa.core import events
from regionqa.core.errors import NotFound, Unprocessable
from regionqa.core.permissions import require
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import session

RECORDED = events.declare(
    "agreement.recorded", "of_kind", sentence="A sharing agreement was recorded: {of_kind}"
)
ENDED = events.declare(
    "agreement.ended", "of_kind", sentence="A sharing agreement was ended: {of_kind}"
)


def record_agreement(
    scope: Scope,
    kind: AgreementKind,
    reference: str,
    signatory: str,
    signed_on: date,
    review_on: date,
) -> UUID:
    """Record an agreement. Raises ``Unprocessable`` where its review is not after its signing."""
    require(scope, MANAGE_AGREEMENTS)
    if review_on <= signed_on:
        raise Unprocessable(errors={"review_on": ["The review must be after the signing"]})
    agreement = SharingAgreement(
        id=uuid4(),
        authority_id=scope.authority_id,
        kind=kind.value,
        reference=reference,
        signatory=signatory,
        signed_on=signed_on,
        review_on=review_on,
    )
    session(scope).add(agreement)
    events.record(scope, RECORDED, agreement.id, of_kind=kind.value)
    return agreement.id


def end_agreement(scope: Scope, agreement_id: UUID, ended_on: date) -> None:
    """End an agreement on a day. Raises ``NotFound`` and ``Unprocessable``."""
    require(scope, MANAGE_AGREEMENTS)
    held = session(scope).scalar(
        select(SharingAgreement).where(SharingAgreement.id == agreement_id)
    )
    if held is None:
        raise NotFound
    if held.ended_on is not None:
        raise Unprocessable(errors={"ended_on": ["This agreement has ended already"]})
    if ended_on < held.signed_on:
        raise Unprocessable(errors={"ended_on": ["It cannot end before it was signed"]})
    held.ended_on = ended_on
    events.record(scope, ENDED, agreement_id, of_kind=held.kind)
