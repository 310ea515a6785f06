"""What can go wrong on purpose: each error knows its HTTP status and is written for its reader.

``regionqa.web.errors`` maps them to pages and to problem+json; the command line prints the message.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy.exc import DontWrapMixin

STALE = "Load the page again"
"""What is said of a field that no person fills in, such as the version that the page showed."""


class RegionQAError(Exception):
    """An expected failure. ``message`` may be shown to the person who asked, word for word."""

    status = 500
    title = "Sorry, there is a problem with the service"

    def __init__(self, message: str = "", **details: object) -> None:
        super().__init__(message or self.title)
        self.message = message or self.title
        self.details = details


class BadRequest(RegionQAError):
    """The request cannot be understood; ``details`` may hold ``errors``: field to messages."""

    status = 400
    title = "There is a problem with what was sent"


class SignInNeeded(RegionQAError):
    """Nobody is signed in, or the session has ended."""

    status = 401
    title = "Sign in to continue"


class Forbidden(RegionQAError):
    """Signed in, but no role of this person allows it."""

    status = 403
    title = "You do not have permission to see this page"


class NotFound(RegionQAError):
    """No such thing, or another authority's: the two answer alike."""

    status = 404
    title = "Page not found"


class Conflict(RegionQAError):
    """The thing changed since the form was loaded; ``details`` may hold both versions."""

    status = 409
    title = "Somebody else has changed this since you opened it"


class TooLarge(RegionQAError):
    """More was sent than the service takes."""

    status = 413
    title = "The file is too large"


class Unprocessable(RegionQAError):
    """Understood, but against a rule; ``details`` may hold ``errors``: field to messages."""

    status = 422
    title = "There is a problem"


class Faults:
    """What is wrong with what was sent, by field, gathered so that all of it is told at once.

    Each rule is tried within ``gather``; ``refuse`` then raises for all that were broken.
    """

    def __init__(self) -> None:
        self.errors: dict[str, list[str]] = {}
        self._details: dict[str, Any] = {}

    def add(self, field: str, said: str) -> None:
        """A message for a field."""
        self.errors.setdefault(field, []).append(said)

    @contextmanager
    def gather(self) -> Iterator[None]:
        """Keep what a rule inside refuses, and go on to the next."""
        try:
            yield
        except Unprocessable as error:
            details = dict(error.details)
            found = details.pop("errors", None) or {"_form": [error.message]}
            self._details |= details
            for field, messages in found.items() if isinstance(found, Mapping) else ():
                self.errors.setdefault(field, []).extend(messages)

    def refuse(self, message: str = "") -> None:
        """Raise ``Unprocessable`` with every message, if there is any."""
        if self.errors:
            first = next(iter(self.errors.values()))[0]
            raise Unprocessable(message or first, errors=self.errors, **self._details)


class TooMany(RegionQAError):
    """Too many tries; ``details`` holds ``retry_after`` in seconds."""

    status = 429
    title = "Too many attempts"


class Unscoped(DontWrapMixin, RuntimeError):
    """A query or write was tried without the scope that its table needs: a defect, never a 4xx."""


class ScopeMismatch(RuntimeError):
    """Two scopes in one transaction: a defect."""


class CrossAuthorityWrite(RuntimeError):
    """A row of another authority was about to be written: a defect, stopped before the database."""


class WriteInReadOnly(RuntimeError):
    """A read-only unit of work was left with changes in it: a defect."""
