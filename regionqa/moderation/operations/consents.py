"""A person lets their lead see their profile, and stops it again."""

from sqlalchemy import select

from regionqa.core import events
from regionqa.core.locks import hold
from regionqa.core.permissions import require
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session
from regionqa.moderation.models import Consent
from regionqa.moderation.policy import READ_CASES

GIVEN = events.declare("consent.given", sentence="Let the lead see the own profile")
ENDED = events.declare("consent.withdrawn", sentence="Stopped the lead from seeing the own profile")


def _held(scope: Scope) -> Consent | None:
    require(scope, READ_CASES)
    hold(scope, f"consent:{scope.person_id}")
    return session(scope).scalar(
        select(Consent).where(Consent.person_id == scope.person_id, Consent.until.is_(None))
    )


def give_consent(scope: Scope) -> None:
    """Let the lead see the profile from now on; nothing happens when it is so already."""
    if _held(scope) is None:
        session(scope).add(
            Consent(authority_id=scope.authority_id, person_id=scope.person_id, since=now())
        )
        events.record(scope, GIVEN, scope.person_id)


def withdraw_consent(scope: Scope) -> None:
    """Stop it, at once."""
    held = _held(scope)
    if held is not None:
        held.until = now()
        events.record(scope, ENDED, scope.person_id)
