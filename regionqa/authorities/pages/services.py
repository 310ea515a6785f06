"""The own services and teams: what is open, what ended, what followed."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from regionqa.authorities import operations, queries
from regionqa.authorities.pages.doors import services_door as door
from regionqa.authorities.policy import MANAGE_SERVICES, READ_SERVICES
from regionqa.authorities.queries import ServiceView, TeamView
from regionqa.authorities.schemas import EndSchema, ServiceSchema, TeamSchema
from regionqa.core.errors import Unprocessable
from regionqa.core.scope import Scope
from regionqa.web.forms import Form, read_form


@door.page("/", permission=READ_SERVICES)
def index(scope: Scope) -> ResponseReturnValue:
    """The services with their teams."""
    return render_template("authorities/services.html", services=queries.list_services(scope))


@door.page("/add", permission=MANAGE_SERVICES, methods=("GET", "POST"))
def add_service(scope: Scope) -> ResponseReturnValue:
    """Open a service."""
    values, form = (None, Form()) if request.method == "GET" else read_form(ServiceSchema())
    if values is not None:
        try:
            operations.open_service(scope, **values)
        except Unprocessable as error:
            form.add(error)
        else:
            flash(f"{values['name']} is open.", "success")
            return redirect(url_for("services.index"))
    return render_template("authorities/service_form.html", form=form), _status(form)


@door.page("/teams/add", permission=MANAGE_SERVICES, methods=("GET", "POST"))
def add_team(scope: Scope) -> ResponseReturnValue:
    """Open a team."""
    asked = Form({"service_id": request.args.get("service", "")})
    values, form = (None, asked) if request.method == "GET" else read_form(TeamSchema())
    if values is not None:
        try:
            operations.open_team(scope, **values)
        except Unprocessable as error:
            form.add(error)
        else:
            flash(f"{values['name']} is open.", "success")
            return redirect(url_for("services.index"))
    open_ones = [s for s in queries.list_services(scope) if s.end_date is None]
    page = render_template("authorities/team_form.html", form=form, services=open_ones)
    return page, _status(form)


@door.page("/<uuid:service_id>/end", permission=MANAGE_SERVICES, methods=("GET", "POST"))
def end_service(scope: Scope, service_id: UUID) -> ResponseReturnValue:
    """End a service and its teams."""
    service = queries.get_service(scope, service_id)
    values, form = (None, Form()) if request.method == "GET" else read_form(EndSchema())
    if values is not None:
        try:
            operations.end_service(scope, service_id, **values)
        except Unprocessable as error:
            form.add(error)
        else:
            flash(f"{service.name} ends.", "success")
            return redirect(url_for("services.index"))
    open_ones = [s for s in queries.list_services(scope) if s.end_date is None]
    return _end_page(service, open_ones, form)


@door.page("/teams/<uuid:team_id>/end", permission=MANAGE_SERVICES, methods=("GET", "POST"))
def end_team(scope: Scope, team_id: UUID) -> ResponseReturnValue:
    """End a team."""
    team = queries.get_team(scope, team_id)
    values, form = (None, Form()) if request.method == "GET" else read_form(EndSchema())
    if values is not None:
        try:
            operations.end_team(scope, team_id, **values)
        except Unprocessable as error:
            form.add(error)
        else:
            flash(f"{team.name} ends.", "success")
            return redirect(url_for("services.index"))
    services = queries.list_services(scope)
    open_ones = [t for s in services for t in s.teams if t.end_date is None]
    return _end_page(team, open_ones, form)


def _end_page(
    thing: ServiceView | TeamView, open_ones: list[ServiceView] | list[TeamView], form: Form
) -> ResponseReturnValue:
    followers = [("", "Nothing follows it"), *((o.id, o.name) for o in open_ones if o != thing)]
    page = render_template(
        "authorities/end_form.html",
        form=form,
        thing=thing,
        followers=followers,
        is_service=isinstance(thing, ServiceView),
    )
    return page, _status(form)


def _status(form: Form) -> int:
    return 422 if form.errors else 200
