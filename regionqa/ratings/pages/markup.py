"""Rows of tables as HTML: one escape for a row, since a page has a thousand cells."""

from collections.abc import Sequence

from markupsafe import Markup, escape

from regionqa.ratings.pages.doors import ratings_door
from regionqa.ratings.results.page import Cell

_BETWEEN = "\x1f"
_HEAD = '<th scope="row" class="govuk-table__header">'
_NEXT = '</td><td class="govuk-table__cell">'


@ratings_door.app_template_filter("table_row")
def table_row(cells: Sequence[object]) -> Markup:
    """The cells of a row, the first of which names it."""
    words = (str(cell).replace(_BETWEEN, " ") for cell in cells)
    first, *rest = str(escape(_BETWEEN.join(words))).split(_BETWEEN)
    row = f"{_HEAD}{first}</th>" + (f"{_NEXT[5:]}{_NEXT.join(rest)}</td>" if rest else "")
    return Markup(row)  # noqa: S704  # all words are escaped above


@ratings_door.app_template_filter("grid_row")
def grid_row(cells: Sequence[Cell]) -> Markup:
    """Counts of one grade of the first reader, with how far apart the two grades lie, in words."""
    row = "".join(
        f'<td class="govuk-table__cell app-number app-grid__{cell.kind}">{cell.count:,}'
        + (f' <span class="app-grid__note">{cell.note}</span></td>' if cell.note else "</td>")
        for cell in cells
    )
    return Markup(row)  # noqa: S704  # numbers and fixed words only
