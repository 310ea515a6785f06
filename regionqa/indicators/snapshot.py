"""One indicator's latest year in one line: for lists, where the whole comparison is too much."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from regionqa.authorities import Neighbour
from regionqa.indicators.comparison import ENGLAND, RegionOf
from regionqa.indicators.definitions import Indicator
from regionqa.indicators.figures import Figure, Figures
from regionqa.indicators.spread import spread_of


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The latest year: the own figure, and the middles that it is read beside.

    ``own`` is None where there is no area to look at; ``year`` None where nothing is published.
    """

    indicator: Indicator
    year: int | None
    own: Figure | None
    neighbours: Decimal | None
    members: Decimal | None
    england: Figure | None


def snapshot(
    figures: Figures, code: str | None, region: RegionOf, neighbours: Sequence[Neighbour]
) -> Snapshot:
    """The latest year of an indicator for an area."""
    year = figures.latest
    if year is None:
        return Snapshot(figures.indicator, None, None, None, None, None)
    return Snapshot(
        indicator=figures.indicator,
        year=year,
        own=None if code is None else figures.figure(code, year),
        neighbours=spread_of(figures.figures([n.code for n in neighbours], year)).median,
        members=spread_of(figures.figures(region.members, year)).median,
        england=figures.figure(ENGLAND, year),
    )
