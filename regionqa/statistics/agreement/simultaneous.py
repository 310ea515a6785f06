"""Bands over several domains that hold together, for domains that are read side by side.

Eight intervals of 95% each miss somewhere in a third of all reports. The band's width comes from
the largest of all domains' t values, with their correlation: most domains are graded on the same
cases.

Source: Hothorn, Bretz and Westfall, *Simultaneous inference in general parametric models* (2008).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from regionqa.statistics.agreement.clusters import Clusters, read_clusters
from regionqa.statistics.agreement.errors import RatingsError
from regionqa.statistics.agreement.estimate import agreement, steadied, with_interval
from regionqa.statistics.agreement.influence import case_influence, sample
from regionqa.statistics.agreement.ratings import Ratings
from regionqa.statistics.agreement.result import Agreement
from regionqa.statistics.agreement.weights import FloatArray, Weights

DRAWS = 20_000


@dataclass(frozen=True)
class Band:
    """Domains with intervals that hold together.

    Attributes:
        domains: each domain's figure with its simultaneous interval.
        critical: how many standard errors wide; None when no domain has an interval.
        level: how often all intervals hold together.

    """

    domains: dict[Any, Agreement]
    critical: float | None
    level: float


def simultaneous(
    domains: Mapping[Any, Ratings],
    coefficient: str = "ac",
    weights: Weights = "quadratic",
    level: float = 0.95,
    clusters: Mapping[Any, Any] | None = None,
    seed: int = 0,
) -> Band:
    """Intervals for several domains that hold together at ``level``.

    Cases are the same when their labels are; domains without labels are taken as separate cases.

    Args:
        domains: ratings by domain.
        coefficient: as for ``agreement``.
        weights: as for ``agreement``.
        level: how often all intervals hold together.
        clusters: each case label's cluster.
        seed: of the draws for the critical value.

    Raises:
        RatingsError: no domain, or arguments that do not fit.

    """
    if not domains:
        raise RatingsError("There is no domain to compare.", field="domains")
    alone = {
        name: agreement(ratings, coefficient, weights, level=level, clusters=clusters)
        for name, ratings in domains.items()
    }
    spread = [name for name, figure in alone.items() if figure.low is not None]
    if not spread:
        return Band(alone, None, level)
    moved = [_by_case(name, domains[name], coefficient, weights, clusters) for name in spread]
    degrees = min(alone[name].degrees_of_freedom or 1.0 for name in spread)
    critical = critical_value(_correlation(moved), degrees, level, seed)
    together = dict(alone)
    for name in spread:
        grouped = read_clusters(domains[name], clusters)
        taken = sample(domains[name], coefficient, weights)
        centre, error = steadied(domains[name], taken, grouped)
        banded = with_interval(alone[name], centre, error, critical)
        together[name] = replace(banded, method=f"{banded.method}, simultaneous over domains")
    return Band(together, critical, level)


def critical_value(
    correlation: FloatArray, degrees: float, level: float = 0.95, seed: int = 0
) -> float:
    """The quantile of the largest absolute t of correlated estimates, by simulation."""
    rng = np.random.default_rng(seed)
    values, vectors = np.linalg.eigh(correlation)
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    normal = rng.standard_normal((DRAWS, len(correlation))) @ root.T
    scale = np.sqrt(rng.chisquare(degrees, DRAWS) / degrees)
    return float(np.quantile(np.abs(normal).max(axis=1) / scale, level))


def _by_case(
    name: Any,
    ratings: Ratings,
    coefficient: str,
    weights: Weights,
    clusters: Mapping[Any, Any] | None,
) -> dict[Any, float]:
    """Each case's (or cluster's) influence, by label."""
    moved = case_influence(ratings, sample(ratings, coefficient, weights))
    grouped: Clusters | None = read_clusters(ratings, clusters)
    if grouped is not None:
        return dict(zip(grouped.labels, grouped.sums(moved).tolist(), strict=True))
    labels = ratings.subjects or tuple((name, place) for place in range(ratings.cases))
    return dict(zip(labels, moved.tolist(), strict=True))


def _correlation(moved: list[dict[Any, float]]) -> FloatArray:
    """Correlation of the domains' values through the cases they share."""
    places: dict[Any, int] = {}
    for each in moved:
        for label in each:
            places.setdefault(label, len(places))
    aligned = np.zeros((len(moved), len(places)))
    for row, each in zip(aligned, moved, strict=True):
        row[[places[label] for label in each]] = list(each.values())
    aligned /= np.linalg.norm(aligned, axis=1, keepdims=True)
    return aligned @ aligned.T
