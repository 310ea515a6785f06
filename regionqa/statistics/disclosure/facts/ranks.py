"""Facts about many authorities' values at once: order statistics, quantiles, counts by zone.

The attacker is taken to know every denominator, so each value is an unknown whole number over a
known one. Which authority stands where is unknown: a binary for each possibility says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from regionqa.statistics.disclosure.cells import Cell
from regionqa.statistics.disclosure.facts.fact import Fact
from regionqa.statistics.disclosure.facts.rounding import Interval
from regionqa.statistics.disclosure.model import Model


@dataclass(frozen=True)
class Item:
    """One authority's value: the sum of ``cells`` over ``scale``; the sum is at most ``most``."""

    cells: tuple[Cell, ...]
    most: int
    scale: int = 1

    @classmethod
    def share(cls, cells: tuple[Cell, ...], total: int) -> "Item":
        """A proportion of a known total of 1 or more."""
        if total < 1:
            raise ValueError("a share needs a total of 1 or more")
        return cls(cells, most=total, scale=total)


@dataclass(frozen=True)
class OrderStatistic(Fact):
    """The rank-th smallest of the values lies in an interval (the smallest has rank 1).

    It is at most b exactly when ``rank`` values are, and at least a exactly when
    ``n - rank + 1`` values are.
    """

    items: tuple[Item, ...]
    rank: int
    within: Interval

    def __post_init__(self) -> None:
        """Refuse a rank outside the values."""
        if not 1 <= self.rank <= len(self.items):
            raise ValueError(f"rank {self.rank} is not among {len(self.items)} values")

    def write(self, model: Model) -> None:
        """Two binaries for each value: at most the upper end, at least the lower end."""
        small, large = [], []
        for item in self.items:
            terms = _limited(model, item)
            ends = self.within.scaled(item.scale)
            at_most = _most(ends)
            at_least = _least(ends)
            small.append(_if_chosen_at_most(model, terms, at_most, item.most))
            large.append(_if_chosen_at_least(model, terms, at_least))
        model.row(dict.fromkeys(small, 1), self.rank, len(small))
        model.row(dict.fromkeys(large, 1), len(large) - self.rank + 1, len(large))


@dataclass(frozen=True)
class Quantile(Fact):
    """A quantile of the values lies in an interval: the median is 1/2, the quartiles 1/4 and 3/4.

    The quantile is the usual one (Hyndman and Fan, type 7): with ``h = (n - 1) p`` it is
    ``(1 - g)`` of the value at rank ``floor(h) + 1`` and ``g`` of the next, g being h's fraction.
    Ends count as closed where two values are mixed.
    """

    items: tuple[Item, ...]
    probability: Fraction
    within: Interval

    def __post_init__(self) -> None:
        """Refuse a probability that is none, and no values at all."""
        if not 0 <= self.probability <= 1 or not self.items:
            raise ValueError("a quantile needs values and a probability from 0 to 1")

    def write(self, model: Model) -> None:
        """One order statistic where it falls on one, else two joined by a weighted sum."""
        place = (len(self.items) - 1) * self.probability
        rank, mix = place.__floor__() + 1, place - place.__floor__()
        if mix == 0:
            OrderStatistic(self.items, rank, self.within).write(model)
            return
        lower, upper = self._level(model, rank), self._level(model, rank + 1)
        model.row({lower: 1, upper: -1}, -self._highest(), 0)
        weights = {lower: float(1 - mix), upper: float(mix)}
        model.row(weights, float(self.within.low), float(self.within.high))

    def _highest(self) -> float:
        return float(max(Fraction(item.most, item.scale) for item in self.items))

    def _level(self, model: Model, rank: int) -> int:
        """An auxiliary that equals the value at a rank."""
        highest = self._highest()
        level = model.auxiliary(0, highest, whole=False)
        small, large = [], []
        for item in self.items:
            terms = {n: float(w) for n, w in _limited(model, item).items()}
            below, above = model.auxiliary(), model.auxiliary()
            reach = highest * item.scale
            model.row({**terms, level: -item.scale, below: item.most}, -reach, item.most)
            model.row({**terms, level: -item.scale, above: -reach}, -reach, float("inf"))
            small.append(below)
            large.append(above)
        model.row(dict.fromkeys(small, 1), rank, len(small))
        model.row(dict.fromkeys(large, 1), len(large) - rank + 1, len(large))
        return level


