"""The reference tables as figures, made once in a process."""

from decimal import Decimal
from functools import cache

from regionqa.authorities.areas import Neighbour
from regionqa.authorities.reference_tables import (
    demonstration_region,
    neighbours,
    reference_areas,
)
from regionqa.indicators.comparison import Comparison, RegionOf, compare
from regionqa.indicators.figures import Figures
from regionqa.indicators.reference_tables import indicators, published_values
from regionqa.symbols import Symbol, parse_value

HAMPSHIRE, ISLE_OF_WIGHT, MEDWAY = "E10000014", "E06000046", "E06000035"
SOUTH_EAST = "E12000008"


@cache
def figures(code: str) -> Figures:
    """One indicator's figures from the reference tables."""
    values = {}
    for cell in published_values(code):
        value = parse_value(cell.text)
        values[cell.area, cell.year] = value if isinstance(value, Symbol) else Decimal(value)
    return Figures(indicators()[code], values, reference_areas())


@cache
def counts() -> dict[str, Figures]:
    """The figures of every count."""
    return {code: figures(code) for code, one in indicators().items() if one.is_count}


@cache
def south_east() -> RegionOf:
    """The demonstration region as the comparison takes it."""
    region = demonstration_region()
    return RegionOf(region.name, region.members, region.statistical_region)


def neighbours_of(code: str) -> tuple[Neighbour, ...]:
    """An authority's neighbours."""
    return neighbours()[code]


def compared(indicator: str, code: str = HAMPSHIRE, year: int | None = None) -> Comparison:
    """A comparison within the South East."""
    return compare(figures(indicator), code, south_east(), neighbours_of(code), counts(), year)
