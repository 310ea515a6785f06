"""Ways to hide what is small in a table, ours and the peers', each as figures to be attacked."""

import contextlib
import io
import logging
import tempfile
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pandas as pd

from regionqa.statistics.disclosure import CountTable, Policy, protect_table
from regionqa.statistics.disclosure.table import Figure
from regionqa.symbols import Symbol

POLICY = Policy()
HIDDEN = Symbol.CONFIDENTIAL


@dataclass(frozen=True)
class Answer:
    """A table as a method would publish it, and the base its Total row is rounded to."""

    figures: dict[Figure, int | Symbol]
    rounding: int = 1


Method = Callable[[CountTable], Answer]


def ours(table: CountTable) -> Answer:
    """``protect`` with the default policy."""
    protected = protect_table(table, POLICY)
    return Answer(protected.figures, protected.rounding)


def small_only(table: CountTable) -> Answer:
    """Counts from 1 to 5 hidden and every total exact, as a spreadsheet does."""
    return Answer(_exact(table, lambda figure: POLICY.is_small(table.value(figure))))


def tau_argus(table: CountTable) -> Answer:
    """pytauargus, frequency rule (6, 30%) and optimal secondary suppression."""
    from pytauargus import protect as suppress

    # Its solver leaves logs in the current folder, whatever the work folder is.
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        result = suppress(
            records(table),
            ["authority", "category"],
            response="cases",
            safety_rules="FREQ(6,30)",
            suppress="OPT(1)",
            workdir=folder,
        )
    cells = result.tables[0].dataframe()
    hidden = cells[cells.status.isin(["U", "M"])]
    kept = set(zip(hidden.authority.str.strip(), hidden.category.str.strip(), strict=True))

    def is_hidden(figure: Figure) -> bool:
        name = table.frame.name(figure)
        return (name.authority, name.category) in kept

    return Answer(_exact(table, is_hidden))


def acro(table: CountTable) -> Answer:
    """ACRO's crosstab, suppressing below its threshold of 10; its margins leave the hidden out."""
    cells = acro_table(table)
    figures: dict[Figure, int | Symbol] = {}
    for row, authority in enumerate(table.frame.authorities):
        for column, category in enumerate(table.frame.categories):
            value = cells.loc[authority, category] if authority in cells.index else float("nan")
            figures[row, column] = HIDDEN if pd.isna(value) else int(value)
    return Answer(figures)


def acro_beside_margins(table: CountTable) -> Answer:
    """ACRO's answer where the true margins are published elsewhere, as the Department's are."""
    figures = acro(table).figures
    margins = {f: table.value(f) for f in table.frame.figures if None in f}
    return Answer({**figures, **margins})


def acro_table(table: CountTable) -> pd.DataFrame:
    """The crosstab that ACRO releases."""
    from acro import ACRO

    cases = records(table)
    with _out_of_the_way(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        session = ACRO(suppress=True)
        return session.crosstab(cases.authority, cases.category, margins=True)


def records(table: CountTable) -> pd.DataFrame:
    """One row for each case, as both peers want it."""
    frame = table.frame
    rows = [
        (authority, category, 1.0)
        for i, authority in enumerate(frame.authorities)
        for j, category in enumerate(frame.categories)
        for _ in range(table.values[i][j])
    ]
    return pd.DataFrame(rows, columns=["authority", "category", "cases"])


def _exact(table: CountTable, is_hidden: Callable[[Figure], bool]) -> dict[Figure, int | Symbol]:
    return {f: HIDDEN if is_hidden(f) else table.value(f) for f in table.frame.figures}


@contextlib.contextmanager
def _out_of_the_way() -> Iterator[None]:
    """ACRO prints its checks and writes beside itself: into a folder that is thrown away."""
    logging.disable()
    with (
        tempfile.TemporaryDirectory() as folder,
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.chdir(folder),
    ):
        yield
    logging.disable(logging.NOTSET)


METHODS: dict[str, Method] = {
    "protect": ours,
    "small counts only": small_only,
    "pytauargus 0.6.0 OPT": tau_argus,
    "ACRO 1.0.2": acro,
    "ACRO beside true margins": acro_beside_margins,
}
