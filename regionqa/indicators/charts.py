"""The two charts of a comparison: where the region's members stand, and the years."""

from decimal import Decimal

from regionqa.indicators.comparison import Comparison
from regionqa.indicators.definitions import Indicator
from regionqa.indicators.figures import Figure
from regionqa.indicators.remarks import possessive
from regionqa.web.charts import Chart, Position, Series, lines, positions


def shown(indicator: Indicator, figure: Figure | None) -> str:
    """A figure as a cell has it: the number with its unit, or why there is none."""
    if figure is None:
        return "not published"
    if figure.number is not None:
        return indicator.words(figure.number)
    return figure.symbol.word if figure.symbol else "not published"


def middle_shown(indicator: Indicator, number: Decimal | None) -> str:
    """A median as a cell has it; where nobody's figure is shown it is not shown either."""
    return "not shown" if number is None else indicator.middle_words(number)


def members_chart(comparison: Comparison) -> Chart:
    """A bar for each member of the region by name, beside England and the members' middle."""
    indicator = comparison.indicator
    rows = [
        Position(
            figure.area.name,
            None if figure.number is None else float(figure.number),
            shown(indicator, figure),
            own=figure.area.code == comparison.area.code,
        )
        for figure in sorted(comparison.member_figures, key=lambda f: f.area.name)
    ]
    references = []
    if comparison.england.number is not None:
        words = indicator.words(comparison.england.number)
        references.append((f"England {words}", float(comparison.england.number)))
    if comparison.members.median is not None:
        words = indicator.middle_words(comparison.members.median)
        references.append((f"Middle of the members {words}", float(comparison.members.median)))
    title = f"{indicator.title}: {comparison.region.name}, {comparison.year}"
    text = "A bar for each member by name. Dashed lines show England and the middle of the members."
    return positions(title, text, rows, references=references, measure=indicator.unit.words)


def years_chart(comparison: Comparison) -> Chart:
    """The own figure, England and the middle of the members in each year published."""
    indicator, years = comparison.indicator, comparison.years
    own = Series(
        comparison.area.name,
        [_value(y.own.number) for y in years],
        [shown(indicator, y.own) for y in years],
    )
    england = Series(
        "England",
        [_value(y.england.number) for y in years],
        [shown(indicator, y.england) for y in years],
    )
    members = Series(
        "Middle of the region’s members",
        [_value(y.members.median) for y in years],
        [middle_shown(indicator, y.members.median) for y in years],
    )
    title = f"{indicator.title}: {years[0].year} to {years[-1].year}"
    whose = possessive(comparison.area.name)
    text = f"{whose} figure by year, beside England and the middle of the region’s members."
    if any(y.own.number is None for y in years):
        text += " A gap in the line is a year without a figure."
    periods = [str(y.year) for y in years]
    return lines(title, text, periods, [own, england, members])


def _value(number: Decimal | None) -> float | None:
    return None if number is None else float(number)
