"""The places an allocation can fill: readings that stand, readings that may be, demands on them."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from regionqa.statistics.allocation.problem import Bools, Ints, Problem
from regionqa.statistics.allocation.program import Floats

POOLED = -1


@dataclass(frozen=True)
class Cut:
    """A demand on the whole plan: the sum of ``weights * X`` is at least ``least``."""

    weights: Floats
    least: float


@dataclass(frozen=True)
class Standing:
    """Readings that stay, as cases by readers; none in a first allocation.

    A rule that the standing readings already break, or that the free places cannot meet, is
    asked for only as far as they can: repair answers for what it may change.
    """

    problem: Problem
    fixed: Bools

    @property
    def any(self) -> bool:
        """Whether anything stands."""
        return bool(self.fixed.any())

    @cached_property
    def by_authority(self) -> Ints:
        """Cases by authorities: readings that stay."""
        table = np.zeros((len(self.problem.cases), len(self.problem.authorities)), np.int64)
        case, reader = np.nonzero(self.fixed)
        np.add.at(table, (case, self.problem.home[reader]), 1)
        return table

    @cached_property
    def free(self) -> Ints:
        """Places still to fill in each case."""
        places: Ints = np.maximum(self.problem.required - self.fixed.sum(axis=1), 0)
        return places

    @cached_property
    def open(self) -> Bools:
        """Cases by authorities: where a new reading could go."""
        table = np.zeros(self.by_authority.shape, bool)
        case, reader = np.nonzero(self.problem.eligible)
        table[case, self.problem.home[reader]] = True
        closed = (self.free == 0)[:, None] | (self.by_authority > 0)
        table[closed] = False
        return table

    @cached_property
    def pairs(self) -> Ints:
        """[authority read, reading authority]: readings that stay."""
        return self._by_pair(self.by_authority)

    @cached_property
    def open_pairs(self) -> Ints:
        """[authority read, reading authority]: cases where a new reading could go."""
        return self._by_pair(self.open.astype(np.int64))

    def _by_pair(self, table: Ints) -> Ints:
        n = len(self.problem.authorities)
        pairs = np.zeros((n, n), np.int64)
        np.add.at(pairs, self.problem.owner, table)
        return pairs

    def experts_wanted(self, case: int, need: int) -> int:
        """How many experts a case must have, as far as its free places allow."""
        there = int((self.fixed[case] & self.problem.skills[:, need]).sum())
        return min(int(self.problem.case_needs[case, need]), there + int(self.free[case]))


@dataclass(frozen=True)
class Slots:
    """Readings that may be, one column each: case, reading authority, reader or POOLED.

    ``lower`` is 1 where the reading stands, ``cost`` what earlier readings cost, ``expert``
    (slots by needs) whether the reader, or somebody in the pool, has the experience.
    """

    case: Ints
    home: Ints
    reader: Ints
    lower: Ints
    cost: Ints
    expert: Bools


def make_slots(standing: Standing, apart: frozenset[int], order: np.random.Generator) -> Slots:
    """Every reading that may be, in an order drawn by the seed (ties fall by that order).

    The readers of an authority are pooled unless it is among those taken ``apart``.
    """
    parts = [
        _single(standing, home) if home in apart else _pool(standing, home)
        for home in range(len(standing.problem.authorities))
    ]
    shuffled = order.permutation(sum(len(part.case) for part in parts))
    case, home, reader, lower, cost, expert = (
        np.concatenate([getattr(part, name) for part in parts])[shuffled]
        for name in ("case", "home", "reader", "lower", "cost", "expert")
    )
    return Slots(case, home, reader, lower, cost, expert)


def _single(standing: Standing, home: int) -> Slots:
    problem = standing.problem
    people = np.flatnonzero(problem.home == home)
    case, place = np.nonzero((problem.eligible | standing.fixed)[:, people])
    reader = people[place]
    return Slots(
        case,
        np.full(len(case), home),
        reader,
        standing.fixed[case, reader].astype(np.int64),
        problem.cost[case, reader],
        problem.skills[reader],
    )


def _pool(standing: Standing, home: int) -> Slots:
    problem = standing.problem
    people = np.flatnonzero(problem.home == home)
    mine = (problem.eligible | standing.fixed)[:, people]
    case = np.flatnonzero(mine.any(axis=1))
    dearest = np.iinfo(np.int64).max
    cheapest = np.where(mine, problem.cost[:, people], dearest).min(axis=1, initial=dearest)
    return Slots(
        case,
        np.full(len(case), home),
        np.full(len(case), POOLED),
        standing.by_authority[case, home],
        cheapest[case],
        np.asarray((mine[case][:, :, None] & problem.skills[people][None]).any(axis=1), bool),
    )
