"""One indicator's published figures, looked up by authority and year.

A look-up answers what may be shown and where it comes from: the authority's own figure, the figure
of a joint return that it is part of, or that of the same area under an older code. It never fills a
gap.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from regionqa.authorities import Area, Areas
from regionqa.indicators.definitions import Indicator
from regionqa.symbols import Symbol

Value = Decimal | Symbol


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of one area in one year: a number, a symbol, or nothing published.

    ``source`` is the area whose figure this is: another one than ``area`` for a joint return or an
    older code.
    """

    area: Area
    year: int
    value: Value | None
    source: Area

    @property
    def number(self) -> Decimal | None:
        """The number, or None where there is none."""
        return self.value if isinstance(self.value, Decimal) else None

    @property
    def symbol(self) -> Symbol | None:
        """Why there is no number, or None where there is one or where nothing was published."""
        return self.value if isinstance(self.value, Symbol) else None

    @property
    def is_joint(self) -> bool:
        """Whether the figure is that of several authorities together."""
        return bool(self.source.members)

    @property
    def is_continued(self) -> bool:
        """Whether the figure was published for the same area under an older code."""
        return self.source.code != self.area.code and not self.is_joint

    @property
    def reason(self) -> str:
        """Why there is no number, in words; empty where there is one."""
        if self.symbol is not None:
            return self.symbol.spoken
        return "" if self.value is not None else "not published: there is no figure for this year"


class Figures:
    """Every figure of one indicator."""

    def __init__(
        self, indicator: Indicator, values: Mapping[tuple[str, int], Value], areas: Areas
    ) -> None:
        """``values`` maps an area's code and a year to what was published."""
        self.indicator = indicator
        self.areas = areas
        self._values = values
        self.years = sorted({year for _, year in values})

    @property
    def latest(self) -> int | None:
        """The latest year with any figure, or None without figures."""
        return self.years[-1] if self.years else None

    def figure(self, code: str, year: int) -> Figure:
        """The figure to show for an area, with where it comes from. Raises ``UnknownAreaError``."""
        area = self.areas.get_area(code)
        joint = self.areas.joint_code(area.code)
        older = self.areas.continued_from(area.code)
        for source in (area.code, joint, older):
            if source is not None and (value := self._values.get((source, year))) is not None:
                return Figure(area, year, value, self.areas.get_area(source))
        return Figure(area, year, None, area)

    def figures(self, codes: Iterable[str], year: int) -> list[Figure]:
        """The figures of several areas, in the order given."""
        return [self.figure(code, year) for code in codes]

    def series(self, code: str) -> list[Figure]:
        """An area's figures in every year that the indicator was published for, oldest first."""
        return [self.figure(code, year) for year in self.years]


def distinct_numbers(figures: Iterable[Figure]) -> dict[str, Decimal]:
    """The numbers among figures by the code of their source, so that a joint return counts once."""
    return {f.source.code: f.number for f in figures if f.number is not None}


def figure_text(value: Value) -> str:
    """A figure as the one text that it is stored as: a symbol, or a number without needless zeros.

    ``41.0`` and ``41`` are one figure, so that taking a file in again changes nothing.
    """
    if isinstance(value, Symbol):
        return value.value
    return f"{value.normalize():f}" if value else "0"
