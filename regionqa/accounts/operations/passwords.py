"""Passwords: a new one by a mailed link, or by whoever knows the old one."""

from uuid import UUID

from sqlalchemy import select

from regionqa.accounts import mails
from regionqa.accounts.emails import email_key
from regionqa.accounts.hashing import hash_password, verify_password
from regionqa.accounts.limits import RESET_LASTS, limits
from regionqa.accounts.methods import PASSWORD, find_password
from regionqa.accounts.models import Credential, LinkPurpose, OneTimeLink, Person
from regionqa.accounts.operations.links import (
    LinkUnusable,
    claim_link,
    find_link,
    make_link,
    void_links,
)
from regionqa.accounts.operations.sessions import record_end_of_sessions, scope_of
from regionqa.accounts.password_rules import problems
from regionqa.accounts.queries import memberships_of
from regionqa.accounts.throttling import (
    ACCOUNT,
    RESET_ACCOUNT,
    RESET_ADDRESS,
    clear,
    count_attempt,
)
from regionqa.accounts.tokens import new_token, token_hash
from regionqa.core import events, jobs
from regionqa.core.database import Database
from regionqa.core.errors import NotFound, Unprocessable
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session, unit_of_work

SEND_RESET = "accounts.send_reset"
CHANGED = events.declare("password.changed", sentence="Changed the password")
RESET = events.declare("password.reset", sentence="Chose a new password by a mailed link")
_ASK = Scope.for_installation("ask for a new password")


def request_reset(database: Database, email: str, address: str) -> None:
    """Have a link mailed to this address if somebody signs in with it; the answer never says.

    An unknown address makes the same row and the same job, so that the work is alike; the mail is
    written by the job. Raises ``TooMany`` after several requests, for unknown addresses too.
    """
    key = email_key(email)
    with unit_of_work(database, _ASK):
        count_attempt(_ASK, (RESET_ACCOUNT, key), (RESET_ADDRESS, address))
        held = find_password(_ASK, key)
        person_id = held.person_id if held else None
        link, _unsent = make_link(_ASK, LinkPurpose.RESET, RESET_LASTS, person_id=person_id)
        jobs.enqueue(_ASK, SEND_RESET, {"link_id": link.id}, title="Send a password link")


def send_reset(scope: Scope, link_id: UUID) -> None:
    """Mail the link that was asked for, with a token that was never stored; the job's effect.

    Earlier links of the person stop working. A link for an unknown address is taken away.
    """
    unit = session(scope)
    link = unit.get(OneTimeLink, link_id)
    if link is None or link.used_at is not None:
        return
    person = unit.get(Person, link.person_id) if link.person_id else None
    if person is None or person.email is None:
        unit.delete(link)
        return
    void_links(scope, LinkPurpose.RESET, person_id=person.id)
    token = new_token()
    link.token_hash, link.used_at = token_hash(token), None
    mails.send_link(scope, LinkPurpose.RESET, person.email, token, link.expires_at)


def can_reset(database: Database, token: str) -> bool:
    """Whether this token still opens a link to a new password."""
    with unit_of_work(database, _ASK, write=False):
        return find_link(_ASK, LinkPurpose.RESET, token) is not None


def reset_password(database: Database, token: str, password: str) -> None:
    """Set a new password by a mailed link, end every session and the waiting for failed attempts.

    Raises ``LinkUnusable``, or ``Unprocessable`` for a password that will not do, which leaves the
    link as it was.
    """
    with unit_of_work(database, _ASK, write=False):
        link = find_link(_ASK, LinkPurpose.RESET, token)
        if link is None:
            raise LinkUnusable
        person_id = _person(_ASK, link.person_id).id
        personal = _personal(_ASK, person_id)
    _refuse_weak(password, personal)
    secret = hash_password(password)
    scope = scope_of(person_id, "choose a new password by a link")
    with unit_of_work(database, scope):
        claim_link(scope, LinkPurpose.RESET, token)
        person = _store(scope, person_id, secret)
        void_links(scope, LinkPurpose.RESET, person_id=person_id)
        clear(scope, ACCOUNT, person.email_key or "")
        events.record(scope, RESET, person_id)
        record_end_of_sessions(scope, person_id, reason="reset")


def change_password(
    database: Database, person_id: UUID, current: str, new: str, *, keep: UUID | None = None
) -> None:
    """Change a password knowing the one in force; every session but ``keep`` ends.

    Raises ``Unprocessable`` with messages for ``current_password`` or ``password``, and ``TooMany``
    after several wrong tries.
    """
    scope = scope_of(person_id, "change the password")
    attempts = (ACCOUNT, f"change:{person_id}")
    with unit_of_work(database, scope, write=False):
        personal = _personal(scope, person_id)
    _refuse_weak(new, personal)
    with unit_of_work(database, scope):
        count_attempt(scope, attempts)
        held = _password(scope, person_id)
    if not verify_password(held.secret if held else None, current):
        raise Unprocessable(errors={"current_password": ["Enter the password you use now"]})
    secret = hash_password(new)
    with unit_of_work(database, scope):
        clear(scope, *attempts)
        _store(scope, person_id, secret)
        void_links(scope, LinkPurpose.RESET, person_id=person_id)
        events.record(scope, CHANGED, person_id)
        record_end_of_sessions(scope, person_id, reason="password", keep=keep)


def _refuse_weak(password: str, personal: tuple[str, ...]) -> None:
    if messages := problems(password, personal):
        raise Unprocessable(errors={"password": messages})


def _personal(scope: Scope, person_id: UUID) -> tuple[str, ...]:
    """What a guesser would try first for this person."""
    person = _person(scope, person_id)
    places = [held.name for held in memberships_of(scope, person_id)]
    return person.name, person.email or "", limits().service_name, *places


def _person(scope: Scope, person_id: UUID | None) -> Person:
    person = session(scope).get(Person, person_id) if person_id else None
    if person is None or person.left_at is not None:
        raise NotFound("There is no such person.")
    return person


def _password(scope: Scope, person_id: UUID) -> Credential | None:
    return session(scope).scalar(
        select(Credential)
        .where(Credential.person_id == person_id, Credential.method == PASSWORD)
        .with_for_update()
    )


def _store(scope: Scope, person_id: UUID, secret: str) -> Person:
    """Put the new hash in place and tell the person by mail."""
    person, moment = _person(scope, person_id), now()
    held = _password(scope, person_id)
    if held is None:
        raise LinkUnusable
    held.secret, held.changed_at = secret, moment
    if person.email is not None:
        mails.send_password_changed(scope, person.email, moment)
    return person
