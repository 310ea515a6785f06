"""The cookie: Flask-Login keeps a sign-in's token in it, to be looked up at each request."""

from collections.abc import Callable

from flask import Flask
from flask import session as cookie
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from regionqa.core.database import Database
from regionqa.web.identity import Identity, extension

Resolve = Callable[[Database, str], Identity | None]


class Visitor(UserMixin):  # type: ignore[misc]  # Flask-Login has no types
    """Somebody signed in: the token of the cookie, and who it turned out to be."""

    def __init__(self, token: str, who: Identity | None = None) -> None:
        self.token = token
        self.who = who

    def get_id(self) -> str:
        """What Flask-Login keeps in the cookie."""
        return self.token


def register_sessions(app: Flask, resolve: Resolve) -> None:
    """Look up who is asking by the cookie's token, with ``resolve``."""
    manager = LoginManager()
    manager.session_protection = None  # sessions are rows: they end there, not by a changed address
    manager.init_app(app, add_context_processor=False)

    @manager.user_loader  # type: ignore[untyped-decorator]  # Flask-Login has no types
    def _load(token: str) -> Visitor | None:
        who = resolve(extension().database, token)
        return Visitor(token, who) if who else None

    def _who() -> Identity | None:
        return current_user.who if current_user.is_authenticated else None

    app.extensions["regionqa"].resolver = _who


def remember(token: str) -> None:
    """Begin the cookie anew with this token: nothing from before the sign-in stays in it."""
    cookie.clear()
    cookie.permanent = True
    login_user(Visitor(token))


def token() -> str | None:
    """The token of whoever is signed in."""
    return current_user.token if current_user.is_authenticated else None


def forget() -> None:
    """Empty the cookie."""
    logout_user()
    cookie.clear()
