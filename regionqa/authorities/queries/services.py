"""Reading the own services and teams."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from regionqa.authorities.models import Service, Team
from regionqa.authorities.policy import MANAGE_SERVICES
from regionqa.core.errors import NotFound
from regionqa.core.facts import declare, tell
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import session


@dataclass(frozen=True, slots=True)
class TeamView:
    """A team with its dates; ``successor`` names what followed it."""

    id: UUID
    service_id: UUID
    name: str
    start_date: date
    end_date: date | None
    successor: str | None


@dataclass(frozen=True, slots=True)
class ServiceView:
    """A service with its dates and its teams, those that ended last."""

    id: UUID
    name: str
    start_date: date
    end_date: date | None
    successor: str | None
    teams: tuple[TeamView, ...]


def list_services(scope: Scope) -> list[ServiceView]:
    """The authority's services with their teams, by name; those that ended come last."""
    unit = session(scope)
    services = unit.scalars(select(Service).order_by(Service.name, Service.start_date)).all()
    teams = unit.scalars(select(Team).order_by(Team.name, Team.start_date)).all()
    service_names = {row.id: row.name for row in services}
    team_names = {row.id: row.name for row in teams}
    views: dict[UUID, list[TeamView]] = {row.id: [] for row in services}
    for row in sorted(teams, key=lambda row: row.end_date is not None):
        followed = team_names.get(row.successor_id) if row.successor_id else None
        view = TeamView(row.id, row.service_id, row.name, row.start_date, row.end_date, followed)
        views[row.service_id].append(view)
    return [
        ServiceView(
            row.id,
            row.name,
            row.start_date,
            row.end_date,
            service_names.get(row.successor_id) if row.successor_id else None,
            tuple(views[row.id]),
        )
        for row in sorted(services, key=lambda row: row.end_date is not None)
    ]


_NAMED = declare("authorities:has services", MANAGE_SERVICES, select(Service.id).exists())


def has_services(scope: Scope) -> bool:
    """Whether the authority has named a service yet."""
    return bool(tell(scope, _NAMED))


def get_service(scope: Scope, service_id: UUID) -> ServiceView:
    """One of the own services. Raises ``NotFound``."""
    for view in list_services(scope):
        if view.id == service_id:
            return view
    raise NotFound


def get_team(scope: Scope, team_id: UUID) -> TeamView:
    """One of the own teams. Raises ``NotFound``."""
    for service in list_services(scope):
        for team in service.teams:
            if team.id == team_id:
                return team
    raise NotFound
