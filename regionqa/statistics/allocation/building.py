"""From inputs in any order to a checked problem."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields

import numpy as np

from regionqa.statistics.allocation.inputs import (
    AllocationInputError,
    Case,
    Conflict,
    PastReading,
    Reader,
    Rules,
)
from regionqa.statistics.allocation.problem import Problem


def build_problem(
    cases: Iterable[Case],
    readers: Iterable[Reader],
    conflicts: Iterable[Conflict],
    rules: Rules,
    history: Iterable[PastReading] | None = None,
) -> Problem:
    """Sort and check the inputs.

    :raises AllocationInputError: an id given twice, an unknown name in a conflict, a chain or a
        change, a number out of range; the message names it.
    """
    cases_in_order = tuple(sorted(cases, key=lambda case: case.id))
    readers_in_order = tuple(sorted(readers, key=lambda reader: reader.id))
    _check_unique("Case", [case.id for case in cases_in_order])
    _check_unique("Reader", [reader.id for reader in readers_in_order])
    _check_numbers(cases_in_order, readers_in_order, tuple(history or ()))
    homes = {reader.authority for reader in readers_in_order}
    authorities = tuple(sorted({case.authority for case in cases_in_order} | homes))
    places = {name: place for place, name in enumerate(authorities)}
    changes: Counter[tuple[str, tuple[str, ...]]] = Counter()
    for change in rules.changes:
        subject = tuple(sorted(change.subject)) if change.family == "swap" else change.subject
        changes[change.family, subject] += change.amount
    problem = Problem(
        cases=cases_in_order,
        readers=readers_in_order,
        conflicts=tuple(sorted(conflicts, key=_as_text)),
        history=tuple(sorted(history or (), key=_as_text)),
        rules=rules,
        authorities=authorities,
        owner=np.array([places[case.authority] for case in cases_in_order], np.int64),
        home=np.array([places[reader.authority] for reader in readers_in_order], np.int64),
        changes=dict(changes),
    )
    _check_names(problem)
    return problem


def _as_text(item: Conflict | PastReading) -> tuple[str, ...]:
    values = (getattr(item, part.name) for part in fields(item))
    return tuple("" if value is None else str(value) for value in values)


def _check_unique(kind: str, ids: Sequence[str]) -> None:
    for name, times in Counter(ids).items():
        if times > 1:
            raise AllocationInputError(f"{kind} {name!r} is given {times} times: give it once.")
        if not name:
            raise AllocationInputError(f"A {kind.lower()} has an empty id: give each one an id.")


def _check_numbers(
    cases: Sequence[Case], readers: Sequence[Reader], history: Sequence[PastReading]
) -> None:
    for case in cases:
        if case.readers is not None and case.readers < 1:
            raise AllocationInputError(
                f"Case {case.id!r}: readers is {case.readers}: give at least 1, or leave the case "
                "out."
            )
    for reader in readers:
        if reader.capacity < 0:
            raise AllocationInputError(
                f"Reader {reader.id!r}: capacity is {reader.capacity}: give 0 or more."
            )
    for reading in history:
        if reading.count < 1:
            raise AllocationInputError(
                f"History of {reading.reader_authority!r} reading {reading.case_authority!r}: "
                f"count is {reading.count}: give at least 1, or leave the row out."
            )


def _check_names(problem: Problem) -> None:
    """Refuse a conflict, chain or change that names somebody unknown: it would not hold."""
    kinds: dict[str, tuple[str, Callable[[str], bool]]] = {
        "reader": ("readers", problem.reader_places.__contains__),
        "reader_authority": ("authorities", problem.places.__contains__),
        "case": ("cases", problem.case_places.__contains__),
        "case_authority": ("authorities", problem.places.__contains__),
    }
    for conflict in problem.conflicts:
        for name, (group, known) in kinds.items():
            value = getattr(conflict, name)
            if value is not None and not known(value):
                raise AllocationInputError(
                    f"Conflict: {name} {value!r} is not among the {group}: correct the name, or "
                    "leave the conflict out."
                )
    for name in (
        *(name for chain in problem.rules.chains for name in chain),
        *problem.rules.exempt,
    ):
        if name not in problem.places:
            raise AllocationInputError(
                f"Rules: authority {name!r} has neither cases nor readers: correct the name, or "
                "leave it out of the chains and exemptions."
            )
