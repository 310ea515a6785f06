"""Inviting somebody to an authority, and accepting by the link that was mailed to them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import selectinload

from regionqa.accounts import mails, policy
from regionqa.accounts.emails import email_key, is_email
from regionqa.accounts.hashing import hash_password
from regionqa.accounts.limits import INVITATION_LASTS, limits
from regionqa.accounts.methods import PASSWORD
from regionqa.accounts.models import (
    Credential,
    LinkPurpose,
    Membership,
    MembershipRole,
    OneTimeLink,
    Person,
)
from regionqa.accounts.names import name_problems, tidied
from regionqa.accounts.operations.links import (
    LinkUnusable,
    claim_link,
    find_link,
    make_link,
    void_links,
)
from regionqa.accounts.operations.memberships import end_membership
from regionqa.accounts.password_rules import problems
from regionqa.accounts.queries import has_lead
from regionqa.authorities import Authority, Role
from regionqa.core import events
from regionqa.core.database import Database
from regionqa.core.errors import Faults, Forbidden, NotFound, Unprocessable
from regionqa.core.permissions import allowed, require
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session, unit_of_work

INVITED = events.declare(
    "membership.invited", "authority", "roles", sentence="Invited somebody as {roles}"
)
INVITED_AGAIN = events.declare("membership.invited_again", sentence="Sent an invitation again")
JOINED = events.declare("membership.joined", sentence="Accepted an invitation")
_FIND = Scope.for_installation("open an invitation")


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation just made. ``token`` opens it: mailed, and shown to the operator only."""

    membership_id: UUID
    token: str
    link: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class OpenInvitation:
    """What the page of an invitation shows to whoever holds its link."""

    authority_name: str
    display_name: str
    roles: tuple[Role, ...]
    needs_password: bool


def invite_person(
    scope: Scope,
    *,
    email: str,
    display_name: str,
    roles: Collection[str],
    authority_id: UUID | None = None,
) -> Invitation:
    """Invite somebody to the authority in use, or as its first lead to one of the region.

    Wants a scope with ``installation``. Raises ``Forbidden`` for a role that the scope's person
    may not grant, and ``Unprocessable`` with messages by field for what can be put right.
    """
    check_invited(email, display_name, roles)
    wanted, name = _known_roles(roles), tidied(display_name)
    authority = _authority_to_invite_to(scope, authority_id, wanted)
    person = _person_reached_at(scope, email.strip(), name)
    membership = _new_membership(scope, person, authority, name)
    unit, moment = session(scope), now()
    unit.add_all(
        MembershipRole(
            membership_id=membership.id, authority_id=authority.id, role=role, since=moment
        )
        for role in sorted(wanted)
    )
    named = ",".join(sorted(wanted))
    events.record(scope, INVITED, membership.id, authority=str(authority.id), roles=named)
    return _send(scope, membership, person)


def check_invited(email: str, display_name: str, roles: Collection[str]) -> None:
    """Raise ``Unprocessable`` with a message for each field that will not do."""
    faults = Faults()
    if not is_email(email.strip()):
        faults.add("email", "Enter an email address in the correct format, like name@example.com")
    for message in name_problems(tidied(display_name)):
        faults.add("display_name", message)
    with faults.gather():
        for message in policy.role_problems(_known_roles(roles)):
            faults.add("roles", message)
    faults.refuse()


def renew_invitation(scope: Scope, membership_id: UUID) -> Invitation:
    """Send a new link to somebody who has not accepted; earlier links stop working.

    Raises ``NotFound`` for one that was accepted or is not this person's to send, and ``Forbidden``
    for a role that the scope's person may not grant.
    """
    membership = _unaccepted(scope, membership_id)
    void_links(scope, LinkPurpose.INVITATION, membership_id=membership.id)
    events.record(scope, INVITED_AGAIN, membership.id)
    return _send(scope, membership, session(scope).get_one(Person, membership.person_id))


def withdraw_invitation(scope: Scope, membership_id: UUID) -> None:
    """Take an invitation back that nobody has accepted. Errors as ``renew_invitation``."""
    end_membership(scope, _unaccepted(scope, membership_id))


