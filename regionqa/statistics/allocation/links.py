"""Demands that make a plan link all authorities: cuts that no linked plan breaks.

The conductance between two authorities is the least energy of any potential that is 1 at one
and 0 at the other (Dirichlet's principle), ``1 / R_ab = min_v sum of X[c, b] (v_c - v_b)^2``. So
the potential of a plan that is too weak gives a linear demand, energy at least ``1 / limit``, that
every plan within the limit meets. A plan in two parts gets the demand of at least one reading
across. Neither leaves out a plan that keeps the rule: what is proven optimal or impossible stays
so (cutting planes, Kelley 1960).
"""

import numpy as np

from regionqa.statistics.allocation.linkage import (
    Floats,
    component_labels,
    potentials,
    resistance_matrix,
    unit_laplacian,
    weakest_first,
)
from regionqa.statistics.allocation.problem import Bools, Ints, Problem
from regionqa.statistics.allocation.slots import Cut, Standing

PAIRS_AT_A_TIME = 4


def readings_by_authority(problem: Problem, plan: Ints) -> Floats:
    """Cases by authorities: readings, the home authority's own among them if the rules say so."""
    counts = plan.astype(float)
    if problem.rules.own_reading:
        counts[np.arange(len(problem.cases)), problem.owner] += 1
    return counts


def link_cuts(problem: Problem, plan: Ints) -> list[Cut]:
    """What the plan has to be told so that it links all authorities; empty when it does."""
    if not problem.must_link:
        return []
    counts = readings_by_authority(problem, plan)
    labels = component_labels(counts)
    wanted = np.unique(labels[problem.with_cases])
    if len(wanted) > 1:
        return [_across(counts, np.equal(labels, int(label))) for label in wanted]
    limits = problem.resistance_limits
    if limits is None:
        return []
    resistances = resistance_matrix(unit_laplacian(counts), labels)
    excess = np.full(resistances.shape, -1.0)
    inside = np.ix_(problem.with_cases, problem.with_cases)
    excess[inside] = resistances[inside] / limits[inside] - 1.0
    return [
        _conductance(problem, counts, pair, float(limits[pair]))
        for pair in weakest_first(excess, PAIRS_AT_A_TIME)
    ]


def _across(counts: Floats, inside: Bools) -> Cut:
    attached = counts[:, inside].any(axis=1)
    weights = np.not_equal.outer(attached, inside).astype(float)
    return Cut(weights, 1.0)


def _conductance(problem: Problem, counts: Floats, pair: tuple[int, int], limit: float) -> Cut:
    case, unit = potentials(counts, *pair)
    drop = float(unit[pair[0]] - unit[pair[1]])
    weights = ((case[:, None] - unit[None, :]) / drop) ** 2
    own = 0.0
    if problem.rules.own_reading:
        own = float(weights[np.arange(len(problem.cases)), problem.owner].sum())
    return Cut(weights, 1.0 / limit - own)


def cycle_demands(standing: Standing, seed: int, attempt: int) -> list[Cut]:
    """One reading along each step of a random cycle of authorities free of conflicts.

    It links by construction. Empty when no such cycle was found in a few hundred tries.
    """
    problem = standing.problem
    order = np.random.default_rng([seed, 2, attempt])
    can = np.zeros((len(problem.authorities),) * 2, bool)
    for home in range(len(problem.authorities)):
        open_cases = (problem.eligible | standing.fixed)[:, problem.home == home].any(axis=1)
        can[np.unique(problem.owner[open_cases]), home] = True
    circle = _random_cycle(can, problem.with_cases, order)
    return [
        Cut(_pair_weights(problem, owner, home), 1.0)
        for owner, home in zip(circle, [*circle[1:], *circle[:1]], strict=True)
    ]


def _random_cycle(can: Bools, authorities: Ints, order: np.random.Generator) -> list[int]:
    for _ in range(300):
        circle = order.permutation(authorities).tolist()
        left = set(circle[1:])
        walk = [circle[0]]
        while left:
            steps = [place for place in circle if place in left and can[walk[-1], place]]
            if not steps:
                break
            walk.append(min(steps, key=lambda place: int(can[place, list(left)].sum())))
            left.remove(walk[-1])
        if not left and len(walk) > 1 and can[walk[-1], walk[0]]:
            return walk
    return []


def _pair_weights(problem: Problem, owner: int, home: int) -> Floats:
    weights = np.zeros((len(problem.cases), len(problem.authorities)))
    weights[problem.owner == owner, home] = 1.0
    return weights
