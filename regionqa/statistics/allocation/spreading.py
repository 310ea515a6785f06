"""Spread a plan's links by exchanges: two authorities swap the cases they read.

An exchange turns the readings (c, b) and (d, e) into (c, e) and (d, b). It keeps the readers of
each case and what each authority gives, so only experience, the limit on pairs, partners and
chains have to be looked at. Exchanges that cost nothing keep a plan optimal; that is why they
are tried before the solver is asked again.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from regionqa.statistics.allocation.linkage import unit_laplacian
from regionqa.statistics.allocation.links import link_cuts, readings_by_authority
from regionqa.statistics.allocation.problem import Ints
from regionqa.statistics.allocation.program import Clock
from regionqa.statistics.allocation.slots import Standing

STEPS = 60
KICKS = 8
KICK = 3
TRIES = 40
FAINT = 1e-4
POWER = 30
NO_LIMIT = 1e3


@dataclass
class Spreader:
    """A search by exchanges for a plan that links all authorities within the limit."""

    standing: Standing
    seed: int
    clock: Clock

    def __post_init__(self) -> None:
        problem = self.standing.problem
        shape = (len(problem.cases), len(problem.authorities))
        self.cost = np.full(shape, np.iinfo(np.int64).max // 4)
        self.experts = np.zeros((*shape, len(problem.needs)), bool)
        for home in range(shape[1]):
            people = np.flatnonzero(problem.home == home)
            able = problem.eligible[:, people]
            dear = np.where(able, problem.cost[:, people], self.cost[0, 0])
            self.cost[:, home] = dear.min(axis=1, initial=self.cost[0, 0])
            self.experts[:, home] = (able[:, :, None] & problem.skills[people]).any(axis=1)
        self.order = np.random.default_rng([self.seed, 3])

    def spread(self, plan: Ints, free_of_cost: bool) -> Ints | None:
        """A plan within the limit reached by exchanges; None when none was reached."""
        score = self._score(plan)
        kicks = 0 if free_of_cost else KICKS
        for _ in range(STEPS):
            if not link_cuts(self.standing.problem, plan):
                return plan
            if self.clock.over:
                return None
            better = self._best_exchange(plan, score, free_of_cost)
            if better is None and kicks == 0:
                return None
            if better is None:
                kicks -= 1
                plan = self._kicked(plan)
                score = self._score(plan)
            else:
                plan, score = better
        return plan if not link_cuts(self.standing.problem, plan) else None

    def cheapen(self, plan: Ints) -> Ints:
        """A cheaper plan that is still within the limit, by exchanges that save."""
        for _ in range(STEPS):
            saving = next(
                (
                    exchanged
                    for exchanged, _ in self._exchanges(plan, free_of_cost=False, saving=True)
                    if not link_cuts(self.standing.problem, exchanged)
                ),
                None,
            )
            if saving is None or self.clock.over:
                return plan
            plan = saving
        return plan

    def _kicked(self, plan: Ints) -> Ints:
        """A few exchanges at random, to leave a plan that no single exchange betters."""
        for _ in range(KICK):
            exchanged = next(self._exchanges(plan, free_of_cost=False), None)
            plan = plan if exchanged is None else exchanged[0]
        return plan

    def _score(self, plan: Ints) -> float:
        """A smooth maximum of resistance over limit; a faint link everywhere keeps it finite."""
        problem = self.standing.problem
        n = len(problem.authorities)
        laplacian = unit_laplacian(readings_by_authority(problem, plan))
        inverse = np.linalg.inv(laplacian + FAINT * (n * np.eye(n) - 1) + 1 / n)
        own = np.diag(inverse)
        resistances = own[:, None] + own[None, :] - 2 * inverse
        limits = problem.resistance_limits
        ratios = resistances if limits is None else resistances / np.minimum(limits, NO_LIMIT)
        inside = ratios[np.ix_(problem.with_cases, problem.with_cases)]
        top = float(inside.max(initial=1e-12))
        return float(np.log(top) + np.log(((inside / top) ** POWER).sum()) / POWER)

    def _best_exchange(
        self, plan: Ints, score: float, free_of_cost: bool
    ) -> tuple[Ints, float] | None:
        """The best of a few dozen exchanges drawn at random; None when none helps."""
        best: tuple[Ints, float] | None = None
        best_gain = 1e-9
        for tried, (exchanged, price) in enumerate(self._exchanges(plan, free_of_cost)):
            gain = (score - self._score(exchanged)) / (1 + max(price, 0))
            if gain > best_gain:
                best, best_gain = (exchanged, self._score(exchanged)), gain
            if tried >= TRIES and best is not None:
                break
            if tried >= 10 * TRIES:
                break
        return best

    def _exchanges(
        self, plan: Ints, free_of_cost: bool, saving: bool = False
    ) -> Iterator[tuple[Ints, int]]:
        """Exchanges that keep the rules, in random order, with what each costs."""
        case, home = np.nonzero((plan - self.standing.by_authority) > 0)
        may = (self.cost[case][:, home] < self.cost.max()) & (plan[case][:, home] == 0)
        now = self.cost[case, home]
        price = self.cost[case][:, home] + self.cost[case][:, home].T - now[:, None] - now[None, :]
        may = may & may.T
        if free_of_cost:
            may &= price == 0
        elif saving:
            may &= price < 0
        first, second = np.nonzero(np.triu(may, 1))
        for place in self.order.permutation(len(first)):
            i, j = first[place], second[place]
            exchanged = plan.copy()
            exchanged[case[[i, j]], home[[i, j]]] -= 1
            exchanged[case[[i, j]], home[[j, i]]] += 1
            if self._keeps_rules(plan, exchanged, case[[i, j]]):
                yield exchanged, int(price[i, j])

    def _keeps_rules(self, plan: Ints, exchanged: Ints, cases: Ints) -> bool:
        problem = self.standing.problem
        for case in cases:
            experts = self.experts[case].T.astype(np.int64)
            now = np.minimum(experts @ plan[case], problem.case_needs[case])
            if (experts @ exchanged[case] < now).any():
                return False
        before, after = self._pairs(plan), self._pairs(exchanged)
        if (after > np.maximum(problem.pair_limits, before)).any():
            return False
        return self._keeps_partners(before, after)

    def _keeps_partners(self, before: Ints, after: Ints) -> bool:
        problem = self.standing.problem
        had, has = _met(before), _met(after)
        if (has < np.minimum(had, problem.partner_targets)).any():
            return False
        if not problem.rules.swaps:
            mutual = (after > 0) & (after.T > 0) & ~((before > 0) & (before.T > 0))
            if mutual.any():
                return False
        return all(
            after[owner, home] or not before[owner, home] for home, owner in problem.chain_links
        )

    def _pairs(self, plan: Ints) -> Ints:
        n = len(self.standing.problem.authorities)
        pairs = np.zeros((n, n), np.int64)
        np.add.at(pairs, self.standing.problem.owner, plan)
        return pairs


def _met(pairs: Ints) -> Ints:
    met: Ints = ((pairs > 0) | (pairs.T > 0)).sum(axis=1)
    return met
