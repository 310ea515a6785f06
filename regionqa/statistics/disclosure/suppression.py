"""Secondary suppression: row by row first, then whatever the attacker still finds, then trimmed.

Hidden counts are kept apart by hiding further figures, never by changing one. With the Total row
rounded, a row that hides two counts with room to move protects itself against every coalition it
is not part of, so most of the work is done row by row; the attacker decides what is left.
"""

from collections.abc import Iterator, Sequence
from itertools import islice

from regionqa.statistics.disclosure.attack import Progress, every_exposure, truth_in
from regionqa.statistics.disclosure.cells import Cell
from regionqa.statistics.disclosure.engines import Memory
from regionqa.statistics.disclosure.errors import UnpublishableError
from regionqa.statistics.disclosure.facts import Shown
from regionqa.statistics.disclosure.policy import Policy
from regionqa.statistics.disclosure.programme import Clock
from regionqa.statistics.disclosure.releases import Exposure, Release
from regionqa.statistics.disclosure.rules import is_sensitive_total
from regionqa.statistics.disclosure.table import CountTable, Figure, Plan


class Suppression:
    """One table on its way to release; a figure is (row, column), with None for a total."""

    def __init__(
        self,
        table: CountTable,
        policy: Policy,
        background: Sequence[Release],
        time_limit: float,
        progress: Progress | None = None,
    ) -> None:
        self.progress = progress
        self.table = table
        self.policy = policy
        self.background = list(background)
        self.clock = Clock(time_limit)
        self.plan = Plan(table, policy.base)
        self.needed: set[Figure] = set()
        self.places = {name: row for row, name in enumerate(table.frame.authorities)}
        self.columns = {name: column for column, name in enumerate(table.frame.categories)}
        self.told = {
            frozenset(fact.cells)
            for release in background
            for fact in release.facts
            if isinstance(fact, Shown) and fact.known_to is None
        }
        silent = Plan(table, policy.base, set(table.frame.figures)).release(0)
        self.memory = Memory(truth_in([*self.background, silent], Clock(None)))
        told = self._attacked(silent) if background else ()
        self.known = {self._key(one): (one.low, one.high) for one in told}

    def run(self) -> Plan:
        """The plan of a release that the attacker finds nothing in."""
        self._hide_small()
        for row in range(len(self.table.frame.authorities)):
            self._guard_row(row)
        self._hide_sensitive_totals()
        self._repair()
        self._trim()
        return self.plan

    def exposures(self) -> Iterator[Exposure]:
        """What the attacker finds beyond what a release that says nothing would leave known."""
        for exposure in self._attacked(self.plan.release(self.policy.least_hidden)):
            # More facts leave fewer values, so other ends than before are narrower ones.
            if self.known.get(self._key(exposure)) != (exposure.low, exposure.high):
                yield exposure

    def is_safe(self) -> bool:
        """Whether the attacker finds nothing new."""
        return next(self.exposures(), None) is None

    def _attacked(self, release: Release) -> Iterator[Exposure]:
        return every_exposure(
            [*self.background, release],
            policy=self.policy,
            memory=self.memory,
            progress=self.progress,
        )

    @staticmethod
    def _key(exposure: Exposure) -> tuple[str, Cell, frozenset[str] | None]:
        return exposure.release, exposure.cell, exposure.reader

    def _hide_small(self) -> None:
        for figure in self.table.frame.figures:
            if figure[0] is not None and self.policy.is_small(self.table.value(figure)):
                self.needed.add(figure)
        self.plan.hidden |= self.needed

    def _hide_sensitive_totals(self) -> None:
        """Hide totals that too few stand on, where not all that they add up is shown anyway."""
        rows = range(len(self.table.frame.authorities))
        for column in (*range(len(self.table.frame.categories)), None):
            parts: list[Figure] = [(row, column) for row in rows]
            contributions = [self.table.value(part) for part in parts]
            if self.plan.hidden.intersection(parts) and is_sensitive_total(
                contributions, self.policy
            ):
                self.needed.add((None, column))
        self.plan.hidden |= self.needed

    def _guard_row(self, row: int) -> None:
        """Hide the smallest further counts until the hidden ones have room, else the total."""
        while not self._has_room(row):
            spare = self._spare_in_row(row)
            self.plan.hidden.add(spare[0] if spare else (row, None))

    def _has_room(self, row: int) -> bool:
        """Whether the row's own figures leave its hidden counts enough values.

        What is hidden together must itself be no small count, and each part must have ``spread``
        values while the others are at their least.
        """
        hidden = [v for j, v in enumerate(self.table.values[row]) if (row, j) in self.plan.hidden]
        if not hidden or (row, None) in self.plan.hidden:
            return True
        least = self.policy.least_hidden
        values = sum(hidden) - len(hidden) * least + 1
        return (
            len(hidden) > 1 and values >= self.policy.spread and sum(hidden) >= self.policy.minimum
        )

    def _spare_in_row(self, row: int) -> list[Figure]:
        return self._spare((row, column) for column in range(len(self.table.frame.categories)))

    def _spare_in_column(self, column: int) -> list[Figure]:
        return self._spare((row, column) for row in range(len(self.table.frame.authorities)))

    def _spare(self, figures: Iterator[tuple[int, int]]) -> list[Figure]:
        """Shown counts that may be hidden, smallest first: what is lost is what they told."""
        spare = [(self.table.values[i][j], i, j) for i, j in figures if self._may_hide((i, j))]
        return [(i, j) for _, i, j in sorted(spare)]

    def _repair(self) -> None:
        """Hide more for as long as the attacker finds something: one figure for each place."""
        while found := list(self.exposures()):
            places = {(e.cell.authority, e.cell.category): e for e in found}
            hidden = len(self.plan.hidden)
            for exposure in places.values():
                self.plan.hidden.update(islice(self._remedies(exposure), 1))
            if len(self.plan.hidden) == hidden:
                raise UnpublishableError(list(found))

    def _remedies(self, exposure: Exposure) -> Iterator[Figure]:
        """Figures to hide against an exposure, the likeliest and cheapest first."""
        row = self.places.get(exposure.cell.authority)
        column = next(
            (j for j, c in enumerate(self.table.frame.categories) if c == exposure.cell.category),
            None,
        )
        in_row = [] if row is None else self._spare_in_row(row)
        in_column = [] if column is None else self._spare_in_column(column)
        if (row, column) in in_row:
            yield row, column
        yield from in_column[:1] + in_row[:1] if exposure.reader else in_row[:1]
        totals: list[Figure] = [] if row is None else [(row, None)]
        totals += [] if column is None else [(None, column)]
        yield from (figure for figure in [*totals, (None, None)] if self._may_hide(figure))
        rows = range(len(self.table.frame.authorities))
        yield from in_column
        yield from (figure for i in rows for figure in self._spare_in_row(i))
        everything: list[Figure] = [(i, None) for i in rows]
        everything += [(None, j) for j in range(len(self.table.frame.categories))]
        yield from (figure for figure in everything if self._may_hide(figure))

    def _may_hide(self, figure: Figure) -> bool:
        """Whether a figure is shown, is no zero that must be, and can be read nowhere else."""
        return (
            figure not in self.plan.hidden
            and self.table.value(figure) >= self.policy.least_hidden
            and frozenset(self.table.frame.cells(figure)) not in self.told
        )

    def _trim(self) -> None:
        """Show again what turned out not to be needed, what tells most first."""
        spare = [figure for figure in self.plan.hidden if figure not in self.needed]
        for figure in sorted(spare, key=self.table.value, reverse=True):
            if self.clock.left <= 0:
                return
            self.plan.hidden.discard(figure)
            row = figure[0]
            has_room = row is None or self._has_room(row)
            if not has_room or not self.is_safe():
                self.plan.hidden.add(figure)
