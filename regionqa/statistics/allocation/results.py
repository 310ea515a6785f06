"""What comes back: an allocation, or why there is none and what would make one possible."""

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import numpy as np

from regionqa.statistics.allocation.checks import linkage_of, pairs_of, plan_of, table_of
from regionqa.statistics.allocation.counts import Shortage
from regionqa.statistics.allocation.inputs import Assignment, Change
from regionqa.statistics.allocation.linkage import Linkage
from regionqa.statistics.allocation.loads import unevenness
from regionqa.statistics.allocation.problem import Bools, Problem


@dataclass(frozen=True)
class Allocation:
    """Who reads what; every rule is kept.

    ``state`` is ``optimal`` (no allocation has a smaller ``objective``) or ``feasible`` (stopped
    early; none can be below ``bound``). ``objective`` is history_weight times the earlier
    readings repeated plus load_weight times the cases by which loads are avoidably uneven.
    ``standing`` are the readings a repair kept. ``inputs_hash`` with ``seed`` names the result.
    """

    assignments: tuple[Assignment, ...]
    state: Literal["optimal", "feasible"]
    objective: float
    bound: float
    seed: int
    inputs_hash: str
    standing: frozenset[Assignment] = frozenset()
    seconds: float = field(default=0.0, compare=False)
    problem: Problem = field(repr=False, compare=False, kw_only=True)

    feasible = True

    @cached_property
    def table(self) -> Bools:
        """The readings as cases by readers, in the problem's order."""
        return table_of(self.problem, self.assignments)

    @property
    def gap(self) -> float:
        """How far the objective may be above the best, as a share of it; 0 when optimal."""
        return (self.objective - self.bound) / max(abs(self.objective), 1.0)

    @cached_property
    def loads(self) -> dict[str, int]:
        """Cases of each reader."""
        return dict(zip(self.problem.reader_places, self.table.sum(axis=0).tolist(), strict=True))

    @cached_property
    def given(self) -> dict[str, int]:
        """Readings each authority gives."""
        by_home = plan_of(self.problem, self.table).sum(axis=0)
        return dict(zip(self.problem.authorities, by_home.tolist(), strict=True))

    @cached_property
    def received(self) -> dict[str, int]:
        """Readings each authority receives."""
        by_owner = pairs_of(self.problem, plan_of(self.problem, self.table)).sum(axis=1)
        return dict(zip(self.problem.authorities, by_owner.tolist(), strict=True))

    @cached_property
    def pairs(self) -> Counter[tuple[str, str]]:
        """(reading authority, authority read): readings."""
        names = self.problem.authorities
        table = pairs_of(self.problem, plan_of(self.problem, self.table))
        return Counter({(names[b], names[a]): int(table[a, b]) for a, b in np.argwhere(table > 0)})

    @cached_property
    def repeats(self) -> int:
        """Readings whose pair of authorities has met in an earlier round."""
        met = self.problem.past[self.problem.owner][:, self.problem.home] > 0
        return int((met & self.table).sum())

    @cached_property
    def uneven(self) -> dict[str, int]:
        """Authorities whose loads are further apart than they need be, and by how many cases."""
        values = unevenness(self.problem, self.table.sum(axis=0))
        return {
            name: int(value)
            for name, value in zip(self.problem.authorities, values, strict=True)
            if value
        }

    @cached_property
    def linkage(self) -> Linkage:
        """How the readings link the authorities."""
        return linkage_of(self.problem, self.table)


@dataclass(frozen=True)
class Alternative:
    """One way out: accept ``changes`` (``rules.accept(changes)``) and an allocation exists.

    ``assignments`` is one such allocation, to look at; allocate again to get the best.
    """

    changes: tuple[Change, ...]
    sentences: tuple[str, ...]
    assignments: tuple[Assignment, ...]


@dataclass(frozen=True)
class Infeasible:
    """Why there is no allocation.

    ``state``: ``no_cases``, ``no_readers``, ``one_authority``, ``infeasible``, or, when nothing
    is proven, ``out_of_time`` and ``not_linked`` (no plan was found that links all authorities
    within the limit). ``reasons`` are sentences; ``shortages`` the counts among them as data.
    """

    state: Literal[
        "no_cases", "no_readers", "one_authority", "infeasible", "out_of_time", "not_linked"
    ]
    reasons: tuple[str, ...]
    seed: int
    inputs_hash: str
    shortages: tuple[Shortage, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    seconds: float = field(default=0.0, compare=False)

    feasible = False

    @property
    def proven(self) -> bool:
        """Whether it is certain that no allocation keeps the rules."""
        return self.state not in {"out_of_time", "not_linked"}