@dataclass(frozen=True)
class FewIn:
    """At least one of these groups of zones holds somebody, but at most ``most``.

    It is what a reader learns where a finer count by zone was not printed because of small groups:
    which of them is small stays open.
    """

    groups: tuple[tuple[int, ...], ...]
    most: int


@dataclass(frozen=True)
class ZoneCounts(Fact):
    """How many of the values lie in each zone, for instance below, within and above funnel limits.

    Args:
        items: the authorities' values.
        edges: for each item the numerators at which the next zone begins, lowest first.
        counts: how many items are in a zone, or in several merged zones: ``{(0,): 3, (1, 2): 16}``.
            A zone that is left out was not published.
        few: why nothing finer was printed; None where nothing finer could have been.

    """

    items: tuple[Item, ...]
    edges: tuple[tuple[int, ...], ...]
    counts: Mapping[tuple[int, ...], int]
    few: FewIn | None = None

    def __post_init__(self) -> None:
        """Refuse edges that do not fit the items or do not rise."""
        if len(self.edges) != len(self.items) or len({len(e) for e in self.edges}) > 1:
            raise ValueError("each item needs its own edges, and all the same number of them")
        if any(a > b for edges in self.edges for a, b in pairwise(edges)):
            raise ValueError("the edges of a zone must rise")

    def write(self, model: Model) -> None:
        """A binary for each item and zone, each item in exactly one; one for each small group."""
        places = [
            self._place(model, item, edges)
            for item, edges in zip(self.items, self.edges, strict=True)
        ]
        for zones, count in self.counts.items():
            model.row(_standing(places, zones), count, count)
        if self.few is not None:
            small = [
                _if_chosen_small(model, _standing(places, zones), self.few.most, len(places))
                for zones in self.few.groups
            ]
            model.row(dict.fromkeys(small, 1), 1, len(small))

    @staticmethod
    def _place(model: Model, item: Item, edges: tuple[int, ...]) -> list[int]:
        terms = _limited(model, item)
        starts, ends = (0, *edges), (*(edge - 1 for edge in edges), item.most)
        chosen = []
        for start, end in zip(starts, ends, strict=True):
            if start > end or start > item.most:
                chosen.append(model.auxiliary(0, 0))
                continue
            binary = model.auxiliary()
            model.row({**terms, binary: -start}, 0, float("inf"))
            model.row({**terms, binary: item.most - end}, 0, item.most)
            chosen.append(binary)
        model.row(dict.fromkeys(chosen, 1), 1, 1)
        return chosen


def _standing(places: list[list[int]], zones: tuple[int, ...]) -> dict[int, int]:
    """How many items stand in some zones, as a sum of binaries."""
    return {place[zone]: 1 for place in places for zone in zones}


def _if_chosen_small(model: Model, standing: dict[int, int], most: int, items: int) -> int:
    """A binary that, where it is 1, says that from 1 to ``most`` stand there."""
    binary = model.auxiliary()
    model.row({**standing, binary: -1}, 0, items)
    model.row({**standing, binary: max(items - most, 0)}, 0, max(items, most))
    return binary


def _limited(model: Model, item: Item) -> dict[int, Fraction]:
    """The item's terms, and the statement that they do not pass its limit."""
    terms = model.terms(item.cells)
    model.compare(terms, high=Fraction(item.most))
    return terms


def _most(ends: Interval) -> int:
    most = ends.high.__floor__()
    return most - 1 if ends.high_open and ends.high == most else most


def _least(ends: Interval) -> int:
    least = ends.low.__ceil__()
    return least + 1 if ends.low_open and ends.low == least else least


def _if_chosen_at_most(model: Model, terms: Mapping[int, Fraction], bound: int, most: int) -> int:
    if bound < 0:
        return model.auxiliary(0, 0)
    binary = model.auxiliary()
    model.row({**terms, binary: max(most - bound, 0)}, 0, max(most, bound))
    return binary


def _if_chosen_at_least(model: Model, terms: Mapping[int, Fraction], bound: int) -> int:
    binary = model.auxiliary()
    model.row({**terms, binary: -max(bound, 0)}, 0, float("inf"))
    return binary
