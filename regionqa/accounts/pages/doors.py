"""The doors of accounts, and what their pages share."""

from typing import cast
from urllib.parse import urlsplit

from regionqa.accounts.operations.sessions import SignedIn
from regionqa.core.errors import SignInNeeded
from regionqa.web.door import Door
from regionqa.web.identity import identity

_HOME = "regionqa.accounts"
accounts_door = Door("accounts", _HOME, template_folder="templates")
people_door = Door("people", _HOME, url_prefix="/people", template_folder="templates")
leads_door = Door("leads", _HOME, url_prefix="/people/leads", template_folder="templates")


def who() -> SignedIn:
    """Who is asking, with the session. Raises ``SignInNeeded`` for nobody."""
    found = identity()
    if found is None:
        raise SignInNeeded
    return cast("SignedIn", found)


def local_path(target: str | None) -> str:
    """Where to go next: a path of this service, or the home page for anything else.

    Browsers drop tabs and line breaks from an address and read a backslash as a slash, so a path
    with one of them can lead away: none may be in it.
    """
    if not target or not target.startswith("/") or target.startswith("//"):
        return "/"
    if "\\" in target or not target.isprintable():
        return "/"
    parts = urlsplit(target)
    return "/" if parts.scheme or parts.netloc else target
