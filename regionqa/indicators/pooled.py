"""Who pulls a region's pooled figure away from the middle of its members.

A published regional figure counts every child alike, so that a large authority weighs more than a
small one. Where it lies away from the members' median, the reader must be told who moves it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from regionqa.indicators.definitions import Indicator
from regionqa.indicators.figures import Figure, Figures
from regionqa.indicators.spread import robust_spread, spread_of

MOST_PULLERS = 2
FEWEST_MEMBERS = 5
LEAST_SHARE = Decimal("0.1")
GAP_IN_SPREADS = Decimal("0.5")
FAR_IN_SPREADS = Decimal(3)


@dataclass(frozen=True, slots=True)
class Base:
    """What a percentage is made of: the count above and the count below the line."""

    numerator: Decimal
    denominator: Decimal


@dataclass(frozen=True, slots=True)
class Pull:
    """One or two members that hold the pooled figure above or below the median.

    ``without`` is the pooled figure of the other members, where every member's counts are
    published; else None, and the members are those that lie far from the median.
    """

    higher: bool
    members: tuple[Figure, ...]
    without: Decimal | None


def base_of(
    indicator: Indicator, counts: Mapping[str, Figures], code: str, year: int
) -> Base | None:
    """The counts that a percentage is made of, or None where one of them is not published.

    ``counts`` holds the figures of the counts that the indicator names, by their codes.
    """
    if indicator.numerator is None or not indicator.denominator:
        return None
    above = _number(counts, indicator.numerator, code, year)
    below = [_number(counts, part, code, year) for part in indicator.denominator]
    if above is None or any(part is None for part in below):
        return None
    total = sum((part for part in below if part is not None), Decimal(0))
    return Base(above, total) if total > 0 else None


def _number(counts: Mapping[str, Figures], name: str, code: str, year: int) -> Decimal | None:
    return counts[name].figure(code, year).number if name in counts else None


def find_pull(
    indicator: Indicator,
    pooled: Figure,
    members: Sequence[Figure],
    counts: Mapping[str, Figures],
) -> Pull | None:
    """The members that hold the pooled figure off the median; None where it is near, or none do.

    Near is within half a robust standard deviation of the members. With every member's counts they
    are the one or two that each make up a tenth of the gap, by weight times distance from the
    median, and half of it together. Without counts they are the members further than three robust
    standard deviations from the median on the side of the pooled figure, if there are one or two;
    where a member's figure is hidden nobody is named, since the hidden ones are pooled too.
    """
    shown = [f for f in members if f.number is not None]
    middle = spread_of(shown).median
    if pooled.number is None or middle is None or len(shown) < FEWEST_MEMBERS:
        return None
    numbers = (f.number for f in shown if f.number is not None)
    _, unit = robust_spread(numbers, indicator.published_unit)
    gap = pooled.number - middle
    if abs(gap) < GAP_IN_SPREADS * unit:
        return None
    bases = {f.area.code: base_of(indicator, counts, f.area.code, f.year) for f in members}
    known = {code: base for code, base in bases.items() if base is not None}
    if len(known) == len(members):
        return _pull_by_weight(indicator, shown, known, middle, gap)
    if len(shown) < len(members):
        return None
    far = [f for f in shown if _beyond(f, middle, gap, unit)]
    far.sort(key=lambda f: -abs((f.number or middle) - middle))
    return Pull(gap > 0, tuple(far), None) if 0 < len(far) <= MOST_PULLERS else None


def _beyond(figure: Figure, middle: Decimal, gap: Decimal, unit: Decimal) -> bool:
    away = (figure.number or Decimal(0)) - middle
    return away * gap > 0 and abs(away) >= FAR_IN_SPREADS * unit


def _pull_by_weight(
    indicator: Indicator,
    shown: Sequence[Figure],
    bases: Mapping[str, Base],
    middle: Decimal,
    gap: Decimal,
) -> Pull | None:
    total = sum((base.denominator for base in bases.values()), Decimal(0))

    def share(figure: Figure) -> Decimal:
        away = (figure.number or Decimal(0)) - middle
        return bases[figure.area.code].denominator / total * away * (1 if gap > 0 else -1)

    ordered = sorted(shown, key=share, reverse=True)[:MOST_PULLERS]
    pullers = tuple(f for f in ordered if share(f) >= LEAST_SHARE * abs(gap))
    if sum((share(f) for f in pullers), Decimal(0)) < abs(gap) / 2:
        return None
    return Pull(gap > 0, pullers, _pooled_without(indicator, bases, pullers))


def _pooled_without(
    indicator: Indicator, bases: Mapping[str, Base], pullers: Sequence[Figure]
) -> Decimal | None:
    left = {f.area.code for f in pullers}
    rest = [base for code, base in bases.items() if code not in left]
    below = sum((base.denominator for base in rest), Decimal(0))
    if below == 0:
        return None
    ratio = sum((base.numerator for base in rest), Decimal(0)) / below
    return ratio * 100 if indicator.unit.value == "percent" else ratio
