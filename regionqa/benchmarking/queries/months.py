"""Reading drafts, months and what headings mean, as plain objects."""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
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
from regionqa.benchmarking.policy import READ_RETURNS
from regionqa.core.facts import declare, tell
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


_NEWEST = (
    select(ReturnMonth.month, func.max(ReturnMonth.number).label("number"))
    .group_by(ReturnMonth.month)
    .subquery()
)
_CURRENT = (_NEWEST.c.month == ReturnMonth.month) & (_NEWEST.c.number == ReturnMonth.number)


_ROWS = (
    select(*_ROW)
    .join(MonthlyReturn, MonthlyReturn.id == ReturnMonth.return_id)
    .join(_NEWEST, _CURRENT)
)


@read_once
def read_rows(scope: Scope) -> Sequence[Any]:
    """The current row of every month, without its counts by grade."""
    return session(scope).execute(_ROWS).all()


_LAST_HELD = declare(
    "benchmarking:last month", READ_RETURNS, select(func.max(ReturnMonth.month)).scalar_subquery()
)
_LAST_STANDING = (
    select(ReturnMonth.id)
    .join(_NEWEST, _CURRENT)
    .where(ReturnMonth.withdrawn.is_(False))
    .order_by(ReturnMonth.month.desc())
    .limit(1)
    .scalar_subquery()
)
_NEWEST_MONTH, _NEWEST_COMPLETED = (
    declare(
        f"benchmarking:{column.key} of the newest month",
        READ_RETURNS,
        select(column).where(ReturnMonth.id == _LAST_STANDING).scalar_subquery(),
    )
    for column in (ReturnMonth.month, ReturnMonth.completed)
)


def find_newest_month(scope: Scope) -> tuple[date, int] | None:
    """The newest month that stands and how many audits were completed in it; None without one."""
    month = tell(scope, _NEWEST_MONTH)
    return None if month is None else (month, tell(scope, _NEWEST_COMPLETED))


def is_due(scope: Scope, month: date) -> bool:
    """Whether nothing was ever returned of a month."""
    last = tell(scope, _LAST_HELD)
    if last is None or last <= month:
        return bool(last != month)
    one = select(ReturnMonth.id).where(ReturnMonth.month == month).limit(1)
    return session(scope).scalar(one) is None


@read_once
def read_months(scope: Scope) -> Months:
    """Every month as it stands, from its rows. Three queries, however many months there are.

    Pages read the same from the cube: ``list_months``.
    """
    unit = session(scope)
    rows = read_rows(scope)
    counts = _by_month(
        unit.execute(
            select(ReturnMonth.month, MonthCount.grade, MonthCount.count)
            .join(ReturnMonth, ReturnMonth.id == MonthCount.month_id)
            .join(_NEWEST, _CURRENT)
        )
    )
    domains = _by_domain(
        unit.execute(
            select(ReturnMonth.month, DomainCount.domain, DomainCount.grade, DomainCount.count)
            .join(ReturnMonth, ReturnMonth.id == DomainCount.month_id)
            .join(_NEWEST, _CURRENT)
        )
    )
    return months_of(rows, lambda row: held_month(row, counts[row.month], domains[row.month]))


def months_of(rows: Sequence[Any], held: Callable[[Any], HeldMonth]) -> Months:
    """The months of ``read_rows``, each made by ``held``."""
    return Months({row.month: held(row) for row in rows}, sum(row.number for row in rows))


def list_history(scope: Scope, month: date) -> list[HeldMonth]:
    """Every row of a month, newest first."""
    unit = session(scope)
    rows = unit.execute(
        select(*_ROW)
        .join(MonthlyReturn, MonthlyReturn.id == ReturnMonth.return_id)
        .where(ReturnMonth.month == month)
        .order_by(ReturnMonth.number.desc())
    ).all()
    counts, domains = counts_of(scope, [row.id for row in rows])
    return [held_month(row, counts[row.id], domains[row.id]) for row in rows]


def counts_of(
    scope: Scope, months: Collection[UUID]
) -> tuple[dict[UUID, dict[str, int]], dict[UUID, dict[str, dict[str, int]]]]:
    """Counts by grade, and by domain and grade, of these rows of months, by row."""
    unit = session(scope)
    counts = unit.execute(
        select(MonthCount.month_id, MonthCount.grade, MonthCount.count).where(
            MonthCount.month_id.in_(months)
        )
    )
    domains = unit.execute(
        select(
            DomainCount.month_id, DomainCount.domain, DomainCount.grade, DomainCount.count
        ).where(DomainCount.month_id.in_(months))
    )
    return _by_month(counts), _by_domain(domains)


def _by_domain(rows: Iterable[Any]) -> dict[Any, dict[str, dict[str, int]]]:
    """Rows of a month or its key, a domain, a grade and a count, by the first."""
    counts: dict[Any, dict[str, dict[str, int]]] = defaultdict(dict)
    for key, domain, grade, count in rows:
        counts[key].setdefault(domain, {})[grade] = count
    return counts


def _by_month(rows: Iterable[Any]) -> dict[Any, dict[str, int]]:
    """Rows of a month or its key, a grade and a count, by the first."""
    counts: dict[Any, dict[str, int]] = defaultdict(dict)
    for key, grade, count in rows:
        counts[key][grade] = count
    return counts


def held_month(
    row: Any, counts: Mapping[str, int], domains: Mapping[str, Mapping[str, int]]
) -> HeldMonth:
    """A row of ``read_rows`` with its counts, grades in the order of the scale."""
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
