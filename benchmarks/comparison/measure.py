"""Times and compares; run by ``benchmarks.comparison.main`` in the peers' environment."""

import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass

import numpy as np
import scipy
import statsmodels
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from benchmarks import report
from regionqa.statistics.comparison import (
    binomial_interval,
    funnel_limits,
    poisson_interval,
    rank_intervals,
    wilson_interval,
)

# 153 authorities, 12 components, 60 months; an audit programme has 12 to 92 cases a cell.
CELLS = 153 * 12 * 60
LARGEST_DIFFERENCE = 1e-9
LIMIT_MS = 10.0
BEYOND = (1 - 0.95) / 2


@dataclass(frozen=True)
class Row:
    """One job beside one peer: the best times, peer's over ours, and how far the answers differ."""

    job: str
    peer: str
    ours_ms: float
    peer_ms: float
    ratio: float
    largest_difference: float


Answer = tuple[np.ndarray, np.ndarray]
Job = Callable[[], Answer]


def best(job: Job, repeats: int) -> tuple[float, Answer]:
    """The shortest of ``repeats`` runs in milliseconds, after one that is not counted."""
    answer, times = job(), []
    for _ in range(repeats):
        start = time.perf_counter()
        answer = job()
        times.append(time.perf_counter() - start)
    return 1000 * min(times), answer


def scipy_funnel(target: float, totals: np.ndarray, level: float) -> Answer:
    """The formula of 2005 on every cell, as one would write it with scipy."""
    ends = []
    for p in ((1 - level) / 2, 1 - (1 - level) / 2):
        k = stats.binom.ppf(p, totals, target)
        alpha = (stats.binom.cdf(k, totals, target) - p) / stats.binom.pmf(k, totals, target)
        ends.append(np.clip((k - alpha) / totals, 0, 1))
    return ends[0], ends[1]


def scipy_poisson(events: np.ndarray) -> Answer:
    low = np.where(events > 0, stats.chi2.ppf(0.025, 2 * np.maximum(events, 1)) / 2, 0)
    return low, stats.chi2.ppf(0.975, 2 * events + 2) / 2


def our_ranks(events: np.ndarray, totals: np.ndarray) -> Answer:
    found = rank_intervals(events, totals)
    return found.low, found.high


def scipy_ranks(events: np.ndarray, totals: np.ndarray) -> Answer:
    drawn = np.random.default_rng(0).beta(
        events + 0.5, totals - events + 0.5, (10_000, totals.size)
    )
    ranks = stats.rankdata(-drawn, method="ordinal", axis=1)
    return tuple(np.quantile(ranks, p, axis=0, method="inverted_cdf") for p in (BEYOND, 1 - BEYOND))


def one_by_one(events: np.ndarray, totals: np.ndarray, method: str) -> Answer:
    found = [
        stats.binomtest(int(x), int(n)).proportion_ci(0.95, method)
        for x, n in zip(events, totals, strict=True)
    ]
    return np.array([each.low for each in found]), np.array([each.high for each in found])


def jobs() -> list[tuple[str, str, Job, Job]]:
    random = np.random.default_rng(1)
    n = random.integers(12, 93, CELLS)
    x = random.binomial(n, 0.7)
    some, authorities = slice(0, 1000), slice(0, 153)
    return [
        (
            "Wilson, 110,160 cells",
            "statsmodels",
            lambda: wilson_interval(x, n),
            lambda: proportion_confint(x, n, method="wilson"),
        ),
        (
            "Wilson, 1,000 cells",
            "scipy binomtest, one by one",
            lambda: wilson_interval(x[some], n[some]),
            lambda: one_by_one(x[some], n[some], "wilson"),
        ),
        (
            "Exact binomial, 110,160 cells",
            "statsmodels",
            lambda: binomial_interval(x, n),
            lambda: proportion_confint(x, n, method="beta"),
        ),
        (
            "Exact Poisson, 110,160 cells",
            "scipy chi2",
            lambda: poisson_interval(x),
            lambda: scipy_poisson(x),
        ),
        (
            "Exact funnel 95%, 110,160 cells",
            "scipy binom",
            lambda: funnel_limits(0.7, n, 0.95, "exact"),
            lambda: scipy_funnel(0.7, n, 0.95),
        ),
        (
            "Exact funnel 99.8%, 110,160 cells",
            "scipy binom",
            lambda: funnel_limits(0.7, n, 0.998, "exact"),
            lambda: scipy_funnel(0.7, n, 0.998),
        ),
        (
            "Rank intervals, 10,000 × 153",
            "scipy rankdata",
            lambda: our_ranks(x[authorities], n[authorities]),
            lambda: scipy_ranks(x[authorities], n[authorities]),
        ),
    ]


def measured(repeats: int) -> list[Row]:
    rows = []
    for job, peer, ours, theirs in jobs():
        ours_ms, our_answer = best(ours, repeats)
        peer_ms, peer_answer = best(theirs, min(repeats, 3))
        pairs = zip(our_answer, peer_answer, strict=True)
        largest = max(float(np.abs(a - np.asarray(b)).max()) for a, b in pairs)
        rows.append(
            Row(
                job,
                peer,
                round(ours_ms, 2),
                round(peer_ms, 2),
                round(peer_ms / ours_ms, 1),
                largest,
            )
        )
    return rows


def main(repeats: int) -> int:
    rows = measured(repeats)
    note = (
        f"The best of {repeats} runs in one process; numpy {np.__version__}, "
        f"scipy {scipy.__version__}, statsmodels {statsmodels.__version__}."
    )
    report("comparison", [asdict(row) for row in rows], note)
    return verdict(rows)


def verdict(rows: list[Row]) -> int:
    """1, saying why, where an answer differs from a peer's or exact limits take too long."""
    wrong = [row.job for row in rows if row.largest_difference > LARGEST_DIFFERENCE]
    slow = [row.job for row in rows if "funnel" in row.job and row.ours_ms > LIMIT_MS]
    for job in wrong:
        print(f"{job}: the answer differs from the peer's", file=sys.stderr)
    for job in slow:
        print(f"{job}: took more than {LIMIT_MS:g} ms", file=sys.stderr)
    return 1 if wrong or slow else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
