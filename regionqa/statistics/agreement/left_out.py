"""A coefficient without each reader in turn, counting anew only the cases that reader graded."""

from __future__ import annotations

import numpy as np

from regionqa.statistics.agreement.coefficients import Conger, IntRows
from regionqa.statistics.agreement.errors import RatingsError
from regionqa.statistics.agreement.influence import Sample
from regionqa.statistics.agreement.ratings import Ratings
from regionqa.statistics.agreement.weights import FloatArray


def values_without_readers(ratings: Ratings, taken: Sample) -> FloatArray:
    """The coefficient without each reader, in the readers' order; NaN where it is not defined.

    Raises:
        RatingsError: the ratings came as counts.

    """
    if ratings.codes is None:
        raise RatingsError("Counts do not say which reader gave which grade.", field="rater")
    graders = np.flatnonzero(ratings.codes.any(axis=1))
    values = np.full(len(ratings.codes), float(taken.values.value))
    for reader in graders.tolist():
        cases = np.flatnonzero(ratings.codes[reader])
        with_them, without = _rows(ratings, taken, reader, cases, graders)
        totals = taken.totals + (
            taken.coefficient.features(without).sum(axis=0)
            - taken.coefficient.features(with_them).sum(axis=0)
        )
        # a rounding remainder must not pass for a case
        totals = np.where(np.abs(totals) < 1e-9, 0.0, totals)
        values[reader] = taken.coefficient.evaluate(totals).value
    return values


def _rows(
    ratings: Ratings, taken: Sample, reader: int, cases: IntRows, graders: IntRows
) -> tuple[IntRows, IntRows]:
    """The reader's cases with and without their grade, as the coefficient takes them."""
    if ratings.codes is None:
        raise RatingsError("Counts do not say which reader gave which grade.", field="rater")
    if isinstance(taken.coefficient, Conger):
        with_them = ratings.codes[np.ix_(graders, cases)].T
        without = with_them.copy()
        without[:, np.searchsorted(graders, reader)] = 0
        return with_them, without
    with_them = ratings.case_counts(cases)
    without = with_them.copy()
    without[np.arange(len(cases)), ratings.codes[reader, cases] - 1] -= 1
    return with_them, without
