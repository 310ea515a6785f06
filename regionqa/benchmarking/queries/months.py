"""Reading drafts, months and what headings mean, as plain objects."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from regionqa.authorities import Authority, read_atlas
from regionqa.benchmarking.models import (
    DomainCount,
    HeadingMeaning,
    MonthCount,
    MonthlyReturn,
    ReturnDraft,
    ReturnMonth,
)
from regionqa.benchmarking.months import HeldMonth, MonthFigures, Months
from regionqa.core.errors import NotFound
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import read_once, session
from regionqa.exchange import Table, drafts, unpack
from regionqa.ratings import DeclaredScale, list_scales


@dataclass(frozen=True, slots=True)
class DraftView:
    """A file that was read and is looked at; ``chosen`` is by heading, "" for not settled."""

    id: UUID
    table: Table
    chosen: Mapping[str, str]
    synthetic: bool
    created_at: datetime
    version: int

    @property
    def deleted_at(self) -> datetime:
        """When it is deleted unless it is used before."""
        return self.created_at + drafts.LASTS


def today() -> date:
    """This day, in UTC."""
    return datetime.now(UTC).date()


def last_month() -> date:
    """The newest month that has ended."""
    return (today().replace(day=1) - timedelta(days=1)).replace(day=1)


def own_name(scope: Scope) -> str:
    """The name of the authority in use."""
    found = session(scope).scalar(select(Authority.name).where(Authority.id == scope.authority_id))
    if found is None:
        raise NotFound
    return found


def common_scale(day: date | None = None) -> DeclaredScale:
    """The published scale that monthly returns are on: the first in use on a day."""
    return _scale(day or today())


@lru_cache(maxsize=8)
def _scale(day: date) -> DeclaredScale:
    return list_scales(day)[0]


def known_names(scope: Scope) -> Collection[str]:
    """Names that are not personal although they may read so: those of authorities."""
    held = session(scope).scalars(select(Authority.name))
    return {*held, *(place.name for place in read_atlas(scope).places.values())}


def get_draft(scope: Scope, draft_id: UUID) -> DraftView:
    """A draft that is not a day old. Raises ``NotFound``."""
    draft = drafts.look_at(scope, ReturnDraft, draft_id)
    return DraftView(
        draft.id,
        unpack(draft.table),
        json.loads(draft.chosen),
        draft.synthetic,
        draft.created_at,
        draft.version,
    )


def remembered(scope: Scope) -> dict[str, str]:
    """What headings mean, by normalised heading."""
    rows = session(scope).execute(select(HeadingMeaning.heading, HeadingMeaning.meaning))
    return {row.heading: row.meaning for row in rows}


_ROW = (
    ReturnMonth.id,
    ReturnMonth.month,
    ReturnMonth.number,
    ReturnMonth.withdrawn,
    ReturnMonth.completed,
    ReturnMonth.auditors,
    ReturnMonth.not_graded,
    ReturnMonth.chosen,
    ReturnMonth.reason,
    MonthlyReturn.at,
    MonthlyReturn.how,
    MonthlyReturn.synthetic,
    MonthlyReturn.filename,
)


@read_once
def read_months(scope: Scope) -> Months:
    """Every month as it stands. Three queries, however many months there are."""
    unit = session(scope)
    newest = (
        select(ReturnMonth.month, func.max(ReturnMonth.number).label("number"))
        .group_by(ReturnMonth.month)
        .subquery()
    )
    current = (
        select(*_ROW)
        .join(MonthlyReturn, MonthlyReturn.id == ReturnMonth.return_id)
        .join(
            newest,
            (newest.c.month == ReturnMonth.month) & (newest.c.number == ReturnMonth.number),
        )
    )
    rows = list(unit.execute(current))
    counted = (
        select(MonthCount.month_id, MonthCount.grade, MonthCount.count.label("number"))
        .join(ReturnMonth, ReturnMonth.id == MonthCount.month_id)
        .join(
            newest,
            (newest.c.month == ReturnMonth.month) & (newest.c.number == ReturnMonth.number),
        )
    )
    counts = _by_month(unit.execute(counted).all())
    by_domain = (
        select(DomainCount.month_id, DomainCount.domain, DomainCount.grade, DomainCount.count)
        .join(ReturnMonth, ReturnMonth.id == DomainCount.month_id)
        .join(
            newest,
            (newest.c.month == ReturnMonth.month) & (newest.c.number == ReturnMonth.number),
        )
    )
    domains = _by_domain(unit.execute(by_domain).all())
    held = {row.month: _held(row, counts[row.id], domains[row.id]) for row in rows}
    return Months(held, sum(row.number for row in rows))


def list_history(scope: Scope, month: date) -> list[HeldMonth]:
    """Every row of a month, newest first."""
    unit = session(scope)
    rows = unit.execute(
        select(*_ROW)
        .join(MonthlyReturn, MonthlyReturn.id == ReturnMonth.return_id)
        .where(ReturnMonth.month == month)
        .order_by(ReturnMonth.number.desc())
    ).all()
    counts = _by_month(
        unit.execute(
            select(MonthCount.month_id, MonthCount.grade, MonthCount.count.label("number")).where(
                MonthCount.month_id.in_([row.id for row in rows])
            )
        ).all()
    )
    domains = _by_domain(
        unit.execute(
            select(
                DomainCount.month_id, DomainCount.domain, DomainCount.grade, DomainCount.count
            ).where(DomainCount.month_id.in_([row.id for row in rows]))
        ).all()
    )
    return [_held(row, counts[row.id], domains[row.id]) for row in rows]


def _by_domain(rows: Sequence[Any]) -> dict[UUID, dict[str, dict[str, int]]]:
    counts: dict[UUID, dict[str, dict[str, int]]] = defaultdict(dict)
    for month_id, domain, grade, count in rows:
        counts[month_id].setdefault(domain, {})[grade] = count
    return counts


def _by_month(rows: Sequence[Any]) -> dict[UUID, dict[str, int]]:
    counts: dict[UUID, dict[str, int]] = defaultdict(dict)
    for row in rows:
        counts[row.month_id][row.grade] = row.number
    return counts


def _held(
    row: Any, counts: Mapping[str, int], domains: Mapping[str, Mapping[str, int]]
) -> HeldMonth:
    order = common_scale().words
    grades = {word: counts[word] for word in order if word in counts}
    grades |= {word: count for word, count in counts.items() if word not in grades}
    return HeldMonth(
        id=row.id,
        number=row.number,
        figures=MonthFigures(
            row.month, row.completed, grades, row.not_graded, row.auditors, row.chosen, domains
        ),
        withdrawn=row.withdrawn,
        reason=row.reason,
        at=row.at,
        how=row.how,
        synthetic=row.synthetic,
        filename=row.filename,
    )
