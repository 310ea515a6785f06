"""Tokens for programs: made for the authority in use, shown once, ended."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from regionqa.accounts.operations import api_tokens
from regionqa.accounts.pages.doors import accounts_door as door
from regionqa.accounts.pages.doors import who
from regionqa.accounts.policy import USE_ACCOUNT
from regionqa.accounts.role_words import labels
from regionqa.accounts.schemas import TOKEN_DAYS, TokenSchema
from regionqa.core.errors import SignInNeeded, Unprocessable
from regionqa.core.scope import Scope
from regionqa.web.forms import Form, read_form
from regionqa.web.identity import database


@door.page("/account/tokens", permission=USE_ACCOUNT, without_authority=True,
           installation="show people their own tokens")  # fmt: skip
def tokens(scope: Scope) -> ResponseReturnValue:
    """My tokens that work."""
    me = who()
    held = api_tokens.list_tokens(scope, me.person_id, me.choices)
    return render_template("accounts/tokens.html", tokens=held)


@door.page("/account/tokens/make", permission=USE_ACCOUNT, methods=("GET", "POST"),
           transaction=False)  # fmt: skip
def make_token(_scope: Scope) -> ResponseReturnValue:
    """Make a token for a program; it is shown on this page once."""
    membership = who().membership
    if membership is None:
        raise SignInNeeded
    if request.method == "GET":
        return _page(Form({"days": "90"}))
    values, form = read_form(TokenSchema())
    if values is None:
        return _page(form), 422
    try:
        made = api_tokens.make_token(database(), membership, values["name"], values["days"])
    except Unprocessable as error:
        return _page(form.add(error)), 422
    return render_template("accounts/token_made.html", made=made)


def _page(form: Form) -> str:
    membership = who().membership
    return render_template(
        "accounts/make_token.html",
        form=form,
        lengths=[(str(days), words) for days, words in TOKEN_DAYS.items()],
        place=membership,
        roles=labels(membership.roles) if membership else [],
    )


@door.page("/account/tokens/<uuid:token_id>/end", permission=USE_ACCOUNT, methods=("POST",),
           without_authority=True, transaction=False)  # fmt: skip
def end_token(_scope: Scope, token_id: UUID) -> ResponseReturnValue:
    """End one of my tokens; the program that sends it is refused from now on."""
    me = who()
    api_tokens.end_token(database(), me.person_id, me.choices, token_id)
    flash("The token has ended. The program that sends it is refused from now on.", "success")
    return redirect(url_for("accounts.tokens"))
