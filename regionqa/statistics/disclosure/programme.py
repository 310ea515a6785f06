"""A component as an integer programme for HiGHS, with answers that are checked in whole numbers."""

from dataclasses import dataclass
from math import inf
from time import monotonic

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, hstack

from regionqa.statistics.disclosure.errors import ContradictionError, SolverError
from regionqa.statistics.disclosure.model import Row
from regionqa.statistics.disclosure.reduction import Component

Vector = npt.NDArray[np.float64]
_OPTIMAL, _LIMIT, _INFEASIBLE = 0, 1, 2
_NEAR = 1e-6
_REACH = 1_000_000
_ENDLESS = 1e7


class Clock:
    """How much of the time limit is left; no limit is an endless one."""

    def __init__(self, seconds: float | None) -> None:
        self.ends = inf if seconds is None else monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds until the limit, never below 0."""
        return max(self.ends - monotonic(), 0.0)


@dataclass(frozen=True)
class Answer:
    """What the solver says of one objective.

    ``table`` is a table that satisfies everything, if one was found; ``bound`` is what no table
    passes; ``best`` says that the table reaches the bound.
    """

    table: Vector | None
    bound: float
    best: bool
    feasible: bool = True


@dataclass
class Programme:
    """Maximises over the vectors between ``low`` and ``high`` whose rows stay within theirs."""

    matrix: "csr_array[np.float64]"
    row_low: Vector
    row_high: Vector
    low: Vector
    high: Vector
    whole: npt.NDArray[np.bool_]
    clock: Clock

    @classmethod
    def of_tables(cls, component: Component, clock: Clock) -> "Programme":
        """Over the tables that satisfy a component's rows."""
        low = np.array([v.low for v in component.variables], dtype=float)
        high = np.array([v.high for v in component.variables], dtype=float)
        return cls(
            matrix=_matrix(component.rows, len(low)),
            row_low=np.array([row.low for row in component.rows], dtype=float),
            row_high=np.array([row.high for row in component.rows], dtype=float),
            low=low,
            high=np.minimum(high, low + _REACH),
            whole=np.array([v.whole for v in component.variables], dtype=bool),
            clock=clock,
        )

    def of_moves(self, base: Vector) -> "Programme":
        """Over the moves from one table to another: what is added, then what is taken away."""
        sums = np.asarray(self.matrix @ base)
        return Programme(
            matrix=csr_array(hstack([self.matrix, -self.matrix])),
            row_low=self.row_low - sums,
            row_high=self.row_high - sums,
            low=np.zeros(2 * len(base)),
            high=np.concatenate([self.high - base, base - self.low]),
            whole=np.concatenate([self.whole, self.whole]),
            clock=self.clock,
        )

    def first_table(self) -> Vector | None:
        """Any table that satisfies everything; None where the time limit came first.

        Raises ``ContradictionError`` where there is none.
        """
        answer = self.maximise(np.zeros(len(self.low)))
        if not answer.feasible:
            raise ContradictionError("no table of counts satisfies all the figures together")
        return answer.table

    def maximise(
        self,
        objective: Vector,
        *,
        row: Row | None = None,
        low: Vector | None = None,
        high: Vector | None = None,
        gap: float = 0.0,
    ) -> Answer:
        """The greatest value of a linear objective, by the relaxation first.

        A relaxed answer that is whole is the answer. Otherwise its value is an upper bound, and
        branch and bound looks for a whole table within the time that is left.
        """
        low = self.low if low is None else low
        high = self.high if high is None else high
        relaxed = self._solve(objective, row, low, high, whole=False, gap=0.0)
        if relaxed.table is None:
            return relaxed
        table = self._whole(relaxed.table, row)
        if table is not None:
            return Answer(table, relaxed.bound, best=True)
        answer = self._solve(objective, row, low, high, whole=True, gap=gap)
        found = None if answer.table is None else self._whole(answer.table, row)
        return Answer(found, answer.bound, answer.best and found is not None, answer.feasible)

    def is_table(self, table: Vector) -> bool:
        """Whether a vector keeps to every row and bound."""
        sums = np.asarray(self.matrix @ table)
        return bool(
            np.all(sums >= self.row_low - _NEAR)
            and np.all(sums <= self.row_high + _NEAR)
            and np.all(table >= self.low - _NEAR)
            and np.all(table <= self.high + _NEAR)
        )

    def _solve(
        self,
        objective: Vector,
        row: Row | None,
        low: Vector,
        high: Vector,
        *,
        whole: bool,
        gap: float,
    ) -> Answer:
        left = self.clock.left
        if left <= 0:
            return Answer(None, inf, best=False)
        result = milp(
            -objective,
            integrality=self.whole.astype(np.int64) if whole else None,
            bounds=Bounds(low, high),
            constraints=self._constraints(row),
            options={"mip_rel_gap": gap, "time_limit": min(left, _ENDLESS)},
        )
        if result.status == _INFEASIBLE:
            return Answer(None, -inf, best=False, feasible=False)
        if result.status == _LIMIT:
            bound = getattr(result, "mip_dual_bound", None)
            return Answer(result.x, inf if bound is None else -bound, best=False)
        if result.status != _OPTIMAL:
            raise SolverError(f"HiGHS stopped without an answer: {result.message}")
        bound = result.mip_dual_bound if whole else result.fun
        return Answer(result.x, inf if bound is None else -bound, best=True)

    def _constraints(self, row: Row | None) -> list[LinearConstraint]:
        constraints = []
        if len(self.row_low):
            constraints.append(LinearConstraint(self.matrix, self.row_low, self.row_high))
        if row is not None:
            extra = _matrix([row], len(self.low))
            constraints.append(LinearConstraint(extra, np.array([row.low]), np.array([row.high])))
        return constraints

    def _whole(self, table: Vector, row: Row | None) -> Vector | None:
        """The table in whole numbers, if it then still satisfies everything."""
        rounded = np.where(self.whole, np.rint(table), table)
        fits = self.is_table(rounded)
        if row is not None and fits:
            value = sum(weight * rounded[number] for number, weight in row.terms.items())
            fits = bool(row.low - _NEAR <= value <= row.high + _NEAR)
        return rounded if fits else None


def _matrix(rows: list[Row], size: int) -> "csr_array[np.float64]":
    weights = [weight for row in rows for weight in row.terms.values()]
    columns = [number for row in rows for number in row.terms]
    places = [place for place, row in enumerate(rows) for _ in row.terms]
    shape = (len(rows), size)
    return csr_array((np.array(weights, dtype=float), (places, columns)), shape=shape)
