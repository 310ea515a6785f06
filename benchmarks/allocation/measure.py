"""``./run bench allocation``: the allocation core against a greedy coordinator and lots."""

import argparse
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from benchmarks import report
from benchmarks.allocation.peers import greedy, lots
from regionqa.statistics.allocation import Conflict, Infeasible, Reader, Rules, allocate
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


def medians(rows: Sequence[dict[str, float]]) -> dict[str, float]:
    summary = {key: statistics.median(row[key] for row in rows) for key in rows[0]}
    return {**summary, "slowest": max(row["seconds"] for row in rows)}


def against_peers(seeds: int) -> list[dict[str, str | float]]:
    """Medians over regions of each size; each region is one seed."""
    rows: list[dict[str, str | float]] = []
    for authorities, cases, readers in SIZES:
        found: dict[str, list[dict[str, float]]] = {name: [] for name in PEERS}
        for seed in range(seeds):
            inputs = region(authorities, cases, readers, seed=seed)
            for name, peer in PEERS.items():
                started = time.perf_counter()
                problem = build_problem(*inputs[:3], Rules(readers_per_case=readers), inputs[3])
                table = peer(problem, seed)
                found[name].append(measure(problem, table, time.perf_counter() - started))
        rows.extend(
            {"size": f"{authorities} × {cases} × {readers}", "by": name, **medians(measured)}
            for name, measured in found.items()
        )
    return rows


def stricter(seeds: int) -> list[dict[str, str | float]]:
    """How long stricter rules take, how often the answer is proven best, and the gap if not."""
    kinds: dict[str, tuple[Rules, int]] = {
        "as usual": (Rules(), 2),
        "no swaps": (Rules(swaps=False), 2),
        "limits at an even share rounded up": (Rules(), 0),
        "resistance limit 1.2": (Rules(resistance_limit=1.2), 2),
        "resistance limit 1.1": (Rules(resistance_limit=1.1), 2),
    }
    rows: list[dict[str, str | float]] = []
    for name, (rules, spare) in kinds.items():
        answers = []
        for seed in range(seeds):
            cases, readers, conflicts, history = region(19, 5, 2, seed=seed, spare=spare)
            answers.append(allocate(cases, readers, conflicts, rules, history, seed, 60))
        found = [answer for answer in answers if answer.feasible]
        rows.append(
            {
                "19 × 5 × 2 with": name,
                "found": len(found),
                "proven best": sum(answer.state == "optimal" for answer in found),
                "of": seeds,
                "seconds": statistics.median(answer.seconds for answer in answers),
                "slowest": max(answer.seconds for answer in answers),
                "cost": statistics.median([answer.objective for answer in found] or [0.0]),
                "bound": statistics.median([answer.bound for answer in found] or [0.0]),
            }
        )
    return rows


def impossible(seeds: int) -> list[dict[str, str | float]]:
    """How long it takes to say why not, and how many alternatives are offered."""
    rows: list[dict[str, str | float]] = []
    for name, spoil in SPOILED.items():
        answers = []
        for seed in range(seeds):
            cases, readers, conflicts, history = region(19, 5, 2, seed=seed)
            readers, conflicts = spoil(readers, conflicts)
            answers.append(allocate(cases, readers, conflicts, Rules(), history, seed))
        proven = [a for a in answers if isinstance(a, Infeasible) and a.proven]
        rows.append(
            {
                "19 × 5 × 2 made impossible by": name,
                "proven": len(proven),
                "of": seeds,
                "by counts alone": sum(bool(a.shortages) for a in proven),
                "seconds": statistics.median(a.seconds for a in answers),
                "slowest": max(a.seconds for a in answers),
                "alternatives": statistics.median([len(a.alternatives) for a in proven] or [0]),
            }
        )
    return rows


def limits_cut(
    readers: list[Reader], conflicts: list[Conflict]
) -> tuple[list[Reader], list[Conflict]]:
    return [replace(r, capacity=2 if i % 4 else 1) for i, r in enumerate(readers)], conflicts


def one_eligible(
    readers: list[Reader], conflicts: list[Conflict]
) -> tuple[list[Reader], list[Conflict]]:
    closed = [Conflict(reader=reader.id, case="c07-02") for reader in readers[1:]]
    return readers, [*conflicts, *closed]


def one_expert(
    readers: list[Reader], conflicts: list[Conflict]
) -> tuple[list[Reader], list[Conflict]]:
    rare = frozenset({"neglect"})
    people = [
        replace(r, expertise=r.expertise - rare if i else r.expertise | rare)
        for i, r in enumerate(readers)
    ]
    return people, conflicts


SPOILED = {
    "limits of people cut": limits_cut,
    "one person who may read a case": one_eligible,
    "one expert": one_expert,
}


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="bench allocation", description=__doc__)
    parser.add_argument("--seeds", type=int, default=5, help="regions of each size")
    options = parser.parse_args(argv)
    import scipy.optimize  # noqa: F401  # loaded before the clock starts

    report(
        "allocation",
        against_peers(options.seeds),
        f"Authorities × cases × readers of a case; medians over {options.seeds} made-up regions.",
    )
    report("allocation-rules", stricter(options.seeds), "Time limit 60 seconds.")
    report("allocation-impossible", impossible(options.seeds))
    return 0
