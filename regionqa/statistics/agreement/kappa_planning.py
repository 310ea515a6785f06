"""How many cases a test of Cohen's kappa for two readers needs, without an earlier round.

Sources: Fleiss, Cohen and Everitt, *Psychological Bulletin* 72 (1969), for the variance; Cantor,
*Psychological Methods* 1 (1996), for two grades; Flack, Afifi, Lachenbruch and Schouten,
*Psychometrika* 53 (1988), for more, by the table of the largest variance with given margins.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from regionqa.statistics.agreement.errors import RatingsError
from regionqa.statistics.agreement.weights import FloatArray


def kappa_cases_two_grades(
    rate_first: float,
    rate_second: float,
    kappa: float,
    null_kappa: float,
    level: float = 0.95,
    power: float = 0.8,
    two_sided: bool = False,
) -> int:
    """Cases to show that kappa is ``kappa`` rather than ``null_kappa``, on a scale of two grades.

    Args:
        rate_first: how often the first reader gives the higher grade, 0 to 1.
        rate_second: the same for the second reader.
        kappa: the kappa that is expected.
        null_kappa: the kappa it is to be told from.
        level: confidence level of the test.
        power: how surely it is to be told.
        two_sided: whether the test looks both ways.

    Raises:
        RatingsError: rates or kappas that no table has.

    """
    tables = [two_grade_table(rate_first, rate_second, each) for each in (null_kappa, kappa)]
    for table, each in zip(tables, (null_kappa, kappa), strict=True):
        if not np.isfinite(table).all() or (table < -1e-12).any():
            raise RatingsError(
                f"No table has the rates {rate_first:g} and {rate_second:g} and kappa {each:g}.",
                field="kappa",
            )
    errors = [math.sqrt(kappa_variance(table)) for table in tables]
    return cases_between(errors, kappa - null_kappa, level, power, two_sided)


def two_grade_table(rate_first: float, rate_second: float, kappa: float) -> FloatArray:
    """The only 2 × 2 table of shares with these rates and this kappa.

    Some of its cells are negative when no readers could have them: the formula alone does not say.
    """
    chance = rate_first * rate_second + (1 - rate_first) * (1 - rate_second)
    observed = kappa * (1 - chance) + chance
    both = (rate_first + rate_second - (1 - observed)) / 2
    return np.array([[both, rate_first - both], [rate_second - both, observed - both]])


def kappa_cases(
    shares: Sequence[float],
    kappa: float,
    null_kappa: float,
    level: float = 0.95,
    power: float = 0.8,
    two_sided: bool = False,
) -> int:
    """The same for any number of grades, both readers giving each grade equally often.

    Args:
        shares: each grade's share, adding up to 1.
        kappa: the kappa that is expected.
        null_kappa: the kappa it is to be told from.
        level: confidence level of the test.
        power: how surely it is to be told.
        two_sided: whether the test looks both ways.

    Raises:
        RatingsError: shares that do not add up to 1, or a kappa that no table has.

    """
    margins = np.asarray(shares, dtype=np.float64)
    if (
        margins.ndim != 1
        or len(margins) < 2
        or (margins <= 0).any()
        or abs(margins.sum() - 1) > 1e-9
    ):
        raise RatingsError("Shares must be above 0 and add up to 1.", field="shares")
    errors = [math.sqrt(_largest_variance(margins, each)) for each in (null_kappa, kappa)]
    return cases_between(errors, kappa - null_kappa, level, power, two_sided)


def kappa_variance(table: FloatArray) -> float:
    """The variance of kappa for one case, from a table of shares (Fleiss, Cohen and Everitt)."""
    inside, constant = _variance_parts(table.sum(axis=1), table.sum(axis=0), float(np.trace(table)))
    return float((table * inside).sum()) - constant


def _variance_parts(
    rows: FloatArray, columns: FloatArray, observed: float
) -> tuple[FloatArray, float]:
    """The variance is linear in the cells once margins and observed agreement are fixed."""
    chance = float(rows @ columns)
    inside = (1 - observed) ** 2 * np.add.outer(columns, rows) ** 2
    np.fill_diagonal(inside, ((1 - chance) - (rows + columns) * (1 - observed)) ** 2)
    constant = (observed * chance - 2 * chance + observed) ** 2
    return inside / (1 - chance) ** 4, constant / (1 - chance) ** 4


def _largest_variance(margins: FloatArray, kappa: float) -> float:
    """The largest variance of any table with these margins and this kappa: a linear program."""
    from scipy.optimize import linprog

    size = len(margins)
    chance = float(margins @ margins)
    observed = kappa * (1 - chance) + chance
    inside, constant = _variance_parts(margins, margins, observed)
    by_row = np.kron(np.eye(size), np.ones(size))
    by_column = np.kron(np.ones(size), np.eye(size))
    solved = linprog(
        -inside.ravel(),
        A_eq=np.vstack([by_row, by_column, np.eye(size).ravel()]),
        b_eq=np.concatenate([margins, margins, [observed]]),
    )
    if not solved.success or solved.fun is None:
        raise RatingsError(f"No table with these shares has kappa {kappa:g}.", field="kappa")
    return float(-solved.fun) - constant


def cases_between(
    errors: list[float], apart: float, level: float, power: float, two_sided: bool
) -> int:
    """Cases that tell two values apart, given the root of one case's variance at each.

    Raises:
        RatingsError: a level or power out of range, or two values that are the same.

    """
    from scipy.special import ndtri

    if not 0 < level < 1 or not 0 < power < 1 or apart == 0:
        raise RatingsError(
            "Level and power must lie between 0 and 1, and the two kappas must differ."
        )
    sure = float(ndtri(0.5 + level / 2 if two_sided else level))
    return math.ceil(((sure * errors[0] + float(ndtri(power)) * errors[1]) / apart) ** 2)
