"""What a mailed link opens: an invitation, or a new password for one forgotten."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from regionqa.accounts.operations import invitations, passwords
from regionqa.accounts.operations.links import LinkUnusable
from regionqa.accounts.pages.doors import accounts_door as door
from regionqa.accounts.schemas import AcceptSchema, ForgottenSchema, NewPasswordSchema
from regionqa.core.errors import TooMany, Unprocessable
from regionqa.core.scope import Scope
from regionqa.web.forms import Form, read_form
from regionqa.web.identity import database

HOLDER = "whoever holds a link that was mailed may open it, once"


def _unusable(kind: str) -> ResponseReturnValue:
    return render_template("accounts/link_unusable.html", kind=kind), 404


@door.page("/invitation/<token>", public=HOLDER, methods=("GET", "POST"), transaction=False)
def accept(_scope: Scope, token: str) -> ResponseReturnValue:
    """Accept an invitation. Opening the page uses nothing up: mail filters open links too."""
    try:
        return _accept(token)
    except LinkUnusable:
        return _unusable("invitation")


def _accept(token: str) -> ResponseReturnValue:
    opened = invitations.open_invitation(database(), token)
    if request.method == "GET":
        form = Form({"display_name": opened.display_name})
        return render_template("accounts/accept.html", form=form, opened=opened)
    values, form = read_form(AcceptSchema())
    if values is not None:
        try:
            invitations.accept_invitation(database(), token, **values)
        except Unprocessable as error:
            form.add(error)
        else:
            flash(f"You have joined {opened.authority_name}. Sign in to begin.", "success")
            return redirect(url_for("accounts.sign_in"))
    else:
        typed = {name: str(form.value(name)) for name in ("display_name", "password")}
        form.also(lambda: invitations.check_acceptance(database(), token, **typed))
    return render_template("accounts/accept.html", form=form, opened=opened), 422


@door.page("/forgotten-password", public="who cannot sign in needs it", methods=("GET", "POST"),
           transaction=False)  # fmt: skip
def forgotten_password(_scope: Scope) -> ResponseReturnValue:
    """Ask for a link to a new password. The answer is the same for every address."""
    if request.method == "GET":
        return render_template("accounts/forgotten.html", form=Form())
    values, form = read_form(ForgottenSchema())
    if values is None:
        return render_template("accounts/forgotten.html", form=form), 422
    try:
        passwords.request_reset(database(), values["email"], request.remote_addr or "")
    except TooMany as error:
        return render_template("accounts/forgotten.html", form=form.add(error)), error.status
    return render_template("accounts/forgotten_sent.html", email=values["email"])


@door.page("/reset-password/<token>", public=HOLDER, methods=("GET", "POST"), transaction=False)
def reset_password(_scope: Scope, token: str) -> ResponseReturnValue:
    """Choose a new password by a mailed link."""
    if not passwords.can_reset(database(), token):
        return _unusable("password")
    if request.method == "GET":
        return render_template("accounts/reset.html", form=Form())
    values, form = read_form(NewPasswordSchema())
    if values is None:
        return render_template("accounts/reset.html", form=form), 422
    try:
        passwords.reset_password(database(), token, values["password"])
    except Unprocessable as error:
        return render_template("accounts/reset.html", form=form.add(error)), 422
    except LinkUnusable:
        return _unusable("password")
    flash("Your password is changed. Sign in with the new one.", "success")
    return redirect(url_for("accounts.sign_in"))
