"""The second of two programs: who in each chosen authority reads each case."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from regionqa.statistics.allocation.loads import add_load_rows, unevenness
from regionqa.statistics.allocation.problem import Bools, Ints, Problem
from regionqa.statistics.allocation.program import Clock, Program, grouped
from regionqa.statistics.allocation.slots import Standing

NEVER = 100_000
# Limits give way evenly: each further case of one person costs slightly more, far too little to
# change what gives way (costs are whole numbers).
EVEN_STEPS = 4
SLIGHTLY = 1e-4


@dataclass(frozen=True)
class People:
    """Who reads what, what the choice costs, and which rules on people gave way.

    ``trouble`` are the authorities whose people cost more than the plan over authorities
    promised: those to be taken apart there. ``uneven`` are those whose load costs.
    """

    table: Bools
    cost: float
    gives: dict[tuple[str, tuple[str, ...]], int]
    trouble: frozenset[int]
    uneven: frozenset[int]


def choose_people(
    standing: Standing,
    plan: Ints,
    seed: int,
    clock: Clock,
    prices: Mapping[str, int] | None = None,
) -> People | None:
    """Split a plan over authorities among their readers; None when the time ran out.

    Limits of people and experience give way at a price no allocation would pay (or at that of
    ``prices``), so that the answer tells where the plan promised too much.
    """
    problem = standing.problem
    usable = problem.eligible | standing.fixed
    case, reader = np.nonzero(usable & (plan[:, problem.home] > 0))
    order = np.random.default_rng([seed, 1]).permutation(len(case))
    case, reader = case[order], reader[order]
    program = Program()
    cost = problem.cost[case, reader] if prices is None else 0
    columns = program.add_columns(len(case), standing.fixed[case, reader], 1, cost)
    keys, places = grouped(case * len(problem.authorities) + problem.home[reader])
    wanted = plan[keys // len(problem.authorities), keys % len(problem.authorities)]
    rows = program.add_rows(len(keys), wanted, wanted)
    program.put(rows[places], columns)
    slacks = [
        *_limit_people(program, standing, columns, reader, prices),
        *_ask_for_experts(program, standing, (columns, case, reader), prices),
    ]
    if prices is None:
        add_load_rows(program, problem, columns, reader, range(len(problem.authorities)))
    solution = program.solve(clock, "choosing people")
    if solution.values is None:
        return None
    table = np.zeros(problem.eligible.shape, bool)
    chosen = solution.values[columns] > 0.5
    table[case[chosen], reader[chosen]] = True
    gives: dict[tuple[str, tuple[str, ...]], int] = {}
    for family, subject, column in slacks:
        amount = int(np.rint(solution.values[column]))
        if amount:
            gives[family, subject] = gives.get((family, subject), 0) + amount
    uneven = np.flatnonzero(unevenness(problem, table.sum(axis=0))).tolist()
    trouble = _trouble(standing, plan, table, gives)
    return People(table, solution.objective, gives, trouble, frozenset(uneven))


def _price(family: str, prices: Mapping[str, int] | None) -> int:
    return NEVER if prices is None else prices.get(family, NEVER)


def _limit_people(
    program: Program,
    standing: Standing,
    columns: Ints,
    reader: Ints,
    prices: Mapping[str, int] | None,
) -> list[tuple[str, tuple[str, ...], int]]:
    problem = standing.problem
    people, places = grouped(reader)
    most = np.maximum(problem.capacity, standing.fixed.sum(axis=0))[people]
    rows = program.add_rows(len(people), -np.inf, most)
    program.put(rows[places], columns)
    slacks: list[tuple[str, tuple[str, ...], int]] = []
    for step in range(EVEN_STEPS + 1):
        room = 1 if step < EVEN_STEPS else len(problem.cases)
        price = _price("capacity", prices) + step * SLIGHTLY
        over = program.add_columns(len(people), 0, room, price)
        program.put(rows, over, -1.0)
        slacks.extend(
            ("capacity", (problem.readers[person].id,), int(column))
            for person, column in zip(people, over, strict=True)
        )
    return slacks


def _ask_for_experts(
    program: Program,
    standing: Standing,
    readings: tuple[Ints, Ints, Ints],
    prices: Mapping[str, int] | None,
) -> list[tuple[str, tuple[str, ...], int]]:
    problem = standing.problem
    columns, case, reader = readings
    slacks: list[tuple[str, tuple[str, ...], int]] = []
    for place, need in zip(*np.nonzero(problem.case_needs), strict=True):
        least = standing.experts_wanted(int(place), int(need))
        mine = columns[(case == place) & problem.skills[reader, need]]
        row = program.add_rows(1, least, np.inf)
        program.put(np.repeat(row, len(mine)), mine)
        short = program.add_columns(1, 0, least, _price("expertise", prices))
        program.put(row, short)
        subject = (problem.cases[place].id, problem.needs[need])
        slacks.append(("expertise", subject, int(short[0])))
    return slacks


def _trouble(
    standing: Standing,
    plan: Ints,
    table: Bools,
    gives: Mapping[tuple[str, tuple[str, ...]], int],
) -> frozenset[int]:
    """Authorities where a limit, an experience or a person's own history costs."""
    problem = standing.problem
    found: set[int] = set()
    for family, subject in gives:
        if family == "capacity":
            found.add(int(problem.home[problem.reader_places[subject[0]]]))
        else:
            case = problem.case_places[subject[0]]
            holders = _holders(problem, case, problem.needs.index(subject[1]))
            found.update(holders & set(np.flatnonzero(plan[case]).tolist()))
    again = (problem.past_by_person[:, problem.owner].T * table).sum(axis=0) > 0
    found.update(problem.home[again].tolist())
    return frozenset(found)


def _holders(problem: Problem, case: int, need: int) -> set[int]:
    """Authorities with somebody who could bring the experience to the case."""
    people = problem.eligible[case] & problem.skills[:, need]
    return set(problem.home[people].tolist())
