"""Cases that come in clusters: teams or authorities whose cases are alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from regionqa.statistics.agreement.errors import RatingsError
from regionqa.statistics.agreement.patterns import Patterns
from regionqa.statistics.agreement.ratings import Ratings
from regionqa.statistics.agreement.scale import is_missing
from regionqa.statistics.agreement.weights import FloatArray


@dataclass(frozen=True)
class Clusters:
    """Each case's cluster, as a position among the clusters' labels."""

    index: NDArray[np.intp]
    labels: tuple[Any, ...]

    def sums(self, values: FloatArray) -> FloatArray:
        """The sum of each cluster's values; values run along the cases."""
        sums = np.bincount(self.index, weights=values, minlength=len(self.labels))
        return sums.astype(np.float64)

    def used(self, entering: NDArray[np.bool_]) -> int:
        """How many clusters have a case that enters."""
        return len(np.unique(self.index[entering]))


ClusterInput = Sequence[Any] | NDArray[Any] | Mapping[Any, Any] | Clusters | None


def read_clusters(ratings: Ratings | Patterns, clusters: ClusterInput) -> Clusters | None:
    """Clusters in the order of the cases, or None when none were given.

    Raises:
        RatingsError: pattern counts (they do not say which case is which), a case without a
            cluster, or more or fewer clusters than cases.

    """
    if clusters is None:
        return None
    if isinstance(ratings, Patterns):
        raise RatingsError(
            "Pattern counts do not say which case is in which cluster; give the ratings.",
            field="clusters",
        )
    if isinstance(clusters, Clusters):
        return clusters
    listed = _in_order(ratings, clusters)
    if len(listed) != ratings.cases:
        raise RatingsError(
            f"{len(listed)} clusters are given for {ratings.cases} cases; each case needs one.",
            field="clusters",
        )
    places: dict[Any, int] = {}
    index = np.empty(len(listed), dtype=np.intp)
    for row, label in enumerate(listed):
        if is_missing(label):
            raise RatingsError(f"Case {row + 1} has no cluster.", row=row, field="clusters")
        index[row] = places.setdefault(label, len(places))
    return Clusters(index, tuple(places))


def _in_order(
    ratings: Ratings, clusters: Sequence[Any] | NDArray[Any] | Mapping[Any, Any]
) -> list[Any]:
    if not isinstance(clusters, Mapping):
        return np.asarray(clusters, dtype=object).tolist() if len(clusters) else []
    if ratings.subjects is None:
        raise RatingsError(
            "Clusters by case label need labelled cases; give a list in the order of the cases.",
            field="clusters",
        )
    absent = next((label for label in ratings.subjects if label not in clusters), None)
    if absent is not None:
        raise RatingsError(f"The case {absent!r} has no cluster.", field="clusters")
    return [clusters[label] for label in ratings.subjects]
