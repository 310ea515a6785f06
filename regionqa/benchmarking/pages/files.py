"""Months to keep or to check, the template, and an example to try."""

from flask.typing import ResponseReturnValue

from regionqa.benchmarking import operations, queries
from regionqa.benchmarking.demonstration import EXAMPLE_NAME, example_csv
from regionqa.benchmarking.downloads import months_csv, months_xlsx
from regionqa.benchmarking.pages.doors import as_file, door, name_in_use
from regionqa.benchmarking.pages.overview import grade_columns
from regionqa.benchmarking.policy import READ_RETURNS
from regionqa.core.scope import Scope
from regionqa.exchange import Notes, write_csv_template, write_template

_TEMPLATE = "monthly-return"
_MONTHS = "audit-months"


@door.page("/months.csv", permission=READ_RETURNS)
def months_as_csv(scope: Scope) -> ResponseReturnValue:
    """The months that stand, in one table."""
    months = queries.list_months(scope)
    return as_file(months_csv(months, grade_columns(months)), f"{_MONTHS}.csv")


@door.page("/months.xlsx", permission=READ_RETURNS)
def months_as_xlsx(scope: Scope) -> ResponseReturnValue:
    """The months that stand, with notes."""
    months = queries.list_months(scope)
    return as_file(months_xlsx(months, grade_columns(months), name_in_use()), f"{_MONTHS}.xlsx")


@door.page("/template.csv", permission=READ_RETURNS)
def template_csv(scope: Scope) -> ResponseReturnValue:
    """The headings alone."""
    columns = operations.template_columns_for(scope)
    return as_file(write_csv_template(columns), f"{_TEMPLATE}.csv")


@door.page("/template.xlsx", permission=READ_RETURNS)
def template_xlsx(scope: Scope) -> ResponseReturnValue:
    """A workbook with the headings and how to fill it in."""
    scale = queries.common_scale()
    notes = Notes(
        "Monthly return of audits",
        source=scale.source,
        more={
            "Scale, lowest first": ", ".join(scale.words),
            "One row": "for each month that has ended",
            "None": "write 0 where there were none; a blank cell is refused",
            "People": "counts only; no names and no references to children",
        },
    )
    return as_file(
        write_template(operations.template_columns_for(scope), notes), f"{_TEMPLATE}.xlsx"
    )


@door.page("/example.csv", permission=READ_RETURNS, transaction=False)
def example(_scope: Scope) -> ResponseReturnValue:
    """Months that an authority printed, to try it with."""
    return as_file(example_csv(), EXAMPLE_NAME)
