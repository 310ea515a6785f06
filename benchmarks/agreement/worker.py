"""The peers' side: run by the peers' own python, it imports nothing of this project.

``worker.py check FILE`` prints the values of random ratings; ``worker.py time FILE`` prints CPU
seconds. FILE is a numpy archive.
"""

import json
import math
import sys
import time
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

warnings.simplefilter("ignore")

FAMILIES = (
    "identity",
    "quadratic",
    "linear",
    "ordinal",
    "radical",
    "ratio",
    "circular",
    "bipolar",
)
IRRCAC = {
    "ac": "gwet",
    "fleiss": "fleiss",
    "conger": "conger",
    "brennan-prediger": "bp",
    "alpha": "krippendorff",
}


def irrcac(codes: np.ndarray, weights: str, grades: int) -> Any:
    """An irrCAC object of codes, 0 being not rated."""
    from irrCAC.raw import CAC

    frame = pd.DataFrame(np.where(codes == 0, np.nan, codes.astype(float)))
    return CAC(frame, weights=weights, categories=list(range(1, grades + 1)), digits=12)


def check(archive: Any) -> list[dict[str, Any]]:
    """Values of each random matrix, by peer, coefficient and weights."""
    found = []
    for name in archive.files:
        codes = archive[name]
        values = [*_irrcac_values(codes), *_krippendorff_values(codes)]
        if codes.shape[1] == 2:
            values += _pair_values(codes)
        values += _fleiss_values(codes)
        found += [{"matrix": name, **value} for value in values]
    return found


def _irrcac_values(codes: np.ndarray) -> list[dict[str, Any]]:
    values = []
    for family in FAMILIES:
        peer = irrcac(codes, family, 4)
        for coefficient, method in IRRCAC.items():
            estimate = getattr(peer, method)()["est"]
            value, error = float(estimate["coefficient_value"]), float(estimate["se"])
            # its alpha keeps the formula that R's irrCAC 1.4 has corrected
            values.append(_value("irrCAC", coefficient, family, value, error))
            if coefficient == "alpha":
                values[-1]["error"] = None
    return values


def _krippendorff_values(codes: np.ndarray) -> list[dict[str, Any]]:
    import krippendorff

    data = np.where(codes == 0, np.nan, codes.astype(float)).T
    metrics = {
        "nominal": "identity",
        "ordinal": "metric-ordinal",
        "interval": "quadratic",
        "ratio": "metric-ratio",
    }
    return [
        _value(
            "krippendorff",
            "alpha",
            weights,
            float(krippendorff.alpha(data, level_of_measurement=metric, value_domain=[1, 2, 3, 4])),
        )
        for metric, weights in metrics.items()
    ]


def _pair_values(codes: np.ndarray) -> list[dict[str, Any]]:
    from sklearn.metrics import cohen_kappa_score
    from statsmodels.stats.contingency_tables import SquareTable
    from statsmodels.stats.inter_rater import cohens_kappa

    both = codes[(codes > 0).all(axis=1)]
    table = np.zeros((4, 4))
    np.add.at(table, (both[:, 0] - 1, both[:, 1] - 1), 1)
    values = []
    for family, wt in (("identity", None), ("linear", "linear"), ("quadratic", "quadratic")):
        score = cohen_kappa_score(both[:, 0], both[:, 1], labels=[1, 2, 3, 4], weights=wt)
        values.append(_value("scikit-learn", "cohen", family, float(score)))
        kappa = cohens_kappa(table, wt=wt).kappa
        values.append(_value("statsmodels", "cohen", family, float(kappa)))
    square = SquareTable(table, shift_zeros=False)
    for name, method in (("stuart_maxwell", "stuart_maxwell"), ("bhapkar", "bhapkar")):
        statistic = square.homogeneity(method=method).statistic
        values.append(_value("statsmodels", name, "", float(statistic)))
    values.append(_value("statsmodels", "bowker", "", float(square.symmetry().statistic)))
    return values


def _fleiss_values(codes: np.ndarray) -> list[dict[str, Any]]:
    from statsmodels.stats.inter_rater import fleiss_kappa

    full = codes[(codes > 0).all(axis=1)]
    table = np.stack([(full == place).sum(axis=1) for place in (1, 2, 3, 4)], axis=1)
    return [_value("statsmodels", "fleiss-complete", "identity", float(fleiss_kappa(table)))]


def _value(
    peer: str, coefficient: str, weights: str, value: float, error: float | None = None
) -> dict[str, Any]:
    return {
        "peer": peer,
        "coefficient": coefficient,
        "weights": weights,
        "value": None if math.isnan(value) else value,
        "error": error,
    }


def seconds(work: Callable[[], object], times: int) -> float:
    """The least CPU seconds of several runs."""
    best = math.inf
    for _ in range(times):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def measure(archive: Any) -> dict[str, float]:
    """CPU seconds of the peers on the ratings of the archive, given in their own form."""
    import krippendorff
    from irrCAC.raw import CAC

    codes = archive["codes"]
    frame = pd.DataFrame(np.where(codes == 0, np.nan, codes.astype(float)))
    data = frame.to_numpy().T.copy()
    counts = np.stack([(codes == place).sum(axis=1) for place in (1, 2, 3, 4)], axis=1)
    rng = np.random.default_rng(1)

    def ordinal(**given: np.ndarray) -> float:
        return float(
            krippendorff.alpha(level_of_measurement="ordinal", value_domain=[1, 2, 3, 4], **given)
        )

    def replicate() -> float:
        return ordinal(value_counts=counts[rng.integers(0, len(counts), len(counts))])

    return {
        "irrcac_ac2": seconds(
            lambda: CAC(frame, weights="quadratic", categories=[1, 2, 3, 4]).gwet(), 2
        ),
        "krippendorff_ordinal": seconds(lambda: ordinal(reliability_data=data), 2),
        "krippendorff_replicate": seconds(replicate, 3),
    }


if __name__ == "__main__":
    task, file = sys.argv[1:]
    with np.load(file) as loaded:
        json.dump((check if task == "check" else measure)(loaded), sys.stdout)
