"""The search: authorities, links, people; round by round until the bound is met."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from regionqa.statistics.allocation.authority_plan import AuthorityPlan
from regionqa.statistics.allocation.exchange_rules import add_chains, add_partners, add_swaps
from regionqa.statistics.allocation.links import cycle_demands, link_cuts
from regionqa.statistics.allocation.people_plan import People, choose_people
from regionqa.statistics.allocation.problem import Bools, Ints
from regionqa.statistics.allocation.program import Clock, Solution
from regionqa.statistics.allocation.slots import Cut, Standing

LINK_ROUNDS = 25
CYCLES = 3
PEOPLE_ROUNDS = 4
WHOLE = 1 - 1e-3


@dataclass(frozen=True)
class Found:
    """What the search came to.

    ``status``: ``optimal``; ``feasible`` (keeps every rule, not proven best; ``bound`` is what
    no allocation can be below); ``infeasible`` (proven); ``time`` or ``links`` (nothing found:
    the time ran out, or no plan linked well enough was found, neither proven impossible).
    """

    status: str
    table: Bools | None = None
    objective: float = np.inf
    bound: float = -np.inf
    gives: Mapping[tuple[str, tuple[str, ...]], int] | None = None


@dataclass
class Search:
    """One search over one problem; with ``prices`` rules may give way."""

    standing: Standing
    seed: int
    clock: Clock
    prices: Mapping[str, int] | None = None
    gap: float = 0.0

    def run(self) -> Found:
        """Search until proven, or until the time is over."""
        cuts: list[Cut] = []
        apart: frozenset[int] = frozenset()
        everyone = frozenset(range(len(self.standing.problem.authorities)))
        best = Found("time")
        for attempt in range(PEOPLE_ROUNDS + 1):
            if attempt == PEOPLE_ROUNDS:
                apart = everyone
            linked = self._linked_plan(apart, cuts)
            if linked.plan is None:
                return best if best.table is not None else Found(linked.solution.status)
            people = choose_people(self.standing, linked.plan, self.seed, self.clock, self.prices)
            if people is None:
                return best
            found = self._judge(linked, people)
            if found.table is not None and found.objective < best.objective:
                best = found
            if found.status == "optimal" or not linked.proven or self.clock.over:
                return best
            more = apart | people.trouble
            apart = more if more != apart else everyone
        return best

    def _judge(self, linked: "LinkedPlan", people: People) -> Found:
        """The people's choice as an answer; optimal when it costs what the plan promised."""
        if any(family not in (self.prices or {}) for family, _ in people.gives):
            return Found("time")
        extra = people.cost - linked.shared_cost
        objective = linked.solution.objective + extra
        met = objective < linked.bound + WHOLE
        gives = {**linked.gives, **people.gives}
        bound = min(linked.bound, objective)
        return Found("optimal" if met else "feasible", people.table, objective, bound, gives)

    def _linked_plan(self, apart: frozenset[int], cuts: list[Cut]) -> "LinkedPlan":
        """The best plan over authorities that links them all; ``cuts`` grows on the way."""
        problem = self.standing.problem
        bound = -np.inf
        for _ in range(LINK_ROUNDS):
            plan, solution = self._plan(apart, tuple(cuts))
            bound = max(bound, solution.bound)
            if solution.values is None:
                return LinkedPlan(solution, None, bound, plan)
            table = plan.plan(solution.values)
            new = link_cuts(problem, table)
            if not new:
                return LinkedPlan(solution, table, bound, plan)
            cuts.extend(new)
        return self._along_a_cycle(apart, cuts, bound)

    def _along_a_cycle(self, apart: frozenset[int], cuts: list[Cut], bound: float) -> "LinkedPlan":
        """When demands alone do not converge: link by construction, along a random cycle."""
        for attempt in range(CYCLES):
            demands = cycle_demands(self.standing, self.seed, attempt)
            for _ in range(LINK_ROUNDS // CYCLES):
                plan, solution = self._plan(apart, (*cuts, *demands))
                if solution.values is None:
                    break
                table = plan.plan(solution.values)
                new = link_cuts(self.standing.problem, table)
                if not new:
                    return LinkedPlan(solution, table, bound, plan, proven=False)
                cuts.extend(new)
        return LinkedPlan(Solution("links", None, np.inf, bound), None, bound, None)

    def _plan(self, apart: frozenset[int], cuts: tuple[Cut, ...]) -> tuple[AuthorityPlan, Solution]:
        plan = AuthorityPlan(self.standing, self.seed, apart, self.prices)
        plan.add_people_rules()
        plan.add_pair_limits()
        plan.add_reciprocity()
        add_partners(plan)
        add_swaps(plan)
        add_chains(plan)
        for cut in cuts:
            plan.add_cut(cut)
        if self.clock.over:
            return plan, Solution("time", None, np.inf, -np.inf)
        return plan, plan.solve(self.clock, self.gap)


@dataclass(frozen=True)
class LinkedPlan:
    """A plan over authorities that links them, or the reason why there is none."""

    solution: Solution
    plan: Ints | None
    bound: float
    program: AuthorityPlan | None
    proven: bool = True

    @property
    def shared_cost(self) -> float:
        """What the choice of people has to match."""
        return 0.0 if self.program is None else self.program.shared_cost(self.solution)

    @property
    def gives(self) -> dict[tuple[str, tuple[str, ...]], int]:
        """By how much the rules on authorities gave way."""
        if self.program is None or self.solution.values is None:
            return {}
        return self.program.gives(self.solution.values)