def _unaccepted(scope: Scope, membership_id: UUID) -> Membership:
    """An invitation of the authority in use, or the office's to an authority's first lead."""
    membership = session(scope).scalar(
        select(Membership)
        .options(selectinload(Membership.roles))
        .where(
            Membership.id == membership_id,
            Membership.joined_at.is_(None),
            Membership.left_at.is_(None),
        )
        .with_for_update()
    )
    if membership is None:
        raise NotFound("There is no open invitation of that number here.")
    roles = {Role(held.role) for held in membership.roles if held.until is None}
    if membership.authority_id == scope.authority_id:
        require(scope, policy.MANAGE_PEOPLE)
        if not policy.may_manage(scope, roles):
            raise Forbidden("You may not invite to this role.")
        return membership
    authority = session(scope).get_one(Authority, membership.authority_id)
    leads_first = roles <= policy.FIRST_ROLES and authority.region_id == scope.region_id
    if not (leads_first and allowed(scope, policy.INVITE_LEADS)):
        raise NotFound("There is no open invitation of that number here.")
    return membership


def open_invitation(database: Database, token: str) -> OpenInvitation:
    """What this invitation is to. Raises ``LinkUnusable``."""
    with unit_of_work(database, _FIND, write=False):
        link = _invitation(_FIND, token)
        membership = session(_FIND).get_one(Membership, link.membership_id)
        authority = session(_FIND).get_one(Authority, membership.authority_id)
        held = session(_FIND).scalars(
            select(MembershipRole.role).where(
                MembershipRole.membership_id == membership.id, MembershipRole.until.is_(None)
            )
        )
        return OpenInvitation(
            authority.name,
            membership.display_name,
            tuple(sorted(Role(role) for role in held)),
            _password_of(_FIND, membership.person_id) is None,
        )


def accept_invitation(
    database: Database, token: str, *, display_name: str, password: str = ""
) -> UUID:
    """Join the authority of an invitation; gives the person's key.

    Somebody without a password chooses one; who has one keeps it, whoever holds the link. Raises
    ``LinkUnusable``, or ``Unprocessable`` for a name or password that will not do, which leaves
    the link as it was.
    """
    place, display_name = _place_of(database, token), tidied(display_name)
    _check_joining(place, display_name, password)
    secret = hash_password(password) if place.needs_password else None
    with unit_of_work(database, place.scope):
        _join(place, token, display_name, secret)
    return place.person_id


def check_acceptance(database: Database, token: str, *, display_name: str, password: str) -> None:
    """Raise as ``accept_invitation`` does for a name and a password, and change nothing."""
    _check_joining(_place_of(database, token), tidied(display_name), password)


def _check_joining(place: "_Place", display_name: str, password: str) -> None:
    faults = Faults()
    for message in name_problems(display_name):
        faults.add("display_name", message)
    if place.needs_password:
        personal = (display_name, place.email, place.authority_name, limits().service_name)
        for message in problems(password, personal):
            faults.add("password", message)
    faults.refuse()


@dataclass(frozen=True, slots=True)
class _Place:
    membership_id: UUID
    person_id: UUID
    email: str
    authority_name: str
    needs_password: bool
    scope: Scope


def _place_of(database: Database, token: str) -> _Place:
    with unit_of_work(database, _FIND, write=False):
        link = _invitation(_FIND, token)
        membership = session(_FIND).get_one(Membership, link.membership_id)
        authority = session(_FIND).get_one(Authority, membership.authority_id)
        person = session(_FIND).get_one(Person, membership.person_id)
        scope = Scope(
            authority_id=authority.id,
            region_id=authority.region_id,
            person_id=person.id,
            office=authority.is_office,
            installation=True,
            reason="accept an invitation",
        )
        needs_password = _password_of(_FIND, person.id) is None
        return _Place(
            membership.id, person.id, person.email or "", authority.name, needs_password, scope
        )


