"""The values that a printed, rounded number may stand for."""

from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

HALVES = ("up", "even")


class Interval(NamedTuple):
    """All numbers from low to high; an open end does not belong to it."""

    low: Fraction
    high: Fraction
    low_open: bool = False
    high_open: bool = False

    def scaled(self, factor: Fraction | int) -> "Interval":
        """The interval of the numbers times a positive factor."""
        return self._replace(low=self.low * factor, high=self.high * factor)


def rounded_count(count: int, base: int) -> int:
    """A count to the nearest multiple of the base; a half goes up, as in DfE's regional totals."""
    return (count + base // 2) // base * base


def rounding_interval(value: Fraction | int, unit: Fraction | int, half: str = "up") -> Interval:
    """What rounds to ``value`` when numbers are printed to a multiple of ``unit``.

    ``half`` says where a number midway goes: ``up``, or ``even`` (Python's own ``round``).
    Raises ``ValueError`` where the value is no multiple of the unit or the half is unknown.
    """
    if half not in HALVES:
        raise ValueError(f"half must be one of {', '.join(HALVES)}, not {half!r}")
    steps = Fraction(value) / Fraction(unit)
    if steps.denominator != 1:
        raise ValueError(f"{value} is no multiple of {unit}, so it was not rounded to it")
    reach = Fraction(unit) / 2
    to_even = steps.numerator % 2 == 0
    return Interval(
        Fraction(value) - reach,
        Fraction(value) + reach,
        low_open=half == "even" and not to_even,
        high_open=half == "up" or not to_even,
    )


def printed_interval(printed: Decimal | int | str, half: str = "up") -> Interval:
    """What a number may be that is printed with this many places: 42 is to 1, 42.0 is to 0.1."""
    number = Decimal(printed)
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int):
        raise ValueError(f"{printed!r} is not a number")  # noqa: TRY004 - its value is wrong
    return rounding_interval(Fraction(number), Fraction(10) ** min(exponent, 0), half)
