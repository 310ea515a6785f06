"""The trail: what happened, by whom, to what.

There is one hash chain for each authority and one for the installation. An event is declared once,
with a past-tense tag and its exact fields. Fields hold references and counts, never free text.
``regionqa.core.chains`` checks the chains.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Integer, String, UniqueConstraint, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from regionqa.core.errors import Unscoped
from regionqa.core.scope import Scope
from regionqa.core.tables import Base, Installation, Owned, now
from regionqa.core.unit_of_work import current, session

BEGINNING = "0" * 64
_BigKey = BigInteger().with_variant(Integer, "sqlite")


class _Link:
    """The columns that both trails have; ``hash`` covers all the others and the one before."""

    id: Mapped[int] = mapped_column(_BigKey, primary_key=True, autoincrement=True)
    sequence: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime]
    tag: Mapped[str] = mapped_column(String(80))
    person_id: Mapped[UUID | None]
    subject_id: Mapped[str | None] = mapped_column(String(80))
    fields: Mapped[str] = mapped_column(String(4000))
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class Event(_Link, Owned, Base):
    """What happened in one authority."""

    __tablename__ = "events"
    __table_args__ = (UniqueConstraint("authority_id", "sequence"),)
    insert_only = True


class InstallationEvent(_Link, Installation, Base):
    """What happened to people, regions and the service itself."""

    __tablename__ = "installation_events"
    __table_args__ = (UniqueConstraint("sequence"),)
    insert_only = True


Handler = Callable[[Scope, Mapping[str, Any]], None]


@dataclass(frozen=True, slots=True)
class EventKind:
    """A declared event: its past-tense tag, its exact fields, and what it says on a page."""

    tag: str
    fields: frozenset[str]
    sentence: str


_KINDS: dict[str, EventKind] = {}
_HANDLERS: dict[str, list[Handler]] = {}


def declare(tag: str, *fields: str, sentence: str) -> EventKind:
    """Declare an event kind. ``tag`` is ``subject.happened``; a second declaration raises."""
    if tag in _KINDS:
        raise ValueError(f"The event {tag} is declared already.")
    kind = EventKind(tag, frozenset(fields), sentence)
    _KINDS[tag] = kind
    return kind


def kinds() -> Mapping[str, EventKind]:
    """Every declared kind by its tag."""
    return dict(_KINDS)


def on(kind: EventKind, handler: Handler) -> None:
    """Run ``handler`` in the same transaction whenever the event is recorded."""
    _HANDLERS.setdefault(kind.tag, []).append(handler)


def record(
    scope: Scope, kind: EventKind, subject_id: object = None, **fields: str | int | bool | None
) -> None:
    """Add an event to the chain of the scope's authority, or of the installation without one.

    Raises ``ValueError`` when the fields are not exactly those declared.
    """
    if set(fields) != kind.fields:
        raise ValueError(f"{kind.tag} takes {sorted(kind.fields)}, not {sorted(fields)}.")
    unit = session(scope)
    link = _next_link(unit, scope)
    link.at = now()
    link.tag = kind.tag
    link.person_id = scope.person_id
    link.subject_id = None if subject_id is None else str(subject_id)
    link.fields = json.dumps(fields, sort_keys=True, separators=(",", ":"))
    link.hash = digest(link)
    unit.add(link)
    unit.flush()  # the next event of this unit reads its sequence and hash from the table
    for handler in _HANDLERS.get(kind.tag, ()):
        handler(scope, fields)


def _next_link(unit: Session, scope: Scope) -> Event | InstallationEvent:
    link: Event | InstallationEvent
    before: Event | InstallationEvent | None
    if scope.authority_id is not None:
        _lock_chain(unit, str(scope.authority_id))
        before = unit.scalar(select(Event).order_by(Event.sequence.desc()).limit(1))
        link = Event(authority_id=scope.authority_id)
    elif scope.installation:
        _lock_chain(unit, "installation")
        before = unit.scalar(
            select(InstallationEvent).order_by(InstallationEvent.sequence.desc()).limit(1)
        )
        link = InstallationEvent()
    else:
        raise Unscoped("An event needs an authority's scope or the installation's.")
    link.sequence = before.sequence + 1 if before else 1
    link.previous_hash = before.hash if before else BEGINNING
    return link


def _lock_chain(unit: Session, chain: str) -> None:
    """One writer at a time for a chain; SQLite's writing transactions hold the lock already."""
    if current().database.is_postgresql:
        key = int.from_bytes(hashlib.sha256(chain.encode()).digest()[:8], "big", signed=True)
        unit.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})


def digest(link: Event | InstallationEvent) -> str:
    """SHA-256 of the link's content and the hash before it, in a fixed form."""
    content = {
        "chain": link.authority_id.hex if isinstance(link, Event) else "installation",
        "sequence": link.sequence,
        "at": link.at.isoformat(timespec="microseconds"),
        "tag": link.tag,
        "person": link.person_id.hex if link.person_id else None,
        "subject": link.subject_id,
        "fields": link.fields,
        "previous": link.previous_hash,
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
