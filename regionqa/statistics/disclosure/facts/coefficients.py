"""Chance-corrected coefficients, where what they tell can be said honestly."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from regionqa.statistics.disclosure.cells import Cell
from regionqa.statistics.disclosure.errors import UnencodedFigureError
from regionqa.statistics.disclosure.facts.fact import Fact
from regionqa.statistics.disclosure.facts.linear import WeightedShare
from regionqa.statistics.disclosure.facts.rounding import printed_interval
from regionqa.statistics.disclosure.model import Model


@dataclass(frozen=True)
class Coefficient(Fact):
    """``(observed - chance) / (1 - chance)``, printed to some places.

    ``observed`` is linear in the counts; ``chance`` is not: it is a product of margins. So there
    is an encoding only where chance is a known number, because it is uniform
    (Brennan-Prediger), or because the margins it is made of are themselves public.
    With ``chance=None`` the coefficient has no encoding and may not be released.
    """

    agreeing: Mapping[Cell, Fraction]
    denominator: int | tuple[Cell, ...]
    chance: Fraction | None
    printed: Decimal | int | str
    half: str = "up"

    def write(self, model: Model) -> None:
        """The interval of observed agreement that prints as this coefficient."""
        if self.chance is None:
            raise UnencodedFigureError(self)
        if not 0 <= self.chance < 1:
            raise ValueError("chance agreement is from 0 to below 1")
        reach = printed_interval(self.printed, self.half).scaled(1 - self.chance)
        observed = reach._replace(low=reach.low + self.chance, high=reach.high + self.chance)
        WeightedShare(self.agreeing, self.denominator, observed).write(model)
