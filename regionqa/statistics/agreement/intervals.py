"""Intervals for coefficients that cannot pass 1.

``scipy.special`` is imported where it is used, so that importing this package stays quick.
"""

from __future__ import annotations

import math

from regionqa.statistics.agreement.errors import RatingsError


def t_quantile(level: float, degrees: float) -> float:
    """The two-sided quantile of Student's t at a confidence level.

    Raises:
        RatingsError: a level that is not strictly between 0 and 1.

    """
    from scipy.special import stdtrit

    return float(stdtrit(degrees, 0.5 + checked_level(level) / 2.0))


def t_p_value(statistic: float, degrees: float) -> float:
    """Two-sided p of a t statistic."""
    from scipy.special import stdtr

    return float(2.0 * stdtr(degrees, -abs(statistic)))


def checked_level(level: float) -> float:
    """The level itself.

    Raises:
        RatingsError: a level that is not strictly between 0 and 1.

    """
    if not 0.0 < level < 1.0:
        raise RatingsError(
            f"The confidence level must lie between 0 and 1, such as 0.95; this one is {level!r}.",
            field="level",
        )
    return float(level)


def below_one(value: float, error: float, critical: float) -> tuple[float, float]:
    """Value ± critical × error, built on log(1 - value) and brought back.

    A coefficient near 1 has a long tail downwards and none above 1; on the logarithm of what is
    missing to 1 its distribution is near enough to symmetric for small audits. Cut off at -1.
    """
    rest = 1.0 - value
    spread = math.exp(min(critical * error / rest, 700.0))
    return max(-1.0, 1.0 - rest * spread), 1.0 - rest / spread


def plain(value: float, error: float, critical: float) -> tuple[float, float]:
    """Value ± critical × error, cut off at -1 and 1, as irrCAC has it."""
    return max(-1.0, value - critical * error), min(1.0, value + critical * error)


def wilson(value: float, error: float, critical: float) -> tuple[float, float]:
    """Wilson's interval for a share strictly between 0 and 1, from its standard error.

    The number of cases is the effective one: as many independent cases as would give this error
    (Korn and Graubard, *Survey Methodology* 24, 1998, with Wilson's in place of the exact limits).
    """
    number = value * (1.0 - value) / error**2
    square = critical**2 / number
    middle = (value + square / 2.0) / (1.0 + square)
    reach = math.sqrt(square * value * (1.0 - value) + square**2 / 4.0) / (1.0 + square)
    return middle - reach, middle + reach


def within_unit(value: float, error: float, critical: float) -> tuple[float, float]:
    """An interval for a share strictly between 0 and 1, built on the log odds."""
    centre = math.log(value / (1.0 - value))
    reach = critical * error / (value * (1.0 - value))
    return _expit(centre - reach), _expit(centre + reach)


def within_minus_one_and_one(value: float, error: float, critical: float) -> tuple[float, float]:
    """An interval for a difference of shares strictly between -1 and 1, built on its Fisher z."""
    centre = math.atanh(value)
    reach = critical * error / (1.0 - value**2)
    return math.tanh(centre - reach), math.tanh(centre + reach)


def _expit(number: float) -> float:
    if number >= 0:
        return 1.0 / (1.0 + math.exp(-number))
    return math.exp(number) / (1.0 + math.exp(number))
