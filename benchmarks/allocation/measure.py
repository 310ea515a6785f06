"""``./run bench allocation``: the allocation core against a greedy coordinator and lots."""

import argparse
import json
import statistics
import time
from collections.abc import Callable, Sequence

import numpy as np

from benchmarks.allocation.peers import greedy, lots
from regionqa.statistics.allocation import Rules, allocate
from regionqa.statistics.allocation.building import build_problem
from regionqa.statistics.allocation.checks import breaches, linkage_of
from regionqa.statistics.allocation.loads import unevenness
from regionqa.statistics.allocation.problem import Problem
from tests.statistics.allocation.allocation_regions import region

SIZES = ((19, 5, 2), (19, 5, 3), (33, 10, 2))
BREACHES = (
    "coverage", "expertise", "capacity", "reciprocity", "pair", "partners", "links",
)  # fmt: skip


def exact(problem: Problem, seed: int) -> np.ndarray:
    answer = allocate(
        problem.cases, problem.readers, problem.conflicts, problem.rules, problem.history, seed
    )
    if not answer.feasible or answer.state != "optimal":
        raise SystemExit(f"not proven: {answer.state}")
    return answer.table


PEERS: dict[str, Callable[[Problem, int], np.ndarray]] = {
    "regionqa": exact,
    "greedy": greedy,
    "lots": lots,
}


def measure(problem: Problem, table: np.ndarray, seconds: float) -> dict[str, float]:
    loads = table.sum(axis=0)
    gives = np.bincount(problem.home[np.nonzero(table)[1]], minlength=len(problem.authorities))
    takes = np.bincount(problem.owner[np.nonzero(table)[0]], minlength=len(problem.authorities))
    met = problem.past[problem.owner][:, problem.home] > 0
    links = linkage_of(problem, table)
    found = [breach.family for breach in breaches(problem, table)]
    return {
        "seconds": seconds,
        "repeated pairs": float((met & table).sum()),
        "earlier readings": float((problem.cost * table).sum()),
        "give-take apart": float(np.abs(gives - takes).max()),
        "load apart": float(max(np.ptp(loads[problem.home == b]) for b in np.unique(problem.home))),
        "uneven by": float(unevenness(problem, loads).sum()),
        "worst variance": links.largest or float("inf"),
        "mean variance": links.mean or float("inf"),
        "rules broken": float(sum(family in BREACHES for family in found)),
    }


def run(size: tuple[int, int, int], seeds: int) -> dict[str, dict[str, float]]:
    """Medians over regions; each region is one seed."""
    results: dict[str, list[dict[str, float]]] = {name: [] for name in PEERS}
    for seed in range(seeds):
        authorities, cases, readers = size
        inputs = region(authorities, cases, readers, seed=seed)
        for name, peer in PEERS.items():
            started = time.perf_counter()
            problem = build_problem(*inputs[:3], Rules(readers_per_case=readers), inputs[3])
            table = peer(problem, seed)
            results[name].append(measure(problem, table, time.perf_counter() - started))
    summary = {}
    for name, rows in results.items():
        summary[name] = {key: statistics.median(row[key] for row in rows) for key in rows[0]}
        summary[name]["slowest"] = max(row["seconds"] for row in rows)
    return summary


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="bench allocation", description=__doc__)
    parser.add_argument("--seeds", type=int, default=5, help="regions of each size")
    parser.add_argument("--json", action="store_true", help="JSON only")
    options = parser.parse_args(argv)
    import scipy.optimize  # noqa: F401  # loaded before the clock starts

    results = {}
    for size in SIZES:
        label = " × ".join(map(str, size))
        results[label] = run(size, options.seeds)
        if not options.json:
            show(label, results[label])
    print(json.dumps(results))
    return 0


def show(label: str, summary: dict[str, dict[str, float]]) -> None:
    names = list(summary)
    print(f"\n{label} (authorities × cases × readers), medians")
    print(f"{'':18}" + "".join(f"{name:>12}" for name in names))
    for key in summary[names[0]]:
        print(f"{key:18}" + "".join(f"{summary[name][key]:12.3f}" for name in names))
