"""Tables and figures that several of the disclosure tests attack."""

import numpy as np
import pandas as pd

from regionqa.statistics.disclosure import Cell, Fact, Frame, Hidden, Release, Shown, attack

SHARES = np.array([0.1, 0.45, 0.33, 0.12])
CATEGORIES = ("lowest", "low", "high", "highest")


def random_counts(seed: int, authorities: int = 19, median: float = 60.0) -> pd.DataFrame:
    """Grades of audits: sizes lognormal with sd 0.75, Poisson counts; about a fifth from 1 to 5."""
    random = np.random.default_rng(seed)
    sizes = random.lognormal(np.log(median), 0.75, authorities)
    return frame_of(random.poisson(sizes[:, None] * SHARES))


def frame_of(values: np.ndarray | list[list[int]]) -> pd.DataFrame:
    values = np.asarray(values)
    names = [f"A{row:02d}" for row in range(values.shape[0])]
    categories = CATEGORIES if values.shape[1] == 4 else [f"C{c}" for c in range(values.shape[1])]
    return pd.DataFrame(values, index=names, columns=categories)


def naive_release(counts: pd.DataFrame, minimum: int = 6) -> Release:
    """Only small counts hidden, all totals exact: what a spreadsheet does."""
    frame = Frame(tuple(counts.index), tuple(counts.columns), "q")
    facts: list[Fact] = []
    for row, column in frame.figures:
        part = counts.iloc[:, :] if row is None else counts.iloc[[row], :]
        value = int((part if column is None else part.iloc[:, [column]]).to_numpy().sum())
        cells = frame.cells((row, column))
        is_small = row is not None and column is not None and 0 < value < minimum
        facts.append(
            Hidden(frame.name((row, column)), cells, 1) if is_small else Shown(cells, value)
        )
        if row is not None and column is not None:
            facts.append(Shown(cells, value, known_to=frame.authorities[row]))
    return Release("q", frame.authorities, facts)


def cell(authority: str, category: str = "all", period: str = "", revision: int = 0) -> Cell:
    return Cell(authority, category, period, revision=revision)


def own(authority: str, value: int, *cells: Cell) -> Shown:
    return Shown(cells or (cell(authority),), value, known_to=authority)


def found_ranges(releases: list[Release], reader: frozenset[str] | None = None) -> dict:
    """The narrowest range of each count that falls."""
    return {e.cell: (e.low, e.high) for e in attack(releases, reader, spread=10_000)}


def region(values: list[int]) -> tuple[list[str], list[Cell]]:
    """Authorities, and the count of each."""
    names = [f"A{n}" for n in range(len(values))]
    return names, [cell(name) for name in names]
