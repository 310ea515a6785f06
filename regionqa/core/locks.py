"""Locks by name, held until the transaction ends: for what has no row of its own to lock yet."""

import hashlib

from sqlalchemy import text

from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import current, session


def hold(scope: Scope, name: str) -> None:
    """Wait until nobody else holds ``name``, then hold it to the end of the transaction in force.

    SQLite's writing transactions come one after the other anyway.
    """
    unit = session(scope)
    if current().database.is_postgresql:
        digest = hashlib.sha256(name.encode()).digest()[:8]
        key = int.from_bytes(digest, "big", signed=True)
        unit.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})
