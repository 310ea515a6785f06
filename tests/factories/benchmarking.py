"""Months of audits and files of them, made in one authority through the feature's own ways."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID, uuid4

from regionqa.authorities.roles import Role
from regionqa.benchmarking import operations, queries
from regionqa.benchmarking.checking import add_up
from regionqa.benchmarking.common import common_domains
from regionqa.benchmarking.models import ToolMapping
from regionqa.benchmarking.months import DRAWN, EARLIEST, MonthFigures, month_key
from regionqa.benchmarking.reading import read_return
from regionqa.core.database import Database
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session, unit_of_work
from tests.factories.world import Place, World

MONTH = date(2025, 3, 1)
HEADINGS = "Month,Completed audits,Inadequate,Good"


def figures(
    month: date = MONTH,
    low: int = 4,
    good: int = 8,
    completed: int = 13,
    *,
    chosen: str | None = DRAWN,
    domains: Mapping[str, Mapping[str, int]] | None = None,
) -> MonthFigures:
    """A month with two grades and the rest not graded."""
    grades = {"Inadequate": low, "Good": good}
    return add_up(month, grades, completed, None, 20, chosen=chosen, domains=domains)


def mapping(
    database: Database,
    place: Place,
    *,
    since: date = EARLIEST,
    domains: Mapping[str, str | None] | None = None,
    grades: Mapping[str, str] | None = None,
    accept: bool = True,
    note: str = "",
    tool: str = "Case audit tool",
) -> UUID:
    """A mapping that was proposed, and accepted by both unless it is said otherwise; its id."""
    lead = place.scope(Role.QA_LEAD)
    words = queries.common_scale().words
    with unit_of_work(database, lead):
        found = operations.propose_mapping(
            lead,
            tool=tool,
            since=since,
            domains=domains or {one.name: one.key for one in common_domains().domains},
            grades=grades or {word: word for word in words},
            note=note,
        )
    for who in (place.scope(Role.DCS), World.office.scope(Role.REGIONAL_LEAD)) if accept else ():
        with unit_of_work(database, who):
            operations.decide_mapping(who, found, accepted=True)
    return found


def mapping_row(database: Database, place: Place) -> UUID:
    """The row of a mapping in a region that has no office to propose it to; its id."""
    scope = place.scope()
    row = ToolMapping(
        id=uuid4(), owner_id=place.id, reader_id=place.id, number=1, tool="Tool", since=EARLIEST,
        common=common_domains().code, domains={}, grades={}, note="", proposed_at=now(),
    )  # fmt: skip
    with unit_of_work(database, scope):
        session(scope).add(row)
    return row.id


def month(database: Database, scope: Scope) -> str:
    """A month that was returned; its key."""
    with unit_of_work(database, scope):
        operations.record_months(
            scope,
            [figures()],
            how="form",
            seen=queries.read_months(scope).seen,
            reason="Returned again",
        )
    return month_key(MONTH)


def returned(database: Database, place: Place, *months: MonthFigures, reason: str = "") -> None:
    """Months that a lead returned."""
    scope = place.scope(Role.QA_LEAD)
    with unit_of_work(database, scope):
        seen = queries.read_months(scope).seen
        operations.record_months(scope, months, how="form", seen=seen, reason=reason)


def correct(database: Database, scope: Scope, reason: str, domain: str = "Planning") -> None:
    """One audit more in the month, and counts of one domain."""
    with unit_of_work(database, scope):
        operations.record_months(
            scope,
            [figures(completed=14, domains={domain: {"Good": 5}})],
            how="form",
            seen=queries.read_months(scope).seen,
            reason=reason,
        )


def draft(database: Database, scope: Scope, word: str = "") -> UUID:
    """A file of one month that waits; ``word`` stands in its name and in a heading."""
    extra, cell = (f",{word}", ",7") if word else ("", "")
    content = f"{HEADINGS}{extra}\n2025-05,9,4,4{cell}\n".encode()
    with unit_of_work(database, scope):
        table, synthetic = read_return(content, f"{word or 'months'}.csv", queries.common_scale())
        return operations.save_draft(scope, table, synthetic=synthetic)


def confirmed(database: Database, scope: Scope, word: str) -> None:
    """A file of one month that was used, with a heading that was left out and is remembered."""
    draft_id = draft(database, scope, word)
    with unit_of_work(database, scope):
        operations.change_draft(scope, draft_id, chosen={4: "left_out"}, version=1)
        seen = queries.read_months(scope).seen
        operations.confirm_draft(scope, draft_id, version=2, seen=seen)
