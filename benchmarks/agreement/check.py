"""Whether the engine gives the peers' values on random ratings."""

from collections import defaultdict

import numpy as np

from benchmarks import report
from benchmarks.agreement.peers import ask, random_codes
from regionqa.statistics.agreement import Ratings, agreement, marginal_homogeneity

SCALE = (1, 2, 3, 4)
TOLERANCE = 1e-6

DESIGNS = [
    (cases, readers, missing)
    for cases in (12, 40, 200)
    for readers in (2, 3, 5)
    for missing in (0.0, 0.25)
]


def check() -> bool:
    """Print the largest difference by peer and coefficient; whether all are within 1e-6."""
    matrices = {
        f"{place}": random_codes(cases, readers, missing, seed=place)
        for place, (cases, readers, missing) in enumerate(DESIGNS)
    }
    apart: dict[tuple[str, str], list[float]] = defaultdict(list)
    for answer in ask("check", matrices):
        ours, error = ours_of(matrices[answer["matrix"]], answer["coefficient"], answer["weights"])
        key = (answer["peer"], answer["coefficient"])
        apart[key].append(difference(ours, answer["value"]))
        if answer["error"] is not None:
            apart[answer["peer"], f"{answer['coefficient']}, standard error"].append(
                difference(error, answer["error"])
            )
    rows = [
        {
            "peer": peer,
            "what": what,
            "compared": len(differences),
            "largest difference": max(differences),
            "same": "yes" if max(differences) < TOLERANCE else "NO",
        }
        for (peer, what), differences in sorted(apart.items())
    ]
    report(
        "agreement-check",
        rows,
        f"{len(DESIGNS)} random tables of 12 to 200 cases, 2 to 5 readers, 0 or 25% missing. "
        "Standard errors are those of se='gwet'.",
    )
    return all(row["same"] == "yes" for row in rows)


def ours_of(codes: np.ndarray, coefficient: str, weights: str) -> tuple[float | None, float | None]:
    """The engine's value and standard error of what a peer computed."""
    complete = codes[(codes > 0).all(axis=1)]
    if coefficient in ("stuart_maxwell", "bhapkar", "bowker"):
        table = np.zeros((4, 4))
        np.add.at(table, (complete[:, 0] - 1, complete[:, 1] - 1), 1)
        return getattr(marginal_homogeneity(table), coefficient).statistic, None
    if coefficient == "cohen":
        return agreement(Ratings.from_codes(complete, SCALE), "conger", weights).value, None
    if coefficient == "fleiss-complete":
        return agreement(Ratings.from_codes(complete, SCALE), "fleiss", weights).value, None
    found = agreement(Ratings.from_codes(codes, SCALE), coefficient, weights, se="gwet")
    return found.value, found.standard_error


def difference(ours: float | None, theirs: float | None) -> float:
    """The absolute difference; infinite when only one is defined."""
    if ours is None or theirs is None:
        return 0.0 if ours is theirs else float("inf")
    return abs(ours - theirs)
