"""An even load among the readers of one authority, as rows of a linear program."""

from collections.abc import Iterable

import numpy as np

from regionqa.statistics.allocation.problem import Ints, Problem
from regionqa.statistics.allocation.program import Program


def reach(problem: Problem) -> Ints:
    """The most cases each reader can be given: capacity, or the cases open to that person."""
    most: Ints = np.minimum(problem.capacity, problem.eligible.sum(axis=0))
    return most


def full_level(reaches: Ints, fewest: int) -> int:
    """The most that everyone can be given when an authority gives ``fewest`` readings, or 0.

    A reader whose reach is not above this level is fairly used only when used in full.
    """
    level = 0
    while level < reaches.max(initial=0) and int(np.minimum(reaches, level + 1).sum()) <= fewest:
        level += 1
    return level


def fewest_given(problem: Problem, authority: int) -> int:
    """The fewest readings reciprocity lets an authority give; 0 where it does not apply."""
    rules = problem.rules
    name = problem.authorities[authority]
    if rules.reciprocity is None or name in rules.exempt:
        return 0
    room = rules.reciprocity + problem.given("reciprocity", name)
    return max(int(problem.due[authority]) - room, 0)


def load_groups(problem: Problem, authority: int) -> tuple[Ints, Ints]:
    """Readers of an authority who share evenly, and those whose small limit is to be used up."""
    reaches = reach(problem)
    mine = np.flatnonzero((problem.home == authority) & (reaches > 0))
    level = full_level(reaches[mine], fewest_given(problem, authority))
    return mine[reaches[mine] > level], mine[reaches[mine] <= level]


def unevenness(problem: Problem, loads: Ints) -> Ints:
    """For each authority the cases by which its loads are further apart than they need be."""
    reaches = reach(problem)
    result = np.zeros(len(problem.authorities), np.int64)
    for authority in range(len(problem.authorities)):
        sharing, small = load_groups(problem, authority)
        if len(sharing) > 1:
            apart = int(loads[sharing].max() - loads[sharing].min())
            result[authority] += max(apart - 1, 0)
        result[authority] += int(np.maximum(reaches[small] - loads[small], 0).sum())
    return result


def add_load_rows(
    program: Program,
    problem: Problem,
    columns: Ints,
    readers: Ints,
    authorities: Iterable[int],
) -> None:
    """Price an uneven load: max-load and min-load columns for each authority.

    ``columns`` are the program's columns of readings and ``readers`` who would do each.
    """
    weight = problem.rules.load_weight
    reaches = reach(problem)
    for authority in authorities:
        sharing, small = load_groups(problem, authority)
        if len(sharing) > 1:
            _share(program, columns, readers, sharing, int(reaches[sharing].max()), weight)
        if len(small):
            short = program.add_columns(len(small), 0, reaches[small], weight)
            rows = program.add_rows(len(small), reaches[small], np.inf)
            program.put(rows, short)
            _put_loads(program, columns, readers, small, rows)


def _share(
    program: Program, columns: Ints, readers: Ints, sharing: Ints, most: int, weight: int
) -> None:
    most_column, least_column, apart = (
        program.add_columns(1, 0, most, cost) for cost in (0, 0, weight)
    )
    for column, least, top in ((most_column, -np.inf, 0.0), (least_column, 0.0, np.inf)):
        rows = program.add_rows(len(sharing), least, top)
        _put_loads(program, columns, readers, sharing, rows)
        program.put(rows, np.repeat(column, len(sharing)), -1.0)
    row = program.add_rows(1, -np.inf, 1.0)
    program.put(row, most_column)
    program.put(row, least_column, -1.0)
    program.put(row, apart, -1.0)


def _put_loads(program: Program, columns: Ints, readers: Ints, people: Ints, rows: Ints) -> None:
    """Put each person's readings into that person's row; ``people`` is sorted."""
    inside = np.isin(readers, people)
    program.put(rows[np.searchsorted(people, readers[inside])], columns[inside])
