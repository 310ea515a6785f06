"""Months as rows of a table, written cell by cell, since a page has hundreds of them."""

from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

from regionqa.benchmarking.months import HeldMonth, MonthFigures, month_key, month_words
from regionqa.benchmarking.pages.doors import door

_HEAD = '<tr class="govuk-table__row"><th scope="row" class="govuk-table__header app-nowrap">'
_NEXT = '</td><td class="govuk-table__cell app-number">'


@door.app_template_filter("held_rows")
def held_rows(months: Iterable[HeldMonth], grades: Sequence[str], address: str) -> Markup:
    """A row for each month; ``address`` is where each leads, with ``MONTH`` in it."""
    link = str(escape(address))
    parts = []
    for held in months:
        month = held.figures.month
        href = link.replace("MONTH", month_key(month))
        note = ' <span class="app-quiet">corrected</span>' if held.number > 1 else ""
        parts.append(
            _row(
                f'<a class="govuk-link" href="{href}">{month_words(month)}</a>{note}',
                held.figures,
                grades,
            )
        )
    return Markup("".join(parts))  # noqa: S704  # the address is escaped; months and numbers


@door.app_template_filter("month_rows")
def month_rows(months: Iterable[MonthFigures], grades: Sequence[str]) -> Markup:
    """A row for each month of a file."""
    rows = (_row(month_words(one.month), one, grades) for one in months)
    return Markup("".join(rows))  # noqa: S704  # months and numbers only


def _row(heading: str, one: MonthFigures, grades: Sequence[str]) -> str:
    counts = [one.completed, one.auditors, *map(one.grades.get, grades), one.not_graded]
    cells = [f"{count:,}" if count is not None else "–" for count in counts]
    return f"{_HEAD}{heading}</th>{_NEXT[5:]}{_NEXT.join(cells)}</td></tr>\n"
