"""Sentences for people: lists, plurals, and what a change asks of somebody."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

from regionqa.statistics.allocation.inputs import Change
from regionqa.statistics.allocation.problem import Problem

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
LONGEST_LIST = 8


def count(number: int, noun: str, plural: str | None = None) -> str:
    """``two readers``, ``one case``, ``14 cases``."""
    word = NUMBERS[number] if 0 <= number < len(NUMBERS) else str(number)
    return f"{word} {noun if number == 1 else plural or noun + 's'}"


def listed(names: Iterable[str]) -> str:
    """``A``, ``A and B``, ``A, B and C``; a long list is cut and says so."""
    parts = list(names)
    if len(parts) > LONGEST_LIST:
        parts = [*parts[: LONGEST_LIST - 1], f"{len(parts) - LONGEST_LIST + 1} more"]
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def named(kind: str, names: Sequence[str]) -> str:
    """``case A``, ``cases A and B``."""
    return f"{kind if len(names) == 1 else kind + 's'} {listed(names)}"


def people_for(problem: Problem, readings: int) -> int:
    """How many more readers with the usual limit would do so many readings."""
    usual = float(np.median(problem.capacity)) if len(problem.capacity) else 1.0
    return max(1, math.ceil(readings / max(usual, 1.0)))


def change_sentences(problem: Problem, changes: Iterable[Change]) -> tuple[str, ...]:
    """What a set of changes asks for, like changes told together."""
    groups: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        groups[change.family].append(change)
    sentences: list[str] = []
    for family, members in groups.items():
        sentences.extend(TELLERS[family](problem, members))
    return tuple(sentences)


def _coverage(_: Problem, changes: Sequence[Change]) -> list[str]:
    return [
        f"Find {count(amount, 'more reader')} for {named('case', cases)}, or have "
        f"{'it' if len(cases) == 1 else 'each'} read by {count(amount, 'reader')} fewer."
        for amount, cases in _by_amount(changes)
    ]


def _expertise(problem: Problem, changes: Sequence[Change]) -> list[str]:
    by_need: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        by_need[change.subject[1]].append(change)
    sentences = []
    for need, members in by_need.items():
        cases = [change.subject[0] for change in members]
        people = people_for(problem, sum(change.amount for change in members))
        sentences.append(
            f"Find {count(people, 'more reader')} with experience of {need} for "
            f"{named('case', cases)}, or have {'it' if len(cases) == 1 else 'them'} read "
            "without that experience."
        )
    return sentences


def _capacity(problem: Problem, changes: Sequence[Change]) -> list[str]:
    limits = dict(zip(problem.reader_places, problem.capacity.tolist(), strict=True))
    raised = [
        f"{change.subject[0]} from {limits[change.subject[0]]} to "
        f"{limits[change.subject[0]] + change.amount}"
        for change in changes
    ]
    total = sum(change.amount for change in changes)
    people = count(people_for(problem, total), "more reader")
    limits_up = f"Raise the limit of {named('reader', raised)}"
    return [f"{limits_up}, or find {people} for {count(total, 'reading')}."]


def _reciprocity(problem: Problem, changes: Sequence[Change]) -> list[str]:
    groups: dict[tuple[int, int], list[str]] = defaultdict(list)
    for change in changes:
        now = (problem.rules.reciprocity or 0) + problem.given("reciprocity", *change.subject)
        groups[now, now + change.amount].append(change.subject[0])
    return [
        f"Let {listed(names)} give up to {room} readings more or fewer than received (now {now})."
        for (now, room), names in sorted(groups.items())
    ]


def _pair(problem: Problem, changes: Sequence[Change]) -> list[str]:
    groups: dict[tuple[int, int], list[str]] = defaultdict(list)
    for change in changes:
        reads, read = change.subject
        now = int(problem.pair_limits[problem.places[read], problem.places[reads]])
        groups[now, now + change.amount].append(f"{reads} of {read}")
    return [
        f"Raise the limit on repeated pairs from {now} to {limit} for {listed(pairs)}."
        for (now, limit), pairs in sorted(groups.items())
    ]


def _partners(problem: Problem, changes: Sequence[Change]) -> list[str]:
    groups: dict[tuple[int, int], list[str]] = defaultdict(list)
    for change in changes:
        now = int(problem.partner_targets[problem.places[change.subject[0]]])
        groups[now, now - change.amount].append(change.subject[0])
    return [
        f"Let {listed(names)} exchange cases with "
        f"{count(fewer, 'authority', 'authorities')} (now at least {now})."
        for (now, fewer), names in sorted(groups.items())
    ]


def _chain(_: Problem, changes: Sequence[Change]) -> list[str]:
    return [
        f"Leave the link {change.subject[0]} reads {change.subject[1]} out of the chain."
        for change in changes
    ]


def _swap(_: Problem, changes: Sequence[Change]) -> list[str]:
    return [f"Let {listed(change.subject)} read each other's cases." for change in changes]


def _links(_: Problem, changes: Sequence[Change]) -> list[str]:
    told = {
        "spread": "Accept that some authorities are compared with less certainty: leave out the "
        "resistance limit, or have more readers read each case.",
        "connection": "Accept that not all authorities can be compared with each other, or find "
        "readers who may cross between the groups.",
    }
    return [told[change.subject[0]] for change in changes]


def _by_amount(changes: Sequence[Change]) -> list[tuple[int, list[str]]]:
    groups: dict[int, list[str]] = defaultdict(list)
    for change in changes:
        groups[change.amount].append(change.subject[0])
    return sorted(groups.items())


TELLERS = {
    "coverage": _coverage,
    "expertise": _expertise,
    "capacity": _capacity,
    "reciprocity": _reciprocity,
    "pair": _pair,
    "partners": _partners,
    "chain": _chain,
    "swap": _swap,
    "links": _links,
}
