"""Tables of figures as markup: one escape for a row, since a page has hundreds of cells."""

from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

_BETWEEN = "\x1f"
_HEAD = '<tr class="govuk-table__row"><th scope="row" class="govuk-table__header">'
_CELL = '<td class="govuk-table__cell app-number">'


def figures_body(rows: Iterable[Sequence[str]]) -> Markup:
    """The rows of a table's body; the first cell of a row names it, the rest are figures."""
    return Markup("".join(map(_row, rows)))  # noqa: S704  # all words are escaped below


def _row(cells: Sequence[str]) -> str:
    words = _BETWEEN.join([cell.replace(_BETWEEN, " ") for cell in cells])
    first, *rest = str(escape(words)).split(_BETWEEN)
    figures = f"{_CELL}{f'</td>{_CELL}'.join(rest)}</td>" if rest else ""
    return f"{_HEAD}{first}</th>{figures}</tr>"
