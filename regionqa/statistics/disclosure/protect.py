"""Which figures to hold back so that nothing hidden comes to light, losing as little as may be."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from regionqa.statistics.disclosure.attack import Progress
from regionqa.statistics.disclosure.facts import Fact
from regionqa.statistics.disclosure.policy import Policy
from regionqa.statistics.disclosure.releases import Release
from regionqa.statistics.disclosure.suppression import Suppression
from regionqa.statistics.disclosure.table import TOTAL, CountTable, Figure, table_from_frame
from regionqa.symbols import Symbol

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Protected:
    """A table that may be published.

    ``figures`` maps (row, column), None for a total, to what is shown; ``rounding`` is
    the base of the Total row and the grand total (1: not rounded); ``release`` is all of it as
    facts, to be given as ``earlier`` when the next release is protected. The release holds the
    true counts as own rows, so it is itself confidential.
    """

    table: CountTable
    figures: dict[Figure, int | Symbol]
    rounding: int
    release: Release

    @property
    def cells(self) -> "pd.DataFrame":
        """The figures as a DataFrame, authority × category, with Total row and Total column.

        Each cell is a number or the symbol c; in the Total row also ``low``, where a policy's base
        is more than twice its minimum and a total rounds to 0 without being 0.
        """
        import pandas as pd

        frame = self.table.frame
        width = len(frame.categories) + 1
        flat = list(self.figures.values())
        return pd.DataFrame(
            [flat[start : start + width] for start in range(0, len(flat), width)],
            index=[*frame.authorities, TOTAL],
            columns=[*frame.categories, TOTAL],
            dtype=object,
        )

    @property
    def cells_shown(self) -> float:
        """The part of the authorities' cells that is shown, from 0 to 1."""
        return self._part_shown(lambda row, column: row is not None and column is not None)

    @property
    def row_totals_shown(self) -> float:
        """The part of the authorities' totals that is shown, from 0 to 1."""
        return self._part_shown(lambda row, column: row is not None and column is None)

    def _part_shown(self, wanted: Callable[[int | None, int | None], bool]) -> float:
        picked = [value for (row, column), value in self.figures.items() if wanted(row, column)]
        return sum(not isinstance(value, Symbol) for value in picked) / len(picked)


def protect(
    counts: "pd.DataFrame",
    policy: Policy | None = None,
    earlier: Iterable[Release] = (),
    public: Iterable[Fact] = (),
    *,
    period: str = "",
    covers: Iterable[str] = (),
    measure: str = "",
    time_limit: float = 60.0,
) -> Protected:
    """The table with small counts hidden, and as much more as it takes to keep them hidden.

    What earlier releases and public figures leave known of these counts stays known, whatever is
    published now: the table tells nobody more than that.

    Args:
        counts: true counts, authorities in the index, categories in the columns.
        policy: the region's rules; the default policy where None.
        earlier: what was published before and still stands, as ``Protected.release``.
        public: other figures that readers have (national returns, an Ofsted report).
        period: the release's label.
        covers: the finest periods that the counts add up, where releases overlap.
        measure: what is counted, where several measures are released.
        time_limit: seconds; the answer is safe in any case, but less may be shown when it is short.

    Raises ``CountsError`` for a table that is none, ``ContradictionError`` where earlier releases
    or public figures contradict the counts, and ``UnpublishableError`` where even a table of
    symbols would tell more.

    """
    table = table_from_frame(counts, period, covers, measure)
    return protect_table(table, policy, earlier, public, time_limit=time_limit)


def protect_table(
    table: CountTable,
    policy: Policy | None = None,
    earlier: Iterable[Release] = (),
    public: Iterable[Fact] = (),
    *,
    time_limit: float = 60.0,
    progress: Progress | None = None,
) -> Protected:
    """Like ``protect``, for a table that is at hand without pandas.

    ``progress`` is called with how many targets an attack has looked at and how many there are.
    """
    rules = Policy() if policy is None else policy
    background = list(earlier)
    figures = tuple(public)
    if figures:
        background.append(Release("public figures", (), figures))
    plan = Suppression(table, rules, background, time_limit, progress).run()
    return Protected(
        table=table,
        figures=plan.figures(),
        rounding=plan.rounding,
        release=plan.release(rules.least_hidden),
    )
