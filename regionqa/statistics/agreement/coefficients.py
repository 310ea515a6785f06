"""The coefficients, each as a smooth function of totals over cases.

A case adds a row of features; a coefficient is a function of the sums of these rows. So one
definition gives the value, the exact influence of every case (the gradient times its features), a
bootstrap (the same function of resampled sums) and a jackknife (of the sums without one case).

Sources: Gwet, *Handbook of Inter-Rater Reliability* (2014), chapters 3 to 6.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from regionqa.statistics.agreement.weights import FloatArray

IntRows = NDArray[Any]


class Values(NamedTuple):
    """A coefficient with what it is made of; arrays over the leading axes of the totals."""

    value: FloatArray
    observed: FloatArray
    expected: FloatArray


class Coefficient(Protocol):
    """What every coefficient can do; a value that is not defined is NaN in here."""

    def features(self, rows: IntRows) -> FloatArray:
        """Cases × features, from cases × counts (or, for Conger, cases × codes)."""

    def evaluate(self, totals: FloatArray) -> Values:
        """The coefficient of totals; works over leading axes."""

    def gradient(self, totals: FloatArray) -> FloatArray:
        """The derivative of the value with respect to each total."""


def pair_agreement(rows: IntRows, weights: FloatArray) -> FloatArray:
    """Cases × 2: the weighted share of agreeing pairs of a case, and 1 when it has a pair."""
    counts = rows.astype(np.float64)
    readers = counts.sum(axis=1)
    pairable = readers >= 2
    agreeing = ((counts @ weights) * counts).sum(axis=1) - counts @ np.diag(weights)
    pairs = readers * (readers - 1)
    share = np.divide(agreeing, pairs, out=np.zeros_like(agreeing), where=pairable)
    return np.stack([share, pairable.astype(np.float64)], axis=1)


def grade_shares(rows: IntRows) -> FloatArray:
    """Cases × grades: each grade's share of a case's grades; a case without a grade is all zero."""
    counts = rows.astype(np.float64)
    readers = counts.sum(axis=1, keepdims=True)
    shares: FloatArray = np.divide(counts, readers, out=np.zeros_like(counts), where=readers > 0)
    return shares


def quotient(above: FloatArray, below: FloatArray) -> FloatArray:
    """``above / below`` where it is defined, NaN elsewhere; a rounding remainder counts as zero."""
    shape = np.broadcast_shapes(np.shape(above), np.shape(below))
    result: FloatArray = np.full(shape, np.nan)
    np.divide(above, below, out=result, where=np.abs(below) > 1e-12)
    return result


@dataclass(frozen=True)
class Percent:
    """Weighted agreement of pairs of readers, not corrected for chance."""

    weights: FloatArray

    def features(self, rows: IntRows) -> FloatArray:
        """Agreement and pairability."""
        return pair_agreement(rows, self.weights)

    def evaluate(self, totals: FloatArray) -> Values:
        """The mean over pairable cases."""
        observed = quotient(totals[..., 0], totals[..., 1])
        return Values(observed, observed, np.full_like(observed, np.nan))

    def gradient(self, totals: FloatArray) -> FloatArray:
        """Of a ratio of totals."""
        gradient: FloatArray = np.array([1.0, -totals[0] / totals[1]]) / totals[1]
        return gradient


Chance = Callable[[FloatArray], FloatArray]


@dataclass(frozen=True)
class Shared:
    """Coefficients whose chance agreement comes from the grades' shares over all cases.

    Attributes:
        weights: the k × k weights.
        chance: chance agreement of shares (over leading axes).
        slope: its derivative with respect to each share.

    """

    weights: FloatArray
    chance: Chance
    slope: Chance

    def features(self, rows: IntRows) -> FloatArray:
        """Agreement, pairability, and each grade's share of the case."""
        return np.concatenate([pair_agreement(rows, self.weights), grade_shares(rows)], axis=1)

    def evaluate(self, totals: FloatArray) -> Values:
        """(observed - expected) / (1 - expected)."""
        observed = quotient(totals[..., 0], totals[..., 1])
        cases = totals[..., 2:].sum(axis=-1, keepdims=True)
        expected = self.chance(quotient(totals[..., 2:], cases))
        return Values(quotient(observed - expected, 1.0 - expected), observed, expected)

    def gradient(self, totals: FloatArray) -> FloatArray:
        """By the chain rule through observed and expected agreement."""
        cases = totals[2:].sum()
        shares = totals[2:] / cases
        value, observed, expected = self.evaluate(totals)
        slope = self.slope(shares)
        by_share = -(1.0 - value) * (slope - slope @ shares) / cases
        by_observed = np.array([1.0, -float(observed)]) / totals[1]
        return np.concatenate([by_observed, by_share]) / (1.0 - expected)


