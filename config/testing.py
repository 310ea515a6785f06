"""Tests: nothing to set, cheap password hashes, no work unless a test runs it."""

import os
import tempfile
from pathlib import Path

from config import base
from config.base import complete

__all__ = ["DEFAULTS", "FLASK", "REQUIRED", "complete"]

REQUIRED: tuple[str, ...] = ()

DEFAULTS = {
    **base.DEFAULTS,
    "PUBLIC_URL": "http://localhost",
    "SECRET_KEY": "for-tests-only-0123456789-abcdefghijklmnop",
    "DATABASE_URL": "sqlite://",
    "KEY_FOLDER": str(Path(tempfile.gettempdir()) / f"regionqa-test-keys-{os.getpid()}"),
    "WRAPPING_KEY": "for-tests-only-wrapping-9876543210-zyxwvut",
    "ARGON2_MEMORY_KIB": 8,
    "JOBS_POLL_SECONDS": 0.05,
    "LOG_LEVEL": "WARNING",
    "LOG_FORMAT": "text",
}

FLASK = {**base.FLASK, **base.PLAIN_HTTP, "TESTING": True}
