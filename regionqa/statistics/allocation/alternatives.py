"""Ways out when no allocation keeps all rules: an elastic re-solve, one family barred at a time.

Each rule may give way at a price, and the cheapest set that lets an allocation exist is an
alternative. Own authority, conflicts and one reader of an authority in a case have no price:
they never give way.
"""

from collections.abc import Mapping
from dataclasses import replace

from regionqa.statistics.allocation.building import build_problem
from regionqa.statistics.allocation.inputs import Change, Rules
from regionqa.statistics.allocation.problem import Bools, Problem
from regionqa.statistics.allocation.program import Clock
from regionqa.statistics.allocation.results import Alternative
from regionqa.statistics.allocation.search import Search
from regionqa.statistics.allocation.slots import Standing
from regionqa.statistics.allocation.words import change_sentences

PRICES = {
    "coverage": 1000,
    "expertise": 100,
    "partners": 60,
    "chain": 60,
    "swap": 60,
    "capacity": 30,
    "reciprocity": 10,
    "pair": 5,
}
MOST = 3
SECONDS_EACH = 5.0
LINK_CHANGES = (Change("links", ("spread",)), Change("links", ("connection",)))


def alternatives(
    standing: Standing, seed: int, clock: Clock, links_alone: bool
) -> tuple[Alternative, ...]:
    """Up to three different ways out, the smallest first; fewer when the time runs out.

    ``links_alone``: whether the links alone may be in the way (no count shows another shortage).
    """
    found: list[Alternative] = []
    barred: set[str] = set()
    loosened = _without_links(standing, seed, clock) if links_alone else None
    if loosened is not None:
        found.append(loosened)
    while len(found) < MOST and not clock.over:
        prices = {family: price for family, price in PRICES.items() if family not in barred}
        answer = _elastic(standing, seed, clock, prices)
        if answer is None:
            break
        if {change.family for change in answer.changes} <= {"links"}:
            break
        if answer.changes not in [other.changes for other in found]:
            found.append(answer)
        barred.add(_heaviest(answer.changes))
    return tuple(found)


def _heaviest(changes: tuple[Change, ...]) -> str:
    """The family that gives most by price."""
    weight: dict[str, int] = {}
    for change in changes:
        if change.family in PRICES:
            price = PRICES[change.family] * change.amount
            weight[change.family] = weight.get(change.family, 0) + price
    return max(sorted(weight), key=lambda family: weight[family])


def _loosened(standing: Standing, changes: tuple[Change, ...]) -> Standing:
    problem = standing.problem
    rules: Rules = problem.rules.accept(changes)
    return replace(standing, problem=_with_rules(problem, rules))


def _with_rules(problem: Problem, rules: Rules) -> Problem:
    return build_problem(problem.cases, problem.readers, problem.conflicts, rules, problem.history)


def _link_steps(problem: Problem) -> list[tuple[Change, ...]]:
    if not problem.must_link:
        return []
    steps: list[tuple[Change, ...]] = [LINK_CHANGES[1:]]
    if problem.resistance_limits is not None:
        steps.insert(0, LINK_CHANGES[:1])
    return steps


def _without_links(standing: Standing, seed: int, clock: Clock) -> Alternative | None:
    """The way out when only the links are in the way."""
    for changes in _link_steps(standing.problem):
        found = Search(_loosened(standing, changes), seed, _share(clock)).run()
        if found.table is not None:
            return _alternative(standing, found.table, {}, changes)
    return None


def _elastic(
    standing: Standing, seed: int, clock: Clock, prices: dict[str, int]
) -> Alternative | None:
    """The cheapest changes at these prices, the links kept if that is possible."""
    for links in ((), *_link_steps(standing.problem)):
        loose = _loosened(standing, links) if links else standing
        found = Search(loose, seed, _share(clock), prices).run()
        if found.table is not None and (found.gives or links):
            return _alternative(standing, found.table, found.gives or {}, links)
    return None


def _share(clock: Clock) -> Clock:
    left = SECONDS_EACH if clock.left is None else min(SECONDS_EACH, clock.left)
    return Clock(left, clock.progress)


def _alternative(
    standing: Standing,
    table: Bools,
    gives: Mapping[tuple[str, tuple[str, ...]], int],
    links: tuple[Change, ...],
) -> Alternative:
    problem = standing.problem
    given = tuple(
        sorted(Change(family, subject, amount) for (family, subject), amount in gives.items())
    )
    changes = (*given, *links)
    rows = zip(*table.nonzero(), strict=True)
    return Alternative(
        changes,
        change_sentences(problem, changes),
        tuple(sorted(problem.assignment(int(case), int(reader)) for case, reader in rows)),
    )