def gwet(weights: FloatArray) -> Shared:
    """AC1, with weights AC2: chance agreement from cases that are hard to grade."""
    size = len(weights)
    factor = weights.sum() / (size * (size - 1))
    return Shared(
        weights,
        chance=lambda shares: factor * (shares * (1.0 - shares)).sum(axis=-1),
        slope=lambda shares: factor * (1.0 - 2.0 * shares),
    )


def fleiss(weights: FloatArray) -> Shared:
    """Fleiss' generalised kappa; Scott's pi for two readers."""
    return Shared(
        weights,
        chance=lambda shares: ((shares @ weights) * shares).sum(axis=-1),
        slope=lambda shares: 2.0 * shares @ weights,
    )


def brennan_prediger(weights: FloatArray) -> Shared:
    """Brennan and Prediger: every grade equally likely by chance."""
    level = weights.sum() / len(weights) ** 2
    return Shared(
        weights,
        chance=lambda shares: level + 0.0 * shares.sum(axis=-1),
        slope=np.zeros_like,
    )


@dataclass(frozen=True)
class Conger:
    """Conger's generalised kappa; Cohen's kappa for two readers. Rows are codes, cases × readers.

    Chance agreement is the mean, over pairs of different readers, of the agreement of their shares.
    """

    weights: FloatArray

    def features(self, rows: IntRows) -> FloatArray:
        """Agreement, pairability, and for each reader which grade was given."""
        size = len(self.weights)
        given = rows[:, :, None] == np.arange(1, size + 1)
        agreement = pair_agreement(given.sum(axis=1), self.weights)
        return np.concatenate([agreement, given.reshape(len(rows), -1).astype(np.float64)], axis=1)

    def evaluate(self, totals: FloatArray) -> Values:
        """(observed - expected) / (1 - expected)."""
        observed = quotient(totals[..., 0], totals[..., 1])
        shares, readers = self._shares(totals)
        together = shares.sum(axis=-2)
        same = ((shares @ self.weights) * shares).sum(axis=(-2, -1))
        expected = quotient(
            ((together @ self.weights) * together).sum(axis=-1) - same, readers * (readers - 1.0)
        )
        return Values(quotient(observed - expected, 1.0 - expected), observed, expected)

    def gradient(self, totals: FloatArray) -> FloatArray:
        """By the chain rule through every reader's shares."""
        value, observed, expected = self.evaluate(totals)
        shares, readers = self._shares(totals)
        given = totals[2:].reshape(shares.shape).sum(axis=1, keepdims=True)
        slope = 2.0 * ((shares.sum(axis=0) - shares) @ self.weights) / (readers * (readers - 1.0))
        slope = slope - (slope * shares).sum(axis=1, keepdims=True)
        by_share = -(1.0 - value) * np.divide(
            slope, given, out=np.zeros_like(slope), where=given > 0
        )
        by_observed = np.array([1.0, -float(observed)]) / totals[1]
        return np.concatenate([by_observed, by_share.ravel()]) / (1.0 - expected)

    def _shares(self, totals: FloatArray) -> tuple[FloatArray, FloatArray]:
        given = totals[..., 2:].reshape(*totals.shape[:-1], -1, len(self.weights))
        each = given.sum(axis=-1, keepdims=True)
        shares = np.divide(given, each, out=np.zeros_like(given), where=each > 0)
        return shares, (each[..., 0] > 0).sum(axis=-1).astype(np.float64)
