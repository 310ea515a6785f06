"""A program's token in the ``Authorization`` header, which counts for the API and nowhere else.

A request with that header is the token's, whatever cookie comes along, and no page of another site
can send it, so that it needs no form token. A request without is the cookie's: it reads and does
not write through the API, and forms keep their token.
"""

from collections.abc import Callable

from flask import Flask, Response, current_app, request
from flask_wtf import CSRFProtect

from regionqa.core.database import Database
from regionqa.web.door import SAFE
from regionqa.web.identity import Identity, extension

API = "/api/"
Resolve = Callable[[Database, str, str], Identity]


class FormTokens(CSRFProtect):  # type: ignore[misc]  # Flask-WTF has no types
    """Asks each form for its token, and no program that sends its own or comes without a cookie."""

    def protect(self, *, apply_exemptions: bool = False) -> None:
        """Refuse what a browser sends with its cookie and without the form's token."""
        if not _by_program():
            super().protect(apply_exemptions=apply_exemptions)


def _by_program() -> bool:
    """Whether no browser's cookie stands behind the request; the door refuses who is nobody."""
    if sent_token() is not None:
        return True
    cookie = current_app.config["SESSION_COOKIE_NAME"]
    return request.path.startswith(API) and cookie not in request.cookies


def sent_token() -> str | None:
    """The token of a request to the API, empty where the header holds none; None without one."""
    if not request.path.startswith(API) or "Authorization" not in request.headers:
        return None
    given = request.authorization
    return (given.token or "") if given is not None and given.type == "bearer" else ""


def register_bearers(app: Flask, resolve: Resolve) -> None:
    """Look up who is asking by a program's token where one is sent, else as before."""
    held = app.extensions["regionqa"]
    by_cookie = held.resolver

    def _who() -> Identity | None:
        token = sent_token()
        if token is not None:
            return resolve(extension().database, token, request.remote_addr or "")
        if request.path.startswith(API) and request.method not in SAFE:
            return None
        who: Identity | None = by_cookie()
        return who

    held.resolver = _who

    @app.after_request
    def _challenge(response: Response) -> Response:
        if response.status_code == 401 and request.path.startswith(API):
            wrong = ', error="invalid_token"' if sent_token() is not None else ""
            response.headers["WWW-Authenticate"] = f'Bearer realm="API"{wrong}'
        return response
