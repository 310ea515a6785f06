"""Tokens that programs send in a person's place: made, listed, ended, and looked up.

A token is for one membership and carries at most the roles that were held when it was made; at each
request only those of them count that are held then. It ends with the membership, by the person's
word, when they sign out everywhere or get a new password by mail, and after a year at the latest.
"""

import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import joinedload

from regionqa.accounts.limits import TOUCH_EVERY
from regionqa.accounts.models import ApiToken, Person
from regionqa.accounts.places import Held
from regionqa.accounts.queries import memberships_of
from regionqa.accounts.throttling import TOKEN_ADDRESS, count_attempt
from regionqa.accounts.tokens import new_token, token_hash
from regionqa.core import events
from regionqa.core.database import Database
from regionqa.core.errors import NotFound, SignInNeeded, Unprocessable
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session, unit_of_work

logger = logging.getLogger(__name__)

PREFIX = "regionqa_"
"""Begins every token, so that a search for secrets left lying about finds it."""
TOKENS_AT_ONCE = 10
LONGEST = timedelta(days=365)

MADE = events.declare(
    "api_token.made", "days", sentence="Made a token for a program, for {days} days"
)
ENDED = events.declare("api_token.ended", sentence="Ended a program’s token")
ALL_ENDED = events.declare(
    "person.api_tokens_ended", "tokens", "reason", sentence="Ended {tokens} tokens: {reason}"
)
_RESOLVE = Scope.for_installation("find who a program's token belongs to")


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token just made; ``token`` is shown once and kept nowhere."""

    id: UUID
    token: str
    name: str
    authority_name: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class TokenView:
    """A token that works, as its person's account page shows it."""

    id: UUID
    name: str
    authority_name: str
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class TokenBearer:
    """Who a program works for: the person, the one authority, the roles that count now."""

    token_id: UUID
    token_name: str
    expires_at: datetime
    person_id: UUID
    membership: Held

    @property
    def name(self) -> str:
        """What the person is called in the authority."""
        return self.membership.display_name

    @property
    def scope(self) -> Scope:
        """The authority, with the roles that count now."""
        return self.membership.scope()

    @property
    def authority_name(self) -> str:
        """The name of the authority."""
        return self.membership.name

    @property
    def authority_colour(self) -> str:
        """The colour of the authority."""
        return self.membership.colour

    @property
    def choices(self) -> tuple[Held, ...]:
        """The one authority that the token is for."""
        return (self.membership,)


def make_token(database: Database, membership: Held, name: str, days: int) -> NewToken:
    """Make a token for a person's membership, with the roles held there now.

    Raises ``Unprocessable`` when the person has too many that work, or for too long a time.
    """
    lasting = timedelta(days=days)
    if not timedelta(0) < lasting <= LONGEST:
        said = f"A token lasts from 1 to {LONGEST.days} days"
        raise Unprocessable(said, errors={"days": [said]})
    scope = membership.scope().with_installation("make a token for a program")
    token, moment = PREFIX + new_token(), now()
    with unit_of_work(database, scope):
        unit = session(scope)
        unit.get_one(Person, membership.person_id, with_for_update=True)
        if len(_open_tokens(scope, membership.person_id)) >= TOKENS_AT_ONCE:
            raise Unprocessable(
                f"You have {TOKENS_AT_ONCE} tokens. End one before you make another."
            )
        row = ApiToken(
            id=uuid4(),
            token_hash=token_hash(token),
            name=name,
            person_id=membership.person_id,
            membership_id=membership.membership_id,
            roles=" ".join(sorted(membership.roles)),
            created_at=moment,
            expires_at=moment + lasting,
        )
        unit.add(row)
        events.record(scope, MADE, row.id, days=days)
    return NewToken(row.id, token, name, membership.name, row.expires_at)


