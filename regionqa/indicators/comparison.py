"""One indicator for one authority: beside its neighbours, its region, England and its own years."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from regionqa.authorities import Area, Neighbour
from regionqa.indicators.definitions import Indicator
from regionqa.indicators.figures import Figure, Figures
from regionqa.indicators.pooled import Base, Pull, base_of, find_pull
from regionqa.indicators.spread import Spread, spread_of

ENGLAND = "E92000001"


@dataclass(frozen=True, slots=True)
class RegionOf:
    """The region to compare with: its members' codes, and the code that its pooled figure has.

    ``published_code`` is None for a region that the statistics do not know.
    """

    name: str
    members: tuple[str, ...]
    published_code: str | None


@dataclass(frozen=True, slots=True)
class NeighbourFigure:
    """A neighbour's figure. ``in_region`` says whether it is a member of the same region."""

    neighbour: Neighbour
    figure: Figure
    in_region: bool


@dataclass(frozen=True, slots=True)
class YearOf:
    """One year of the trend: own, the region pooled, its members' median, England, neighbours."""

    year: int
    own: Figure
    pooled: Figure | None
    members: Spread
    england: Figure
    neighbours: Spread


@dataclass(frozen=True, slots=True)
class RegionCount:
    """The members' exact counts added up, and the count published for the region, rounded to 10."""

    counts: Indicator
    members: Decimal
    published: Decimal | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that the comparison page says of one indicator and one authority."""

    indicator: Indicator
    area: Area
    region: RegionOf
    year: int
    years: tuple[YearOf, ...]
    own: Figure
    england: Figure
    pooled: Figure | None
    member_figures: tuple[Figure, ...]
    members: Spread
    neighbour_figures: tuple[NeighbourFigure, ...]
    neighbours: Spread
    pull: Pull | None
    base: Base | None
    counted: RegionCount | None


def compare(
    figures: Figures,
    code: str,
    region: RegionOf,
    neighbours: Sequence[Neighbour],
    counts: Mapping[str, Figures] | None = None,
    year: int | None = None,
) -> Comparison:
    """Compare an authority on one indicator in one year, by default the latest published.

    ``counts`` holds the figures of the counts that the indicator is made of. Raises
    ``UnknownAreaError`` for a code that no area has, ``ValueError`` where there is no figure at all
    or none for the year.
    """
    indicator = figures.indicator
    if not figures.years:
        raise ValueError(f"No figure of {indicator.code} is held.")
    chosen = figures.years[-1] if year is None else year
    if chosen not in figures.years:
        raise ValueError(f"No figure of {indicator.code} is held for {chosen}.")
    held = counts or {}
    members = figures.figures(region.members, chosen)
    beside = [
        NeighbourFigure(n, figures.figure(n.code, chosen), n.code in region.members)
        for n in neighbours
    ]
    years = tuple(_year_of(figures, code, region, neighbours, y) for y in figures.years)
    now = next(y for y in years if y.year == chosen)
    return Comparison(
        indicator=indicator,
        area=now.own.area,
        region=region,
        year=chosen,
        years=years,
        own=now.own,
        england=now.england,
        pooled=now.pooled,
        member_figures=tuple(members),
        members=now.members,
        neighbour_figures=tuple(beside),
        neighbours=now.neighbours,
        pull=None if now.pooled is None else find_pull(indicator, now.pooled, members, held),
        base=base_of(indicator, held, code, chosen),
        counted=_counted(indicator, held, region, chosen),
    )


def _year_of(
    figures: Figures, code: str, region: RegionOf, neighbours: Sequence[Neighbour], year: int
) -> YearOf:
    published = region.published_code
    return YearOf(
        year=year,
        own=figures.figure(code, year),
        pooled=None if published is None else figures.figure(published, year),
        members=spread_of(figures.figures(region.members, year)),
        england=figures.figure(ENGLAND, year),
        neighbours=spread_of(figures.figures([n.code for n in neighbours], year)),
    )


def _counted(
    indicator: Indicator, counts: Mapping[str, Figures], region: RegionOf, year: int
) -> RegionCount | None:
    """The members' counts added up, or None where one of them has no number of its own.

    With a number hidden there is no sum: beside the published total it would give the hidden away.
    """
    held = counts.get(indicator.numerator or "")
    if held is None:
        return None
    figures = held.figures(region.members, year)
    numbers = [figure.number for figure in figures if figure.number is not None]
    if len(numbers) < len(figures) or any(figure.is_joint for figure in figures):
        return None
    published = region.published_code and held.figure(region.published_code, year).number
    return RegionCount(held.indicator, sum(numbers, Decimal(0)), published or None)
