"""Drafts of uploaded files: kept until they are used, thrown away, or a day old.

A feature's draft is a model with ``Draft``'s columns and its own; permission is asked before.
"""

from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Integer, LargeBinary, Select, String, delete, select
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.orm.interfaces import ORMOption

from regionqa.core import jobs
from regionqa.core.errors import Conflict, NotFound
from regionqa.core.scope import Scope
from regionqa.core.tables import Owned, now, uuid_key
from regionqa.core.unit_of_work import session
from regionqa.exchange.keeping import LONGEST_FILENAME

LASTS = timedelta(days=1)


class Draft(Owned):
    """The columns of every draft: ``table`` is its file's table, packed."""

    id: Mapped[UUID] = uuid_key()
    filename: Mapped[str] = mapped_column(String(LONGEST_FILENAME))
    table: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(index=True)
    created_by: Mapped[UUID | None]
    version: Mapped[int] = mapped_column(Integer, default=1)


AnyDraft = TypeVar("AnyDraft", bound=Draft)


def keep(scope: Scope, draft: Draft, tidy: str, title: str) -> None:
    """Add a draft, throw away those a day old, and ask for ``tidy`` when this one will be.

    ``tidy`` is a declared job that calls ``delete_draft``; ``title`` is what it is called.
    """
    kind = type(draft)
    session(scope).execute(
        delete(kind)
        .where(kind.created_at <= now() - LASTS)
        .execution_options(synchronize_session=False)
    )
    session(scope).add(draft)
    payload = {"draft_id": draft.id}
    jobs.enqueue(scope, tidy, payload, title=title, run_at=draft.created_at + LASTS)


def look_at(scope: Scope, kind: type[AnyDraft], draft_id: UUID, *options: ORMOption) -> AnyDraft:
    """A draft that is not a day old, to be shown. Raises ``NotFound``."""
    draft = session(scope).scalar(_living(kind, draft_id).options(*options))
    if draft is None:
        raise NotFound
    return draft


def take(
    scope: Scope,
    kind: type[AnyDraft],
    draft_id: UUID,
    *,
    version: int | None = None,
    stale: str = "",
) -> AnyDraft:
    """A draft that is not a day old, locked, to be changed or used.

    Raises ``NotFound``, and ``Conflict`` with ``stale`` where ``version`` is not the draft's.
    """
    draft = session(scope).scalar(_living(kind, draft_id).with_for_update())
    if draft is None:
        raise NotFound
    if version is not None and draft.version != version:
        raise Conflict(stale, seen=version, found=draft.version)
    return draft


def _living(kind: type[AnyDraft], draft_id: UUID) -> Select[AnyDraft]:
    return select(kind).where(kind.id == draft_id, kind.created_at > now() - LASTS)


def discard(scope: Scope, kind: type[Draft], draft_id: UUID) -> None:
    """Throw a draft away; nothing of it stays. Raises ``NotFound``."""
    session(scope).delete(take(scope, kind, draft_id))


def delete_draft(scope: Scope, kind: type[Draft], draft_id: UUID) -> None:
    """Delete a draft that nobody used in time; nothing where it is gone already."""
    session(scope).execute(
        delete(kind).where(kind.id == draft_id).execution_options(synchronize_session=False)
    )
