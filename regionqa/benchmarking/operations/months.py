"""Months are returned, corrected and withdrawn, each time as a new row; nothing is overwritten."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy.exc import IntegrityError

from regionqa.benchmarking import queries
from regionqa.benchmarking.changes import Changes, find_changes
from regionqa.benchmarking.models import DomainCount, MonthCount, MonthlyReturn, ReturnMonth
from regionqa.benchmarking.months import HeldMonth, MonthFigures, Months
from regionqa.benchmarking.operations.counts import STALE, keep_counts
from regionqa.benchmarking.policy import GIVE_RETURNS
from regionqa.core import events
from regionqa.core.errors import Conflict, NotFound, Unprocessable
from regionqa.core.permissions import require
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session
from regionqa.exchange import check_text_for_personal_details

FILE, FORM = "file", "form"
RETURNED = events.declare(
    "return.given",
    "new",
    "corrected",
    "unchanged",
    sentence="Returned months of audits: {new} new, {corrected} corrected, {unchanged} as before",
)
WITHDRAWN = events.declare(
    "return_month.withdrawn", "month", sentence="Withdrew the audits returned for {month}"
)


@dataclass(frozen=True, slots=True)
class Recorded:
    """How many months a return added, corrected and found as they were."""

    new: int
    corrected: int
    unchanged: int


def record_months(
    scope: Scope,
    months: Iterable[MonthFigures],
    *,
    how: str,
    seen: int,
    reason: str = "",
    synthetic: bool = False,
    filename: str | None = None,
) -> Recorded:
    """Keep what a return says of its months. What is there already is left as it is.

    ``seen`` is ``Months.seen`` as the page showed it. Raises ``Conflict`` when a month changed
    since, ``Unprocessable`` for a correction without a reason or with a personal one.
    """
    require(scope, GIVE_RETURNS)
    held = _held_as_seen(scope, seen)
    changes = find_changes(months, held)
    if not changes.any:
        return Recorded(0, 0, len(changes.unchanged))
    if changes.corrected:
        check_correction(scope, reason)
    _write(scope, changes, how=how, reason=reason, synthetic=synthetic, filename=filename)
    recorded = Recorded(len(changes.new), len(changes.corrected), len(changes.unchanged))
    events.record(
        scope,
        RETURNED,
        new=recorded.new,
        corrected=recorded.corrected,
        unchanged=recorded.unchanged,
    )
    return recorded


def _write(
    scope: Scope,
    changes: Changes,
    *,
    how: str,
    reason: str,
    synthetic: bool,
    filename: str | None,
) -> None:
    rows: list[object] = []
    given = _return(scope, how, synthetic=synthetic, filename=filename)
    for figures in changes.new:
        rows += _month_rows(scope, given.id, figures, None, None)
    for before, figures in changes.corrected:
        rows += _month_rows(scope, given.id, figures, before, reason)
    _add(scope, given, rows)
    changed = [*changes.new, *(figures for _before, figures in changes.corrected)]
    keep_counts(scope, changed, synthetic=synthetic)


def _return(
    scope: Scope, how: str, *, synthetic: bool = False, filename: str | None = None
) -> MonthlyReturn:
    return MonthlyReturn(
        id=uuid4(),
        authority_id=scope.authority_id,
        how=how,
        filename=filename,
        scale=queries.common_scale().key,
        synthetic=synthetic,
        at=now(),
        by=scope.person_id,
    )


def _month_rows(
    scope: Scope,
    return_id: UUID,
    figures: MonthFigures,
    before: HeldMonth | None,
    reason: str | None,
) -> list[object]:
    row = ReturnMonth(
        id=uuid4(),
        authority_id=scope.authority_id,
        return_id=return_id,
        month=figures.month,
        number=before.number + 1 if before else 1,
        supersedes_id=before.id if before else None,
        withdrawn=False,
        completed=figures.completed,
        auditors=figures.auditors,
        not_graded=figures.not_graded,
        chosen=figures.chosen,
        reason=reason,
    )
    counts = [
        MonthCount(authority_id=scope.authority_id, month_id=row.id, grade=grade, count=count)
        for grade, count in figures.grades.items()
    ]
    by_domain = [
        DomainCount(
            authority_id=scope.authority_id,
            month_id=row.id,
            domain=domain,
            grade=grade,
            count=count,
        )
        for domain, grades in figures.domains.items()
        for grade, count in grades.items()
    ]
    return [row, *counts, *by_domain]


def _add(scope: Scope, given: MonthlyReturn, rows: list[object]) -> None:
    unit = session(scope)
    try:
        with unit.begin_nested():
            unit.add(given)
            unit.flush()
            unit.add_all([row for row in rows if isinstance(row, ReturnMonth)])
            unit.flush()
            unit.add_all([row for row in rows if not isinstance(row, ReturnMonth)])
    except IntegrityError as error:
        raise Conflict(STALE) from error


def withdraw_month(scope: Scope, month: date, *, reason: str, seen: int) -> None:
    """Take a month out of every figure; what it was stays in its history.

    Raises ``NotFound`` for a month that does not stand, ``Conflict`` for a stale page,
    ``Unprocessable`` without a reason or with a personal one.
    """
    require(scope, GIVE_RETURNS)
    held = _held_as_seen(scope, seen)
    before = held.held.get(month)
    if before is None or before.withdrawn:
        raise NotFound
    _check_reason(scope, reason, "Enter why the month is withdrawn")
    given = _return(scope, FORM, synthetic=before.synthetic)
    row = ReturnMonth(
        id=uuid4(),
        authority_id=scope.authority_id,
        return_id=given.id,
        month=month,
        number=before.number + 1,
        supersedes_id=before.id,
        withdrawn=True,
        completed=0,
        auditors=None,
        not_graded=0,
        reason=reason,
    )
    _add(scope, given, [row])
    keep_counts(scope, withdrawn=[month], synthetic=before.synthetic)
    events.record(scope, WITHDRAWN, before.id, month=month.isoformat()[:7])


def _held_as_seen(scope: Scope, seen: int) -> Months:
    held = queries.read_months(scope)
    if held.seen != seen:
        raise Conflict(STALE, seen=seen, found=held.seen)
    return held


def check_correction(scope: Scope, reason: str) -> None:
    """Raise ``Unprocessable`` for a correction without a reason or with a personal one."""
    _check_reason(scope, reason, "Enter why months that were returned before are changed")


def _check_reason(scope: Scope, reason: str, missing: str) -> None:
    if not reason:
        raise Unprocessable(missing, errors={"reason": [missing]})
    check_words(scope, "reason", reason)


def check_words(scope: Scope, field: str, text: str) -> None:
    """Raise ``Unprocessable`` for a field whose text seems to hold a personal detail."""
    findings = check_text_for_personal_details(text, queries.known_names(scope)) if text else ()
    if findings:
        said = findings[0].said
        raise Unprocessable(said, errors={field: [said]})
