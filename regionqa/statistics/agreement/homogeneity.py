"""Whether two readers use the grades alike: Stuart-Maxwell, Bhapkar and Bowker.

Sources: Stuart, *Biometrika* 42 (1955); Maxwell, *British Journal of Psychiatry* 116 (1970);
Bhapkar, *JASA* 61 (1966); Bowker, *JASA* 43 (1948).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from regionqa.statistics.agreement.errors import RatingsError
from regionqa.statistics.agreement.patterns import whole_numbers
from regionqa.statistics.agreement.weights import FloatArray


@dataclass(frozen=True)
class HomogeneityTest:
    """A chi-squared test; all None where the readers never differ and nothing can be tested."""

    statistic: float | None
    degrees_of_freedom: int | None
    p_value: float | None


@dataclass(frozen=True)
class MarginalHomogeneity:
    """Three tests of one table.

    Attributes:
        bhapkar: equal use of grades, with the sharper variance.
        stuart_maxwell: equal use of grades.
        bowker: symmetry: disagreements as often one way as the other.
        state: ``ok``, ``perfect`` (no disagreement at all) or ``empty``.
        sentence: the result in words.

    """

    bhapkar: HomogeneityTest
    stuart_maxwell: HomogeneityTest
    bowker: HomogeneityTest
    state: Literal["ok", "perfect", "empty"]
    sentence: str

    def __iter__(self) -> Iterator[HomogeneityTest]:
        """Bhapkar, Stuart-Maxwell and Bowker, in this order."""
        return iter((self.bhapkar, self.stuart_maxwell, self.bowker))


UNTESTED = HomogeneityTest(None, None, None)


def marginal_homogeneity(table: ArrayLike) -> MarginalHomogeneity:
    """The three tests of a table of grades × grades: rows one reader, columns the other.

    Raises:
        RatingsError: a table that is not square, or a number that is not a count.

    """
    cells = whole_numbers(table, "table").astype(np.float64)
    if cells.ndim != 2 or cells.shape[0] != cells.shape[1]:
        raise RatingsError(
            f"The table must be square; this one has the shape {cells.shape}.", field="table"
        )
    if not cells.sum():
        return MarginalHomogeneity(UNTESTED, UNTESTED, UNTESTED, "empty", "No case has two grades.")
    if not (cells - np.diag(np.diag(cells))).any():
        return MarginalHomogeneity(
            UNTESTED,
            UNTESTED,
            UNTESTED,
            "perfect",
            "The two readers never differed, so there is nothing to test.",
        )
    maxwell = _stuart_maxwell(cells)
    return MarginalHomogeneity(
        _bhapkar(maxwell, float(cells.sum())), maxwell, _bowker(cells), "ok", _sentence(maxwell)
    )


def _stuart_maxwell(cells: FloatArray) -> HomogeneityTest:
    gaps = cells.sum(axis=1) - cells.sum(axis=0)
    spread = -(cells + cells.T)
    np.fill_diagonal(spread, 0.0)
    np.fill_diagonal(spread, -spread.sum(axis=1))
    degrees = int(np.linalg.matrix_rank(spread))
    statistic = float(gaps @ np.linalg.pinv(spread, hermitian=True) @ gaps)
    return _tested(statistic, degrees)


def _bhapkar(maxwell: HomogeneityTest, number: float) -> HomogeneityTest:
    """Bhapkar's statistic is Stuart and Maxwell's Q as Q / (1 - Q / n)."""
    if maxwell.statistic is None or maxwell.degrees_of_freedom is None:
        return UNTESTED
    if maxwell.statistic >= number * (1.0 - 1e-12):
        return UNTESTED
    return _tested(
        maxwell.statistic / (1.0 - maxwell.statistic / number), maxwell.degrees_of_freedom
    )


def _bowker(cells: FloatArray) -> HomogeneityTest:
    upper, lower = cells[np.triu_indices(len(cells), 1)], cells.T[np.triu_indices(len(cells), 1)]
    used = upper + lower > 0
    statistic = float(((upper - lower)[used] ** 2 / (upper + lower)[used]).sum())
    return _tested(statistic, int(used.sum()))


def _tested(statistic: float, degrees: int) -> HomogeneityTest:
    from scipy.special import chdtrc

    return HomogeneityTest(statistic, degrees, float(chdtrc(degrees, statistic)))


def _sentence(test: HomogeneityTest) -> str:
    if test.p_value is not None and test.p_value < 0.05:
        return f"The two readers use the grades differently (p = {test.p_value:.3f})."
    return "There is no sign that the two readers use the grades differently."
