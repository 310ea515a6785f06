"""The middle and the spread of a set of authorities' figures, told so that no gap is filled."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from regionqa.indicators.figures import Figure, distinct_numbers
from regionqa.symbols import Symbol

NORMAL = Decimal("1.4826")
"""Makes the median absolute deviation of a normal distribution its standard deviation."""


@dataclass(frozen=True, slots=True)
class Extreme:
    """The lowest or highest number of a set, and every authority that has it."""

    number: Decimal
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Spread:
    """What a set of figures shows.

    ``total`` figures were asked for and ``shown`` of them have a number. A joint return stands in
    the median and the mean once. ``mean`` is None unless every figure has a number: the mean of
    those shown, times their number, would be a step towards those that are hidden.
    """

    total: int
    shown: int
    symbols: dict[Symbol, int]
    unpublished: int
    median: Decimal | None
    mean: Decimal | None
    lowest: Extreme | None
    highest: Extreme | None

    @property
    def not_shown(self) -> int:
        """How many have no number."""
        return self.total - self.shown


def spread_of(figures: Iterable[Figure]) -> Spread:
    """The spread of some figures; every number is None where nothing is shown."""
    listed = list(figures)
    numbers = list(distinct_numbers(listed).values())
    shown = sum(figure.number is not None for figure in listed)
    complete = shown == len(listed) and bool(numbers)
    return Spread(
        total=len(listed),
        shown=shown,
        symbols=dict(Counter(f.symbol for f in listed if f.symbol is not None)),
        unpublished=sum(figure.value is None for figure in listed),
        median=median(numbers) if numbers else None,
        mean=sum(numbers, Decimal(0)) / len(numbers) if complete else None,
        lowest=_extreme(listed, min(numbers)) if numbers else None,
        highest=_extreme(listed, max(numbers)) if numbers else None,
    )


def _extreme(figures: list[Figure], number: Decimal) -> Extreme:
    return Extreme(number, tuple(f.area.name for f in figures if f.number == number))


def robust_spread(numbers: Iterable[Decimal], smallest: Decimal) -> tuple[Decimal, Decimal]:
    """The median, and 1.4826 times the median absolute deviation, but not less than ``smallest``.

    One or two extreme values move neither. ``smallest`` is one step of rounding: figures that are
    alike to the last place published are not told apart. Raises ``ValueError`` without numbers.
    """
    listed = list(numbers)
    if not listed:
        raise ValueError("There is no spread without numbers.")
    middle = median(listed)
    return middle, max(NORMAL * median(abs(n - middle) for n in listed), smallest)
