"""One's own account: where one belongs, the password, the browsers one is signed in with."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from regionqa.accounts import queries
from regionqa.accounts.operations import details, passwords, sessions
from regionqa.accounts.pages.doors import accounts_door as door
from regionqa.accounts.pages.doors import who
from regionqa.accounts.policy import USE_ACCOUNT
from regionqa.accounts.role_words import labels
from regionqa.accounts.schemas import ChangePasswordSchema, NameSchema
from regionqa.core.errors import TooMany, Unprocessable
from regionqa.core.scope import Scope
from regionqa.web import session as browser
from regionqa.web.forms import Form, read_form
from regionqa.web.identity import database


@door.page("/account", permission=USE_ACCOUNT, without_authority=True,
           installation="show people their own account")  # fmt: skip
def account(scope: Scope) -> ResponseReturnValue:
    """My account."""
    me = who()
    return render_template(
        "accounts/account.html",
        me=me,
        email=queries.email_of(scope, me.person_id),
        places=[(held, labels(held.roles)) for held in me.choices],
        sessions=queries.list_sessions(scope, me.person_id),
    )


@door.page("/account/name", permission=USE_ACCOUNT, methods=("GET", "POST"),
           without_authority=True, transaction=False)  # fmt: skip
def change_name(_scope: Scope) -> ResponseReturnValue:
    """Change my name, for the colleagues of every authority."""
    me = who()
    if request.method == "GET":
        return render_template("accounts/change_name.html", form=Form({"name": me.name}))
    values, form = read_form(NameSchema())
    if values is not None:
        try:
            details.change_name(database(), me.person_id, values["name"])
        except Unprocessable as error:
            form.add(error)
        else:
            flash("Your name is changed.", "success")
            return redirect(url_for("accounts.account"))
    return render_template("accounts/change_name.html", form=form), 422


@door.page("/account/password", permission=USE_ACCOUNT, methods=("GET", "POST"),
           without_authority=True, transaction=False)  # fmt: skip
def change_password(_scope: Scope) -> ResponseReturnValue:
    """Change my password; other browsers are signed out."""
    if request.method == "GET":
        return render_template("accounts/change_password.html", form=Form())
    values, form = read_form(ChangePasswordSchema())
    if values is None:
        return render_template("accounts/change_password.html", form=form), 422
    me = who()
    try:
        passwords.change_password(
            database(),
            me.person_id,
            values["current_password"],
            values["password"],
            keep=me.session_id,
        )
    except (Unprocessable, TooMany) as error:
        return render_template("accounts/change_password.html", form=form.add(error)), error.status
    flash("Your password is changed. Other browsers are signed out.", "success")
    return redirect(url_for("accounts.account"))


@door.page("/account/sessions/<uuid:session_id>/end", permission=USE_ACCOUNT, methods=("POST",),
           without_authority=True, transaction=False)  # fmt: skip
def end_session(_scope: Scope, session_id: UUID) -> ResponseReturnValue:
    """Sign out one of my other browsers."""
    sessions.end_own_session(database(), who().person_id, session_id)
    flash("That browser is signed out.", "success")
    return redirect(url_for("accounts.account"))


@door.page("/account/sign-out-everywhere", permission=USE_ACCOUNT, methods=("POST",),
           without_authority=True, transaction=False)  # fmt: skip
def sign_out_everywhere(_scope: Scope) -> ResponseReturnValue:
    """Sign out every browser, this one too, and end every program's token."""
    sessions.sign_out_everywhere(database(), who().person_id)
    browser.forget()
    flash("You are signed out everywhere.", "success")
    return redirect(url_for("accounts.sign_in"))
