"""Choosing with whom a component is shared."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from regionqa.core.scope import Scope
from regionqa.frameworks.answers import Sharing
from regionqa.frameworks.operations import sharing as operations
from regionqa.frameworks.pages.doors import framework_door as door
from regionqa.frameworks.policy import SHARE_COMPONENT
from regionqa.frameworks.queries import framework as queries
from regionqa.frameworks.queries.versions import find_latest
from regionqa.frameworks.schemas import SharingSchema
from regionqa.web.forms import Form, read_form


@door.page("/components/<key>/sharing", permission=SHARE_COMPONENT, methods=("GET", "POST"))
def sharing(scope: Scope, key: str) -> ResponseReturnValue:
    """Private, counted without a name, or by name."""
    component = queries.get_component(scope, key)
    held = queries.sharing_levels(scope).get(key, Sharing.PRIVATE)
    if request.method == "GET":
        values, form = None, Form({"level": held.value})
    else:
        values, form = read_form(SharingSchema())
    if values is None:
        options = [(one.value, one.label, one.meaning) for one in Sharing]
        page = render_template(
            "frameworks/sharing.html",
            component=component,
            form=form,
            options=options,
            latest=find_latest(scope),
        )
        return page, 422 if form.errors else 200
    operations.change_sharing(scope, key, values["level"])
    flash(f"{component.title}: {values['level'].label.lower()}.", "success")
    return redirect(url_for("frameworks.component", key=key))
