"""Krippendorff's alpha, with fixed distances and with the metric that the data themselves make.

1 - alpha = (N - 1) A / B: N pairable grades, A the disagreement within cases, B that of all pairs
of grades. Its logarithm is a sum, so the influence of a case is exact and short to write, for the
ordinal metric too, whose distances move with every case.

Source: Krippendorff, *Computing Krippendorff's alpha-reliability* (2011).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from regionqa.statistics.agreement.coefficients import IntRows, Values, quotient
from regionqa.statistics.agreement.weights import FloatArray


def pairable_counts(rows: IntRows) -> tuple[FloatArray, FloatArray]:
    """Counts of cases with a pair (others zero), and each case's 1 / (readers - 1)."""
    counts = rows.astype(np.float64)
    readers = counts.sum(axis=1)
    counts[readers < 2] = 0.0
    share = np.divide(1.0, readers - 1.0, out=np.zeros_like(readers), where=readers >= 2)
    return counts, share


@dataclass(frozen=True)
class FixedAlpha:
    """Alpha with distances that are declared: 1 - weight, or Krippendorff's ratio metric."""

    distances: FloatArray

    def features(self, rows: IntRows) -> FloatArray:
        """A case's disagreement, then its pairable grades."""
        counts, share = pairable_counts(rows)
        within = ((counts @ self.distances) * counts).sum(axis=1) * share
        return np.concatenate([within[:, None], counts], axis=1)

    def evaluate(self, totals: FloatArray) -> Values:
        """1 - observed disagreement / expected disagreement."""
        margins = totals[..., 1:]
        between = ((margins @ self.distances) * margins).sum(axis=-1)
        return _from_disagreement(
            totals[..., 0], between, margins.sum(axis=-1), self.distances.max()
        )

    def gradient(self, totals: FloatArray) -> FloatArray:
        """Of the logarithm, times what is left of 1."""
        margins = totals[1:]
        spread = margins @ self.distances
        rest = 1.0 - float(self.evaluate(totals).value)
        within = 1.0 / totals[0] if totals[0] > 0 else 0.0
        by_margin = 1.0 / margins.sum() - 2.0 * spread / (spread @ margins)
        return -rest * np.concatenate([[within], by_margin])


@dataclass(frozen=True)
class OrdinalAlpha:
    """Alpha with Krippendorff's ordinal metric: the squared number of grades given in between.

    The distance of two grades is the difference of their mid-ranks among the pairable grades.
    """

    size: int

    def features(self, rows: IntRows) -> FloatArray:
        """A case's part of the coincidence matrix, flat."""
        counts, share = pairable_counts(rows)
        pairs = counts[:, :, None] * counts[:, None, :]
        diagonal = np.arange(self.size)
        pairs[:, diagonal, diagonal] -= counts
        return (pairs * share[:, None, None]).reshape(len(rows), -1)

    def evaluate(self, totals: FloatArray) -> Values:
        """1 - observed disagreement / expected disagreement."""
        pairs, margins, ranks = self._parts(totals)
        squared = ranks**2
        # the sum of o (m - m')² and of n n' (m - m')², without forming every distance
        across = (pairs @ ranks[..., None])[..., 0]
        within = 2.0 * ((margins * squared).sum(axis=-1) - (across * ranks).sum(axis=-1))
        number = margins.sum(axis=-1)
        first = (margins * ranks).sum(axis=-1)
        between = 2.0 * (number * (margins * squared).sum(axis=-1) - first**2)
        within = np.where(within < 1e-9 * np.maximum(between, 1.0), 0.0, within)
        largest = np.asarray((ranks[..., -1] - ranks[..., 0]) ** 2)
        return _from_disagreement(within, between, number, largest)

    def gradient(self, totals: FloatArray) -> FloatArray:
        """Of the logarithm: through the pairs, and through the ranks that the margins move."""
        pairs, margins, ranks = self._parts(totals)
        gaps = np.subtract.outer(ranks, ranks)
        within = float((pairs * gaps**2).sum())
        products = np.multiply.outer(margins, margins)
        between = float((products * gaps**2).sum())
        rest = 1.0 - float(self.evaluate(totals).value)
        by_rank = -4.0 * (products * gaps).sum(axis=1) / between
        by_pair = np.zeros_like(gaps)
        if within > 0:
            by_pair = gaps**2 / within
            by_rank = by_rank + 4.0 * (pairs * gaps).sum(axis=1) / within
        # a grade's own rank moves by a half, the ranks of all higher grades by one
        higher = np.cumsum(by_rank[::-1])[::-1] - by_rank
        by_margin = (
            1.0 / margins.sum() - 2.0 * (gaps**2 @ margins) / between + higher + by_rank / 2.0
        )
        gradient: FloatArray = -rest * (by_pair + by_margin[:, None]).ravel()
        return gradient

    def _parts(self, totals: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        pairs = totals.reshape(*totals.shape[:-1], self.size, self.size)
        margins = pairs.sum(axis=-1)
        return pairs, margins, np.cumsum(margins, axis=-1) - margins / 2.0


def _from_disagreement(
    within: FloatArray, between: FloatArray, number: FloatArray, largest: FloatArray | float
) -> Values:
    """Alpha and the two agreements it is made of, as Gwet writes them (Handbook, section 3.4).

    The observed one carries the small-sample term 1 / N; both are shares of the largest distance.
    """
    scale = np.asarray(largest)
    observed = 1.0 - quotient(quotient((number - 1.0) * within, number**2), scale)
    expected = 1.0 - quotient(quotient(between, number**2), scale)
    value = 1.0 - quotient((number - 1.0) * within, between)
    return Values(value, observed, expected)
