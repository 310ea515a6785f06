"""Who plays the demonstration's rounds: the office's people and the authorities' own."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import select

from regionqa.accounts import list_people
from regionqa.authorities import Authority, AuthorityKind, Role
from regionqa.core.database import Database
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import UnitOfWork, session, unit_of_work
from regionqa.core.worker import run_all
from regionqa.moderation import operations, queries
from regionqa.moderation.places import as_office
from regionqa.moderation.policy import HOME_LEADS, READERS

WEIGH = "weigh where a person belongs"
SEED = 20261121


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the demonstration at work in one authority."""

    scope: Scope
    roles: frozenset[str]


@dataclass
class Player:
    """Plays rounds in the region's authorities that have a lead."""

    database: Database
    settings: Mapping[str, Any]
    office: Scope
    coordinator: Scope
    second: Scope
    people: dict[UUID, list[Member]]
    dice: Random

    def do(self, scope: Scope, operation: Callable[..., Any], *args: Any, **more: Any) -> Any:
        """One operation in a transaction of its own."""
        with self._open(scope):
            return operation(scope, *args, **more)

    def _open(self, scope: Scope) -> AbstractContextManager[UnitOfWork]:
        return unit_of_work(self.database, scope)

    def work(self) -> None:
        """Do the background work that is due."""
        run_all(self.database, self.settings)

    def lead(self, home: UUID) -> Scope:
        """A lead of an authority, the deputy only where there is no other."""
        leads = [one for one in self.people[home] if one.roles & HOME_LEADS]
        return min(leads, key=lambda one: Role.QA_LEAD not in one.roles).scope

    def readers(self, home: UUID) -> list[Scope]:
        """Who reads for an authority: its moderators, or whoever may."""
        moderators = [one.scope for one in self.people[home] if Role.MODERATOR in one.roles]
        return moderators or [one.scope for one in self.people[home] if one.roles & READERS]

    def auditor(self, home: UUID) -> Scope:
        """Who grades at home: an auditor, or the lead."""
        auditors = [one.scope for one in self.people[home] if Role.AUDITOR in one.roles]
        return (auditors or [self.lead(home)])[0]

    def step(self, name: str, round_id: UUID, who: Scope | None = None, **more: Any) -> None:
        """A step of a coordinator's, and what follows."""
        scope = who or self.coordinator
        with self._open(scope):
            version = queries.get_round(scope, round_id).version
            getattr(operations, name)(scope, round_id, version=version, **more)
        self.work()


def player_of(database: Database, settings: Mapping[str, Any]) -> Player:
    """Who is there to play. Raises ``ValueError`` where the region has too few people."""
    nobody = Scope()
    with unit_of_work(database, nobody, write=False):
        rows = list(session(nobody).scalars(select(Authority).order_by(Authority.name)))
    office = next((row for row in rows if row.kind == AuthorityKind.REGIONAL_OFFICE), None)
    if office is None:
        raise ValueError("The region has no office.")
    people = {row.id: _members(database, row) for row in rows if row.region_id == office.region_id}
    coordinating = people.pop(office.id)
    coordinators = [one.scope for one in coordinating if Role.REGIONAL_LEAD in one.roles]
    deputies = [one.scope for one in coordinating if Role.REGIONAL_DEPUTY in one.roles]
    themselves = {one.scope.person_id for one in coordinating}
    playing = {
        home: [one for one in held if one.scope.person_id not in themselves]
        for home, held in people.items()
    }
    able = {
        home: held
        for home, held in playing.items()
        if any(one.roles & HOME_LEADS for one in held)
        and any(Role.MODERATOR in one.roles for one in held)
    }
    if len(able) < 3 or not coordinators or not deputies:
        raise ValueError(
            "Three authorities need a lead and a moderator, and the office a lead and a deputy."
        )
    return Player(
        database,
        settings,
        as_office(office.region_id, office.id, "play a made-up round"),
        coordinators[0],
        deputies[0],
        able,
        Random(SEED),  # noqa: S311  # made-up grades, no secret
    )


def _members(database: Database, authority: Authority) -> list[Member]:
    scope = Scope(
        authority_id=authority.id,
        region_id=authority.region_id,
        office=authority.is_office,
        installation=True,
        reason=WEIGH,
    )
    with unit_of_work(database, scope, write=False):
        found = [one for one in list_people(scope) if one.joined_at is not None]
    return [
        Member(
            Scope(
                authority_id=authority.id,
                region_id=authority.region_id,
                person_id=one.person_id,
                roles=frozenset(one.roles),
                office=authority.is_office,
                installation=True,
                reason=WEIGH,
            ),
            frozenset(one.roles),
        )
        for one in found
    ]
