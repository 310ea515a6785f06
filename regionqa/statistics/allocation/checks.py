"""What any set of assignments breaks, rule by rule; made by a person or by a program."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from regionqa.statistics.allocation.building import build_problem
from regionqa.statistics.allocation.inputs import (
    Assignment,
    Case,
    Conflict,
    PastReading,
    Reader,
    Rules,
)
from regionqa.statistics.allocation.linkage import Linkage, linkage
from regionqa.statistics.allocation.problem import Bools, Ints, Problem
from regionqa.statistics.allocation.words import count


@dataclass(frozen=True, order=True)
class Breach:
    """One rule broken, and by how much.

    ``family`` is that of a change, or ``forbidden`` (own authority, conflict, not available,
    outside the chains) or ``same_authority``.
    """

    family: str
    subject: tuple[str, ...]
    amount: float
    sentence: str


def check(
    assignments: Iterable[Assignment],
    cases: Iterable[Case],
    readers: Iterable[Reader],
    conflicts: Iterable[Conflict],
    rules: Rules,
    history: Iterable[PastReading] | None = None,
) -> tuple[Breach, ...]:
    """Every rule that a set of assignments breaks; empty when all are kept.

    :raises AllocationInputError: an assignment of a case or reader not in the inputs.
    """
    problem = build_problem(cases, readers, conflicts, rules, history)
    return breaches(problem, table_of(problem, assignments))


def table_of(problem: Problem, assignments: Iterable[Assignment]) -> Bools:
    """Assignments as cases by readers."""
    table = np.zeros((len(problem.cases), len(problem.readers)), bool)
    case, reader = problem.numbers(assignments)
    table[case, reader] = True
    return table


def plan_of(problem: Problem, table: Bools) -> Ints:
    """Readings as cases by authorities."""
    plan = np.zeros((len(problem.cases), len(problem.authorities)), np.int64)
    case, reader = np.nonzero(table)
    np.add.at(plan, (case, problem.home[reader]), 1)
    return plan


def pairs_of(problem: Problem, plan: Ints) -> Ints:
    """[authority read, reading authority]: readings of a plan."""
    pairs = np.zeros((len(problem.authorities),) * 2, np.int64)
    np.add.at(pairs, problem.owner, plan)
    return pairs


def linkage_of(problem: Problem, table: Bools) -> Linkage:
    """How the readings link the authorities that have cases or read any."""
    case, reader = np.nonzero(table)
    readings = [
        (problem.cases[c].id, problem.authorities[problem.home[r]])
        for c, r in zip(case, reader, strict=True)
    ]
    if problem.rules.own_reading:
        readings += [(item.id, item.authority) for item in problem.cases]
    return linkage(readings, [problem.authorities[place] for place in problem.with_cases])


def breaches(problem: Problem, table: Bools) -> tuple[Breach, ...]:
    """Every rule that a table of readings (cases by readers) breaks, in order."""
    plan = plan_of(problem, table)
    found = [
        *_forbidden(problem, table),
        *_places(problem, table, plan),
        *_experience(problem, table),
        *_limits(problem, table),
        *_reciprocity(problem, plan),
        *_pairs(problem, pairs_of(problem, plan)),
        *_chains(problem, pairs_of(problem, plan)),
        *_links(problem, table),
    ]
    return tuple(sorted(found))


def why_not(problem: Problem, case: int, reader: int) -> str:
    """Why a reader may not read a case, in words; empty if nothing forbids it."""
    person, item = problem.readers[reader], problem.cases[case]
    if problem.eligible[case, reader]:
        return ""
    if person.authority == item.authority:
        return f"case {item.id} is of the reader's own authority"
    if not person.available:
        return "the reader is not available"
    for conflict in problem.conflicts:
        if _covers(conflict, person, item):
            return "a conflict is declared"
    return "the rules allow readings along the chains only"


def _covers(conflict: Conflict, person: Reader, item: Case) -> bool:
    who = conflict.reader == person.id or conflict.reader_authority == person.authority
    whom = conflict.case == item.id or conflict.case_authority == item.authority
    both_ways = (
        conflict.reader_authority == item.authority and conflict.case_authority == person.authority
    )
    return (who and whom) or both_ways


def _forbidden(problem: Problem, table: Bools) -> Iterator[Breach]:
    for case, reader in np.argwhere(table & ~problem.eligible):
        item, person = problem.cases[case].id, problem.readers[reader].id
        reason = why_not(problem, int(case), int(reader))
        yield Breach(
            "forbidden", (item, person), 1, f"Reader {person} may not read case {item}: {reason}."
        )


def _places(problem: Problem, table: Bools, plan: Ints) -> Iterator[Breach]:
    there = table.sum(axis=1)
    for place in np.flatnonzero(there != problem.required):
        name, needed = problem.cases[place].id, int(problem.required[place])
        yield Breach(
            "coverage",
            (name,),
            abs(int(there[place]) - needed),
            f"Case {name} has {count(int(there[place]), 'reader')} instead of {needed}.",
        )
    for place, home in np.argwhere(plan > 1):
        name, authority = problem.cases[place].id, problem.authorities[home]
        yield Breach(
            "same_authority",
            (name, authority),
            int(plan[place, home]) - 1,
            f"Case {name} has {count(int(plan[place, home]), 'reader')} of {authority}.",
        )


def _experience(problem: Problem, table: Bools) -> Iterator[Breach]:
    there = table.astype(np.int64) @ problem.skills.astype(np.int64)
    for place, need in np.argwhere(there < problem.case_needs):
        name, what = problem.cases[place].id, problem.needs[need]
        yield Breach(
            "expertise",
            (name, what),
            int(problem.case_needs[place, need] - there[place, need]),
            f"Case {name} is read without the experience of {what} it needs.",
        )


def _limits(problem: Problem, table: Bools) -> Iterator[Breach]:
    loads = table.sum(axis=0)
    for place in np.flatnonzero(loads > problem.capacity):
        name = problem.readers[place].id
        yield Breach(
            "capacity",
            (name,),
            int(loads[place] - problem.capacity[place]),
            f"Reader {name} has {count(int(loads[place]), 'case')}; the limit is "
            f"{problem.capacity[place]}.",
        )


def _reciprocity(problem: Problem, plan: Ints) -> Iterator[Breach]:
    if problem.rules.reciprocity is None:
        return
    gives = plan.sum(axis=0)
    takes = np.bincount(problem.owner, plan.sum(axis=1), len(problem.authorities)).astype(int)
    for place, name in enumerate(problem.authorities):
        room = problem.rules.reciprocity + problem.given("reciprocity", name)
        over = abs(int(gives[place]) - int(takes[place])) - room
        if over > 0 and name not in problem.rules.exempt:
            yield Breach(
                "reciprocity",
                (name,),
                over,
                f"{name} gives {count(int(gives[place]), 'reading')} and receives {takes[place]}; "
                f"the difference may be {room}.",
            )


def _pairs(problem: Problem, pairs: Ints) -> Iterator[Breach]:
    names = problem.authorities
    for owner, home in np.argwhere(pairs > problem.pair_limits):
        limit = int(problem.pair_limits[owner, home])
        yield Breach(
            "pair",
            (names[home], names[owner]),
            int(pairs[owner, home]) - limit,
            f"{names[home]} reads {count(int(pairs[owner, home]), 'case')} of {names[owner]}; the "
            f"limit is {limit}.",
        )
    met = ((pairs > 0) | (pairs.T > 0)).sum(axis=1)
    for place in np.flatnonzero(met < problem.partner_targets):
        target = int(problem.partner_targets[place])
        yield Breach(
            "partners",
            (names[place],),
            target - int(met[place]),
            f"{names[place]} exchanges cases with "
            f"{count(int(met[place]), 'authority', 'authorities')}; the rules ask for {target}.",
        )


def _chains(problem: Problem, pairs: Ints) -> Iterator[Breach]:
    names = problem.authorities
    for home, owner in problem.chain_links:
        link = (names[home], names[owner])
        asked = (problem.owner == owner).any() and not problem.given("chain", *link)
        if asked and not pairs[owner, home]:
            yield Breach("chain", link, 1, f"{link[0]} reads no case of {link[1]}.")
    if problem.rules.swaps:
        return
    for a, b in np.argwhere(np.triu((pairs > 0) & (pairs.T > 0), 1)):
        pair = tuple(sorted((names[a], names[b])))
        if not problem.given("swap", *pair):
            yield Breach("swap", pair, 1, f"{pair[0]} and {pair[1]} read each other's cases.")


def _links(problem: Problem, table: Bools) -> Iterator[Breach]:
    if not problem.must_link:
        return
    links = linkage_of(problem, table)
    wanted = {problem.authorities[place] for place in problem.with_cases}
    groups = [group for group in links.components if wanted & set(group)]
    if len(groups) > 1:
        yield Breach(
            "links",
            ("connection",),
            len(groups) - 1,
            f"The authorities fall into {len(groups)} groups that cannot be compared with each "
            f"other; the smallest is {', '.join(groups[-1])}.",
        )
        return
    limits = problem.resistance_limits
    if limits is None:
        return
    over = {
        (a, b): (links.resistance(a, b) or 0.0)
        / float(limits[problem.places[a], problem.places[b]])
        for a in sorted(wanted)
        for b in sorted(wanted)
        if a < b
    }
    worst = max(over, key=lambda pair: over[pair])
    if over[worst] > 1 + 1e-6:
        yield Breach(
            "links",
            ("spread",),
            over[worst] - 1,
            f"{worst[0]} and {worst[1]} are linked too weakly: the variance of their difference "
            f"is {over[worst]:.2f} times the limit.",
        )
