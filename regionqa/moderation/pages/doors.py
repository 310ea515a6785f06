"""The door of moderation, and what its pages share."""

from collections.abc import Callable
from datetime import date
from functools import partial
from secrets import token_urlsafe

from flask import current_app

from regionqa.core.errors import Conflict, Forbidden, Unprocessable
from regionqa.core.keys import KeyStore
from regionqa.core.tables import now
from regionqa.moderation.deadlines import day_of
from regionqa.web.door import Door
from regionqa.web.forms import Form

WEIGH = "weigh where a person belongs"

door = Door(
    "moderation",
    "regionqa.moderation",
    url_prefix="/moderation",
    template_folder="templates",
)
page = partial(door.page, installation=WEIGH)


def today() -> date:
    """The day it is in London."""
    return day_of(now())


def refused(form: Form, act: Callable[[], object]) -> int:
    """Do it; 0 when it was done, else the status to answer with, and the form says why not.

    What may not be done in this state is no lack of permission: it answers 409 like a stale form.
    """
    try:
        act()
    except Unprocessable as error:
        form.add(error)
        return error.status
    except (Conflict, Forbidden) as error:
        form.add(error)
        return Conflict.status
    return 0


def request_key() -> str:
    """A key that makes a form that is sent twice one submission."""
    return token_urlsafe(24)


def key_store() -> KeyStore:
    """Where the keys of packs are, by the installation's settings."""
    return KeyStore.of(current_app.config)
