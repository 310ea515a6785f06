"""The figures of a comparison as the rows of a file."""

from collections.abc import Iterator
from decimal import Decimal

from regionqa.indicators.comparison import Comparison
from regionqa.indicators.figures import Figure
from regionqa.indicators.spread import Spread

HEADERS = (
    "indicator",
    "year",
    "code",
    "name",
    "what",
    "value",
    "symbol",
    "meaning",
    "published_as",
)
Row = tuple[str | int | Decimal, ...]


def comparison_rows(comparison: Comparison) -> Iterator[Row]:
    """Own years first, then the members, the neighbours, and what they are read beside.

    A figure without a number has its symbol and the symbol's meaning. ``published_as`` is the code
    that the figure was published under: of a joint return, or an older one.
    """
    code = comparison.indicator.code
    for year in comparison.years:
        yield _figure(code, year.own, "own")
        yield _figure(code, year.england, "England")
        if year.pooled is not None:
            yield _figure(code, year.pooled, "region, published")
        yield _middle(code, year.year, "region, middle of members", year.members)
        yield _middle(code, year.year, "neighbours, middle", year.neighbours)
    for figure in comparison.member_figures:
        yield _figure(code, figure, "member of the region")
    for beside in comparison.neighbour_figures:
        neighbour = beside.neighbour
        what = f"neighbour {neighbour.rank}, {neighbour.closeness.words.lower()}"
        yield _figure(code, beside.figure, what)


def _figure(indicator: str, figure: Figure, what: str) -> Row:
    number = "" if figure.number is None else figure.number
    symbol = figure.symbol.value if figure.symbol else ""
    area, source = figure.area, figure.source
    reason = figure.reason
    return (indicator, figure.year, area.code, area.name, what, number, symbol, reason, source.code)


def _middle(indicator: str, year: int, what: str, spread: Spread) -> Row:
    number = "" if spread.median is None else spread.median
    meaning = f"{spread.shown} of {spread.total} have a figure"
    return (indicator, year, "", "", what, number, "", meaning, "")
