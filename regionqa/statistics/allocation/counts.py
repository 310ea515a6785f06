"""Shortages that counting alone proves: each makes an allocation impossible."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from regionqa.statistics.allocation.linkage import component_labels
from regionqa.statistics.allocation.links import readings_by_authority
from regionqa.statistics.allocation.loads import fewest_given, reach
from regionqa.statistics.allocation.problem import Bools, Ints, Problem
from regionqa.statistics.allocation.words import count, listed, named, people_for


@dataclass(frozen=True)
class Shortage:
    """One reason why no allocation can keep the rules; ``amount`` is by how much it falls short."""

    family: str
    subject: tuple[str, ...]
    amount: int
    sentence: str


def shortages(problem: Problem) -> tuple[Shortage, ...]:
    """Every shortage that counts alone prove; empty is no promise that an allocation exists."""
    opened = open_to(problem, problem.eligible)
    return (
        *_few_readers(problem, opened),
        *_few_places(problem),
        *_few_experts(problem),
        *_few_to_give(problem, opened),
        *_few_pairs(problem, opened),
        *_few_partners(problem, opened),
        *_broken_chains(problem, opened),
        *_groups(problem, opened),
    )


def open_to(problem: Problem, allowed: Bools) -> Bools:
    """Cases by authorities: somebody there is among the allowed (cases by readers)."""
    table = np.zeros((len(problem.cases), len(problem.authorities)), bool)
    case, reader = np.nonzero(allowed)
    table[case, problem.home[reader]] = True
    return table


def _few_readers(problem: Problem, opened: Bools) -> Iterator[Shortage]:
    able = opened.sum(axis=1)
    short = [
        ((int(problem.required[place]), int(able[place])), problem.cases[place].id)
        for place in np.flatnonzero(able < problem.required)
    ]
    for (needed, there), cases in _alike(short):
        yield Shortage(
            "coverage",
            tuple(cases),
            needed - there,
            f"{named('Case', cases)}: {'each ' if len(cases) > 1 else ''}needs "
            f"{count(needed, 'reader')} from different authorities and "
            f"{count(there, 'authority has', 'authorities have')} somebody who may read it. Find "
            f"one in {count(needed - there, 'more authority', 'more authorities')}.",
        )


def _few_places(problem: Problem) -> Iterator[Shortage]:
    needed, able = int(problem.required.sum()), int(reach(problem).sum())
    if able < needed:
        more = people_for(problem, needed - able)
        yield Shortage(
            "capacity",
            (),
            needed - able,
            f"The cases need {count(needed, 'reading')} and the readers can take {able}: find "
            f"{count(more, 'more reader')}, or raise limits by {needed - able} in all.",
        )


def _few_experts(problem: Problem) -> Iterator[Shortage]:
    reaches = reach(problem)
    for need, name in enumerate(problem.needs):
        experts = problem.eligible & problem.skills[None, :, need]
        wanted = problem.case_needs[:, need]
        lacking = np.flatnonzero(open_to(problem, experts).sum(axis=1) < wanted)
        if len(lacking):
            cases = [problem.cases[place].id for place in lacking]
            yield Shortage(
                "expertise",
                (name,),
                len(lacking),
                f"No reader with experience of {name} is free to read {named('case', cases)}: "
                f"find {count(1, 'more reader')} with that experience.",
            )
            continue
        able = int(np.minimum(reaches, experts[wanted > 0].sum(axis=0)).sum())
        if able < wanted.sum():
            short = int(wanted.sum()) - able
            more = people_for(problem, short)
            yield Shortage(
                "expertise",
                (name,),
                short,
                f"Cases that need experience of {name} ask for "
                f"{count(int(wanted.sum()), 'reading')} and the readers who have it can take "
                f"{able}: find {count(more, 'more reader')} "
                "with that experience, or raise their limits.",
            )


def most_given(problem: Problem, opened: Bools) -> Ints:
    """The most readings each authority's people can do."""
    able = np.bincount(problem.home, reach(problem), len(problem.authorities)).astype(np.int64)
    most: Ints = np.minimum(able, opened.sum(axis=0))
    return most


def _alike(items: Iterable[tuple[tuple[int, ...], str]]) -> list[tuple[tuple[int, ...], list[str]]]:
    """Names with the same numbers told together."""
    groups: dict[tuple[int, ...], list[str]] = {}
    for numbers, name in items:
        groups.setdefault(numbers, []).append(name)
    return list(groups.items())


