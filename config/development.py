"""Development on one machine: an embedded database, readable logs, work in a thread."""

from pathlib import Path
from typing import Any

from config import base

REQUIRED = tuple(name for name in base.REQUIRED if name != "KEY_FOLDER")

DEFAULTS = {
    **base.DEFAULTS,
    "PUBLIC_URL": "http://127.0.0.1:8000",
    "JOBS_EMBEDDED": True,
    "LOG_LEVEL": "DEBUG",
    "LOG_FORMAT": "text",
    "DATABASE_URL": base.sqlite_file(base.DEFAULTS, "development.db"),
}

FLASK = {**base.FLASK, **base.PLAIN_HTTP, "DEBUG": True, "TEMPLATES_AUTO_RELOAD": True}


def complete(settings: dict[str, Any]) -> None:
    """Put the embedded database and the keys into the data folder that was asked for."""
    if settings["DATABASE_URL"] == DEFAULTS["DATABASE_URL"]:
        settings["DATABASE_URL"] = base.sqlite_file(settings, "development.db")
    if settings["KEY_FOLDER"] is None:
        settings["KEY_FOLDER"] = str(Path(settings["DATA_FOLDER"]) / "development-keys")
