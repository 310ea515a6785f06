"""Opening and ending services and teams: none is renamed, it ends and another begins."""

from collections.abc import Sequence
from datetime import date
from typing import TypeVar
from uuid import UUID, uuid4

from sqlalchemy import select

from regionqa.authorities.models import Service, Team
from regionqa.authorities.policy import MANAGE_SERVICES
from regionqa.core import events
from regionqa.core.errors import NotFound, Unprocessable
from regionqa.core.permissions import require
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import session

Row = TypeVar("Row", Service, Team)

SERVICE_OPENED = events.declare("service.opened", sentence="A service was opened")
SERVICE_ENDED = events.declare("service.ended", "followed", sentence="A service was ended")
TEAM_OPENED = events.declare("team.opened", sentence="A team was opened")
TEAM_ENDED = events.declare("team.ended", "followed", sentence="A team was ended")


def open_service(scope: Scope, name: str, start_date: date) -> UUID:
    """Add a service from a day. Raises ``Unprocessable`` where one of that name is open."""
    require(scope, MANAGE_SERVICES)
    unit = session(scope)
    _refuse_same_name(unit.scalars(select(Service).where(Service.name == name)).all(), name)
    service = Service(id=uuid4(), authority_id=scope.authority_id, name=name, start_date=start_date)
    unit.add(service)
    events.record(scope, SERVICE_OPENED, service.id)
    return service.id


def open_team(scope: Scope, service_id: UUID, name: str, start_date: date) -> UUID:
    """Add a team to a service that is open. Raises ``NotFound`` and ``Unprocessable``."""
    require(scope, MANAGE_SERVICES)
    unit = session(scope)
    service = _one(unit.scalar(select(Service).where(Service.id == service_id)))
    if service.end_date is not None:
        raise Unprocessable(errors={"service_id": [f"{service.name} has ended"]})
    if start_date < service.start_date:
        raise Unprocessable(
            errors={"start_date": [f"A team cannot begin before its service, {service.name}"]}
        )
    same = select(Team).where(Team.service_id == service_id, Team.name == name)
    _refuse_same_name(unit.scalars(same).all(), name)
    team = Team(
        id=uuid4(),
        authority_id=scope.authority_id,
        service_id=service_id,
        name=name,
        start_date=start_date,
    )
    unit.add(team)
    events.record(scope, TEAM_OPENED, team.id)
    return team.id


def end_service(
    scope: Scope, service_id: UUID, end_date: date, successor_id: UUID | None = None
) -> None:
    """End a service and its open teams on a day, and say what follows it.

    Raises ``NotFound``, and ``Unprocessable`` where it has ended or would end before it begins.
    """
    require(scope, MANAGE_SERVICES)
    unit = session(scope)
    service = _one(unit.scalar(select(Service).where(Service.id == service_id)))
    if successor_id is not None:
        _one(unit.scalar(select(Service).where(Service.id == successor_id)))
    _end(service, end_date, successor_id)
    teams = select(Team).where(Team.service_id == service_id, Team.end_date.is_(None))
    for team in unit.scalars(teams):
        _end(team, max(end_date, team.start_date), None)
    events.record(scope, SERVICE_ENDED, service_id, followed=successor_id is not None)


def end_team(scope: Scope, team_id: UUID, end_date: date, successor_id: UUID | None = None) -> None:
    """End a team on a day, and say what follows it. Raises as ``end_service`` does."""
    require(scope, MANAGE_SERVICES)
    unit = session(scope)
    team = _one(unit.scalar(select(Team).where(Team.id == team_id)))
    if successor_id is not None:
        _one(unit.scalar(select(Team).where(Team.id == successor_id)))
    _end(team, end_date, successor_id)
    events.record(scope, TEAM_ENDED, team_id, followed=successor_id is not None)


def _one(row: Row | None) -> Row:
    if row is None:
        raise NotFound
    return row


def _refuse_same_name(rows: Sequence[Service] | Sequence[Team], name: str) -> None:
    if any(row.end_date is None for row in rows):
        raise Unprocessable(errors={"name": [f"{name} is open already"]})


def _end(row: Service | Team, end_date: date, successor_id: UUID | None) -> None:
    if row.end_date is not None:
        raise Unprocessable(errors={"end_date": [f"{row.name} has ended already"]})
    if end_date < row.start_date:
        raise Unprocessable(errors={"end_date": [f"{row.name} cannot end before it began"]})
    if successor_id == row.id:
        raise Unprocessable(errors={"successor_id": [f"{row.name} cannot follow itself"]})
    row.end_date = end_date
    row.successor_id = successor_id
