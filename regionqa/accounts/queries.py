"""Who somebody is and where they belong, as plain objects."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, exists, func, or_, select

from regionqa.accounts.emails import email_key
from regionqa.accounts.models import (
    LinkPurpose,
    Membership,
    MembershipRole,
    OneTimeLink,
    Person,
    SignInSession,
)
from regionqa.accounts.places import Held
from regionqa.accounts.policy import MANAGE_PEOPLE
from regionqa.authorities import Authority, AuthorityKind, Role
from regionqa.core.errors import NotFound
from regionqa.core.facts import HERE, declare, tell
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session

PAGE = 50


def memberships_of(
    scope: Scope, person_id: UUID, *, left_after: datetime | None = None
) -> tuple[Held, ...]:
    """Every place the person has joined and not left, in all authorities, by authority's name.

    ``left_after`` adds those left since that moment, for conflicts that outlast a job. Wants a
    scope with ``installation``. One query.
    """
    return memberships_of_all(scope, [person_id], left_after=left_after).get(person_id, ())


def memberships_of_all(
    scope: Scope, person_ids: Iterable[UUID], *, left_after: datetime | None = None
) -> dict[UUID, tuple[Held, ...]]:
    """The same for several people at once, by person; one query."""
    asked = {"people": list(person_ids), "since": left_after}
    found: dict[UUID, tuple[Held, ...]] = {}
    for held in places_in(session(scope).execute(_places(ended=left_after is not None), asked)):
        found[held.person_id] = (*found.get(held.person_id, ()), held)
    return found


PLACE = (
    Membership.id,
    Membership.person_id,
    Membership.display_name,
    Membership.left_at,
    Membership.joined_at,
    Membership.authority_id,
    Authority.region_id,
    Authority.name,
    Authority.colour,
    Authority.kind,
    MembershipRole.role,
)
"""The columns of a place; ``places_in`` reads them, one row for each role."""


def places_in(rows: Iterable[Any]) -> tuple[Held, ...]:
    """The places in rows that have the columns of ``PLACE``, in the order of the rows."""
    places: dict[UUID, list[Any]] = {}
    for row in rows:
        places.setdefault(row.id, []).append(row)
    return tuple(_held(roles) for roles in places.values())


@cache
def _places(*, ended: bool) -> Select[*tuple[Any, ...]]:
    """Places with their roles; asked at each request, so built once. ``people``, ``since``."""
    kept: ColumnElement[bool] = Membership.left_at.is_(None)
    role_kept: ColumnElement[bool] = MembershipRole.until.is_(None)
    if ended:
        kept = or_(kept, Membership.left_at > bindparam("since", type_=Membership.left_at.type))
        role_kept = or_(role_kept, MembershipRole.until == Membership.left_at)
    return (
        select(*PLACE)
        .join(Authority, Authority.id == Membership.authority_id)
        .outerjoin(MembershipRole, and_(MembershipRole.membership_id == Membership.id, role_kept))
        .where(
            Membership.person_id.in_(bindparam("people", expanding=True)),
            Membership.joined_at.is_not(None),
            kept,
        )
        .order_by(Authority.name, Membership.id)
    )


def _held(rows: list[Any]) -> Held:
    """One place from its rows, of which there is one for each role."""
    first = rows[0]
    return Held(
        membership_id=first.id,
        person_id=first.person_id,
        authority_id=first.authority_id,
        region_id=first.region_id,
        name=first.name,
        colour=first.colour,
        office=first.kind == AuthorityKind.REGIONAL_OFFICE,
        display_name=first.display_name,
        roles=frozenset(row.role for row in rows if row.role is not None),
        left_at=first.left_at,
        joined_at=first.joined_at,
    )


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody in the authority in use, or invited to it."""

    membership_id: UUID
    person_id: UUID
    display_name: str
    roles: tuple[Role, ...]
    invited_at: datetime
    joined_at: datetime | None
    version: int


