"""What the operator does now and then: forget leavers, and clear away what has run out."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, or_, select

from regionqa.accounts.emails import email_key
from regionqa.accounts.models import (
    ApiToken,
    Membership,
    OneTimeLink,
    Person,
    SignInSession,
    Throttle,
)
from regionqa.core import events, mail
from regionqa.core.errors import NotFound, Unprocessable
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session

FORGOTTEN_NAME = "Somebody who left"
SESSIONS_KEPT = timedelta(days=90)
LINKS_KEPT = timedelta(days=30)
THROTTLES_KEPT = timedelta(days=1)
FORGOTTEN = events.declare("person.forgotten", sentence="Forgot a leaver’s name and address")


def forget_person(scope: Scope, email: str) -> UUID:
    """Erase the name and address of somebody who has left; the trail keeps only the reference.

    Wants the installation's scope. Raises ``NotFound`` for an unknown address and
    ``Unprocessable`` for somebody who has not left.
    """
    unit = session(scope)
    person = unit.scalar(
        select(Person).where(Person.email_key == email_key(email)).with_for_update()
    )
    if person is None:
        raise NotFound("Nobody has this email address.")
    if person.left_at is None:
        raise Unprocessable("This person has not left: remove them from each authority first.")
    mail.forget_address(scope, person.email or "")
    person.email = person.email_key = None
    person.name = FORGOTTEN_NAME
    for membership in unit.scalars(select(Membership).where(Membership.person_id == person.id)):
        membership.display_name = FORGOTTEN_NAME
    unit.execute(delete(ApiToken).where(ApiToken.person_id == person.id))
    events.record(scope, FORGOTTEN, person.id)
    return person.id


def forget_expired(scope: Scope, moment: datetime | None = None) -> int:
    """Delete sessions, tokens, links and attempts that ran out long ago, and old mails.

    Gives how many rows. Wants the installation's scope.
    """
    at = moment or now()
    unit, gone = session(scope), 0
    for query in (
        select(SignInSession).where(
            or_(
                SignInSession.ended_at < at - SESSIONS_KEPT,
                SignInSession.expires_at < at - SESSIONS_KEPT,
            )
        ),
        select(ApiToken).where(
            or_(
                ApiToken.ended_at < at - SESSIONS_KEPT,
                ApiToken.expires_at < at - SESSIONS_KEPT,
            )
        ),
        select(OneTimeLink).where(OneTimeLink.expires_at < at - LINKS_KEPT),
    ):
        for row in unit.scalars(query):
            unit.delete(row)
            gone += 1
    old = Throttle.failed_at < at - THROTTLES_KEPT
    gone += len(unit.scalars(select(Throttle.key).where(old)).all())
    unit.execute(delete(Throttle).where(old))
    return gone + mail.forget_old(scope, at)