def _few_to_give(problem: Problem, opened: Bools) -> Iterator[Shortage]:
    able = most_given(problem, opened)
    short = [
        ((int(problem.due[place]), fewest_given(problem, place), int(able[place])), name)
        for place, name in enumerate(problem.authorities)
        if able[place] < fewest_given(problem, place)
    ]
    for (due, least, there), names in _alike(short):
        several = "each " if len(names) > 1 else ""
        yield Shortage(
            "reciprocity",
            tuple(names),
            least - there,
            f"{listed(names)}: {several}receives {count(due, 'reading')}, so gives at least "
            f"{least}, and the readers there can do {there}. Raise their limits by "
            f"{least - there}, find {count(people_for(problem, least - there), 'more reader')} "
            f"{several}there, or exempt {listed(names)} from giving as much as it receives.",
        )


def _few_pairs(problem: Problem, opened: Bools) -> Iterator[Shortage]:
    short = []
    for place, name in enumerate(problem.authorities):
        there = opened[problem.owner == place].sum(axis=0)
        able = int(np.minimum(there, problem.pair_limits[place]).sum())
        if able < problem.due[place]:
            short.append(((int(problem.due[place]), able), name))
    for (due, able), names in _alike(short):
        several = "each " if len(names) > 1 else ""
        yield Shortage(
            "pair",
            tuple(names),
            due - able,
            f"{listed(names)}: {several}needs {count(due, 'reading')} and the limit on repeated "
            f"pairs leaves {able}. Raise the limit, or let more authorities read there.",
        )


def _few_partners(problem: Problem, opened: Bools) -> Iterator[Shortage]:
    n = len(problem.authorities)
    reads = np.zeros((n, n), np.int64)
    np.add.at(reads, problem.owner, opened.astype(np.int64))
    may = ((reads > 0) | (reads.T > 0)).sum(axis=1)
    able = np.minimum(may, problem.due + _bounded_giving(problem, opened))
    targets = problem.partner_targets
    short = [
        ((int(able[place]), int(targets[place])), name)
        for place, name in enumerate(problem.authorities)
        if able[place] < targets[place]
    ]
    for (there, target), names in _alike(short):
        several = "each " if len(names) > 1 else ""
        yield Shortage(
            "partners",
            tuple(names),
            target - there,
            f"{listed(names)}: {several}can exchange cases with "
            f"{count(there, 'authority', 'authorities')} and the rules ask for {target}. Ask for "
            "fewer partners, or have more cases or more readers of each case.",
        )


def _bounded_giving(problem: Problem, opened: Bools) -> Ints:
    able = most_given(problem, opened)
    if problem.rules.reciprocity is None:
        return able
    room = [
        problem.rules.reciprocity + problem.given("reciprocity", a) for a in problem.authorities
    ]
    exempt = np.array([name in problem.rules.exempt for name in problem.authorities], bool)
    bounded: Ints = np.where(exempt, able, np.minimum(able, problem.due + np.array(room)))
    return bounded


def _broken_chains(problem: Problem, opened: Bools) -> Iterator[Shortage]:
    broken = []
    for home, owner in problem.chain_links:
        names = (problem.authorities[home], problem.authorities[owner])
        cases = problem.owner == owner
        if cases.any() and not opened[cases, home].any() and not problem.given("chain", *names):
            broken.append(names)
    for home_name, owner_name in broken:
        yield Shortage(
            "chain",
            (home_name, owner_name),
            1,
            f"The chain asks {home_name} to read {owner_name} and nobody of {home_name} may: find "
            "a reader there, or leave the link out.",
        )


def _groups(problem: Problem, opened: Bools) -> Iterator[Shortage]:
    """Groups of authorities that no reading can link, whoever reads what."""
    if not problem.must_link:
        return
    labels = component_labels(readings_by_authority(problem, opened.astype(np.int64)))
    groups = [
        [problem.authorities[place] for place in problem.with_cases if labels[place] == label]
        for label in np.unique(labels[problem.with_cases])
    ]
    if len(groups) > 1:
        smallest = min(groups, key=len)
        yield Shortage(
            "links",
            tuple(smallest),
            len(groups) - 1,
            f"The authorities fall into {count(len(groups), 'group')} between which nobody may "
            f"read, so they cannot all be compared; one of them is {listed(smallest)}. Find "
            "readers who may cross, or allow groups that are not compared with each other.",
        )
