"""What one setting cannot say alone: settings that must fit each other, and near misses."""

import difflib
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url

from config.settings import BY_NAME, PREFIX

OWN_HOSTS = ("127.0.0.1", "localhost", "[::1]")
OWASP_MEMORY_KIB = 19456
NOT_THE_OWNER = (
    "must not be the owner's role; row-level security protects only from a role that owns no table"
)


def nearest(name: str) -> str:
    """``; did you mean REGIONQA_X?`` for a mistyped name, or nothing when none is near."""
    matches = difflib.get_close_matches(name, [*BY_NAME, "ENVIRONMENT"], n=1, cutoff=0.6)
    return f"; did you mean {PREFIX}{matches[0]}?" if matches else ""


def trusted_hosts(settings: Mapping[str, Any]) -> list[str]:
    """The host names a request may carry: the public one, this machine's own, and any others."""
    public = urlsplit(settings["PUBLIC_URL"]).hostname or ""
    return list(dict.fromkeys([public, *OWN_HOSTS, *settings["TRUSTED_HOSTS"]]))


def cross_check(settings: Mapping[str, Any]) -> list[str]:
    """One line for each pair of settings that do not fit each other."""
    problems = [*_database(settings), *_mail(settings), *_sessions(settings)]
    if settings["ENVIRONMENT"] == "production":
        problems += _production(settings)
    return problems


def _database(settings: Mapping[str, Any]) -> list[str]:
    owner = settings.get("DATABASE_OWNER_URL")
    if owner is None:
        return []
    app_url, owner_url = make_url(settings["DATABASE_URL"]), make_url(owner)
    if app_url.get_backend_name() != owner_url.get_backend_name():
        return [f"{PREFIX}DATABASE_OWNER_URL: must be the same kind of database as DATABASE_URL"]
    if app_url.get_backend_name() == "postgresql" and app_url.username == owner_url.username:
        return [f"{PREFIX}DATABASE_URL: {NOT_THE_OWNER}"]
    return []


def _mail(settings: Mapping[str, Any]) -> list[str]:
    problems = []
    if settings.get("MAIL_SERVER") and not settings.get("MAIL_FROM"):
        problems.append(f"{PREFIX}MAIL_FROM: must be set when MAIL_SERVER is")
    if bool(settings.get("MAIL_USERNAME")) != bool(settings.get("MAIL_PASSWORD")):
        problems.append(f"{PREFIX}MAIL_USERNAME: MAIL_USERNAME and MAIL_PASSWORD go together")
    if settings.get("MAIL_PASSWORD") and settings["MAIL_SECURITY"] == "none":
        problems.append(
            f"{PREFIX}MAIL_SECURITY: none would send MAIL_PASSWORD unprotected; use starttls or tls"
        )
    return problems


def _sessions(settings: Mapping[str, Any]) -> list[str]:
    problems = []
    if settings["SESSION_IDLE_MINUTES"] > settings["SESSION_HOURS"] * 60:
        problems.append(
            f"{PREFIX}SESSION_IDLE_MINUTES: must not be longer than SESSION_HOURS allows"
        )
    if settings["ARGON2_MEMORY_KIB"] < 8 * settings["ARGON2_PARALLELISM"]:
        problems.append(f"{PREFIX}ARGON2_MEMORY_KIB: must be at least 8 for each lane")
    return problems


def _production(settings: Mapping[str, Any]) -> list[str]:
    problems = []
    public = urlsplit(settings["PUBLIC_URL"])
    if public.scheme != "https":
        problems.append(f"{PREFIX}PUBLIC_URL: must begin with https:// in production")
    if settings["ARGON2_MEMORY_KIB"] < OWASP_MEMORY_KIB:
        problems.append(
            f"{PREFIX}ARGON2_MEMORY_KIB: must be at least {OWASP_MEMORY_KIB} in production"
        )
    return problems + _keys(settings)


def _keys(settings: Mapping[str, Any]) -> list[str]:
    """A backup of the database must never hold the keys of what is sealed in it."""
    problems = []
    folder = Path(settings["KEY_FOLDER"])
    url = make_url(settings["DATABASE_URL"])
    held = [Path(settings["DATA_FOLDER"])]
    if url.get_backend_name() == "sqlite" and url.database:
        held.append(Path(url.database).absolute().parent)
    if any(folder == one or one in folder.parents or folder in one.parents for one in held):
        problems.append(
            f"{PREFIX}KEY_FOLDER: must lie apart from the database's folder and the data folder, "
            "neither inside nor around them"
        )
    if settings["WRAPPING_KEY"] in {settings["SECRET_KEY"], *settings["SECRET_KEY_FALLBACKS"]}:
        problems.append(f"{PREFIX}WRAPPING_KEY: must be another than the signing key")
    return problems
