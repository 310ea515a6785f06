"""Allocate a round, and repair it when readers or readings fall away."""

from collections.abc import Iterable, Sequence

import numpy as np

from regionqa.statistics.allocation.alternatives import alternatives
from regionqa.statistics.allocation.building import build_problem
from regionqa.statistics.allocation.checks import table_of, why_not
from regionqa.statistics.allocation.counts import shortages
from regionqa.statistics.allocation.inputs import (
    AllocationInputError,
    Assignment,
    Case,
    Conflict,
    PastReading,
    Reader,
    Rules,
)
from regionqa.statistics.allocation.problem import Bools, Problem
from regionqa.statistics.allocation.program import Clock, Progress
from regionqa.statistics.allocation.results import Allocation, Infeasible
from regionqa.statistics.allocation.search import Found, Search
from regionqa.statistics.allocation.slots import Standing


def allocate(
    cases: Iterable[Case],
    readers: Iterable[Reader],
    conflicts: Iterable[Conflict],
    rules: Rules,
    history: Iterable[PastReading] | None = None,
    seed: int = 0,
    time_limit: float | None = None,
    *,
    progress: Progress | None = None,
) -> Allocation | Infeasible:
    """Decide who reads what, keeping every rule at the least cost.

    The order of the inputs does not matter; the same inputs and seed give the same allocation
    (unless the time limit cuts the search short).

    :param time_limit: seconds for the whole search, alternatives included.
    :param progress: told the stage and the seconds so far, about five times a second.
    :raises AllocationInputError: inputs that contradict themselves; the message names the fix.
    """
    problem = build_problem(cases, readers, conflicts, rules, history)
    fixed = np.zeros((len(problem.cases), len(problem.readers)), bool)
    return _solve(Standing(problem, fixed), seed, Clock(time_limit, progress))


def repair(
    standing: Iterable[Assignment],
    cases: Iterable[Case],
    readers: Iterable[Reader],
    conflicts: Iterable[Conflict],
    rules: Rules,
    history: Iterable[PastReading] | None = None,
    seed: int = 0,
    time_limit: float | None = None,
    *,
    progress: Progress | None = None,
) -> Allocation | Infeasible:
    """Fill the places that lapsed and change nothing else.

    ``standing`` are the assignments that stay: leave out the lapsed ones, and leave out of
    ``cases`` those withdrawn. A rule that the standing assignments break by themselves, or that
    the free places cannot mend, is kept as far as they allow.

    :raises AllocationInputError: also when a standing assignment is forbidden by now.
    """
    problem = build_problem(cases, readers, conflicts, rules, history)
    fixed = table_of(problem, standing)
    for case, reader in np.argwhere(fixed & ~problem.eligible):
        raise AllocationInputError(
            f"Reader {problem.readers[reader].id} cannot go on with case {problem.cases[case].id}: "
            f"{why_not(problem, int(case), int(reader))}. Leave that assignment out as lapsed."
        )
    return _solve(Standing(problem, fixed), seed, Clock(time_limit, progress))


def _solve(standing: Standing, seed: int, clock: Clock) -> Allocation | Infeasible:
    problem = standing.problem
    degenerate = _degenerate(problem, seed)
    if degenerate is not None:
        return degenerate
    counted = () if standing.any else shortages(problem)
    found = Found("infeasible") if counted else Search(standing, seed, clock).run()
    if found.table is not None:
        return _allocation(standing, found, found.table, seed, clock)
    if found.status == "time":
        reason = "No allocation was found in the time given, nor proven impossible: allow longer."
        return Infeasible(
            "out_of_time", (reason,), seed, problem.inputs_hash, seconds=clock.elapsed
        )
    links_alone = all(shortage.family == "links" for shortage in counted)
    ways = alternatives(standing, seed, clock, links_alone)
    reasons = tuple(shortage.sentence for shortage in counted)
    if not reasons:
        reasons = _reasons_from(ways[0].sentences if ways else (), found.status)
    return Infeasible(
        "not_linked" if found.status == "links" else "infeasible",
        reasons,
        seed,
        problem.inputs_hash,
        counted,
        ways,
        clock.elapsed,
    )


NOT_LINKED = (
    "No allocation was found that links every two authorities closely enough, and none is proven "
    "impossible: ask for more readers of each case, add cases, or raise the limit of resistance."
)


def _reasons_from(sentences: Sequence[str], status: str) -> tuple[str, ...]:
    if status == "links":
        return (NOT_LINKED, *sentences)
    opening = "No single count falls short, but the rules cannot all be kept at once."
    return (opening, *sentences)


def _degenerate(problem: Problem, seed: int) -> Infeasible | None:
    name = problem.inputs_hash
    if not problem.cases:
        reason = "There are no cases to allocate: add at least one."
        return Infeasible("no_cases", (reason,), seed, name)
    if not problem.readers:
        reason = "There are no readers: add people of at least one other authority."
        return Infeasible("no_readers", (reason,), seed, name)
    if len(problem.authorities) == 1:
        reason = (
            f"All cases and all readers are of {problem.authorities[0]}, and nobody reads the own "
            "authority's cases: add readers of another authority."
        )
        return Infeasible("one_authority", (reason,), seed, name)
    return None


def _allocation(
    standing: Standing, found: Found, table: Bools, seed: int, clock: Clock
) -> Allocation:
    problem = standing.problem
    chosen = [problem.assignment(int(c), int(r)) for c, r in np.argwhere(table)]
    kept = [problem.assignment(int(c), int(r)) for c, r in np.argwhere(standing.fixed)]
    return Allocation(
        tuple(sorted(chosen)),
        "optimal" if found.status == "optimal" else "feasible",
        found.objective,
        found.bound,
        seed,
        problem.inputs_hash,
        frozenset(kept),
        clock.elapsed,
        problem=problem,
    )
