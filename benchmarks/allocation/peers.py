"""What allocation is measured against: a greedy coordinator and a careful draw of lots.

Both keep own authority, conflicts, one reader of an authority in a case, personal limits and the
limit on repeated pairs, and try to bring the experience; neither looks ahead.
"""

import numpy as np

from regionqa.statistics.allocation.problem import Problem


def greedy(problem: Problem, seed: int) -> np.ndarray:
    """Case by case, the reader who costs least in history, then in load, then in giving."""
    return _fill(problem, seed, by_cost=True)


def lots(problem: Problem, seed: int) -> np.ndarray:
    """Case by case, a reader drawn at random among those who may."""
    return _fill(problem, seed, by_cost=False)


def _fill(problem: Problem, seed: int, by_cost: bool) -> np.ndarray:
    draw = np.random.default_rng(seed)
    table = np.zeros(problem.eligible.shape, bool)
    pairs = np.zeros_like(problem.past)
    for case in draw.permutation(len(problem.cases)):
        owner = problem.owner[case]
        for place in range(int(problem.required[case])):
            may = problem.eligible[case] & (table.sum(axis=0) < problem.capacity)
            may &= ~np.isin(problem.home, problem.home[table[case]])
            may &= pairs[owner, problem.home] < problem.pair_limits[owner, problem.home]
            wanted = problem.case_needs[case] > 0
            missing = wanted & ~problem.skills[table[case]].any(axis=0)
            experts = may & problem.skills[:, missing].all(axis=1)
            if place == 0 and experts.any():
                may = experts
            people = np.flatnonzero(may)
            if len(people) == 0:
                continue
            chosen = draw.choice(people)
            if by_cost:
                given = np.bincount(problem.home[np.nonzero(table)[1]], minlength=len(pairs))
                over = np.maximum(given - problem.due, 0)[problem.home[people]]
                load = table.sum(axis=0)[people]
                order = np.lexsort(
                    (draw.random(len(people)), load, problem.cost[case, people], over)
                )
                chosen = people[order[0]]
            table[case, chosen] = True
            pairs[owner, problem.home[chosen]] += 1
    return table
