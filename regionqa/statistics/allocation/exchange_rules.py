"""Rules on who exchanges cases with whom, as rows of the program over authorities."""

import numpy as np

from regionqa.statistics.allocation.authority_plan import AuthorityPlan
from regionqa.statistics.allocation.problem import Ints


def add_partners(plan: AuthorityPlan) -> None:
    """At least so many partners; rows only where the limit on pairs does not bring them."""
    standing, problem = plan.standing, plan.problem
    possible = standing.pairs + standing.open_pairs > 0
    possible |= possible.T
    for place in np.flatnonzero(problem.partner_targets):
        target = int(problem.partner_targets[place])
        if standing.any:
            target = min(target, int(possible[place].sum()))
        if plan.prices is not None or sure_partners(plan, int(place)) < target:
            _count_partners(plan, int(place), target)


def sure_partners(plan: AuthorityPlan, place: int) -> int:
    """The fewest authorities that can read one's cases, by the limit on pairs."""
    problem = plan.problem
    limits = np.sort(np.maximum(problem.pair_limits, plan.standing.pairs)[place])[::-1]
    enough = np.flatnonzero(np.cumsum(limits) >= problem.due[place])
    by_limit = int(enough[0]) + 1 if len(enough) and problem.due[place] else 0
    return max(by_limit, int(problem.required[problem.owner == place].max(initial=0)))


def _count_partners(plan: AuthorityPlan, place: int, target: int) -> None:
    owner, home = plan.pair_owner, plan.pair_home
    reads = np.where(owner == place, home, np.where(home == place, owner, -1))
    others = np.unique(reads[reads >= 0])
    met = plan.program.add_columns(len(others))
    total = plan.program.add_rows(1, target, np.inf)
    plan.program.put(np.broadcast_to(total, met.shape), met)
    rows = plan.program.add_rows(len(others), 0, np.inf)
    plan.program.put(rows, met, -1.0)
    slots = reads[plan.pair_of_slot]
    chosen = slots >= 0
    plan.put(rows[np.searchsorted(others, slots[chosen])], chosen)
    plan.give_way("partners", total, 1, target, [(plan.problem.authorities[place],)])


def add_swaps(plan: AuthorityPlan) -> None:
    """Chains, not swaps: of two authorities only one reads the other."""
    problem, standing = plan.problem, plan.standing
    if problem.rules.swaps:
        return
    n = len(problem.authorities)
    limit = np.repeat(plan.cases_of[:, None], n, axis=1)
    if plan.prices is None:
        limit = np.minimum(limit, np.maximum(problem.pair_limits, standing.pairs))
    can = np.zeros((n, n), bool)
    can[plan.pair_owner, plan.pair_home] = True
    stands = standing.pairs > 0
    for a, b in np.argwhere(np.triu(can & can.T & ~(stands & stands.T), 1)):
        names = tuple(sorted((problem.authorities[a], problem.authorities[b])))
        if not problem.given("swap", *names):
            _one_way(plan, (int(a), int(b)), limit, names)


def _one_way(
    plan: AuthorityPlan, pair: tuple[int, int], limit: Ints, names: tuple[str, ...]
) -> None:
    """``turn`` is 1 when the second reads the first, 0 when the first reads the second."""
    a, b = pair
    turn = plan.program.add_columns(1)
    rows = plan.program.add_rows(2, -np.inf, [0.0, float(limit[b, a])])
    for row, (read, reads) in zip(rows, ((a, b), (b, a)), strict=True):
        chosen = (plan.pair_owner == read) & (plan.pair_home == reads)
        plan.put(np.array([row]), chosen[plan.pair_of_slot])
    plan.program.put(rows[:1], turn, -float(limit[a, b]))
    plan.program.put(rows[1:], turn, float(limit[b, a]))
    if plan.prices is not None and "swap" in plan.prices:
        column = plan.program.add_columns(1, 0, 1, plan.prices["swap"])
        plan.program.put(rows[1:], column, -float(limit[b, a]))
        plan.slacks.append(("swap", names, int(column[0])))


def add_chains(plan: AuthorityPlan) -> None:
    """Along every link of a chain at least one reading."""
    problem, standing = plan.problem, plan.standing
    for home, owner in problem.chain_links:
        names = (problem.authorities[home], problem.authorities[owner])
        possible = standing.pairs[owner, home] + standing.open_pairs[owner, home] > 0
        skipped = problem.given("chain", *names) or (standing.any and not possible)
        if plan.cases_of[owner] == 0 or skipped:
            continue
        row = plan.program.add_rows(1, 1, np.inf)
        chosen = (plan.pair_owner == owner) & (plan.pair_home == home)
        plan.put(row, chosen[plan.pair_of_slot])
        plan.give_way("chain", row, 1, 1, [names])
