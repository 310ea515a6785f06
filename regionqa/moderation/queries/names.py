"""Who reads a case, for its coordinator: by the same decision as all else that is seen of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, bindparam, or_, select

from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import read_once, session
from regionqa.moderation.models import (
    Assignment,
    ReadingReceipt,
    ReadingWithdrawal,
    RoundReader,
)
from regionqa.moderation.queries.standing import LAST_ANSWER
from regionqa.moderation.queries.ties import Looked, find_look


@dataclass(frozen=True, slots=True)
class NameView:
    """Who reads a case, for its coordinator; ``submitted`` says nothing of the grade."""

    person_id: UUID
    name: str
    mark: str
    standing: str
    submitted: bool


def visible_names(scope: Scope, case_id: UUID) -> list[NameView]:
    """Who reads the case, by mark; for coordinators without a tie to it."""
    seen = find_look(scope, case_id)
    return [] if seen is None else names_seen(scope, [seen]).get(case_id, [])


_WITHDRAWN = (
    select(ReadingWithdrawal.id)
    .outerjoin(
        Assignment,
        and_(
            Assignment.case_id == ReadingWithdrawal.case_id,
            Assignment.mark == ReadingWithdrawal.mark,
        ),
    )
    .where(
        ReadingWithdrawal.case_id == ReadingReceipt.case_id,
        or_(
            Assignment.person_id == ReadingReceipt.person_id,
            and_(ReadingWithdrawal.mark == "Home", ReadingReceipt.kind == "home"),
        ),
    )
)
_RECEIPTS = select(ReadingReceipt.case_id, ReadingReceipt.person_id, ReadingReceipt.kind).where(
    ReadingReceipt.case_id.in_(bindparam("cases", expanding=True)), ~_WITHDRAWN.exists()
)


@read_once
def readings_in(scope: Scope, case_ids: tuple[UUID, ...]) -> set[tuple[UUID, UUID, str]]:
    """Readings that the office was told of and that stand: case, person, kind. One query.

    A reading that was withdrawn after the reveal is in no more.
    """
    rows = session(scope).execute(_RECEIPTS, {"cases": case_ids})
    return {(row.case_id, row.person_id, row.kind) for row in rows}


_ASKED = (
    select(
        Assignment.case_id,
        Assignment.person_id,
        Assignment.mark,
        LAST_ANSWER,
    )
    .where(Assignment.case_id.in_(bindparam("cases", expanding=True)))
    .order_by(Assignment.mark)
)
_OFFERED = select(RoundReader.round_id, RoundReader.person_id, RoundReader.name).where(
    RoundReader.round_id.in_(bindparam("rounds", expanding=True))
)


def names_seen(scope: Scope, looks: Iterable[Looked]) -> dict[UUID, list[NameView]]:
    """The same for many cases; those whose names this person may not see are left out."""
    open_now = [seen.case for seen in looks if seen.sight.names]
    if not open_now:
        return {}
    unit = session(scope)
    ids = [case.id for case in open_now]
    offered = unit.execute(_OFFERED, {"rounds": list({case.round_id for case in open_now})})
    names = {(row.round_id, row.person_id): row.name for row in offered}
    done = {(case_id, person_id) for case_id, person_id, _kind in readings_in(scope, tuple(ids))}
    rounds = {case.id: case.round_id for case in open_now}
    found: dict[UUID, list[NameView]] = {key: [] for key in ids}
    for case_id, person_id, mark, standing in unit.execute(_ASKED, {"cases": ids}):
        found[case_id].append(
            NameView(
                person_id,
                names.get((rounds[case_id], person_id), ""),
                mark,
                standing or "asked",
                (case_id, person_id) in done,
            )
        )
    return found
