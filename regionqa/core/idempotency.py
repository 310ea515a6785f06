"""Keys of requests that are done once, with the answers they were given, for a day.

A key is one person's in one authority. It is claimed before the work, in the work's transaction: a
second request with it waits for the first to end, and then finds its answer, or the way free.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Integer, String, Text, UniqueConstraint, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from regionqa.core.scope import Scope
from regionqa.core.tables import Base, Owned, now, uuid_key
from regionqa.core.unit_of_work import session

KEPT_FOR = timedelta(days=1)


class IdempotencyKey(Owned, Base):
    """A key, the digest of its request, and the answer; ``status`` is 0 while it is worked on."""

    __tablename__ = "idempotency_keys"
    __table_args__ = (UniqueConstraint("authority_id", "person_id", "key"),)

    id: Mapped[UUID] = uuid_key()
    person_id: Mapped[UUID]
    key: Mapped[str] = mapped_column(String(80))
    digest: Mapped[str] = mapped_column(String(64))
    status: Mapped[int] = mapped_column(Integer)
    headers: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(index=True)


@dataclass(frozen=True, slots=True)
class Kept:
    """The answer that a key was given, and the digest of the request that it was given to."""

    digest: str
    status: int
    headers: Mapping[str, str]
    body: str


def claim(scope: Scope, key: str, digest: str) -> Kept | None:
    """Take a key for the work that follows; or what was answered when it was used before."""
    unit = session(scope)
    unit.execute(
        delete(IdempotencyKey)
        .where(IdempotencyKey.created_at <= now() - KEPT_FOR)
        .execution_options(synchronize_session=False)
    )
    row = IdempotencyKey(
        authority_id=scope.authority_id,
        person_id=scope.person_id,
        key=key,
        digest=digest,
        status=0,
        headers="{}",
        body="",
        created_at=now(),
    )
    try:
        with unit.begin_nested():
            unit.add(row)
    except IntegrityError:
        held = _row(scope, key)
        return Kept(held.digest, held.status, json.loads(held.headers), held.body)
    return None


def keep(scope: Scope, key: str, *, status: int, headers: Mapping[str, str], body: str) -> None:
    """Keep the answer of the work that the key was taken for."""
    row = _row(scope, key)
    row.status, row.headers, row.body = status, json.dumps(dict(headers)), body


def _row(scope: Scope, key: str) -> IdempotencyKey:
    return (
        session(scope)
        .scalars(
            select(IdempotencyKey).where(
                IdempotencyKey.person_id == scope.person_id, IdempotencyKey.key == key
            )
        )
        .one()
    )
