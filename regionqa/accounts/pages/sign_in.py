"""Signing in and out, and choosing the authority to work in."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from regionqa.accounts.methods import PASSWORD, WrongCredentials
from regionqa.accounts.operations import sessions
from regionqa.accounts.operations.sessions import NewSession
from regionqa.accounts.pages.doors import accounts_door as door
from regionqa.accounts.pages.doors import local_path, who
from regionqa.accounts.policy import USE_ACCOUNT
from regionqa.accounts.role_words import labels
from regionqa.accounts.schemas import ChoiceSchema, SignInSchema
from regionqa.core.errors import NotFound, TooMany
from regionqa.core.scope import Scope
from regionqa.web import session as browser
from regionqa.web.forms import Form, read_form
from regionqa.web.identity import database, identity


@door.page("/sign-in", public="nobody is signed in yet", methods=("GET", "POST"), transaction=False)
def sign_in(_scope: Scope) -> ResponseReturnValue:
    """Sign in with an e-mail address and a password."""
    if request.method == "GET":
        if identity() is not None:
            return redirect(local_path(request.args.get("next")))
        return _sign_in_page(Form())
    values, form = read_form(SignInSchema())
    if values is None:
        return _sign_in_page(form), 422
    try:
        entered = sessions.sign_in(database(), PASSWORD, values, request.remote_addr or "")
    except WrongCredentials as error:
        form.errors["email"] = [error.message]
        return _sign_in_page(form), error.status
    except TooMany as error:
        headers = {"Retry-After": str(error.details["retry_after"])}
        return _sign_in_page(form.add(error)), error.status, headers
    return _begin(entered)


def _begin(entered: NewSession) -> ResponseReturnValue:
    """Put the new token into the browser and go on to where the person wanted to be."""
    _end_earlier_session()
    browser.remember(entered.token)
    target = local_path(request.form.get("next"))
    if entered.authority_id is None:
        return redirect(url_for("accounts.choose_authority", next=target))
    return redirect(target)


def _sign_in_page(form: Form) -> str:
    target = local_path(request.values.get("next"))
    minutes = current_app.config["SESSION_IDLE_MINUTES"]
    return render_template("accounts/sign_in.html", form=form, next=target, minutes=minutes)


def _end_earlier_session() -> None:
    """Whoever signs in again in a browser leaves no session behind in it."""
    if earlier := browser.token():
        sessions.sign_out(database(), earlier)


@door.page("/sign-out", public="ends only the asker's own session", methods=("POST",),
           transaction=False)  # fmt: skip
def sign_out(_scope: Scope) -> ResponseReturnValue:
    """End this browser's session."""
    _end_earlier_session()
    browser.forget()
    flash("You are signed out.", "success")
    return redirect(url_for("accounts.sign_in"))


@door.page("/choose-authority", permission=USE_ACCOUNT, methods=("GET", "POST"),
           without_authority=True, transaction=False)  # fmt: skip
def choose_authority(_scope: Scope) -> ResponseReturnValue:
    """Choose the authority to work in, now or again."""
    if request.method == "GET":
        return _choice_page(Form({"authority_id": _in_use()}))
    values, form = read_form(ChoiceSchema())
    if values is None:
        return _choice_page(form), 422
    try:
        chosen = sessions.choose_authority(
            database(), browser.token() or "", values["authority_id"]
        )
    except NotFound as error:
        return _choice_page(form.add(error)), 422
    flash(f"You are working in {chosen.name}.", "success")
    return redirect(local_path(request.form.get("next")))


def _in_use() -> str | None:
    held = who().membership
    return str(held.authority_id) if held else None


def _choice_page(form: Form) -> str:
    target = local_path(request.values.get("next"))
    options = [
        (held.authority_id, held.name, ", ".join(labels(held.roles))) for held in who().choices
    ]
    return render_template(
        "accounts/choose_authority.html", form=form, next=target, options=options
    )
