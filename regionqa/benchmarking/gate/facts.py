"""What a release says, as facts for the attacker: taken from the products and nothing else.

Every denominator is taken as known to everyone, each authority knows its own counts and what it
learnt of others' by reading their cases, and every numerator is held back. What the products print
is added figure by figure.
"""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from regionqa.benchmarking.gate.figures import edges, passed_over, rank_of
from regionqa.benchmarking.gate.given import Given, enough
from regionqa.benchmarking.gate.recipes import Printing, Rules
from regionqa.benchmarking.gate.revisions import before_revision
from regionqa.benchmarking.gate.sharing import shared_with
from regionqa.benchmarking.products import ZONES, Band, RegionFigure, RegionState

if TYPE_CHECKING:
    from regionqa.statistics.disclosure import Cell, Fact, Interval, Item

COUNTED, REST = "counted", "rest"


def cells_of(authority: str, code: str, given: Given) -> "tuple[Cell, ...]":
    """The unknowns of an authority on a measure: one for each quarter."""
    from regionqa.statistics.disclosure import Cell

    return tuple(
        Cell(authority, COUNTED, quarter, code, known_to=shared_with(quarter))
        for quarter in sorted(given.quarters)
    )


def known_facts(
    window: str, stands: Mapping[str, Mapping[str, Given]], wholes: Mapping[str, str]
) -> "Iterator[Fact]":
    """What is known before anything is printed, and what must not be found.

    ``stands`` are the contributors of each measure. The parts of one whole are written as parts of
    it where an authority gave them over the same cases.
    """
    from regionqa.statistics.disclosure import Cell, Changed, Hidden, Shown

    for authority in sorted({authority for given in stands.values() for authority in given}):
        own = {code: given[authority] for code, given in stands.items() if authority in given}
        for code, one in own.items():
            counted = cells_of(authority, code, one)
            for cell in counted:
                for holder in sorted(cell.holders):
                    yield Shown((cell,), one.quarters[cell.period][0], known_to=holder)
                before = before_revision(cell.period)
                if before is not None:
                    yield Changed(cell._replace(period=before), cell)
            yield Hidden(Cell(authority, COUNTED, window, code), counted)
        yield from _denominators(authority, own, wholes)


def _denominators(
    authority: str, own: Mapping[str, Given], wholes: Mapping[str, str]
) -> "Iterator[Fact]":
    """Each quarter's cases: the counted ones and the rest make up the denominator."""
    from regionqa.statistics.disclosure import Cell, Shown

    parts: dict[tuple[str, str, int], list[str]] = {}
    for code, one in own.items():
        for quarter, (_, denominator) in one.quarters.items():
            parts.setdefault((wholes.get(code, code), quarter, denominator), []).append(code)
    for (whole, quarter, denominator), codes in parts.items():
        name = codes[0] if len(codes) == 1 else whole
        known_to = shared_with(quarter)
        rest = Cell(authority, REST, quarter, name, known_to=known_to)
        counted = [Cell(authority, COUNTED, quarter, code, known_to=known_to) for code in codes]
        yield Shown((*counted, rest), denominator)


def printed_facts(
    figure: RegionFigure, printing: Printing, rules: Rules, given: Mapping[str, Given]
) -> "Iterator[Fact]":
    """What a figure over the region says of those that it stands on, and what its form says.

    ``printing`` is taken as known to everyone: who knows that zones were to be counted learns from
    each way of putting them together that was not taken.
    """
    if figure.state is not RegionState.SHOWN:
        return
    counted = enough(given, figure.minimum_cases)
    if len(counted) != figure.contributors:
        raise ValueError(f"{figure.code}: the figure does not stand on what was given")
    yield from _share_facts(figure, counted)
    items = [_item(authority, figure.code, one) for authority, one in counted.items()]
    yield from _band_facts(figure, items)
    yield from _zone_facts(figure, printing, rules, counted, items)


def _share_facts(figure: RegionFigure, counted: Mapping[str, Given]) -> "Iterator[Fact]":
    from regionqa.statistics.disclosure import Between, WeightedShare, rounding_interval

    cells = [c for authority, one in counted.items() for c in cells_of(authority, figure.code, one)]
    total = sum(one.denominator for one in counted.values())
    if figure.share is None and figure.share_symbol is None:
        return
    reach = rounding_interval(figure.share or 0, figure.share_step).scaled(Fraction(1, 100))
    yield WeightedShare(dict.fromkeys(cells, Fraction(1)), total, reach)
    if figure.share_symbol is not None:
        yield Between(tuple(cells), 1, total)


def _item(authority: str, code: str, given: Given) -> "Item":
    from regionqa.statistics.disclosure import Item

    return Item.share(cells_of(authority, code, given), given.denominator)


def _within(band: Band) -> "Interval":
    from regionqa.statistics.disclosure import Interval

    low, high = Fraction(band.low, 100), Fraction(band.high, 100)
    return Interval(low, high, high_open=band.high < 100)


def _band_facts(figure: RegionFigure, items: "list[Item]") -> "Iterator[Fact]":
    from regionqa.statistics.disclosure import OrderStatistic

    bands = (figure.lower_quartile, figure.median, figure.upper_quartile)
    for quarter, band in enumerate(bands, start=1):
        if band is not None:
            yield OrderStatistic(tuple(items), rank_of(quarter, len(items)), _within(band))


def _zone_facts(
    figure: RegionFigure,
    printing: Printing,
    rules: Rules,
    counted: Mapping[str, Given],
    items: "list[Item]",
) -> "Iterator[Fact]":
    from regionqa.statistics.disclosure import FewIn, ZoneCounts

    finer = passed_over(figure, printing)
    if not figure.zones and finer is None:
        return
    starts = tuple(edges(figure.centre, one.denominator, one.size) for one in counted.values())
    counts = {
        tuple(ZONES.index(zone) for zone in group.zones): group.count for group in figure.zones
    }
    few = None if finer is None else FewIn(finer, rules.others)
    yield ZoneCounts(tuple(items), starts, counts, few)


def joined(facts: "Iterable[Iterable[Fact]]") -> "tuple[Fact, ...]":
    """Facts of several figures, one after the other."""
    return tuple(fact for some in facts for fact in some)
