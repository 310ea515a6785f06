"""Loading indicators and figures from the tables that come with the service."""

from decimal import Decimal
from typing import Any

from regionqa.authorities import Areas, read_atlas, record_load
from regionqa.core.reference import (
    Changes,
    Difference,
    Progress,
    compare_reference,
    write_reference,
)
from regionqa.core.scope import Scope
from regionqa.indicators import reference_tables
from regionqa.indicators.definitions import Indicator
from regionqa.indicators.figures import figure_text
from regionqa.indicators.models import IndicatorRow, PublishedValueRow
from regionqa.symbols import Symbol, parse_value


def load_reference_figures(scope: Scope, progress: Progress | None = None) -> Changes:
    """Bring indicators and figures to what the reference tables say.

    Figures that came from files of other years stay. Loading the same again changes nothing. Only
    the operator's scope may; load the areas first. ``progress`` is told how many of how many
    indicators are done. Raises ``UnknownAreaError`` for figures of an area that is not loaded.
    """
    defined = reference_tables.indicators()
    rows = (_definition(one, place) for place, one in enumerate(defined.values()))
    difference = compare_reference(scope, IndicatorRow, rows)
    total = write_reference(scope, IndicatorRow, difference, remove=True)
    areas = read_atlas(scope).areas
    for done, code in enumerate(defined, start=1):
        figures = _figures_of(scope, code, areas)
        total += write_reference(scope, PublishedValueRow, figures, remove=False)
        if progress is not None:
            progress(done, len(defined))
    if total.any:
        record_load(scope, "Published figures of the reference tables", total)
    return total


def _figures_of(scope: Scope, code: str, areas: Areas) -> Difference:
    rows: dict[tuple[int, str], dict[str, Any]] = {}
    for cell in reference_tables.published_values(code):
        area = areas.get_area(cell.area).code
        value = parse_value(cell.text)
        text = figure_text(value if isinstance(value, Symbol) else Decimal(value))
        rows[cell.year, area] = {
            "indicator_code": code,
            "year": cell.year,
            "area_code": area,
            "figure": text,
        }
    held = PublishedValueRow.indicator_code == code
    return compare_reference(scope, PublishedValueRow, rows.values(), held)


def _definition(one: Indicator, place: int) -> dict[str, Any]:
    return {
        "code": one.code,
        "place": place,
        "title": one.title,
        "theme_code": one.theme.code,
        "theme_title": one.theme.title,
        "theme_order": one.theme.order,
        "unit": one.unit.value,
        "decimal_places": one.decimal_places,
        "polarity": one.polarity.value,
        "type": one.type.value,
        "period": one.period,
        "definition": one.definition,
        "accuracy": one.accuracy,
        "purpose": one.purpose,
        "trend_and_comparison": one.trend_and_comparison,
        "folded": one.folded,
        "numerator": one.numerator,
        "denominator": "+".join(one.denominator),
        "source_code": one.source.code,
        "source_title": one.source.title,
        "source_publisher": one.source.publisher,
        "source_collected": one.source.collected,
        "source_url": one.source.url,
        "source_accuracy": one.source.accuracy_and_timeliness,
    }
