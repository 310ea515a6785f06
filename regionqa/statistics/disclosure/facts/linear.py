"""Facts that are one linear statement: counts, totals, rounding, percentages and shares."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from regionqa.statistics.disclosure.cells import Cell
from regionqa.statistics.disclosure.facts.fact import Fact
from regionqa.statistics.disclosure.facts.rounding import (
    Interval,
    printed_interval,
    rounding_interval,
)
from regionqa.statistics.disclosure.model import CHANGE, HIDDEN, Model


@dataclass(frozen=True)
class Shown(Fact):
    """The sum of these cells is printed as it is: a cell, a total, an own row, a public figure."""

    cells: tuple[Cell, ...]
    value: int

    def write(self, model: Model) -> None:
        """One equation."""
        model.state(self.cells, self.value)


@dataclass(frozen=True)
class Hidden(Fact):
    """The sum of these cells was held back; the attack must not find it.

    Args:
        name: what an exposure calls it.
        cells: the cells it is the sum of.
        least: the least value that the publisher's own rules leave possible (1 where true zeros
            are always shown).

    """

    name: Cell
    cells: tuple[Cell, ...]
    least: int = 0

    def write(self, model: Model) -> None:
        """A lower bound, and the sum as a guarded quantity."""
        model.compare(model.terms(self.cells), Fraction(self.least))
        model.guard(self.name, self.cells, HIDDEN)


@dataclass(frozen=True)
class Rounded(Fact):
    """The sum of these cells is printed to the nearest multiple of a base."""

    cells: tuple[Cell, ...]
    value: int
    base: int
    half: str = "up"

    def write(self, model: Model) -> None:
        """The interval that rounds to the printed value."""
        reach = rounding_interval(self.value, self.base, self.half)
        _within(model, model.terms(self.cells), reach)


@dataclass(frozen=True)
class Between(Fact):
    """The sum of these cells is known to lie between two whole numbers, both included."""

    cells: tuple[Cell, ...]
    low: int
    high: int

    def write(self, model: Model) -> None:
        """One interval."""
        model.compare(model.terms(self.cells), Fraction(self.low), Fraction(self.high))


@dataclass(frozen=True)
class Percentage(Fact):
    """``100 × numerator / denominator`` is printed to as many places as ``printed`` shows.

    The denominator is a known number, or cells that may be unknown themselves: both are linear,
    because ``low × n <= 100 x <= high × n``. A printed percentage says that n is 1 or more.
    """

    numerator: tuple[Cell, ...]
    denominator: int | tuple[Cell, ...]
    printed: Decimal | int | str
    half: str = "up"

    def write(self, model: Model) -> None:
        """The interval of what rounds to the printed percentage."""
        share = printed_interval(self.printed, self.half).scaled(Fraction(1, 100))
        weights = dict.fromkeys(self.numerator, Fraction(1))
        _share_within(model, weights, self.denominator, share)


@dataclass(frozen=True)
class WeightedShare(Fact):
    """``sum of weight × cell / denominator`` lies in an interval.

    Weighted per cent agreement, mean scores and ridits with a fixed reference are of this form.
    """

    weights: Mapping[Cell, Fraction]
    denominator: int | tuple[Cell, ...]
    within: Interval

    def write(self, model: Model) -> None:
        """The interval, with the denominator brought over to the other side."""
        _share_within(model, dict(self.weights), self.denominator, self.within)


@dataclass(frozen=True)
class Changed(Fact):
    """A count was corrected: what it was, what it is, and that the change is nobody's business."""

    before: Cell
    after: Cell
    name: Cell = field(init=False)

    def __post_init__(self) -> None:
        """An exposure of the change is named after the corrected cell."""
        object.__setattr__(self, "name", self.after)

    def write(self, model: Model) -> None:
        """The difference as a guarded quantity."""
        model.guard(self.name, {self.after: 1, self.before: -1}, CHANGE)


def difference(name: Cell, whole: Iterable[Cell], part: Iterable[Cell], least: int = 0) -> Hidden:
    """What two published totals differ by, as something that the attack must not find.

    A filter and the total it was taken from give its complement away: few authorities left out
    are a group as small as few let in. Add this fact for each filter that is released.

    Raises ``ValueError`` where the part is not inside the whole or is all of it.
    """
    inside, kept = frozenset(part), tuple(whole)
    rest = tuple(cell for cell in kept if cell not in inside)
    if not inside <= frozenset(kept) or not rest:
        raise ValueError("a filter must let in some, but not all, of what the total adds up")
    return Hidden(name, rest, least)


def _within(model: Model, terms: Mapping[int, Fraction], reach: Interval) -> None:
    model.compare(terms, reach.low, reach.high, low_open=reach.low_open, high_open=reach.high_open)


def _share_within(
    model: Model,
    weights: Mapping[Cell, Fraction],
    denominator: int | tuple[Cell, ...],
    share: Interval,
) -> None:
    if isinstance(denominator, int):
        if denominator < 1:
            raise ValueError("a percentage or share needs a denominator of 1 or more")
        _within(model, model.terms(weights), share.scaled(denominator))
        return
    model.compare(model.terms(denominator), Fraction(1))
    over, under = dict(weights), dict(weights)
    for cell in denominator:
        over[cell] = over.get(cell, Fraction(0)) - share.low
        under[cell] = under.get(cell, Fraction(0)) - share.high
    model.compare(model.terms(over), low=Fraction(0), low_open=share.low_open)
    model.compare(model.terms(under), high=Fraction(0), high_open=share.high_open)
