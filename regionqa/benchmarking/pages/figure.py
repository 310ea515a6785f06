"""One figure of the authority with its rows, the released region beside it, and as files."""

from flask import render_template
from flask.typing import ResponseReturnValue

from regionqa.benchmarking import queries
from regionqa.benchmarking.measures import Measure, measures
from regionqa.benchmarking.pages.doors import as_file
from regionqa.benchmarking.pages.position import door, newest_product
from regionqa.benchmarking.policy import READ_RETURNS
from regionqa.benchmarking.position.charts import position_chart
from regionqa.benchmarking.position.files import (
    SYMBOLS,
    position_csv,
    position_xlsx,
    rows_csv,
    rows_xlsx,
)
from regionqa.benchmarking.position.paper import Paper, gather_paper
from regionqa.benchmarking.position.rows import month_rows
from regionqa.benchmarking.products import Placed
from regionqa.core.errors import NotFound
from regionqa.core.scope import Scope

_NAME = "our-position"


def _held(scope: Scope) -> Paper:
    return gather_paper(scope, newest_product(scope), queries.today())


def _asked(scope: Scope, code: str) -> tuple[Paper, Placed, Measure]:
    paper = _held(scope)
    found = next((one for one in paper.placed if one.own.code == code), None)
    if found is None or code not in measures():
        raise NotFound
    return paper, found, measures()[code]


@door.page("/figures.csv", permission=READ_RETURNS)
def all_csv(scope: Scope) -> ResponseReturnValue:
    """Every figure of the paper."""
    return as_file(position_csv(_held(scope)), f"{_NAME}.csv")


@door.page("/figures.xlsx", permission=READ_RETURNS)
def all_xlsx(scope: Scope) -> ResponseReturnValue:
    """Every figure of the paper, with notes."""
    return as_file(position_xlsx(_held(scope)), f"{_NAME}.xlsx")


@door.page("/<code>", permission=READ_RETURNS)
def figure(scope: Scope, code: str) -> ResponseReturnValue:
    """One figure, its rows, and the region beside it."""
    paper, found, measure = _asked(scope, code)
    return render_template(
        "benchmarking/figure.html",
        paper=paper,
        one=found,
        measure=measure,
        chart=position_chart([found]),
        rows=month_rows(scope, measure, paper.window) if measure.parts else [],
        symbols=SYMBOLS,
    )


@door.page("/<code>/months.csv", permission=READ_RETURNS)
def figure_csv(scope: Scope, code: str) -> ResponseReturnValue:
    """The months behind a figure."""
    paper, _found, measure = _asked(scope, code)
    return as_file(rows_csv(month_rows(scope, measure, paper.window)), f"{code}.csv")


@door.page("/<code>/months.xlsx", permission=READ_RETURNS)
def figure_xlsx(scope: Scope, code: str) -> ResponseReturnValue:
    """The months behind a figure, with notes."""
    paper, _found, measure = _asked(scope, code)
    rows = month_rows(scope, measure, paper.window)
    return as_file(rows_xlsx(rows, measure, paper.authority), f"{code}.xlsx")
