"""The blind readings that figures rest on: here is decided which of the copies count."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, select

from regionqa.core.facts import HERE
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import session
from regionqa.moderation.figures import HOME, BlindReading
from regionqa.moderation.models import CaseReference, ReadingWithdrawal, RevealedReading

LOCKED = frozenset({"statistics_locked", "published", "archived"})
_READ = (
    RevealedReading.round_id,
    RevealedReading.case_id,
    RevealedReading.owner_id,
    RevealedReading.mark,
    RevealedReading.kind,
    RevealedReading.grades,
    RevealedReading.had,
    RevealedReading.before,
)


def standing() -> ColumnElement[bool]:
    """Of copies: those whose reading nobody has withdrawn since it was revealed."""
    return RevealedReading.reading_id.not_in(select(ReadingWithdrawal.reading_id))


_OWN_CASES = select(CaseReference.case_id).where(
    CaseReference.round_id.in_(bindparam("rounds", expanding=True))
)
_BLIND = (
    select(*_READ)
    .where(
        RevealedReading.reader_id == HERE,
        RevealedReading.kind.in_(["home", "peer"]),
        RevealedReading.case_id.in_(_OWN_CASES),
    )
    .order_by(RevealedReading.case_id, RevealedReading.mark)
)
_STANDING = _BLIND.where(standing())
_READERS = (
    select(RevealedReading.case_id, RevealedReading.owner_id)
    .where(
        RevealedReading.reader_id == HERE,
        RevealedReading.owner_id != HERE,
        RevealedReading.case_id.in_(_OWN_CASES),
    )
    .distinct()
)


def blind_by_round(
    scope: Scope, rounds: Collection[UUID], *, with_withdrawn: bool = False
) -> dict[UUID, list[BlindReading]]:
    """Revealed blind readings of the own cases, by round; a round without any is left out.

    Readings after a discussion and those of anchors are not among them: an anchor is nobody's own
    case. Readings withdrawn after the reveal are counted only ``with_withdrawn``, to show what
    they changed.
    """
    asked = {"here": scope.authority_id, "rounds": list(rounds)}
    rows = session(scope).execute(_BLIND if with_withdrawn else _STANDING, asked)
    found: dict[UUID, list[BlindReading]] = {}
    for row in rows:
        found.setdefault(row.round_id, []).append(_reading(row))
    kept = {key: _compared(readings) for key, readings in found.items()}
    return {key: readings for key, readings in kept.items() if readings}


def readers_by_case(scope: Scope, rounds: Collection[UUID]) -> dict[str, frozenset[UUID]]:
    """The other authorities that read each own case, whatever became of their readings since.

    All of them know how the case was graded, by whom and what was agreed.
    """
    rows = session(scope).execute(_READERS, {"here": scope.authority_id, "rounds": list(rounds)})
    found: dict[str, set[UUID]] = {}
    for case_id, owner_id in rows:
        found.setdefault(str(case_id), set()).add(owner_id)
    return {case: frozenset(readers) for case, readers in found.items()}


def _compared(readings: list[BlindReading]) -> list[BlindReading]:
    """Readings of the cases that a peer's reading still stands of beside the home's."""
    with_peer = {one.case for one in readings if one.reader != HOME}
    return [one for one in readings if one.case in with_peer]


def _reading(row: Any) -> BlindReading:
    """A reader is its authority and mark: an authority may read one case by two people."""
    return BlindReading(
        str(row.case_id),
        HOME if row.kind == "home" else f"{row.owner_id} {row.mark}",
        row.grades,
        frozenset(row.had),
        row.before,
    )
