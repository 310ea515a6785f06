"""Why each reader was chosen, who could step in, and what a change by hand would break."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from regionqa.statistics.allocation.checks import (
    Breach,
    breaches,
    linkage_of,
    table_of,
    why_not,
)
from regionqa.statistics.allocation.inputs import AllocationInputError, Assignment
from regionqa.statistics.allocation.linkage import Linkage
from regionqa.statistics.allocation.problem import Bools, Problem
from regionqa.statistics.allocation.results import Allocation
from regionqa.statistics.allocation.words import count, listed


@dataclass(frozen=True)
class Reason:
    """One fact that spoke for a choice: a code, its numbers or names, and the sentence."""

    code: str
    values: tuple[int | str, ...]
    sentence: str


@dataclass(frozen=True)
class Effects:
    """What a change by hand does: rules newly broken (or broken more), rules mended, the cost.

    ``objective`` is the change in the objective; ``linkage`` is that after the change.
    """

    broken: tuple[Breach, ...]
    mended: tuple[Breach, ...]
    objective: float
    linkage: Linkage


def why(allocation: Allocation, assignment: Assignment) -> tuple[Reason, ...]:
    """Why this reader reads this case.

    :raises AllocationInputError: the assignment is not in the allocation.
    """
    problem, table = allocation.problem, allocation.table
    case, reader = _places(allocation, assignment)
    able = int(problem.eligible[case].sum())
    facts = [
        Reason(
            "eligible",
            (able,),
            f"One of {count(able, 'reader')} of other authorities, with no conflict, who may "
            f"read case {assignment.case}.",
        )
    ]
    if assignment in allocation.standing:
        facts.append(Reason("standing", (), "Kept from the allocation before the repair."))
    facts += _experience(problem, table, case, reader)
    facts.append(_history(problem, case, reader))
    facts.append(_load(problem, table, reader))
    facts += _exchange(allocation, case, reader)
    return tuple(facts)


def _places(allocation: Allocation, assignment: Assignment) -> tuple[int, int]:
    case, reader = allocation.problem.numbers([assignment])
    if not allocation.table[case[0], reader[0]]:
        raise AllocationInputError(
            f"Reader {assignment.reader} does not read case {assignment.case} in this allocation."
        )
    return int(case[0]), int(reader[0])


def _experience(problem: Problem, table: Bools, case: int, reader: int) -> list[Reason]:
    wanted = problem.case_needs[case] > 0
    brings = [problem.needs[need] for need in np.flatnonzero(wanted & problem.skills[reader])]
    if not brings:
        return []
    others = table[case].copy()
    others[reader] = False
    alone = [
        name for name in brings if not (others & problem.skills[:, problem.needs.index(name)]).any()
    ]
    sentence = f"Has the experience the case needs: {listed(brings)}"
    sentence += f"; the only reader of the case with {listed(alone)}." if alone else "."
    return [Reason("experience", tuple(brings), sentence)]


def _history(problem: Problem, case: int, reader: int) -> Reason:
    owner, home = problem.owner[case], problem.home[reader]
    past = int(problem.past[owner, home])
    names = problem.authorities[home], problem.authorities[owner]
    if past == 0:
        return Reason("history", (0,), f"{names[0]} has not read {names[1]} in earlier rounds.")
    rivals = _fewest_past(problem, case)
    return Reason(
        "history",
        (past, rivals),
        f"{names[0]} has read {count(past, 'case')} of {names[1]} before; the fewest of any "
        f"authority that may read this case is {rivals}.",
    )


def _fewest_past(problem: Problem, case: int) -> int:
    homes = np.unique(problem.home[problem.eligible[case]])
    return int(problem.past[problem.owner[case], homes].min())


def _load(problem: Problem, table: Bools, reader: int) -> Reason:
    loads = table.sum(axis=0)
    mine, limit = int(loads[reader]), int(problem.capacity[reader])
    colleagues = loads[problem.home == problem.home[reader]]
    low, high = int(colleagues.min()), int(colleagues.max())
    spread = f"{low}" if low == high else f"{low} to {high}"
    return Reason(
        "load",
        (mine, limit, low, high),
        f"Reads {count(mine, 'case')} of at most {limit}; readers of "
        f"{problem.readers[reader].authority} read {spread}.",
    )


def _exchange(allocation: Allocation, case: int, reader: int) -> list[Reason]:
    problem = allocation.problem
    home, owner = problem.readers[reader].authority, problem.cases[case].authority
    pair = allocation.pairs[home, owner]
    facts = [
        Reason(
            "pair",
            (pair,),
            f"{home} reads {count(pair, 'case')} of {owner} in this round, "
            f"{count(allocation.pairs[owner, home], 'case')} the other way.",
        ),
        Reason(
            "reciprocity",
            (allocation.given[home], allocation.received[home]),
            f"{home} gives {count(allocation.given[home], 'reading')} and receives "
            f"{allocation.received[home]}.",
        ),
    ]
    if (problem.places[home], problem.places[owner]) in problem.chain_links:
        facts.append(Reason("chain", (home, owner), f"The chain asks {home} to read {owner}."))
    return facts


def effects(
    allocation: Allocation,
    remove: Iterable[Assignment] = (),
    add: Iterable[Assignment] = (),
) -> Effects:
    """What taking assignments out and putting others in would break and mend.

    :raises AllocationInputError: removing what is not there, or an unknown case or reader.
    """
    problem, before = allocation.problem, allocation.table
    after = before.copy()
    for item in remove:
        after[_places(allocation, item)] = False
    after |= table_of(problem, add)
    was = {(b.family, b.subject): b for b in breaches(problem, before)}
    now = {(b.family, b.subject): b for b in breaches(problem, after)}
    return Effects(
        tuple(b for key, b in now.items() if key not in was or b.amount > was[key].amount),
        tuple(b for key, b in was.items() if key not in now),
        _cost(problem, after) - _cost(problem, before),
        linkage_of(problem, after),
    )


def _cost(problem: Problem, table: Bools) -> float:
    from regionqa.statistics.allocation.loads import unevenness

    uneven = int(unevenness(problem, table.sum(axis=0)).sum())
    return float((problem.cost * table).sum() + problem.rules.load_weight * uneven)


def reserves(allocation: Allocation, assignment: Assignment, most: int = 3) -> tuple[str, ...]:
    """Readers who could take over an assignment and break nothing, the best first."""
    problem, table = allocation.problem, allocation.table
    case, reader = _places(allocation, assignment)
    there = np.unique(problem.home[np.flatnonzero(table[case])])
    taken = there[there != problem.home[reader]]
    loads = table.sum(axis=0)
    free = problem.eligible[case] & ~table[case] & (loads < problem.capacity)
    free &= ~np.isin(problem.home, taken)
    order = np.lexsort((loads, problem.cost[case]))
    found: list[str] = []
    for place in order[free[order]]:
        other = problem.assignment(case, int(place))
        if not effects(allocation, [assignment], [other]).broken:
            found.append(other.reader)
        if len(found) == most:
            break
    return tuple(found)


def explain_exclusion(allocation: Allocation, case: str, reader: str) -> str:
    """Why a reader may not read a case, in words; empty when nothing forbids it."""
    case_place, reader_place = allocation.problem.numbers([Assignment(case, reader)])
    return why_not(allocation.problem, int(case_place[0]), int(reader_place[0]))
