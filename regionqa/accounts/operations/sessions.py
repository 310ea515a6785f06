"""Signing in and out, and who a session's token stands for.

These open their own short transactions, because who is asking has to be known before a request's
own transaction can be bound to a scope.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, bindparam, select
from sqlalchemy.exc import OperationalError

from regionqa.accounts.limits import SESSIONS_AT_ONCE, TOUCH_EVERY, limits
from regionqa.accounts.methods import WrongCredentials, method_named
from regionqa.accounts.models import Membership, MembershipRole, Person, SignInSession
from regionqa.accounts.operations.api_tokens import record_end_of_tokens
from regionqa.accounts.places import Held
from regionqa.accounts.queries import PLACE, memberships_of, places_in
from regionqa.accounts.tokens import new_token, token_hash
from regionqa.authorities import Authority
from regionqa.core import events
from regionqa.core.database import Database
from regionqa.core.errors import NotFound, SignInNeeded, TooMany
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session, unit_of_work

logger = logging.getLogger(__name__)

SIGNED_IN = events.declare("person.signed_in", "method", sentence="Signed in by {method}")
SIGNED_OUT = events.declare("person.signed_out", sentence="Signed out")
SESSIONS_ENDED = events.declare(
    "person.sessions_ended",
    "sessions",
    "reason",
    sentence="Signed out of {sessions} browsers: {reason}",
)
_RESOLVE = Scope.for_installation("find who a session belongs to")
_BY_TOKEN = (  # asked at each request, so it is one statement and built once
    select(SignInSession, Person.name.label("called"), Person.left_at.label("gone"), *PLACE)
    .join(Person, Person.id == SignInSession.person_id)
    .outerjoin(
        Membership,
        and_(
            Membership.person_id == Person.id,
            Membership.joined_at.is_not(None),
            Membership.left_at.is_(None),
        ),
    )
    .outerjoin(Authority, Authority.id == Membership.authority_id)
    .outerjoin(
        MembershipRole,
        and_(MembershipRole.membership_id == Membership.id, MembershipRole.until.is_(None)),
    )
    .where(SignInSession.token_hash == bindparam("token_hash"))
    .order_by(Authority.name, Membership.id)
)


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person as the other parts of the service know them."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class NewSession:
    """Somebody just signed in: the token for their browser, and where they may work."""

    token: str
    person: PersonView
    choices: tuple[Held, ...]
    authority_id: UUID | None


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who is asking: the person, the authority in use, and the others to choose from."""

    session_id: UUID
    person_id: UUID
    name: str
    membership: Held | None
    choices: tuple[Held, ...]
    scope: Scope

    @property
    def authority_name(self) -> str | None:
        """The name of the authority in use."""
        return self.membership.name if self.membership else None

    @property
    def authority_colour(self) -> str | None:
        """The colour of the authority in use."""
        return self.membership.colour if self.membership else None


def sign_in(
    database: Database, method: str, credentials: Mapping[str, str], address: str
) -> NewSession:
    """Check who somebody is and open a session, in their one authority if there is only one.

    Raises ``WrongCredentials``, ``TooMany``, or ``BadRequest`` for an unknown method. A token is
    always new: nothing that a browser held before becomes a session.
    """
    try:
        person_id = method_named(method).authenticate(database, credentials, address)
    except (WrongCredentials, TooMany) as error:
        logger.warning("A sign-in was refused", extra={"method": method, "why": error.title})
        raise
    scope = scope_of(person_id, "sign in")
    token = new_token()
    with unit_of_work(database, scope):
        person = session(scope).get(Person, person_id, with_for_update=True)
        if person is None or person.left_at is not None:
            raise WrongCredentials
        choices = memberships_of(scope, person_id)
        chosen = choices[0].authority_id if len(choices) == 1 else None
        _end_oldest(scope, person_id)
        session(scope).add(_new_session(token, person_id, chosen, method))
        events.record(scope, SIGNED_IN, person_id, method=method)
        return NewSession(token, PersonView(person.id, person.name), choices, chosen)


def _new_session(
    token: str, person_id: UUID, authority_id: UUID | None, method: str
) -> SignInSession:
    moment = now()
    return SignInSession(
        token_hash=token_hash(token),
        person_id=person_id,
        authority_id=authority_id,
        method=method,
        created_at=moment,
        last_seen_at=moment,
        idle_seconds=int(limits().idle.total_seconds()),
        expires_at=moment + limits().absolute,
    )


def scope_of(person_id: UUID, reason: str) -> Scope:
    """The installation's scope, with the person who acts."""
    return Scope(person_id=person_id, installation=True, reason=reason)


def open_sessions(scope: Scope, person_id: UUID) -> list[SignInSession]:
    """The person's sessions that have not ended or expired, newest first."""
    query = (
        select(SignInSession)
        .where(SignInSession.person_id == person_id, SignInSession.ended_at.is_(None))
        .order_by(SignInSession.created_at.desc(), SignInSession.id)
    )
    moment = now()
    return [held for held in session(scope).scalars(query) if held.is_open(moment)]


