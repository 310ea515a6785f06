"""Months are listed, returned, corrected and withdrawn: the pages' operations."""

from typing import Any

from regionqa.benchmarking import operations, queries
from regionqa.benchmarking.api.doors import door
from regionqa.benchmarking.api.schemas import (
    CorrectedMonthSchema,
    RecordedSchema,
    ReturnedMonthSchema,
    ReturnedMonthsSchema,
    SentReturnSchema,
    WithdrawnMonthSchema,
    version_of,
)
from regionqa.benchmarking.months import HeldMonth, MonthError, month_key, read_month
from regionqa.benchmarking.operations import Recorded
from regionqa.benchmarking.policy import GIVE_RETURNS, READ_RETURNS
from regionqa.core.errors import NotFound
from regionqa.core.scope import Scope

_MONTHS = "/returns/months"
_MONTH = f"{_MONTHS}/<month>"
HOW = "api"


def get_month(scope: Scope, month: str) -> HeldMonth:
    """A month that was returned, withdrawn or not. Raises ``NotFound``."""
    try:
        asked = read_month(month, queries.today())
    except MonthError as error:
        raise NotFound from error
    held = queries.read_months(scope).held.get(asked)
    if held is None or month_key(asked) != month:
        raise NotFound
    return held


@door.operation(_MONTHS, permission=READ_RETURNS, answer=ReturnedMonthsSchema, etag=True)
def list_months(scope: Scope) -> dict[str, Any]:
    """List every month that was returned, oldest first."""
    held = queries.list_months(scope).held
    scale = queries.common_scale().words
    return {"scale": scale, "items": [one for _, one in sorted(held.items())]}


@door.operation(_MONTH, permission=READ_RETURNS, answer=ReturnedMonthSchema, etag=True)
def read_one_month(scope: Scope, month: str) -> HeldMonth:
    """Get a month as it stands.

    Its ETag is what If-Match takes when it is corrected or withdrawn.
    """
    held = get_month(scope, month)
    door.set_etag(version_of(held))
    return held


@door.operation(
    _MONTHS,
    method="POST",
    permission=GIVE_RETURNS,
    body=SentReturnSchema,
    answer=RecordedSchema,
    status=201,
    errors=(409, 415, 422),
    repeatable=True,
)
def return_months(scope: Scope, body: dict[str, Any]) -> Recorded:
    """Return months: all of them or none.

    A month that is there with the same figures is left as it is. One that is there with other
    figures is a conflict: correct it by its own address.
    """
    figures = operations.figures_sent(scope, body["months"])
    operations.refuse_corrections(scope, figures)
    seen = queries.read_months(scope).seen
    return operations.record_months(scope, figures, how=HOW, seen=seen, synthetic=body["synthetic"])


@door.operation(
    _MONTH,
    method="PUT",
    permission=GIVE_RETURNS,
    body=CorrectedMonthSchema,
    answer=ReturnedMonthSchema,
    exists=get_month,
    errors=(409, 415, 422),
    etag=True,
)
def correct_month(scope: Scope, body: dict[str, Any], month: str) -> HeldMonth:
    """Correct a month, or return one that was withdrawn; what it was stays in its history."""
    held = get_month(scope, month)
    door.check_etag(version_of(held))
    reason = body.pop("reason")
    figures = operations.figures_sent(scope, [{**body, "month": month}])
    seen = queries.read_months(scope).seen
    operations.record_months(
        scope, figures, how=HOW, seen=seen, reason=reason, synthetic=held.synthetic
    )
    corrected = get_month(scope, month)
    door.set_etag(version_of(corrected))
    return corrected


@door.operation(
    f"{_MONTH}/withdrawal",
    method="PUT",
    permission=GIVE_RETURNS,
    body=WithdrawnMonthSchema,
    answer=ReturnedMonthSchema,
    exists=get_month,
    errors=(409, 415, 422),
    etag=True,
)
def withdraw_month(scope: Scope, body: dict[str, Any], month: str) -> HeldMonth:
    """Take a month out of every figure; what it was stays in its history."""
    held = get_month(scope, month)
    door.check_etag(version_of(held))
    seen = queries.read_months(scope).seen
    operations.withdraw_month(scope, held.figures.month, reason=body["reason"], seen=seen)
    withdrawn = get_month(scope, month)
    door.set_etag(version_of(withdrawn))
    return withdrawn
