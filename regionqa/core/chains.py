"""Checking the trail: any changed, deleted, reordered, inserted or cut event is found.

A chain proves itself from its first link on; that its end was not cut off, or that it was not
written anew as a whole, is proved against its head, kept outside the database.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from regionqa.core.database import Database
from regionqa.core.events import BEGINNING, Event, InstallationEvent, digest
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import session, unit_of_work

INSTALLATION = "installation"
READING = Scope.for_installation("verify the installation's events")


@dataclass(frozen=True, slots=True)
class Head:
    """The last link of a chain: how many events there are, and the hash of the last."""

    sequence: int
    hash: str


@dataclass(frozen=True, slots=True)
class Break:
    """Where a chain does not hold, and how that was seen."""

    chain: str
    sequence: int
    reason: str


def check(
    chain: str, links: Iterable[Event | InstallationEvent], kept: Head | None = None
) -> tuple[Head, list[Break]]:
    """Walk a chain in order of its sequence: its head, and every place where it does not hold."""
    breaks: list[Break] = []
    previous, expected, hashes = BEGINNING, 1, {}
    for link in links:
        if link.sequence != expected:
            breaks.append(Break(chain, expected, f"event {expected} is missing"))
        if link.previous_hash != previous:
            breaks.append(Break(chain, link.sequence, "it does not follow the event before it"))
        if digest(link) != link.hash:
            breaks.append(Break(chain, link.sequence, "its content was changed"))
        previous, expected = link.hash, link.sequence + 1
        hashes[link.sequence] = link.hash
    if kept is not None and kept.sequence and hashes.get(kept.sequence) != kept.hash:
        breaks.append(Break(chain, kept.sequence, "it is not the event that was kept as the head"))
    return Head(expected - 1, previous), breaks


def verify(
    database: Database, authorities: Iterable[UUID], kept: Mapping[str, Head] | None = None
) -> tuple[dict[str, Head], list[Break]]:
    """Check the installation's chain and each authority's, one transaction for each."""
    known = dict(kept or {})
    heads: dict[str, Head] = {}
    breaks: list[Break] = []
    with unit_of_work(database, READING, write=False):
        links = session(READING).scalars(
            select(InstallationEvent).order_by(InstallationEvent.sequence, InstallationEvent.id)
        )
        heads[INSTALLATION], found = check(INSTALLATION, links, known.pop(INSTALLATION, None))
        breaks += found
    for authority_id in sorted(authorities):
        scope = Scope(authority_id=authority_id, reason="verify events")
        with unit_of_work(database, scope, write=False):
            own = session(scope).scalars(select(Event).order_by(Event.sequence, Event.id))
            name = str(authority_id)
            heads[name], found = check(name, own, known.pop(name, None))
            breaks += found
    breaks += [Break(name, 0, "the chain of a kept head is gone") for name in sorted(known)]
    return heads, breaks


def heads_text(heads: Mapping[str, Head]) -> str:
    """The heads as a file holds them, to be stored away from the database."""
    return json.dumps({name: asdict(head) for name, head in heads.items()}, indent=2)


def read_heads(path: Path) -> dict[str, Head]:
    """The heads that were kept. Raises ``ValueError`` for a file that is not one of heads."""
    try:
        return {name: Head(**head) for name, head in json.loads(path.read_text()).items()}
    except (TypeError, AttributeError, json.JSONDecodeError) as error:
        raise ValueError(f"{path} is not a file of kept heads: {error}") from error
