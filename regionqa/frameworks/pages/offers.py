"""Offers of help that an authority makes to the others, by name."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from regionqa.core.errors import Unprocessable
from regionqa.core.scope import Scope
from regionqa.frameworks.operations import borrowing
from regionqa.frameworks.pages.doors import framework_door as door
from regionqa.frameworks.policy import SHARE_COMPONENT
from regionqa.frameworks.queries.crosswalk import list_own_offers
from regionqa.frameworks.queries.framework import get_own_structure
from regionqa.frameworks.roles import OWNER_ROLES
from regionqa.frameworks.schemas import OfferSchema
from regionqa.web.forms import Form, read_form


@door.page("/offers", permission=SHARE_COMPONENT, methods=("GET", "POST"))
def offers(scope: Scope) -> ResponseReturnValue:
    """The offers made, and a new one."""
    form, doubted = Form(), False
    if request.method == "POST":
        values, form = read_form(OfferSchema())
        if values is not None:
            try:
                borrowing.offer_help(
                    scope,
                    values["component_key"],
                    values["text"],
                    values["contact_role"],
                    confirmed=values["no_person"],
                )
            except Unprocessable as error:
                doubted = bool(error.details.get("personal"))
                form.add(error)
            else:
                flash(
                    "The offer stands beside the component in every member’s crosswalk.", "success"
                )
                return redirect(url_for("frameworks.offers"))
    page = render_template(
        "frameworks/offers.html",
        form=form,
        doubted=doubted,
        held=list_own_offers(scope),
        components=get_own_structure(scope).components,
        roles=[(one.value, one.label) for one in OWNER_ROLES],
    )
    return page, 422 if form.errors else 200


@door.page("/offers/<key>/withdraw", permission=SHARE_COMPONENT, methods=("POST",))
def withdraw_offer(scope: Scope, key: str) -> ResponseReturnValue:
    """Take an offer back."""
    borrowing.withdraw_help(scope, key)
    flash("The offer is gone.", "success")
    return redirect(url_for("frameworks.offers"))
