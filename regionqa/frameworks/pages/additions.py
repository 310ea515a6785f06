"""What a region or an authority adds to the standard: the same page for both."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import Schema

from regionqa.core.errors import Unprocessable
from regionqa.core.scope import Scope
from regionqa.frameworks.operations import additions as operations
from regionqa.frameworks.pages.doors import crosswalk_door, framework_door
from regionqa.frameworks.policy import MANAGE_FRAMEWORK, MANAGE_REGION
from regionqa.frameworks.queries.framework import get_structure
from regionqa.frameworks.schemas import NewComponentSchema, PointSchema
from regionqa.web.forms import Form, read_form


@framework_door.page("/additions", permission=MANAGE_FRAMEWORK, methods=("GET", "POST"))
def additions(scope: Scope) -> ResponseReturnValue:
    """The components and points that the authority adds for itself."""
    return _page(scope, "frameworks.additions", "frameworks.retire")


@crosswalk_door.page("/additions", permission=MANAGE_REGION, methods=("GET", "POST"))
def regional_additions(scope: Scope) -> ResponseReturnValue:
    """The components and points that the region adds for all its members."""
    return _page(scope, "crosswalk.regional_additions", "crosswalk.retire_regional")


def _page(scope: Scope, here: str, retire: str) -> ResponseReturnValue:
    form, doubted = Form(), False
    if request.method == "POST":
        point = "component_key" in request.form
        schema: Schema = PointSchema() if point else NewComponentSchema()
        values, form = read_form(schema)
        if values is not None:
            try:
                _add(scope, values)
            except Unprocessable as error:
                doubted = bool(error.details.get("personal"))
                form.add(error)
            else:
                flash("It is added.", "success")
                return redirect(url_for(here))
    page = render_template(
        "frameworks/additions.html",
        form=form,
        doubted=doubted,
        held=operations.list_additions(scope),
        components=get_structure(scope).components,
        retire=retire,
        here=here,
    )
    return page, 422 if form.errors else 200


def _add(scope: Scope, values: dict[str, Any]) -> None:
    confirmed = values.pop("no_person")
    if "component_key" in values:
        operations.add_point(scope, values["component_key"], values["title"], confirmed=confirmed)
    else:
        operations.add_component(scope, **values, confirmed=confirmed)


@framework_door.page(
    "/additions/<uuid:addition_id>/retire", permission=MANAGE_FRAMEWORK, methods=("POST",)
)
def retire(scope: Scope, addition_id: UUID) -> ResponseReturnValue:
    """Ask for an own addition no more."""
    operations.retire_addition(scope, addition_id)
    flash("It is retired. What was approved under it stays.", "success")
    return redirect(url_for("frameworks.additions"))


@crosswalk_door.page(
    "/additions/<uuid:addition_id>/retire", permission=MANAGE_REGION, methods=("POST",)
)
def retire_regional(scope: Scope, addition_id: UUID) -> ResponseReturnValue:
    """Ask for an addition of the region no more."""
    operations.retire_addition(scope, addition_id)
    flash("It is retired. What was approved under it stays.", "success")
    return redirect(url_for("crosswalk.regional_additions"))
