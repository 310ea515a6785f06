"""Who may do what with people: permissions, who may grant which role, ties that conflict."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from regionqa.accounts.places import Held
from regionqa.authorities import LEADS, OFFICE_ROLES, Role
from regionqa.core.permissions import at_office, declare, role
from regionqa.core.scope import Scope

AT_OFFICE = frozenset(
    {Role.REGIONAL_LEAD, Role.REGIONAL_DEPUTY, Role.MODERATOR, Role.EXTERNAL_MODERATOR}
)
AT_AUTHORITY = frozenset(Role) - OFFICE_ROLES
LEAD_ROLES = frozenset({Role.QA_LEAD, Role.REGIONAL_LEAD})
FIRST_ROLES = frozenset({Role.QA_LEAD, Role.QA_DEPUTY})
_SEE_COLLEAGUES = (
    *LEADS,
    Role.DCS,
    Role.HEAD_OF_SERVICE,
    Role.OPERATIONS_DIRECTOR,
    Role.PRINCIPAL_SOCIAL_WORKER,
)


def identified(scope: Scope, _subject: Any) -> bool:
    """Somebody is signed in, whether or not an authority is chosen."""
    return scope.person_id is not None


def by_operator(scope: Scope, _subject: Any) -> bool:
    """The operator works on the command line; no page is entered with this scope."""
    return scope.operator


def in_authority(scope: Scope, _subject: Any) -> bool:
    """The authority in use is a local authority and not a region's office."""
    return scope.authority_id is not None and not scope.office


_LEADS_HERE = (
    (at_office, role(Role.REGIONAL_LEAD, Role.REGIONAL_DEPUTY)),
    (in_authority, role(Role.QA_LEAD, Role.QA_DEPUTY)),
)

USE_ACCOUNT = declare("accounts:account:use", (identified,))
LIST_PEOPLE = declare("accounts:people:list", (role(*_SEE_COLLEAGUES),))
MANAGE_PEOPLE = declare("accounts:people:manage", *_LEADS_HERE, (by_operator,))
INVITE_LEADS = declare("accounts:leads:invite", _LEADS_HERE[0], (by_operator,))


def grantable_roles(scope: Scope) -> frozenset[Role]:
    """The roles that the scope's person may grant and end in the authority in use.

    A lead grants every role of the own kind of authority; a deputy all but the lead's own. The
    operator's role is granted by the operator alone.
    """
    here = AT_OFFICE if scope.office else AT_AUTHORITY
    if scope.operator:
        return here | {Role.OPERATOR} if scope.office else here
    lead, deputy = (
        (Role.REGIONAL_LEAD, Role.REGIONAL_DEPUTY)
        if scope.office
        else (Role.QA_LEAD, Role.QA_DEPUTY)
    )
    if scope.has_role(lead):
        return here
    return here - {lead} if scope.has_role(deputy) else frozenset()


def may_manage(scope: Scope, roles: Iterable[str]) -> bool:
    """Whether the scope's person may remove somebody who holds these roles."""
    grantable = grantable_roles(scope)
    return bool(grantable) and all(held in grantable for held in roles)


def role_problems(roles: Collection[Role]) -> list[str]:
    """What is wrong with these as the roles of one place, as messages for the field."""
    if not roles:
        return ["Select at least one role"]
    if Role.OPERATOR in roles and len(roles) > 1:
        return [f"{Role.OPERATOR.label} reads no content, so it is held on its own"]
    return []


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a decision weighs: every place of a person, and the authorities it is about."""

    memberships: tuple[Held, ...]
    authority_ids: frozenset[UUID]


def ties(
    memberships: Iterable[Held], authority_ids: Collection[UUID], *roles: str
) -> tuple[Held, ...]:
    """The places of a person that lie in these authorities; with ``roles``, where one is held."""
    return tuple(
        held
        for held in memberships
        if held.authority_id in authority_ids and (not roles or not held.roles.isdisjoint(roles))
    )


def without_tie(_scope: Scope, subject: Weighed) -> bool:
    """A predicate for permissions: the person belongs to none of the authorities it is about.

    It weighs all memberships, not that of the authority in use: who moderates as a region's
    moderator and is also an auditor of the authority has a tie to it.
    """
    return not ties(subject.memberships, subject.authority_ids)