def list_tokens(scope: Scope, person_id: UUID, choices: tuple[Held, ...]) -> list[TokenView]:
    """The person's tokens that work, the newest first; ``choices`` is where they belong.

    Wants a scope with ``installation``.
    """
    places = {held.membership_id: held for held in choices}
    return [
        TokenView(
            row.id,
            row.name,
            places[row.membership_id].name,
            row.created_at,
            row.last_used_at,
            row.expires_at,
        )
        for row in _open_tokens(scope, person_id)
        if row.membership_id in places
    ]


def end_token(
    database: Database, person_id: UUID, choices: tuple[Held, ...], token_id: UUID
) -> None:
    """End one token of a person. Raises ``NotFound`` for another person's, or one that has ended.

    It stands in the trail of the authority that the token was for.
    """
    looking = Scope(person_id=person_id, installation=True, reason="end a program's token")
    with unit_of_work(database, looking, write=False):
        row = session(looking).get(ApiToken, token_id)
        if row is None or row.person_id != person_id or row.ended_at is not None:
            raise NotFound("That token has ended already.")
        place = next((held for held in choices if held.membership_id == row.membership_id), None)
    scope = place.scope().with_installation(looking.reason) if place else looking
    with unit_of_work(database, scope):
        row = session(scope).get_one(ApiToken, token_id, with_for_update=True)
        if row.ended_at is None:
            row.ended_at = now()
            events.record(scope, ENDED, row.id)


def record_end_of_tokens(scope: Scope, person_id: UUID, *, reason: str) -> None:
    """End every token of a person, with an event when there were any."""
    moment = now()
    ended = _open_tokens(scope, person_id)
    for row in ended:
        row.ended_at = moment
    if ended:
        events.record(scope, ALL_ENDED, person_id, tokens=len(ended), reason=reason)


def _open_tokens(scope: Scope, person_id: UUID) -> list[ApiToken]:
    query = (
        select(ApiToken)
        .where(ApiToken.person_id == person_id, ApiToken.ended_at.is_(None))
        .order_by(ApiToken.created_at.desc(), ApiToken.id)
    )
    moment = now()
    return [row for row in session(scope).scalars(query) if row.is_open(moment)]


def resolve_token(database: Database, token: str, address: str) -> TokenBearer:
    """Whom a token stands for. Raises ``SignInNeeded`` for nobody or no longer.

    Wrong tokens are counted against the address, and too many raise ``TooMany``. A right one is
    never refused for them: it cannot be guessed, and a council's programs share one address.
    """
    moment = now()
    with unit_of_work(database, _RESOLVE, write=False):
        row = session(_RESOLVE).scalar(
            select(ApiToken)
            .options(joinedload(ApiToken.person, innerjoin=True))
            .where(ApiToken.token_hash == token_hash(token))
        )
        found = _bearer(row, moment) if row is not None else None
        seen = row.last_used_at if row is not None else None
    if found is None:
        _count_wrong(database, address)
        raise SignInNeeded("The token is not known, has ended, or has expired.")
    if seen is None or moment - seen >= TOUCH_EVERY:
        _touch(database, found.token_id, moment)
    return found


def _bearer(row: ApiToken, moment: datetime) -> TokenBearer | None:
    if not row.is_open(moment) or row.person.left_at is not None:
        return None
    places = memberships_of(_RESOLVE, row.person_id)
    place = next((held for held in places if held.membership_id == row.membership_id), None)
    if place is None:
        return None
    counting = replace(place, roles=place.roles & frozenset(row.roles.split()))
    return TokenBearer(row.id, row.name, row.expires_at, row.person_id, counting)


def _count_wrong(database: Database, address: str) -> None:
    scope = Scope.for_installation("count a wrong token")
    logger.warning("A program's token was refused")
    with unit_of_work(database, scope):
        count_attempt(scope, (TOKEN_ADDRESS, address))


def _touch(database: Database, token_id: UUID, moment: datetime) -> None:
    try:
        with unit_of_work(database, _RESOLVE):
            row = session(_RESOLVE).get(ApiToken, token_id, with_for_update=True)
            if row is not None and (row.last_used_at is None or row.last_used_at < moment):
                row.last_used_at = moment
    except OperationalError:
        logger.warning("A token's last use could not be noted", exc_info=True)
