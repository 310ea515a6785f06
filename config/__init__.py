"""What an installation sets, read once, typed and checked: the factory's one source of settings.

``load`` is the only way in. It takes an environment's name and a mapping of variables and gives
the upper-case dictionary that ``app.config.from_mapping`` takes. Nothing is read from a file and
nothing secret has a default, so an installation that forgot a setting stops at start-up with every
problem named at once, instead of running unsafe.
"""

import os
from collections.abc import Mapping
from datetime import timedelta
from importlib import import_module
from typing import Any

from marshmallow import Schema, ValidationError
from sqlalchemy.engine import make_url

from config.checks import cross_check, nearest, trusted_hosts
from config.errors import ConfigurationError
from config.settings import BY_NAME, PREFIX, SETTINGS

__all__ = ["ENVIRONMENTS", "ConfigurationError", "chosen_environment", "load"]

ENVIRONMENTS = ("production", "demonstration", "development", "testing")

MIB = 1024 * 1024
FORM_ENVELOPE = MIB // 4


def chosen_environment(environ: Mapping[str, str] | None = None) -> str:
    """The environment that ``REGIONQA_ENVIRONMENT`` names; production when it names none."""
    variables = os.environ if environ is None else environ
    return variables.get(f"{PREFIX}ENVIRONMENT", "").strip() or "production"


def load(
    environment: str | None = None, environ: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Every setting of the application, by its upper-case name, with Flask's own keys.

    ``environment`` is one of ``ENVIRONMENTS``, by default what ``REGIONQA_ENVIRONMENT`` says;
    ``environ`` is the process's environment unless another mapping is given. An empty variable
    counts as not set.

    Raises ``ConfigurationError``, which names every variable that is unknown, missing or wrong.
    """
    variables = os.environ if environ is None else environ
    name = chosen_environment(variables) if environment is None else environment
    if name not in ENVIRONMENTS:
        known = ", ".join(ENVIRONMENTS)
        raise ConfigurationError(
            [f"{PREFIX}ENVIRONMENT: {name!r} is not an environment; use one of {known}"]
        )
    given, problems = _read(variables)
    module = import_module(f"config.{name}")
    settings: dict[str, Any] = {**module.DEFAULTS, **given, "ENVIRONMENT": name}
    problems += [
        f"{PREFIX}{required}: must be set in {name} ({BY_NAME[required].meaning})"
        for required in module.REQUIRED
        if settings.get(required) is None and not variables.get(f"{PREFIX}{required}", "").strip()
    ]
    if not problems:
        module.complete(settings)
        problems = cross_check(settings)
    if problems:
        raise ConfigurationError(problems)
    return {**module.FLASK, **settings, **_derived(settings)}


def _read(variables: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
    given = {
        key.removeprefix(PREFIX): value.strip()
        for key, value in variables.items()
        if key.startswith(PREFIX) and value.strip()
    }
    given.pop("ENVIRONMENT", None)
    problems = [
        f"{PREFIX}{name}: no such setting{nearest(name)}" for name in given if name not in BY_NAME
    ]
    known = {name: value for name, value in given.items() if name in BY_NAME}
    schema = Schema.from_dict({item.name: item.field for item in SETTINGS})()
    try:
        return schema.load(known), problems
    except ValidationError as error:
        problems += [
            f"{PREFIX}{name}: {_sentence(messages)}"
            for name, messages in sorted(error.messages_dict.items())
        ]
        return dict(error.valid_data or {}), problems


def _sentence(messages: Any) -> str:
    """The messages of one setting in a line; those of a list's items come under their numbers."""
    if isinstance(messages, dict):
        return " ".join(f"item {index + 1} {_sentence(items)}" for index, items in messages.items())
    return " ".join(messages)


def _derived(settings: Mapping[str, Any]) -> dict[str, Any]:
    database = make_url(settings["DATABASE_URL"])
    owner = settings.get("DATABASE_OWNER_URL")
    if owner is None and database.get_backend_name() == "sqlite":
        owner = settings["DATABASE_URL"]
    return {
        "DATABASE_OWNER_URL": owner,
        "MAX_CONTENT_LENGTH": settings["UPLOAD_MAX_MB"] * MIB + FORM_ENVELOPE,
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=settings["SESSION_HOURS"]),
        "PREFERRED_URL_SCHEME": settings["PUBLIC_URL"].partition(":")[0],
        "TRUSTED_HOSTS": trusted_hosts(settings),
    }
