"""Bounds in any system of facts: relaxation, then branch and bound, with tables kept as proof."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import ceil, floor, inf, isfinite

import numpy as np

from regionqa.statistics.disclosure.cells import Cell
from regionqa.statistics.disclosure.model import CHANGE, Row, Target
from regionqa.statistics.disclosure.programme import Answer, Programme, Vector
from regionqa.statistics.disclosure.reduction import Component
from regionqa.statistics.disclosure.verdict import Range, Rule

_NEAR = 1e-6
_ROUNDS = 12
_FAR = 1 << 60


class Undecided(Exception):
    """The time limit came before an answer."""


@dataclass
class _Movers:
    """The authorities that tables change together with one target, for the first tables read."""

    read: int = 0
    sets: set[frozenset[str]] = field(default_factory=set)
    ordered: list[frozenset[str]] = field(default_factory=list)


class Search:
    """Ranges of a component's targets.

    Every table that the solver meets is kept: a quantity that takes enough values in the tables
    at hand needs no solve of its own, so one alternative table clears many cells. The first of
    ``tables`` is the one that coalitions start from; the others may come from an earlier attack.
    """

    def __init__(self, component: Component, programme: Programme, tables: list[Vector]) -> None:
        self.component = component
        self.programme = programme
        self.base = tables[0]
        self.tables = tables
        self.given = len(tables)
        self._changes: list[frozenset[str]] = []
        self._movers: dict[tuple[str, Cell], _Movers] = {}
        self._move_programme: Programme | None = None
        self._held = [component.holders(number) for number in range(len(component.variables))]
        self._either_or = any(v.whole and not v.cells for v in component.variables)

    def weights(self, target: Target) -> Vector:
        """The target as an objective over the variables."""
        objective = np.zeros(len(self.base))
        for number, weight in target.terms.items():
            objective[number] = weight
        return objective

    def value_of(self, target: Target) -> int:
        """The target's value in the table that the search started from."""
        return round(float(self.weights(target) @ self.base) + target.offset)

    def meet_many(self, targets: Iterable[Target], rule: Rule) -> None:
        """Look for tables that take many open targets away from their value at once.

        The objective pushes every target that is still open one way or the other at random
        (seeded, so that a run can be repeated), as far as the rule asks and no further.
        """
        random = np.random.default_rng(20261121)
        waiting = self._waiting(targets, rule)
        for _ in range(_ROUNDS):
            if len(waiting) < 3:
                return
            objective = np.zeros(len(self.base))
            for target in waiting:
                objective += random.choice([-1.0, 1.0]) * self.weights(target)
            low, high = self._near_base(rule)
            self._keep(self.programme.maximise(objective, low=low, high=high, gap=0.1))
            left = self._waiting(waiting, rule)
            if len(left) > 0.95 * len(waiting):
                return
            waiting = left

    def range_of(self, target: Target, rule: Rule) -> Range:
        """The target's least and greatest value, or enough of them to prove it safe."""
        span = self._ends_of(target, rule)
        gaps_matter = (
            self._either_or
            and target.kind != CHANGE
            and span.low is not None
            and span.high is not None
            and rule.is_safe(target.kind, span.low, span.high)
            and not rule.is_safe(target.kind, span.low, span.high, values=0)
        )
        return self._without_gaps(target, rule) if gaps_matter else span

    def _ends_of(self, target: Target, rule: Rule) -> Range:
        low, high = self._seen(target)
        proven = []
        for sign in (1.0, -1.0):
            if rule.seen_enough(target.kind, low, high):
                return Range(low, high)
            cap = _cap(target, rule, low, high)
            answer = self.programme.maximise(sign * self.weights(target), row=cap)
            self._keep(answer)
            proven.append(target.offset + sign * answer.bound)
            low, high = self._seen(target)
        if rule.seen_enough(target.kind, low, high):
            return Range(low, high)
        most = floor(proven[0] + _NEAR) if isfinite(proven[0]) else _FAR
        least = ceil(proven[1] - _NEAR) if isfinite(proven[1]) else -_FAR
        decided = (least, most) == (low, high)
        if decided or not rule.is_safe(target.kind, least, most):
            return Range(least, most)
        return Range(low, high, decided=False)

    def _without_gaps(self, target: Target, rule: Rule) -> Range:
        """How many values are possible, counted one by one until they are enough.

        An either-or leaves gaps between the least and the greatest value: 0 or 6 of 6 are two
        values, not seven. Each solve meets another value or proves that a gap holds none.
        """
        decided, empty = True, set[tuple[float, float]]()
        while len(met := self._met(target)) < rule.spread:
            ends = zip([-inf, *met], [*met, inf], strict=True)
            gaps = [gap for gap in ends if gap[1] - gap[0] > 1 and gap not in empty]
            if not gaps:
                break
            below, above = gaps[0]
            within = Row(target.terms, below + 1 - target.offset, above - 1 - target.offset)
            answer = self.programme.maximise(np.zeros(len(self.base)), row=within)
            self._keep(answer)
            if answer.table is None:
                empty.add(gaps[0])
                decided = decided and not answer.feasible
        enough = len(met) >= rule.spread
        return Range(met[0], met[-1], decided or enough, len(met))

    def movers(self, target: Target, fixed: frozenset[str]) -> frozenset[str] | None:
        """The holders of what another table changes that keeps ``fixed`` as it is, not the target.

        None where there is no such table. The move is a shortest one (in cases moved), so that it
        touches few authorities and holds against many readers.

        Raises ``Undecided`` at the time limit.
        """
        weights = self.weights(target)
        for changed in self._met_movers(target, weights):
            if not changed & fixed:
                return changed
        decided = True
        for sign in (1.0, -1.0):
            answer = self._move(sign * weights, fixed)
            if answer.table is not None:
                half = len(self.base)
                self.tables.append(self.base + answer.table[:half] - answer.table[half:])
                return self._changed(self.tables[-1])
            decided = decided and not answer.feasible
        if not decided:
            raise Undecided
        return None

    def _move(self, weights: Vector, fixed: frozenset[str]) -> Answer:
        if self._move_programme is None:
            self._move_programme = self.programme.of_moves(self.base)
        moves = self._move_programme
        held = np.array([bool(holders & fixed) for holders in self._held] * 2)
        high = np.where(held, 0.0, moves.high)
        counted = np.array([float(bool(holders)) for holders in self._held] * 2)
        both = np.concatenate([weights, -weights])
        away = Row({int(n): float(both[n]) for n in np.flatnonzero(both)}, 1.0, np.inf)
        return moves.maximise(-counted, row=away, high=high, gap=0.5)

    def _met_movers(self, target: Target, weights: Vector) -> list[frozenset[str]]:
        """Whose counts the tables at hand change that change the target, fewest first."""
        for table in self.tables[len(self._changes) :]:
            self._changes.append(self._changed(table))
        known = self._movers.setdefault((target.release, target.name), _Movers())
        fresh = self.tables[known.read :]
        if fresh:
            moved = np.abs((np.array(fresh) - self.base) @ weights) > 0.5
            known.sets |= {self._changes[known.read + int(n)] for n in np.flatnonzero(moved)}
            known.read = len(self.tables)
            known.ordered = sorted(known.sets, key=lambda changed: (len(changed), sorted(changed)))
        return known.ordered

    def _changed(self, table: Vector) -> frozenset[str]:
        numbers = np.flatnonzero(np.abs(table - self.base) > _NEAR)
        return frozenset().union(*(self._held[number] for number in numbers))

    def _seen(self, target: Target) -> tuple[int, int]:
        values = np.array(self.tables) @ self.weights(target) + target.offset
        return round(values.min()), round(values.max())

    def _met(self, target: Target) -> list[int]:
        """Every value of the target in the tables at hand, in order."""
        values = np.array(self.tables) @ self.weights(target) + target.offset
        return [int(value) for value in np.unique(np.rint(values))]

    def _waiting(self, targets: Iterable[Target], rule: Rule) -> list[Target]:
        return [
            target
            for target in targets
            if not rule.seen_enough(target.kind, *self._seen(target), self._number(target))
        ]

    def _number(self, target: Target) -> int | None:
        return len(self._met(target)) if self._either_or else None

    def _keep(self, answer: Answer) -> None:
        if answer.table is not None:
            self.tables.append(answer.table)

    def _near_base(self, rule: Rule) -> tuple[Vector, Vector]:
        reach = rule.spread + rule.minimum
        counted = np.array([bool(holders) for holders in self._held])
        programme = self.programme
        low = np.where(counted, np.maximum(programme.low, self.base - reach), programme.low)
        high = np.where(counted, np.minimum(programme.high, self.base + reach), programme.high)
        return low, high


def _cap(target: Target, rule: Rule, low: int, high: int) -> Row:
    """As far as a target need go to prove itself safe; a nearer goal is reached sooner."""
    reach = rule.spread + rule.minimum
    return Row(target.terms, high - reach - target.offset, low + reach - target.offset)
