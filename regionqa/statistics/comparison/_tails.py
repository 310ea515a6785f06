"""Binomial and Poisson tails, defined for every whole k from -1 up."""

import numpy as np

from regionqa.statistics.comparison._cells import Floats


def binomial_at_most(k: Floats, n: Floats, theta: Floats) -> Floats:
    """P(R ≤ k) for R of n cases, each an event with chance theta."""
    from scipy import special

    inside = special.betaincc(np.maximum(k, 0) + 1, np.maximum(n - k, 1), theta)
    return _between(k, 0.0, np.where(k >= n, 1.0, inside))


def binomial_more_than(k: Floats, n: Floats, theta: Floats) -> Floats:
    """P(R > k), precise where ``1 - binomial_at_most`` would not be."""
    from scipy import special

    inside = special.betainc(np.maximum(k, 0) + 1, np.maximum(n - k, 1), theta)
    return _between(k, 1.0, np.where(k >= n, 0.0, inside))


def poisson_at_most(k: Floats, mean: Floats) -> Floats:
    """P(R ≤ k) for a count expected to be ``mean``."""
    from scipy import special

    return _between(k, 0.0, special.pdtr(np.maximum(k, 0), mean))


def poisson_more_than(k: Floats, mean: Floats) -> Floats:
    """P(R > k), precise where ``1 - poisson_at_most`` would not be."""
    from scipy import special

    return _between(k, 1.0, special.pdtrc(np.maximum(k, 0), mean))


def _between(k: Floats, before: float, inside: Floats) -> Floats:
    tail: Floats = np.where(k < 0, before, inside)
    return tail
