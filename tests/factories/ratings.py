"""Drafts and files of double-graded cases, made in one authority through the feature's own ways."""

from functools import cache
from typing import Any
from uuid import UUID

from regionqa.core.database import Database
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import unit_of_work
from regionqa.exchange import write_csv
from regionqa.ratings import operations
from regionqa.ratings.checking import check_file
from regionqa.ratings.computing import compute_report, shown
from regionqa.ratings.demonstration import sample_rows
from regionqa.ratings.reading import read_ratings
from regionqa.ratings.scales import DeclaredScale, own_scale

GRADES = "Inadequate\nRequires improvement\nGood\nOutstanding"


def scale() -> DeclaredScale:
    """Four grades."""
    return own_scale(GRADES)


def small_file(word: str = "") -> bytes:
    """Twelve made-up cases in one domain; ``word`` stands in every reference of it."""
    rows = [row for row in sample_rows(7, scale()) if row["Domain"] == "Assessment"][:24]
    headers = list(rows[0])
    marked = {"Case", "Reader", "Authority", "Domain"}
    return write_csv(
        headers,
        [[f"{row[name]} {word}".strip() if name in marked else row[name] for name in headers]
         for row in rows],
    )  # fmt: skip


def draft(database: Database, scope: Scope, word: str = "") -> UUID:
    """A draft of a small file that has no problem."""
    with unit_of_work(database, scope):
        table = read_ratings(small_file(word), f"{word or 'example'}.csv")
        return operations.save_draft(scope, table, f"Example {word}".strip(), scale())


def file(database: Database, scope: Scope, word: str = "", *, computed: bool = True) -> UUID:
    """A confirmed file, with its report."""
    draft_id = draft(database, scope, word)
    with unit_of_work(database, scope):
        confirmed = operations.confirm_draft(
            scope, draft_id, version=1, then=lambda file_id: f"/agreement/{file_id}"
        )
        if computed:
            report = report_of(word)
            operations.store_report(scope, confirmed.file_id, report, shown(report))
    return confirmed.file_id


@cache
def report_of(word: str = "") -> dict[str, Any]:
    """The report on a small file, worked out once in a process."""
    rows = check_file(read_ratings(small_file(word), "example.csv"), scale()).rows
    assert rows is not None
    return compute_report(rows, scale())
