"""The search: authorities, links, people; round by round until the bound is met."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from regionqa.statistics.allocation.authority_plan import AuthorityPlan
from regionqa.statistics.allocation.exchange_rules import add_chains, add_partners, add_swaps
from regionqa.statistics.allocation.links import cycle_demands, link_cuts
from regionqa.statistics.allocation.people_plan import People, choose_people
from regionqa.statistics.allocation.problem import Bools, Ints
from regionqa.statistics.allocation.program import Clock, Solution
from regionqa.statistics.allocation.slots import Cut, Standing
from regionqa.statistics.allocation.spreading import Spreader

LINK_ROUNDS = 8
ELASTIC_LINK_ROUNDS = 2
CYCLES = 3
PEOPLE_ROUNDS = 12
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


@dataclass(frozen=True)
class Detail:
    """What the program over authorities sees: authorities taken apart, and whose load it evens."""

    apart: frozenset[int] = frozenset()
    even: frozenset[int] = frozenset()

    def with_more(self, people: People) -> "Detail":
        """The same with the authorities where the choice of people cost more than promised."""
        return Detail(self.apart | people.trouble, self.even | people.uneven)


@dataclass
class Search:
    """One search over one problem; with ``prices`` rules may give way."""

    standing: Standing
    seed: int
    clock: Clock
    prices: Mapping[str, int] | None = None

    def run(self) -> Found:
        """Search until proven, or until the time is over; a way out need not be proven least."""
        cuts: list[Cut] = []
        everyone = frozenset(range(len(self.standing.problem.authorities)))
        detail = Detail()
        best = Found("time")
        for attempt in range(PEOPLE_ROUNDS + 1):
            if attempt == PEOPLE_ROUNDS:
                detail = Detail(everyone, everyone)
            linked = self._linked_plan(detail, cuts)
            if linked.plan is None:
                return best if best.table is not None else Found(linked.solution.status)
            people = choose_people(self.standing, linked.plan, self.seed, self.clock, self.prices)
            if people is None:
                return best
            found = self._judge(linked, people)
            best = _better(best, found)
            if best.status == "optimal" or not linked.proven or self.clock.over:
                return best
            if self.prices is not None and attempt and best.table is not None:
                return best
            more = detail.with_more(people)
            detail = more if more != detail else Detail(everyone, everyone)
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

    def _linked_plan(self, detail: Detail, cuts: list[Cut]) -> "LinkedPlan":
        """The best plan over authorities that links them all; ``cuts`` grows on the way.

        A plan that is too weak is first spread by exchanges that cost nothing, which leaves it
        optimal; else the solver is told what is missing. When that does not end soon,
        exchanges may cost, and the bound stays as the proof of how much at most.
        """
        bound = -np.inf
        spreader = Spreader(self.standing, self.seed, self.clock)
        for _ in range(LINK_ROUNDS if self.prices is None else ELASTIC_LINK_ROUNDS):
            plan, solution = self._plan(detail, tuple(cuts))
            bound = max(bound, solution.bound)
            if solution.values is None:
                return LinkedPlan(solution, None, bound, plan)
            table = plan.plan(solution.values)
            new = link_cuts(self.standing.problem, table)
            linked = table if not new else spreader.spread(table, free_of_cost=True)
            if linked is not None:
                return LinkedPlan(solution, linked, bound, plan)
            cuts.extend(new)
            if self.clock.half_over:
                break
        if self.prices is not None:
            return LinkedPlan(Solution("links", None, np.inf, bound), None, bound, None)
        linked = spreader.spread(table, free_of_cost=False)
        if linked is not None:
            return LinkedPlan(solution, spreader.cheapen(linked), bound, plan, proven=False)
        return self._along_a_cycle(detail, cuts, bound)

    def _along_a_cycle(self, detail: Detail, cuts: list[Cut], bound: float) -> "LinkedPlan":
        """When demands and exchanges fail: link by construction, along a random cycle."""
        spreader = Spreader(self.standing, self.seed, self.clock)
        for attempt in range(CYCLES):
            demands = cycle_demands(self.standing, self.seed, attempt)
            plan, solution = self._plan(detail, (*cuts, *demands))
            if solution.values is None:
                continue
            linked = spreader.spread(plan.plan(solution.values), free_of_cost=False)
            if linked is not None:
                return LinkedPlan(solution, spreader.cheapen(linked), bound, plan, proven=False)
        status = "time" if self.clock.over else "links"
        return LinkedPlan(Solution(status, None, np.inf, bound), None, bound, None)

    def _plan(self, detail: Detail, cuts: tuple[Cut, ...]) -> tuple[AuthorityPlan, Solution]:
        plan = AuthorityPlan(self.standing, self.seed, detail.apart, detail.even, self.prices)
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
        return plan, plan.solve(self.clock)


def _better(best: Found, found: Found) -> Found:
    """The cheaper answer with the higher of the two bounds."""
    if found.table is None:
        return best
    cheaper = found if found.objective < best.objective else best
    bound = min(max(best.bound, found.bound), cheaper.objective)
    status = "optimal" if cheaper.objective < bound + WHOLE else "feasible"
    return replace(cheaper, bound=bound, status=status)


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
