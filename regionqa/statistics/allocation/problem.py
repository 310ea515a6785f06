"""The inputs put in order, checked, and turned into arrays that every other part works on."""

import hashlib
import json
import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from regionqa.statistics.allocation.inputs import (
    AllocationInputError,
    Assignment,
    Case,
    Conflict,
    PastReading,
    Reader,
    Rules,
)

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Problem:
    """Sorted inputs and what follows from them; the same for any order of the inputs.

    Cases, readers and authorities are numbered in the order of ``cases``, ``readers`` and
    ``authorities``; arrays are indexed by those numbers. ``changes`` holds the accepted changes
    summed by (family, subject).
    """

    cases: tuple[Case, ...]
    readers: tuple[Reader, ...]
    conflicts: tuple[Conflict, ...]
    history: tuple[PastReading, ...]
    rules: Rules
    authorities: tuple[str, ...]
    owner: Ints
    home: Ints
    changes: dict[tuple[str, tuple[str, ...]], int]

    @cached_property
    def places(self) -> dict[str, int]:
        """Number of each authority."""
        return {name: place for place, name in enumerate(self.authorities)}

    @cached_property
    def case_places(self) -> dict[str, int]:
        """Number of each case."""
        return {case.id: place for place, case in enumerate(self.cases)}

    @cached_property
    def reader_places(self) -> dict[str, int]:
        """Number of each reader."""
        return {reader.id: place for place, reader in enumerate(self.readers)}

    def given(self, family: str, *subject: str) -> int:
        """By how much accepted changes relax one rule."""
        return self.changes.get((family, subject), 0)

    @cached_property
    def planned(self) -> Ints:
        """Readers each case should have by the rules, before any change."""
        usual = self.rules.readers_per_case
        return np.array([usual if c.readers is None else c.readers for c in self.cases], np.int64)

    @cached_property
    def required(self) -> Ints:
        """Readers each case must have, accepted changes taken off."""
        cut = [self.given("coverage", case.id) for case in self.cases]
        return np.maximum(self.planned - np.array(cut, np.int64), 0)

    @cached_property
    def capacity(self) -> Ints:
        """The most cases each reader takes, accepted changes added."""
        return np.array([r.capacity + self.given("capacity", r.id) for r in self.readers], np.int64)

    @cached_property
    def due(self) -> Ints:
        """Readings each authority receives."""
        return np.bincount(self.owner, self.required, len(self.authorities)).astype(np.int64)

    @cached_property
    def needs(self) -> tuple[str, ...]:
        """Every experience that some case needs."""
        return tuple(sorted({need for case in self.cases for need in case.needs}))

    @cached_property
    def case_needs(self) -> Ints:
        """Cases by needs: how many experts must read; 0 where the case has no such need."""
        return np.array(
            [
                [
                    max(self._experts(case) - self.given("expertise", case.id, need), 0)
                    if need in case.needs
                    else 0
                    for need in self.needs
                ]
                for case in self.cases
            ],
            np.int64,
        ).reshape(len(self.cases), len(self.needs))

    def _experts(self, case: Case) -> int:
        return min(self.rules.experts, int(self.planned[self.case_places[case.id]]))

    @cached_property
    def skills(self) -> Bools:
        """Readers by needs: who has which experience."""
        table = [[need in reader.expertise for need in self.needs] for reader in self.readers]
        return np.array(table, bool).reshape(len(self.readers), len(self.needs))

    @cached_property
    def eligible(self) -> Bools:
        """Cases by readers: who may read what. Own authority and conflicts are False for good."""
        allowed: Bools = self.owner[:, None] != self.home[None, :]
        allowed &= np.array([reader.available for reader in self.readers], bool)[None, :]
        for conflict in self.conflicts:
            for rows, columns in self._forbidden(conflict):
                allowed[np.ix_(rows, columns)] = False
        if self.rules.chains_only:
            table = np.zeros((len(self.authorities), len(self.authorities)), bool)
            for home, owner in self.chain_links:
                table[owner, home] = True
            allowed &= table[self.owner][:, self.home]
        return allowed

    def _forbidden(self, conflict: Conflict) -> Iterable[tuple[Ints, Ints]]:
        """Blocks (cases, readers) that one conflict closes."""
        if conflict.reader is not None:
            columns = np.array([self.reader_places[conflict.reader]])
        else:
            columns = np.flatnonzero(self.home == self.places[str(conflict.reader_authority)])
        if conflict.case is not None:
            yield np.array([self.case_places[conflict.case]]), columns
            return
        other = self.places[str(conflict.case_authority)]
        yield np.flatnonzero(self.owner == other), columns
        if conflict.reader is None:
            mine = self.places[str(conflict.reader_authority)]
            yield np.flatnonzero(self.owner == mine), np.flatnonzero(self.home == other)

    @cached_property
    def chain_links(self) -> tuple[tuple[int, int], ...]:
        """(reading authority, authority read) of every link of the chains."""
        links = {
            (self.places[first], self.places[second])
            for chain in self.rules.chains
            for first, second in pairwise(chain)
        }
        return tuple(sorted(links))

    @cached_property
    def past(self) -> Ints:
        """Authorities by authorities: earlier readings, [authority read, reading authority]."""
        table = np.zeros((len(self.authorities), len(self.authorities)), np.int64)
        for reading in self.history:
            owner, home = (
                self.places.get(reading.case_authority),
                self.places.get(reading.reader_authority),
            )
            if owner is not None and home is not None:
                table[owner, home] += reading.count
        return table

    @cached_property
    def past_by_person(self) -> Ints:
        """Readers by authorities: earlier readings of that authority by that person."""
        table = np.zeros((len(self.readers), len(self.authorities)), np.int64)
        for reading in self.history:
            owner = self.places.get(reading.case_authority)
            person = self.reader_places.get(reading.reader or "")
            if owner is not None and person is not None:
                table[person, owner] += reading.count
        return table

    @cached_property
    def cost(self) -> Ints:
        """Cases by readers: the pair's earlier readings, and the person's own again, weighted."""
        pair = self.past[self.owner][:, self.home]
        person = self.past_by_person[:, self.owner].T
        return (pair + person) * self.rules.history_weight

    @cached_property
    def pair_limits(self) -> Ints:
        """[authority read, reading authority]: the most readings, accepted changes added."""
        received = np.bincount(self.owner, self.planned, len(self.authorities))
        others = max(len(self.authorities) - 1, 1)
        limits = [
            math.ceil(n / others) + 1 if self.rules.pair_limit is None else self.rules.pair_limit
            for n in received
        ]
        table = np.repeat(np.array(limits, np.int64)[:, None], len(self.authorities), axis=1)
        for (family, subject), amount in self.changes.items():
            if family == "pair":
                table[self.places[subject[1]], self.places[subject[0]]] += amount
        return table

    @cached_property
    def with_cases(self) -> Ints:
        """Numbers of the authorities that have cases: those that must be comparable."""
        return np.unique(self.owner)

    @cached_property
    def partner_targets(self) -> Ints:
        """The fewest partners of each authority; 0 for one without cases or without readings."""
        targets = np.zeros(len(self.authorities), np.int64)
        most = min(self.rules.partners, len(self.authorities) - 1)
        for place in self.with_cases:
            given = self.given("partners", self.authorities[place])
            targets[place] = max(most - given, 0)
        return targets

    @property
    def must_link(self) -> bool:
        """Whether all authorities with cases must be linked."""
        several = len(self.with_cases) > 1
        return several and self.rules.linked and not self.given("links", "connection")

    @cached_property
    def resistance_limits(self) -> npt.NDArray[np.float64] | None:
        """Authorities by authorities: the largest resistance allowed; None for no such rule.

        The resistance of two of n authorities that share ``D`` units of conductance each with
        the others evenly is (n - 1) / n (1 / D_a + 1 / D_b), where D_a is the sum over the
        readings of a, received ones through its own reading and given ones, of (q - 1) / q.
        """
        limit = self.rules.resistance_limit
        if limit is None or not self.must_link or self.given("links", "spread"):
            return None
        n = len(self.authorities)
        own = np.ones(len(self.cases)) if self.rules.own_reading else np.zeros(len(self.cases))
        q = self.planned + own
        share = np.where(q > 0, (q - 1) / np.maximum(q, 1), 0.0)
        given = self._planned_giving() * np.average(share, weights=np.maximum(self.planned, 1e-9))
        conductance = np.bincount(self.owner, own * share, n) + given
        with np.errstate(divide="ignore"):
            inverse = np.where(conductance > 0, 1 / conductance, np.inf)
        table: npt.NDArray[np.float64] = limit * (n - 1) / n * (inverse[:, None] + inverse[None, :])
        return table

    def _planned_giving(self) -> npt.NDArray[np.float64]:
        """Readings each authority would give: as many as it receives, if it has readers."""
        n = len(self.authorities)
        received = np.bincount(self.owner, self.planned, n)
        has_readers = np.bincount(self.home, minlength=n) > 0
        return np.where(has_readers, received, 0.0)

    @cached_property
    def inputs_hash(self) -> str:
        """SHA-256 of the sorted inputs and the rules."""
        content = {
            "version": 1,
            "cases": [_plain(case) for case in self.cases],
            "readers": [_plain(reader) for reader in self.readers],
            "conflicts": [_plain(conflict) for conflict in self.conflicts],
            "history": [_plain(reading) for reading in self.history],
            "rules": _plain(self.rules),
        }
        text = json.dumps(content, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def assignment(self, case: int, reader: int) -> Assignment:
        """The assignment of a numbered reader to a numbered case."""
        return Assignment(self.cases[case].id, self.readers[reader].id)

    def numbers(self, assignments: Iterable[Assignment]) -> tuple[Ints, Ints]:
        """Numbers of the cases and readers of assignments, in order; unknown ids are refused."""
        pairs = []
        for place, item in enumerate(sorted(assignments)):
            if item.case not in self.case_places:
                raise AllocationInputError(
                    f"Assignment {place + 1}: case {item.case!r} is not among the cases: "
                    "leave the assignment out or add the case."
                )
            if item.reader not in self.reader_places:
                raise AllocationInputError(
                    f"Assignment {place + 1}: reader {item.reader!r} is not among the readers: "
                    "leave the assignment out or add the reader."
                )
            pairs.append((self.case_places[item.case], self.reader_places[item.reader]))
        table = np.array(pairs, np.int64).reshape(len(pairs), 2)
        return table[:, 0], table[:, 1]


def _plain(item: Case | Reader | Conflict | PastReading | Rules) -> dict[str, object]:
    """A dataclass as plain data with its sets sorted."""
    return {
        key: sorted(value) if isinstance(value, frozenset) else value
        for key, value in asdict(item).items()
    }
