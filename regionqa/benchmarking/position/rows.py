"""The months behind a figure: what each adds to it, or why it is counted apart."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from regionqa.benchmarking import queries
from regionqa.benchmarking.contributions import has_measure
from regionqa.benchmarking.cube import MonthHeld
from regionqa.benchmarking.mapping import ToolMap, accepted, on_common
from regionqa.benchmarking.measures import Measure
from regionqa.benchmarking.windows import Window
from regionqa.core.scope import Scope


@dataclass(frozen=True, slots=True)
class MonthRow:
    """A month of a measure. ``why`` says why it is no part of the figure, empty where it is.

    ``numerator`` and ``denominator`` are None where the month was not counted.
    """

    month: date
    numerator: int | None
    denominator: int | None
    why: str
    synthetic: bool = False


def month_rows(scope: Scope, measure: Measure, window: Window) -> list[MonthRow]:
    """Every month of the window for a measure that months feed. Three queries at most."""
    return rows_of(measure, window, queries.read_cube(scope).months(window),
                   queries.list_mappings(scope))  # fmt: skip


def rows_of(
    measure: Measure, window: Window, months: Iterable[MonthHeld], mappings: Sequence[ToolMap]
) -> list[MonthRow]:
    """The same from months that were read."""
    held = {one.figures.month: one for one in months}
    ordered, scale = accepted(mappings), queries.common_scale().words
    found = []
    for month in window.months:
        one = held.get(month)
        if one is None or not has_measure(measure, one.figures):
            why = "not returned" if one is None else "not counted in the return"
            found.append(MonthRow(month, None, None, why))
            continue
        figures = one.figures
        common = on_common(measure, figures, ordered, scale) if measure.of_grades else figures
        why = common if isinstance(common, str) else ""
        parts = measure.counts(figures if isinstance(common, str) else common)
        numerator, denominator = parts or (None, None)
        found.append(MonthRow(month, numerator, denominator, why, one.synthetic))
    return found