def list_people(scope: Scope) -> list[Colleague]:
    """Everybody who belongs to the authority in use or is invited to it, by name; one query."""
    return _colleagues(scope)


@dataclass(frozen=True, slots=True)
class People:
    """A page of an authority's people. ``members`` and ``invited`` count all of them."""

    shown: list[Colleague]
    found: int
    members: int
    invited: int
    page: int
    pages: int


def page_of_people(scope: Scope, *, search: str = "", page: int = 1) -> People:
    """The people whose name has ``search`` in it, fifty at a time, by name; two queries.

    A page that is not there is the nearest that is.
    """
    named = func.lower(Membership.display_name).contains(search.lower(), autoescape=True)
    of_search = func.coalesce(func.sum(case((named, 1), else_=0)), 0)
    found, members, everybody = (
        session(scope)
        .execute(
            select(of_search, func.count(Membership.joined_at), func.count()).where(*_here(scope))
        )
        .one()
    )
    pages = max(1, -(-found // PAGE))
    chosen = min(max(1, page), pages)
    ids = (
        select(Membership.id)
        .where(*_here(scope), named)
        .order_by(func.lower(Membership.display_name), Membership.id)
        .limit(PAGE)
        .offset(PAGE * (chosen - 1))
    )
    shown = _colleagues(scope, Membership.id.in_(ids))
    return People(shown, found, members, everybody - members, chosen, pages)


def _here(scope: Scope) -> tuple[ColumnElement[bool], ...]:
    return Membership.authority_id == scope.authority_id, Membership.left_at.is_(None)


_MEMBERS = declare(
    "accounts:members",
    MANAGE_PEOPLE,
    select(func.count())
    .select_from(Membership)
    .where(Membership.authority_id == HERE, Membership.left_at.is_(None))
    .scalar_subquery(),
)


def is_alone(scope: Scope) -> bool:
    """Whether nobody else belongs to the authority in use or is invited to it."""
    return bool(tell(scope, _MEMBERS) < 2)


def get_colleague(scope: Scope, membership_id: UUID) -> Colleague:
    """One of them. Raises ``NotFound`` for anybody else."""
    found = _colleagues(scope, Membership.id == membership_id)
    if not found:
        raise NotFound("That person is not in this authority.")
    return found[0]


def find_colleague(scope: Scope, email: str) -> Colleague | None:
    """Who has this address in the authority in use; wants a scope with ``installation``."""
    person_id = find_person_id(scope, email)
    found = _colleagues(scope, Membership.person_id == person_id) if person_id else []
    return found[0] if found else None


def _colleagues(scope: Scope, *conditions: ColumnElement[bool]) -> list[Colleague]:
    query = (
        select(
            Membership.id,
            Membership.person_id,
            Membership.display_name,
            Membership.invited_at,
            Membership.joined_at,
            Membership.version,
            MembershipRole.role,
        )
        .outerjoin(
            MembershipRole,
            and_(MembershipRole.membership_id == Membership.id, MembershipRole.until.is_(None)),
        )
        .where(*_here(scope), *conditions)
        .order_by(func.lower(Membership.display_name), Membership.id)
    )
    rows: dict[UUID, list[Any]] = {}
    for row in session(scope).execute(query):
        rows.setdefault(row.id, []).append(row)
    return [_colleague(of_one) for of_one in rows.values()]


def _colleague(rows: list[Any]) -> Colleague:
    """One person from their rows, of which there is one for each role."""
    first = rows[0]
    held = {row.role for row in rows}
    return Colleague(
        membership_id=first.id,
        person_id=first.person_id,
        display_name=first.display_name,
        roles=tuple(role for role in Role if role in held),
        invited_at=first.invited_at,
        joined_at=first.joined_at,
        version=first.version,
    )


def email_of(scope: Scope, person_id: UUID) -> str | None:
    """How to reach a person; wants a scope with ``installation``."""
    return session(scope).scalar(select(Person.email).where(Person.id == person_id))


def other_leads(scope: Scope, membership_id: UUID) -> int:
    """How many others who have joined lead the authority in use."""
    leads = (Role.REGIONAL_LEAD,) if scope.office else (Role.QA_LEAD,)
    found = session(scope).scalars(
        select(Membership.id)
        .join(MembershipRole, MembershipRole.membership_id == Membership.id)
        .where(
            Membership.authority_id == scope.authority_id,
            Membership.id != membership_id,
            Membership.joined_at.is_not(None),
            Membership.left_at.is_(None),
            MembershipRole.role.in_(leads),
            MembershipRole.until.is_(None),
        )
    )
    return len(found.all())


@dataclass(frozen=True, slots=True)
class Leading:
    """Whether an authority of the region has a lead; ``invited`` is an invitation still open."""

    authority_id: UUID
    name: str
    has_lead: bool
    invited: UUID | None
    invited_at: datetime | None


def list_leading(scope: Scope) -> list[Leading]:
    """Each authority of the region, by name, with whether it has a lead; no name of a person.

    Wants a scope with ``installation``. Two queries.
    """
    authorities = session(scope).scalars(
        select(Authority)
        .where(
            Authority.region_id == scope.region_id,
            Authority.kind == AuthorityKind.LOCAL_AUTHORITY,
        )
        .order_by(Authority.name)
    )
    leads: dict[UUID, list[Membership]] = {}
    for membership in session(scope).scalars(_leads_query()):
        leads.setdefault(membership.authority_id, []).append(membership)
    return [_leading(authority, leads.get(authority.id, [])) for authority in authorities]


def has_lead(scope: Scope, authority_id: UUID) -> bool:
    """Whether somebody leads the authority or has an open invitation to."""
    query = _leads_query().where(Membership.authority_id == authority_id).limit(1)
    return session(scope).scalar(query) is not None


def _leads_query() -> Any:
    """Memberships with the lead's role: joined, or invited by a link that still works."""
    open_link = exists().where(
        OneTimeLink.membership_id == Membership.id,
        OneTimeLink.purpose == LinkPurpose.INVITATION,
        OneTimeLink.used_at.is_(None),
        OneTimeLink.expires_at > now(),
    )
    return (
        select(Membership)
        .join(MembershipRole, MembershipRole.membership_id == Membership.id)
        .where(
            Membership.left_at.is_(None),
            MembershipRole.role == Role.QA_LEAD,
            MembershipRole.until.is_(None),
            or_(Membership.joined_at.is_not(None), open_link),
        )
    )


def _leading(authority: Authority, leads: list[Membership]) -> Leading:
    invited = next((one for one in leads if one.joined_at is None), None)
    return Leading(
        authority_id=authority.id,
        name=authority.name,
        has_lead=any(one.joined_at is not None for one in leads),
        invited=invited.id if invited else None,
        invited_at=invited.invited_at if invited else None,
    )


@dataclass(frozen=True, slots=True)
class OpenSession:
    """One browser somebody is signed in with."""

    id: UUID
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime


def list_sessions(scope: Scope, person_id: UUID) -> list[OpenSession]:
    """The person's sessions that still work, the one used last first."""
    moment = now()
    query = (
        select(SignInSession)
        .where(SignInSession.person_id == person_id, SignInSession.ended_at.is_(None))
        .order_by(SignInSession.last_seen_at.desc(), SignInSession.id)
    )
    return [
        OpenSession(held.id, held.created_at, held.last_seen_at, held.expires_at)
        for held in session(scope).scalars(query)
        if held.is_open(moment)
    ]


def find_person_id(scope: Scope, email: str) -> UUID | None:
    """The person with this address; wants a scope with ``installation``."""
    return session(scope).scalar(select(Person.id).where(Person.email_key == email_key(email)))


def any_person(scope: Scope) -> bool:
    """Whether the installation has people; wants a scope with ``installation``."""
    return session(scope).scalar(select(Person.id).limit(1)) is not None
