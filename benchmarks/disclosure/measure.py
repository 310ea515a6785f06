"""Hides, attacks and times; run by ``benchmarks.disclosure.main`` in the peers' environment."""

import sys
import time
from dataclasses import asdict, dataclass
from itertools import combinations

import numpy as np

from benchmarks import report
from benchmarks.disclosure.methods import METHODS, POLICY, Answer
from regionqa.statistics.disclosure import (
    CountTable,
    Frame,
    Release,
    attack,
    attack_all,
    protect_table,
    release_of,
)
from regionqa.symbols import Symbol

SHARES = np.array([0.1, 0.45, 0.33, 0.12])
CATEGORIES = ("lowest", "low", "high", "highest")
AUTHORITIES = tuple(f"A{n:02d}" for n in range(19))
MEDIAN_CASES = 50.0


@dataclass
class Row:
    """One method over all tables; counts are sums, shares are means."""

    method: str
    cells_shown: float
    totals_shown: float
    hidden: int = 0
    public_exact: int = 0
    public_narrow: int = 0
    readers_exact: int = 0
    tables_unsafe: int = 0
    milliseconds: float = 0.0


@dataclass
class Growth:
    """Releases of one measure attacked together: the unknowns, and how long it takes."""

    windows: str
    releases: int
    unknowns: int
    hidden: int
    public_s: float
    all_pairs_s: float
    protect_last_s: float
    exposed: int
    exposed_if_alone: int


def random_table(random: np.random.Generator, median: float = MEDIAN_CASES) -> CountTable:
    """Sizes lognormal with sd 0.75, Poisson counts in four grades."""
    sizes = random.lognormal(np.log(median), 0.75, len(AUTHORITIES))
    return table_of(random.poisson(sizes[:, None] * SHARES), "quarter", ())


def table_of(values: np.ndarray, period: str, covers: tuple[str, ...]) -> CountTable:
    rows = tuple(tuple(int(value) for value in row) for row in values)
    return CountTable(Frame(AUTHORITIES, CATEGORIES, period, covers), rows)


def as_release(table: CountTable, answer: Answer) -> Release:
    hidden_zero = any(
        isinstance(value, Symbol) and table.value(figure) == 0
        for figure, value in answer.figures.items()
    )
    least = 0 if hidden_zero else POLICY.least_hidden
    return release_of(table.frame, answer.figures, answer.rounding, least, table.values)


def compare(tables: list[CountTable]) -> list[Row]:
    rows = []
    for name, method in METHODS.items():
        row, cells, totals, seconds = Row(name, 0.0, 0.0), [], [], []
        for table in tables:
            start = time.perf_counter()
            answer = method(table)
            seconds.append(time.perf_counter() - start)
            inside = [v for f, v in answer.figures.items() if None not in f]
            beside = [v for f, v in answer.figures.items() if f[0] is not None and f[1] is None]
            cells.append(part_shown(inside))
            totals.append(part_shown(beside) if beside else 0.0)
            row.hidden += sum(isinstance(value, Symbol) for value in inside)
            count_exposures(row, as_release(table, answer))
        row.cells_shown, row.totals_shown = float(np.mean(cells)), float(np.mean(totals))
        row.milliseconds = 1000 * float(np.mean(seconds))
        rows.append(row)
        print(f"{name}: done", file=sys.stderr)
    return rows


def part_shown(values: list[int | Symbol]) -> float:
    return sum(not isinstance(value, Symbol) for value in values) / len(values)


def count_exposures(row: Row, release: Release) -> None:
    found = attack_all([release], policy=POLICY)
    public = [exposure for exposure in found if exposure.reader is None]
    row.public_exact += sum(exposure.reason == "exact" for exposure in public)
    row.public_narrow += sum(exposure.reason == "narrow" for exposure in public)
    row.readers_exact += len({exposure.cell for exposure in found if exposure.reader})
    row.tables_unsafe += bool(found)


def looks(table: CountTable) -> list[dict[str, float]]:
    """One 19 × 4 table: every look on its own, against the search that shares its tables."""
    release = as_release(table, METHODS["protect"](table))
    singles = [frozenset({a}) for a in AUTHORITIES]
    pairs = [frozenset(pair) for pair in combinations(AUTHORITIES, 2)]
    jobs = {
        "public": lambda: attack([release]),
        "public and 19 single readers, one by one": lambda: [
            attack([release], reader) for reader in (None, *singles)
        ],
        "171 pairs, one by one": lambda: [attack([release], reader) for reader in pairs],
        "public, singles and pairs by moves": lambda: attack_all([release]),
    }
    rows = []
    for name, job in jobs.items():
        start = time.perf_counter()
        job()
        rows.append({"look": name, "seconds": time.perf_counter() - start})
    return rows


WINDOWS = {
    "separate quarters": lambda k: range(k, k + 1),
    "year to date": lambda k: range(k + 1),
    "rolling year": lambda k: range(k, k + 4),
}


def growth(most: int) -> list[Growth]:
    rows = []
    for name, window in WINDOWS.items():
        random = np.random.default_rng(1)
        quarter = MEDIAN_CASES if name == "separate quarters" else 15.0
        sizes = random.lognormal(np.log(quarter), 0.75, len(AUTHORITIES))
        counts = random.poisson(sizes[None, :, None] * SHARES, (most + 3, 19, 4))
        beside: list[Release] = []
        alone: list[Release] = []
        for k in range(most):
            covers = tuple(f"q{n:02d}" for n in window(k))
            table = table_of(counts[list(window(k))].sum(axis=0), f"release {k + 1}", covers)
            alone.append(protect_table(table).release)
            start = time.perf_counter()
            beside.append(protect_table(table, earlier=beside).release)
            rows.append(together(name, beside, alone, time.perf_counter() - start))
            print(f"{name}, {k + 1}: done", file=sys.stderr)
    return rows


def together(name: str, beside: list[Release], alone: list[Release], seconds: float) -> Growth:
    start = time.perf_counter()
    public = attack(beside, time_limit=None)
    middle = time.perf_counter()
    found = attack_all(beside, time_limit=None)
    end = time.perf_counter()
    facts = [fact for release in beside for fact in release.facts]
    return Growth(
        windows=name,
        releases=len(beside),
        unknowns=len({cell for fact in facts for cell in fact.cells}),
        hidden=sum(type(fact).__name__ == "Hidden" for fact in facts),
        public_s=middle - start,
        all_pairs_s=end - middle,
        protect_last_s=seconds,
        exposed=len(public) + len(found),
        exposed_if_alone=len(attack(alone, time_limit=None)),
    )


def main(tables: int, releases: int) -> int:
    random = np.random.default_rng(20261121)
    drawn = [random_table(random) for _ in range(tables)]
    small = np.mean([sum(0 < v < 6 for row in table.values for v in row) for table in drawn])
    rows = compare(drawn)
    note = (
        f"{tables} tables of 19 authorities by 4 grades, {small:.1f} counts from 1 to 5 in each; "
        "exposures by our attack: the public (exact; fewer than 4 values), and cells that a "
        "reader or a pair works out exactly"
    )
    report("disclosure", [asdict(row) for row in rows], note)
    report("disclosure-looks", looks(drawn[0]), "one protected table of 19 by 4")
    grown = growth(releases)
    report("disclosure-growth", [asdict(row) for row in grown], "quarterly releases, 19 by 4")
    safe = rows[0].tables_unsafe == 0 and not any(row.exposed for row in grown)
    return 0 if safe else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
