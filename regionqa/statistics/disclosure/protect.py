"""Which figures to hold back so that nothing hidden comes to light, losing as little as may be."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from regionqa.statistics.disclosure.facts import Fact
from regionqa.statistics.disclosure.policy import Policy
from regionqa.statistics.disclosure.releases import Release
from regionqa.statistics.disclosure.suppression import Suppression
from regionqa.statistics.disclosure.table import TOTAL, CountTable, table_from_frame
from regionqa.symbols import Symbol

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Protected:
    """A table that may be published.

    ``figures`` holds its rows as shown, the Total column and the Total row last; ``rounding`` is
    the base of the Total row and the grand total (1: not rounded); ``release`` is all of it as
    facts, to be given as ``earlier`` when the next release is protected. The release holds the
    true counts as own rows, so it is itself confidential.
    """

    table: CountTable
    figures: tuple[tuple[int | Symbol, ...], ...]
    rounding: int
    release: Release

    @property
    def cells(self) -> "pd.DataFrame":
        """The figures as a DataFrame, authority × category, with Total row and Total column."""
        import pandas as pd

        return pd.DataFrame(
            [list(row) for row in self.figures],
            index=[*self.table.authorities, TOTAL],
            columns=[*self.table.categories, TOTAL],
            dtype=object,
        )

    @property
    def cells_shown(self) -> float:
        """The part of the authorities' cells that is shown, from 0 to 1."""
        shown = [figure for row in self.figures[:-1] for figure in row[:-1]]
        return _part_shown(shown)

    @property
    def row_totals_shown(self) -> float:
        """The part of the authorities' totals that is shown, from 0 to 1."""
        return _part_shown([row[-1] for row in self.figures[:-1]])


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
    symbols would expose a count.

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
) -> Protected:
    """Like ``protect``, for a table that is at hand without pandas."""
    rules = Policy() if policy is None else policy
    background = list(earlier)
    figures = tuple(public)
    if figures:
        background.append(Release("public figures", (), figures))
    plan = Suppression(table, rules, background, time_limit).run()
    return Protected(
        table=table,
        figures=tuple(tuple(row) for row in plan.figures()),
        rounding=plan.rounding,
        release=plan.release(rules.least_hidden),
    )


def _part_shown(figures: Sequence[int | Symbol]) -> float:
    return sum(not isinstance(figure, Symbol) for figure in figures) / len(figures)
