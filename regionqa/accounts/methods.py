"""The ways to sign in. A password is the first; an authority's own sign-on joins the registry.

A method takes what was sent and answers with a person's key, or raises. It alone knows how its
credentials are found: a password by the e-mail address, a sign-on by its issuer and subject.
"""

from collections.abc import Mapping
from typing import Protocol
from uuid import UUID

from sqlalchemy import select

from regionqa.accounts.emails import email_key
from regionqa.accounts.hashing import hash_password, is_outdated, verify_password
from regionqa.accounts.models import Credential, Person
from regionqa.accounts.throttling import ACCOUNT, ADDRESS, clear, count_attempt, forgive
from regionqa.core.database import Database
from regionqa.core.errors import BadRequest, Unprocessable
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session, unit_of_work

PASSWORD = "password"  # noqa: S105  # a method's name
LONGEST = 128
_CHECK = Scope.for_installation("check who signs in")


class WrongCredentials(Unprocessable):
    """No such account, no such password, or somebody who has left: all answer alike."""

    title = "Check your email address and password"


class SignInMethod(Protocol):
    """A way to prove who one is."""

    def authenticate(
        self, database: Database, credentials: Mapping[str, str], address: str
    ) -> UUID:
        """The person's key. Raises ``WrongCredentials``, or ``TooMany`` while one has to wait."""


class PasswordMethod:
    """``email`` and ``password``; throttled by account as typed and by address."""

    def authenticate(
        self, database: Database, credentials: Mapping[str, str], address: str
    ) -> UUID:
        """Check a password, with one hash whether the account exists or not."""
        key, password = email_key(credentials.get("email", "")), credentials.get("password", "")
        counted = ((ACCOUNT, key), (ADDRESS, address))
        with unit_of_work(database, _CHECK):
            count_attempt(_CHECK, *counted)
            held = find_password(_CHECK, key)
        secret = held.secret if held and len(password) <= LONGEST else None
        # No transaction is open while the hash is made: SQLite has one writer at a time.
        if not verify_password(secret, password[:LONGEST]) or held is None:
            raise WrongCredentials
        renewed = hash_password(password) if is_outdated(held.secret) else None
        with unit_of_work(database, _CHECK):
            clear(_CHECK, ACCOUNT, key)
            forgive(_CHECK, (ADDRESS, address))
            if renewed:
                _renew(held, renewed)
        return held.person_id


def find_password(scope: Scope, key: str) -> Credential | None:
    """The password of the person with this e-mail address, unless they have left."""
    return session(scope).scalar(
        select(Credential)
        .join(Person, Person.id == Credential.person_id)
        .where(Person.email_key == key, Person.left_at.is_(None), Credential.method == PASSWORD)
    )


def _renew(held: Credential, renewed: str) -> None:
    """Keep the hash made with today's parameters, unless the password changed meanwhile."""
    credential = session(_CHECK).get(Credential, held.id, with_for_update=True)
    if credential is not None and credential.secret == held.secret:
        credential.secret = renewed
        credential.changed_at = now()


METHODS: dict[str, SignInMethod] = {PASSWORD: PasswordMethod()}


def method_named(name: str) -> SignInMethod:
    """The method of that name. Raises ``BadRequest`` for one there is none of."""
    if name not in METHODS:
        raise BadRequest("There is no such way to sign in.")
    return METHODS[name]
