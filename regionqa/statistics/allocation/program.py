"""A mixed-integer linear program put together row by row, solved by HiGHS through SciPy."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Progress = Callable[[str, float], None]

HIGHS_OPTIMAL, HIGHS_LIMIT, HIGHS_INFEASIBLE = 0, 1, 2
SECONDS_BETWEEN_REPORTS = 0.2


@dataclass
class Clock:
    """The time a whole search may take, and who is told that it still runs."""

    limit: float | None = None
    progress: Progress | None = None
    started: float = field(default_factory=time.monotonic)

    @property
    def elapsed(self) -> float:
        """Seconds since the search began."""
        return time.monotonic() - self.started

    @property
    def left(self) -> float | None:
        """Seconds left, at least 0; None when there is no limit."""
        return None if self.limit is None else max(self.limit - self.elapsed, 0.0)

    @property
    def half_over(self) -> bool:
        """Whether half of the time is used up."""
        return self.limit is not None and self.elapsed >= self.limit / 2

    @property
    def over(self) -> bool:
        """Whether the time is used up."""
        return self.limit is not None and self.elapsed >= self.limit

    def report(self, stage: str) -> None:
        """Tell the listener the stage and the seconds so far."""
        if self.progress is not None:
            self.progress(stage, self.elapsed)


@dataclass(frozen=True)
class Solution:
    """What the solver returned: ``values`` is None when it found nothing.

    ``status`` is ``optimal``, ``feasible`` (stopped at the time limit with a solution in hand),
    ``infeasible`` or ``time``.
    """

    status: str
    values: Floats | None
    objective: float
    bound: float


class Program:
    """Columns with bounds and costs, rows with bounds; columns are whole unless said otherwise."""

    def __init__(self) -> None:
        self.costs: list[Floats] = []
        self.lower: list[Floats] = []
        self.upper: list[Floats] = []
        self.whole: list[npt.NDArray[np.bool_]] = []
        self.columns = 0
        self.rows = 0
        self.entries: list[tuple[Ints, Ints, Floats]] = []
        self.least: list[Floats] = []
        self.most: list[Floats] = []

    def add_columns(
        self,
        count: int,
        lower: float | npt.ArrayLike = 0.0,
        upper: float | npt.ArrayLike = 1.0,
        cost: float | npt.ArrayLike = 0.0,
        whole: bool = True,
    ) -> Ints:
        """New columns; their numbers."""
        for store, value in ((self.costs, cost), (self.lower, lower), (self.upper, upper)):
            store.append(np.broadcast_to(np.asarray(value, float), (count,)).copy())
        self.whole.append(np.full(count, whole))
        self.columns += count
        return np.arange(self.columns - count, self.columns)

    def add_rows(
        self, count: int, least: float | npt.ArrayLike, most: float | npt.ArrayLike
    ) -> Ints:
        """New rows with their bounds, still empty; their numbers."""
        for store, value in ((self.least, least), (self.most, most)):
            store.append(np.broadcast_to(np.asarray(value, float), (count,)).copy())
        self.rows += count
        return np.arange(self.rows - count, self.rows)

    def put(self, rows: Ints, columns: Ints, values: float | npt.ArrayLike = 1.0) -> None:
        """Add entries to the matrix; those in one place are summed."""
        filled = np.broadcast_to(np.asarray(values, float), rows.shape).copy()
        self.entries.append((rows, columns, filled))

    def solve(self, clock: Clock, stage: str, share: float = 1.0) -> Solution:
        """Solve to proof; ``share`` is the part of the time left that may be used."""
        limit = None if clock.left is None else max(clock.left * share, 0.01)
        clock.report(stage)
        if self.columns == 0:
            return self._without_columns()
        return _listening(lambda: self._run(limit), clock, stage)

    def _without_columns(self) -> Solution:
        """Nothing to decide: the rows hold at zero, or nothing can make them hold."""
        least, most = (np.concatenate([np.zeros(0), *side]) for side in (self.least, self.most))
        if (least > 0).any() or (most < 0).any():
            return Solution("infeasible", None, np.inf, np.inf)
        return Solution("optimal", np.zeros(0), 0.0, 0.0)

    def _run(self, time_limit: float | None) -> Solution:
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import coo_array

        rows, columns, values = (
            np.concatenate([entry[part] for entry in self.entries]) for part in range(3)
        )
        matrix = coo_array((values, (rows, columns)), shape=(self.rows, self.columns)).tocsc()
        result = milp(
            np.concatenate(self.costs),
            integrality=np.concatenate(self.whole).astype(int),
            bounds=Bounds(np.concatenate(self.lower), np.concatenate(self.upper)),
            constraints=LinearConstraint(
                matrix, np.concatenate(self.least), np.concatenate(self.most)
            ),
            options={"mip_rel_gap": 0.0}
            if time_limit is None
            else {"mip_rel_gap": 0.0, "time_limit": time_limit},
        )
        return _solution(result)


def _solution(result: object) -> Solution:
    status = int(getattr(result, "status"))  # noqa: B009  # SciPy's result has no typed fields
    values = getattr(result, "x", None)
    if status == HIGHS_INFEASIBLE:
        return Solution("infeasible", None, np.inf, np.inf)
    if values is None:
        if status == HIGHS_LIMIT:
            return Solution("time", None, np.inf, -np.inf)
        raise RuntimeError(f"The solver stopped: {getattr(result, 'message', status)}")
    objective, bound = (float(getattr(result, name)) for name in ("fun", "mip_dual_bound"))
    kind = "optimal" if status == HIGHS_OPTIMAL else "feasible"
    return Solution(kind, np.asarray(values, float), objective, min(bound, objective))


def _listening(work: Callable[[], Solution], clock: Clock, stage: str) -> Solution:
    """Run the solver beside a listener: SciPy offers no callback, but HiGHS frees the GIL."""
    if clock.progress is None:
        return work()
    results: list[Solution] = []
    failures: list[BaseException] = []

    def run() -> None:
        try:
            results.append(work())
        except BaseException as failure:  # noqa: BLE001  # handed on to the caller below
            failures.append(failure)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(SECONDS_BETWEEN_REPORTS)
        clock.report(stage)
    if failures:
        raise failures[0]
    return results[0]


def grouped(keys: Sequence[int] | Ints) -> tuple[Ints, Ints]:
    """The distinct keys in order, and for each entry the place of its key."""
    distinct, places = np.unique(np.asarray(keys, np.int64), return_inverse=True)
    return distinct, places.astype(np.int64)
