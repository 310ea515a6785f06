"""The demonstration on one machine: synthetic people, nothing to set, its own random key.

Its keys are made on the first start and kept beside the data, so that sign-ins and packs survive a
restart and yet no two demonstrations share one.
"""

import os
import secrets
from pathlib import Path
from typing import Any

from config import base

REQUIRED: tuple[str, ...] = ()

DEFAULTS = {
    **base.DEFAULTS,
    "PUBLIC_URL": "http://127.0.0.1:8000",
    "CONTROLLER_NAME": "Nobody real (this is a demonstration)",
    "CONTROLLER_CONTACT": "controller@demo.example",
    "DATA_PROTECTION_CONTACT": "data.protection@demo.example",
    "ACCESSIBILITY_CONTACT": "accessibility@demo.example",
    "WEB_WORKERS": 1,
    "JOBS_EMBEDDED": True,
    "JOBS_POLL_SECONDS": 0.5,
    "LOG_LEVEL": "WARNING",
    "LOG_FORMAT": "text",
}

FLASK = {**base.FLASK, **base.PLAIN_HTTP}


def complete(settings: dict[str, Any]) -> None:
    """Give the demonstration its database and its keys where none was set."""
    if settings["DATABASE_URL"] is None:
        settings["DATABASE_URL"] = base.sqlite_file(settings, "demonstration.db")
    if settings["SECRET_KEY"] is None:
        settings["SECRET_KEY"] = kept_key(Path(settings["DATA_FOLDER"]) / "demonstration.key")
    if settings["KEY_FOLDER"] is None:
        settings["KEY_FOLDER"] = str(Path(settings["DATA_FOLDER"]) / "demonstration-keys")
    if settings["WRAPPING_KEY"] is None:
        settings["WRAPPING_KEY"] = kept_key(Path(settings["DATA_FOLDER"]) / "wrapping.key")


def kept_key(path: Path) -> str:
    """The key in that file, made now and readable by its owner only when there is none yet."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    candidate = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(candidate, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(48))
    try:
        # A link is made whole or not at all, so of two first starts one key wins.
        os.link(candidate, path)
    except FileExistsError:
        pass
    finally:
        candidate.unlink()
    return path.read_text()
