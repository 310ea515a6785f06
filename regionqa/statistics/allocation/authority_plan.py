"""The first of two programs: which authorities read each case.

Readers of one authority differ only in conflicts, limits, experience and their own history, so
the plan pools them: ``X[c, b] = 1`` when somebody of authority b reads case c. What the pool
leaves out is relaxed, so the optimum is a lower bound on the whole problem; the second program
(people_plan) chooses the people, and where it cannot match the bound, that authority is taken
apart here into its readers.
"""

from collections.abc import Iterable, Mapping

import numpy as np

from regionqa.statistics.allocation.loads import add_load_rows
from regionqa.statistics.allocation.problem import Bools, Ints
from regionqa.statistics.allocation.program import Clock, Floats, Program, Solution, grouped
from regionqa.statistics.allocation.slots import POOLED, Cut, Standing, make_slots

Give = tuple[str, tuple[str, ...]]
SHARE_OF_TIME = 0.7
ON_PEOPLE = frozenset({"capacity", "expertise"})


class AuthorityPlan:
    """The program over authorities; with ``prices`` its rules give way at those prices."""

    def __init__(
        self,
        standing: Standing,
        seed: int,
        apart: frozenset[int] = frozenset(),
        even: frozenset[int] = frozenset(),
        prices: Mapping[str, int] | None = None,
    ) -> None:
        self.standing, self.problem = standing, standing.problem
        self.apart, self.even = apart | even, even
        self.prices = prices
        self.program = Program()
        self.slots = make_slots(standing, self.apart, np.random.default_rng(seed))
        self.columns = self.program.add_columns(
            len(self.slots.case),
            self.slots.lower,
            np.maximum(self.slots.lower, 1),
            self.slots.cost if prices is None else 0,
        )
        n = len(self.problem.authorities)
        keys, self.pair_of_slot = grouped(self.problem.owner[self.slots.case] * n + self.slots.home)
        self.pair_owner, self.pair_home = keys // n, keys % n
        self.cases_of = np.bincount(self.problem.owner, minlength=n)
        self.slacks: list[tuple[str, tuple[str, ...], int]] = []

    def put(self, rows: Ints, chosen: Bools | None = None, values: Floats | float = 1.0) -> None:
        """Put the chosen readings into ``rows``: one row for each, or one row for all."""
        columns = self.columns if chosen is None else self.columns[chosen]
        self.program.put(np.broadcast_to(rows, columns.shape), columns, values)

    def give_way(
        self,
        family: str,
        rows: Ints,
        sign: int,
        most: Ints | int,
        subjects: Iterable[tuple[str, ...]],
    ) -> None:
        """Let rows give way by at most ``most`` at the family's price, if that family may."""
        if self.prices is None or family not in self.prices:
            return
        room = np.maximum(np.broadcast_to(most, rows.shape), 0)
        columns = self.program.add_columns(len(rows), 0, room, self.prices[family])
        self.program.put(rows, columns, float(sign))
        self.slacks.extend(
            (family, subject, int(column))
            for subject, column in zip(subjects, columns, strict=True)
        )

    def add_people_rules(self) -> None:
        """Places filled, one reader of an authority in a case, limits, experience, even loads."""
        problem = self.problem
        wanted = np.maximum(problem.required, self.standing.fixed.sum(axis=1))
        rows = self.program.add_rows(len(problem.cases), wanted, wanted)
        self.put(rows[self.slots.case])
        names = [(case.id,) for case in problem.cases]
        self.give_way("coverage", rows, 1, self.standing.free, names)
        self._one_of_each_authority()
        self._limits()
        self._experience()
        if self.prices is None:
            alone = self.slots.reader != POOLED
            add_load_rows(
                self.program,
                problem,
                self.columns[alone],
                self.slots.reader[alone],
                sorted(self.even),
            )

    def _one_of_each_authority(self) -> None:
        alone = self.slots.reader != POOLED
        n = len(self.problem.authorities)
        keys, places = grouped(self.slots.case[alone] * n + self.slots.home[alone])
        most = np.maximum(self.standing.by_authority[keys // n, keys % n], 1)
        rows = self.program.add_rows(len(keys), -np.inf, most)
        self.put(rows[places], alone)

    def _limits(self) -> None:
        problem = self.problem
        single = np.array([home in self.apart for home in problem.home], bool)
        limit = np.maximum(problem.capacity, self.standing.fixed.sum(axis=0))
        n = len(problem.authorities)
        pooled = np.bincount(problem.home[~single], limit[~single], n)
        rows = self.program.add_rows(n + len(problem.readers), -np.inf, [*pooled, *limit])
        alone = self.slots.reader != POOLED
        self.put(rows[np.where(alone, n + self.slots.reader, self.slots.home)])
        unnamed: list[tuple[str, ...]] = [()] * len(rows)
        self.give_way("capacity", rows, -1, len(problem.cases), unnamed)

    def _experience(self) -> None:
        problem = self.problem
        case, need = np.nonzero(problem.case_needs)
        wanted = np.array(
            [self.standing.experts_wanted(int(c), int(t)) for c, t in zip(case, need, strict=True)],
            np.int64,
        )
        rows = self.program.add_rows(len(case), wanted, np.inf)
        row_of = np.full(problem.case_needs.shape, -1)
        row_of[case, need] = rows
        slot, slot_need = np.nonzero(self.slots.expert)
        asked = row_of[self.slots.case[slot], slot_need]
        self.program.put(asked[asked >= 0], self.columns[slot[asked >= 0]])
        names = [(problem.cases[c].id, problem.needs[t]) for c, t in zip(case, need, strict=True)]
        self.give_way("expertise", rows, 1, wanted, names)

    def add_pair_limits(self) -> None:
        """The most cases of one authority that another may read."""
        owner, home = self.pair_owner, self.pair_home
        most = np.maximum(self.problem.pair_limits, self.standing.pairs)[owner, home]
        rows = self.program.add_rows(len(owner), -np.inf, most)
        self.put(rows[self.pair_of_slot])
        names = self.problem.authorities
        subjects = [(names[b], names[a]) for a, b in zip(owner, home, strict=True)]
        self.give_way("pair", rows, -1, self.cases_of[owner] - most, subjects)

    def add_reciprocity(self) -> None:
        """Each authority gives about as many readings as it receives."""
        problem = self.problem
        if problem.rules.reciprocity is None:
            return
        given = self.standing.by_authority.sum(axis=0)
        reachable = given + self.standing.open.sum(axis=0)
        for place, name in enumerate(problem.authorities):
            if name in problem.rules.exempt:
                continue
            room = problem.rules.reciprocity + problem.given("reciprocity", name)
            due = int(problem.due[place])
            least, most = -room, room
            if self.standing.any:
                least = min(least, int(reachable[place]) - due)
                most = max(most, int(given[place]) - due)
            shift = due if self.prices is None else 0
            row = self.program.add_rows(1, least + shift, most + shift)
            self.put(row, self.slots.home == place)
            if self.prices is not None:
                self.put(row, problem.owner[self.slots.case] == place, -1.0)
            for sign in (1, -1):
                self.give_way("reciprocity", row, sign, len(problem.cases), [(name,)])

    def add_cut(self, cut: Cut) -> None:
        """A demand on the whole plan."""
        row = self.program.add_rows(1, cut.least, np.inf)
        self.put(row, None, cut.weights[self.slots.case, self.slots.home])

    def solve(self, clock: Clock) -> Solution:
        """Solve for the authorities, leaving time for the people."""
        return self.program.solve(clock, "choosing authorities", SHARE_OF_TIME)

    def plan(self, values: Floats) -> Ints:
        """Cases by authorities: the readings of a solution."""
        shape = (len(self.problem.cases), len(self.problem.authorities))
        table = np.zeros(shape, np.int64)
        chosen = np.rint(values[self.columns]).astype(np.int64)
        np.add.at(table, (self.slots.case, self.slots.home), chosen)
        return table

    def gives(self, values: Floats) -> dict[Give, int]:
        """By how much each rule gave way, except those on people (people_plan knows)."""
        result: dict[Give, int] = {}
        for family, subject, column in self.slacks:
            amount = int(np.rint(values[column]))
            if amount and family not in ON_PEOPLE:
                result[family, subject] = max(result.get((family, subject), 0), amount)
        return result

    def shared_cost(self, solution: Solution) -> float:
        """The part of the objective that the choice of people has to match."""
        if self.prices is None or solution.values is None:
            return solution.objective
        others = sum(
            self.prices[family] * float(solution.values[column])
            for family, _, column in self.slacks
            if family not in ON_PEOPLE
        )
        return solution.objective - others
