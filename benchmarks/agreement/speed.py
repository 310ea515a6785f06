"""CPU time and memory, as ratios in one run on one machine."""

import gc
import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks import report
from benchmarks.agreement.peers import ask, random_codes
from benchmarks.agreement.worker import seconds
from regionqa.statistics.agreement import (
    METRIC_ORDINAL,
    Ratings,
    agreement,
    bootstrap_agreement,
    pair_tables,
)

SCALE = (1, 2, 3, 4)
CASES = 1_000_000
MISSING = 0.2


def speed() -> bool:
    """Print the ratios that were promised and what was measured; whether all are kept."""
    five, twenty = (random_codes(CASES, readers, MISSING, seed=1) for readers in (5, 20))
    rows = [*against_passes(five, twenty), *against_peers(five), *memory(five)]
    report(
        "agreement-speed",
        rows,
        f"CPU seconds of one thread, {CASES:,} cases, four grades, {MISSING:.0%} missing. A pass "
        "is one np.bincount over the same cells as bytes. Peers get their own form of input "
        "outside the clock.",
    )
    report(
        "agreement-growth",
        growth(),
        "Building from a float matrix and AC2 with interval, five readers: time for each cell.",
    )
    return all(row["kept"] == "yes" for row in rows)


def against_passes(five: np.ndarray, twenty: np.ndarray) -> list[dict[str, Any]]:
    """What is measured in passes over the same cells."""
    rows = []
    for codes, readers in ((five, 5), (twenty, 20)):
        one = seconds(lambda codes=codes: np.bincount(codes.ravel(), minlength=5), 7)
        matrix = np.where(codes == 0, np.nan, codes.astype(np.float64))
        built = Ratings.from_codes(codes, SCALE)
        many = readers == 20
        works: list[tuple[str, Callable[[], object], float]] = [
            (
                "float matrix to AC2 with interval",
                lambda matrix=matrix: agreement(Ratings.from_matrix(matrix, SCALE)),
                10 if many else 6,
            ),
            (
                "bytes to AC2 with interval",
                lambda codes=codes: agreement(Ratings.from_codes(codes, SCALE)),
                10 if many else 4,
            ),
            (
                "bytes to ordinal alpha with 1,000 bootstrap replicates",
                lambda codes=codes: bootstrap_agreement(
                    Ratings.from_codes(codes, SCALE), "alpha", METRIC_ORDINAL, seed=1
                ),
                10 if many else 4,
            ),
        ]
        for what, work, most in works:
            took = seconds(work, 5)
            rows.append(_row(f"{what}, {readers} readers", took, "passes", took / one, most))
        if many:
            took = seconds(lambda built=built: pair_tables(built), 3)
            rows.append(_row("tables of all pairs of 20 readers", took, "seconds", took, 1.0))
    return rows


def against_peers(five: np.ndarray) -> list[dict[str, Any]]:
    """What is measured beside a peer."""
    theirs = ask("time", {"codes": five})
    matrix = np.where(five == 0, np.nan, five.astype(np.float64))
    ac2 = seconds(lambda: agreement(Ratings.from_matrix(matrix, SCALE)), 5)
    alpha = seconds(
        lambda: agreement(Ratings.from_matrix(matrix, SCALE), "alpha", METRIC_ORDINAL), 5
    )
    boot = seconds(
        lambda: bootstrap_agreement(
            Ratings.from_codes(five, SCALE), "alpha", METRIC_ORDINAL, seed=1
        ),
        5,
    )
    return [
        _times("AC2 with interval against irrCAC", ac2, theirs["irrcac_ac2"], 25),
        _times(
            "ordinal alpha with interval against krippendorff without",
            alpha,
            theirs["krippendorff_ordinal"],
            10,
        ),
        _times(
            "1,000 replicates against a loop over krippendorff's counts (extrapolated from one)",
            boot,
            1000 * theirs["krippendorff_replicate"],
            500,
        ),
    ]


def memory(five: np.ndarray) -> list[dict[str, Any]]:
    """Peak of what is allocated beside the input, as a share of the input."""
    matrix = np.where(five == 0, np.nan, five.astype(np.float64))
    rows = []
    for what, given, work in (
        ("float matrix", matrix, lambda: agreement(Ratings.from_matrix(matrix, SCALE))),
        ("bytes", five, lambda: agreement(Ratings.from_codes(five, SCALE))),
    ):
        gc.collect()
        tracemalloc.start()
        work()
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        share = peak / given.nbytes
        rows.append(_row(f"memory beside the {what}, 5 readers", None, "times input", share, 2.0))
    return rows


def growth() -> list[dict[str, Any]]:
    """CPU time for each cell as the number of cases grows."""
    rows = []
    for cases in (1_000, 10_000, 100_000, 1_000_000, 4_000_000):
        codes = random_codes(cases, 5, MISSING, seed=2)
        matrix = np.where(codes == 0, np.nan, codes.astype(np.float64))
        took = seconds(lambda matrix=matrix: agreement(Ratings.from_matrix(matrix, SCALE)), 5)
        rows.append(
            {"cases": f"{cases:,}", "CPU s": took, "ns for each cell": took / matrix.size * 1e9}
        )
    return rows


def _row(what: str, took: float | None, unit: str, measured: float, most: float) -> dict[str, Any]:
    return {
        "what": what,
        "CPU s": took,
        "measured": measured,
        "unit": unit,
        "promised": f"at most {most:g}",
        "kept": "yes" if measured <= most else "NO",
    }


def _times(what: str, ours: float, theirs: float, least: float) -> dict[str, Any]:
    return {
        "what": what,
        "CPU s": ours,
        "measured": theirs / ours,
        "unit": "times faster",
        "promised": f"at least {least:g}",
        "kept": "yes" if theirs / ours >= least else "NO",
    }