def _end_oldest(scope: Scope, person_id: UUID) -> None:
    """Make room for one more session."""
    for held in open_sessions(scope, person_id)[SESSIONS_AT_ONCE - 1 :]:
        held.ended_at = now()


def resolve(database: Database, token: str) -> SignedIn | None:
    """Who a token stands for, or None when it stands for nobody or no longer.

    Reads the memberships anew each time, so that a leaver or an ended role counts at once. One
    query, and once a minute a transaction that notes when the session was last seen.
    """
    moment = now()
    with unit_of_work(database, _RESOLVE, write=False):
        rows = session(_RESOLVE).execute(_BY_TOKEN, {"token_hash": token_hash(token)}).all()
        if not rows or rows[0].gone is not None or not rows[0].SignInSession.is_open(moment):
            return None
        held: SignInSession = rows[0].SignInSession
        places = places_in(row for row in rows if row.id is not None)
        who = _signed_in(held, rows[0].called, places)
        seen = held.last_seen_at
    if moment - seen >= TOUCH_EVERY:
        _touch(database, who.session_id, moment)
    return who


def _signed_in(held: SignInSession, name: str, choices: tuple[Held, ...]) -> SignedIn:
    in_use = next((one for one in choices if one.authority_id == held.authority_id), None)
    return SignedIn(
        session_id=held.id,
        person_id=held.person_id,
        name=in_use.display_name if in_use else name,
        membership=in_use,
        choices=choices,
        scope=in_use.scope() if in_use else Scope(person_id=held.person_id),
    )


def _touch(database: Database, session_id: UUID, moment: datetime) -> None:
    try:
        with unit_of_work(database, _RESOLVE):
            held = session(_RESOLVE).get(SignInSession, session_id, with_for_update=True)
            if held is not None and held.last_seen_at < moment:
                held.last_seen_at = moment
    except OperationalError:
        logger.warning("A session's last use could not be noted", exc_info=True)


def choose_authority(database: Database, token: str, authority_id: UUID) -> Held:
    """Put an authority in use for this session, and say what the person holds there.

    Raises ``SignInNeeded`` without an open session and ``NotFound`` for an authority that the
    person does not belong to.
    """
    who = resolve(database, token)
    if who is None:
        raise SignInNeeded
    chosen = next((one for one in who.choices if one.authority_id == authority_id), None)
    if chosen is None:
        raise NotFound("You do not belong to that authority.")
    scope = scope_of(who.person_id, "choose an authority")
    with unit_of_work(database, scope):
        held = session(scope).get(SignInSession, who.session_id, with_for_update=True)
        if held is None or held.ended_at is not None:
            raise SignInNeeded
        held.authority_id = authority_id
    return chosen


def sign_out(database: Database, token: str) -> None:
    """End the session of this token; nothing happens when there is none."""
    with unit_of_work(database, _RESOLVE, write=False):
        held = session(_RESOLVE).scalar(
            select(SignInSession).where(SignInSession.token_hash == token_hash(token))
        )
        if held is None or not held.is_open(now()):
            return
        person_id, session_id = held.person_id, held.id
    scope = scope_of(person_id, "sign out")
    with unit_of_work(database, scope):
        end_session(scope, session_id)


def end_session(scope: Scope, session_id: UUID) -> None:
    """End one session of the scope's person. Raises ``NotFound`` for another person's."""
    held = session(scope).get(SignInSession, session_id, with_for_update=True)
    if held is None or held.person_id != scope.person_id:
        raise NotFound("That session has ended already.")
    if held.ended_at is None:
        held.ended_at = now()
        events.record(scope, SIGNED_OUT, held.person_id)


def end_own_session(database: Database, person_id: UUID, session_id: UUID) -> None:
    """End one session of a person. Raises ``NotFound`` for another person's."""
    scope = scope_of(person_id, "sign out another browser")
    with unit_of_work(database, scope):
        end_session(scope, session_id)


def sign_out_everywhere(database: Database, person_id: UUID) -> int:
    """End every session of a person; gives their number."""
    scope = scope_of(person_id, "sign out everywhere")
    with unit_of_work(database, scope):
        return record_end_of_sessions(scope, person_id, reason="asked")


def record_end_of_sessions(
    scope: Scope, person_id: UUID, *, reason: str, keep: UUID | None = None
) -> int:
    """End a person's sessions but the one to keep, with an event when there were any.

    Without one to keep the tokens of their programs end too.
    """
    ended = end_sessions(scope, person_id, keep=keep)
    if keep is None:
        record_end_of_tokens(scope, person_id, reason=reason)
    if ended:
        events.record(scope, SESSIONS_ENDED, person_id, sessions=ended, reason=reason)
    return ended


def end_sessions(scope: Scope, person_id: UUID, *, keep: UUID | None = None) -> int:
    """End a person's sessions but the one to keep; gives their number."""
    moment = now()
    ended = [held for held in open_sessions(scope, person_id) if held.id != keep]
    for held in ended:
        held.ended_at = moment
    return len(ended)
