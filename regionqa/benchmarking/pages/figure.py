"""One figure of the authority with its rows, the released region beside it, and as files."""

from collections.abc import Collection

from flask import render_template
from flask.typing import ResponseReturnValue

from regionqa.benchmarking import queries
from regionqa.benchmarking.measures import Measure, measures
from regionqa.benchmarking.pages.doors import as_file, name_in_use
from regionqa.benchmarking.pages.position import door, newest_product, paper_of
from regionqa.benchmarking.policy import READ_RETURNS
from regionqa.benchmarking.position.charts import position_chart
from regionqa.benchmarking.position.files import (
    SYMBOLS,
    position_csv,
    position_xlsx,
    rows_csv,
    rows_xlsx,
)
from regionqa.benchmarking.position.paper import shown_codes, window_of
from regionqa.benchmarking.position.rows import MonthRow, month_rows
from regionqa.core.errors import NotFound
from regionqa.core.scope import Scope

_NAME = "our-position"


def _asked(code: str, shown: Collection[str]) -> Measure:
    if code not in shown or code not in measures():
        raise NotFound
    return measures()[code]


@door.page("/figures.csv", permission=READ_RETURNS)
def all_csv(scope: Scope) -> ResponseReturnValue:
    """Every figure of the paper."""
    return as_file(position_csv(paper_of(scope)), f"{_NAME}.csv")


@door.page("/figures.xlsx", permission=READ_RETURNS)
def all_xlsx(scope: Scope) -> ResponseReturnValue:
    """Every figure of the paper, with notes."""
    return as_file(position_xlsx(paper_of(scope)), f"{_NAME}.xlsx")


@door.page("/<code>", permission=READ_RETURNS)
def figure(scope: Scope, code: str) -> ResponseReturnValue:
    """One figure, its rows, and the region beside it."""
    paper = paper_of(scope)
    held = {one.own.code: one for one in paper.placed}
    measure = _asked(code, held)
    return render_template(
        "benchmarking/figure.html",
        paper=paper,
        one=held[code],
        measure=measure,
        chart=position_chart([held[code]]),
        rows=month_rows(scope, measure, paper.window) if measure.parts else [],
        symbols=SYMBOLS,
    )


@door.page("/<code>/months.csv", permission=READ_RETURNS)
def figure_csv(scope: Scope, code: str) -> ResponseReturnValue:
    """The months behind a figure."""
    _measure, rows = _rows(scope, code)
    return as_file(rows_csv(rows), f"{code}.csv")


@door.page("/<code>/months.xlsx", permission=READ_RETURNS)
def figure_xlsx(scope: Scope, code: str) -> ResponseReturnValue:
    """The months behind a figure, with notes."""
    measure, rows = _rows(scope, code)
    return as_file(rows_xlsx(rows, measure, name_in_use()), f"{code}.xlsx")


def _rows(scope: Scope, code: str) -> tuple[Measure, list[MonthRow]]:
    product = newest_product(scope)
    measure = _asked(code, shown_codes(product))
    return measure, month_rows(scope, measure, window_of(product, queries.today()))