def _join(place: _Place, token: str, display_name: str, secret: str | None) -> None:
    scope = place.scope
    unit, moment = session(scope), now()
    membership = unit.get_one(Membership, place.membership_id, with_for_update=True)
    claim_link(scope, LinkPurpose.INVITATION, token)
    person = unit.get_one(Person, membership.person_id, with_for_update=True)
    if membership.left_at is not None or membership.joined_at is not None:
        raise LinkUnusable
    membership.joined_at = membership.changed_at = moment
    membership.display_name = display_name
    if person.left_at is not None or secret is not None:
        person.name = display_name
    person.left_at = None
    if secret is not None and _password_of(scope, person.id) is None:
        unit.add(Credential(person_id=person.id, method=PASSWORD, secret=secret, changed_at=moment))
    events.record(scope, JOINED, membership.id)


def _invitation(scope: Scope, token: str) -> OneTimeLink:
    link = find_link(scope, LinkPurpose.INVITATION, token)
    if link is None or link.membership_id is None:
        raise LinkUnusable
    return link


def _password_of(scope: Scope, person_id: UUID) -> Credential | None:
    return session(scope).scalar(
        select(Credential).where(Credential.person_id == person_id, Credential.method == PASSWORD)
    )


def _known_roles(roles: Collection[str]) -> frozenset[Role]:
    unknown = sorted(set(roles) - set(Role))
    if unknown:
        raise Unprocessable(errors={"roles": [f"There is no role {unknown[0]}"]})
    return frozenset(Role(role) for role in roles)


def _authority_to_invite_to(
    scope: Scope, authority_id: UUID | None, roles: frozenset[Role]
) -> Authority:
    """The authority, when the scope's person may invite to it with these roles."""
    target = authority_id or scope.authority_id
    authority = session(scope).get(Authority, target) if target else None
    if authority is None or authority.region_id != scope.region_id:
        raise NotFound("There is no such authority in this region.")
    if authority.id == scope.authority_id:
        require(scope, policy.MANAGE_PEOPLE)
        if not policy.may_manage(scope, roles):
            raise Forbidden("You may not give this role.")
        return authority
    require(scope, policy.INVITE_LEADS)
    if not roles <= policy.FIRST_ROLES:
        raise Forbidden("The regional office invites an authority’s lead and deputy only.")
    if has_lead(scope, authority.id):
        message = f"{authority.name} has a QA lead, who invites the others"
        raise Unprocessable(errors={"authority_id": [message]})
    return authority


def _person_reached_at(scope: Scope, email: str, name: str) -> Person:
    """The person with this address, made now when there is none."""
    unit = session(scope)
    query = select(Person).where(Person.email_key == email_key(email)).with_for_update()
    known = unit.scalar(query)
    if known is not None:
        return known
    person = Person(email=email, email_key=email_key(email), name=name, created_at=now())
    try:
        with unit.begin_nested():
            unit.add(person)
    except IntegrityError:
        return unit.scalars(query).one()  # invited by somebody else in this moment
    return person


def _new_membership(
    scope: Scope, person: Person, authority: Authority, display_name: str
) -> Membership:
    unit, moment = session(scope), now()
    present = unit.scalar(
        select(Membership).where(
            Membership.person_id == person.id,
            Membership.authority_id == authority.id,
            Membership.left_at.is_(None),
        )
    )
    if present is not None:
        done = "is a member already" if present.joined_at else "has been invited already"
        raise Unprocessable(errors={"email": [f"The person with this email address {done}"]})
    membership = Membership(
        person_id=person.id,
        authority_id=authority.id,
        display_name=display_name,
        invited_at=moment,
        changed_at=moment,
    )
    unit.add(membership)
    unit.flush()  # its roles and its link name it
    return membership


def _send(scope: Scope, membership: Membership, person: Person) -> Invitation:
    link, token = make_link(
        scope,
        LinkPurpose.INVITATION,
        INVITATION_LASTS,
        person_id=person.id,
        membership_id=membership.id,
    )
    address = person.email
    if address is None:
        raise NotFound("This person has been forgotten and cannot be reached.")
    mails.send_link(scope, LinkPurpose.INVITATION, address, token, link.expires_at)
    where = mails.link_for(LinkPurpose.INVITATION, token)
    return Invitation(membership.id, token, where, link.expires_at)
