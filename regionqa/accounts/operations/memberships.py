"""Roles granted and ended, and people who leave an authority."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import selectinload
from sqlalchemy.orm.attributes import flag_modified

from regionqa.accounts import policy
from regionqa.accounts.models import Credential, Membership, MembershipRole, Person
from regionqa.accounts.operations.links import void_links
from regionqa.accounts.operations.sessions import end_sessions
from regionqa.accounts.queries import other_leads
from regionqa.authorities import Role
from regionqa.core import events
from regionqa.core.errors import Conflict, Forbidden, NotFound, Unprocessable
from regionqa.core.permissions import require
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session

GRANTED = events.declare("membership.role_granted", "role", sentence="Gave the role {role}")
ENDED = events.declare("membership.role_ended", "role", sentence="Ended the role {role}")
LEFT = events.declare(
    "membership.ended", "joined", "sessions", sentence="Removed somebody from the authority"
)


def grant_role(scope: Scope, membership_id: UUID, role: str, *, version: int) -> None:
    """Give a role; nothing happens when it is held already. Errors as ``change_roles``."""
    membership = _membership(scope, membership_id, version)
    _change(scope, membership, {*_roles_of(membership), _known(role)})


def end_role(scope: Scope, membership_id: UUID, role: str, *, version: int) -> None:
    """End a role; nothing happens when it is not held. Errors as ``change_roles``."""
    membership = _membership(scope, membership_id, version)
    _change(scope, membership, _roles_of(membership) - {_known(role)})


def change_roles(
    scope: Scope, membership_id: UUID, roles: Collection[str], *, version: int
) -> None:
    """Make these the roles of a membership of the authority in use: grants some, ends others.

    Raises ``Conflict`` when the membership changed since ``version``, ``Forbidden`` for a role the
    scope's person may not grant or end, and ``Unprocessable`` for no role, for roles that do not go
    together, and for an end to the last lead.
    """
    membership = _membership(scope, membership_id, version)
    _change(scope, membership, {_known(role) for role in roles})


def remove_person(scope: Scope, membership_id: UUID, *, version: int) -> None:
    """Take somebody out of the authority in use, or take an invitation back.

    Their sessions end and their links are void at once. Who belongs nowhere any more has left: the
    password is deleted. Errors as ``change_roles``.
    """
    membership = _membership(scope, membership_id, version)
    held = _roles_of(membership)
    if not policy.may_manage(scope, held):
        raise Forbidden("You may not remove somebody who holds this role.")
    _keep_a_lead(scope, membership, held)
    end_membership(scope, membership)


def end_membership(scope: Scope, membership: Membership) -> None:
    """End a membership and what hangs on it; the membership is locked and its roles loaded."""
    unit, moment = session(scope), now()
    person = unit.get_one(Person, membership.person_id, with_for_update=True)
    for role in membership.roles:
        role.until = role.until or moment
    membership.left_at = membership.changed_at = moment
    void_links(scope, membership_id=membership.id)
    sessions = end_sessions(scope, person.id)
    unit.flush()  # the next query asks where the person still belongs
    if not _belongs_somewhere(scope, person.id):
        _take_away_sign_in(scope, person, moment)
    events.record(
        scope, LEFT, membership.id, joined=membership.joined_at is not None, sessions=sessions
    )


def _belongs_somewhere(scope: Scope, person_id: UUID) -> bool:
    found = session(scope).scalar(
        select(Membership.id)
        .where(Membership.person_id == person_id, Membership.left_at.is_(None))
        .limit(1)
    )
    return found is not None


def _take_away_sign_in(scope: Scope, person: Person, moment: datetime) -> None:
    person.left_at = moment
    void_links(scope, person_id=person.id)
    session(scope).execute(delete(Credential).where(Credential.person_id == person.id))


def _membership(scope: Scope, membership_id: UUID, version: int) -> Membership:
    """A present membership of the authority in use, as the form saw it.

    Every membership of the authority is locked, in one order: two leads who remove each other at
    once would both find the other still there.
    """
    require(scope, policy.MANAGE_PEOPLE)
    session(scope).execute(
        select(Membership.id)
        .where(Membership.authority_id == scope.authority_id, Membership.left_at.is_(None))
        .order_by(Membership.id)
        .with_for_update()
    )
    membership = session(scope).scalar(
        select(Membership)
        .options(selectinload(Membership.roles))
        .where(
            Membership.id == membership_id,
            Membership.authority_id == scope.authority_id,
            Membership.left_at.is_(None),
        )
    )
    if membership is None:
        raise NotFound("That person is not in this authority.")
    if membership.version != version:
        raise Conflict(
            f"The roles of {membership.display_name} changed since you opened the page. "
            "Look at them as they are now and decide again.",
            seen=version,
            found=membership.version,
        )
    return membership


def _known(role: str) -> Role:
    if role not in set(Role):
        raise Unprocessable(errors={"roles": [f"There is no role {role}"]})
    return Role(role)


def _roles_of(membership: Membership) -> set[Role]:
    return {Role(held.role) for held in membership.roles if held.until is None}


def _change(scope: Scope, membership: Membership, wanted: set[Role]) -> None:
    held = _roles_of(membership)
    if wanted == held:
        return
    if not policy.may_manage(scope, wanted ^ held):
        raise Forbidden("You may not give or end this role.")
    if problems := policy.role_problems(wanted):
        raise Unprocessable(errors={"roles": problems})
    _keep_a_lead(scope, membership, held - wanted)
    moment = now()
    membership.changed_at = moment
    flag_modified(membership, "changed_at")  # so that the version rises within one moment, too
    for row in membership.roles:
        if row.until is None and Role(row.role) not in wanted:
            row.until = moment
            events.record(scope, ENDED, membership.id, role=row.role)
    for role in sorted(wanted - held):
        session(scope).add(
            MembershipRole(
                membership_id=membership.id,
                authority_id=membership.authority_id,
                role=role,
                since=moment,
            )
        )
        events.record(scope, GRANTED, membership.id, role=role)


def _keep_a_lead(scope: Scope, membership: Membership, ending: Collection[Role]) -> None:
    """Refuse to leave an authority without a lead; only the operator may."""
    leading = policy.LEAD_ROLES.intersection(ending)
    if not leading or membership.joined_at is None or scope.operator:
        return
    if not other_leads(scope, membership.id):
        role = next(iter(leading))
        message = f"Make somebody else {role.label} first: this is the only one"
        raise Unprocessable(message, errors={"roles": [message]})
