"""Regions of made-up counts for the gate: no database, no names, only what was given."""

from random import Random

from regionqa.benchmarking.gate.given import Given
from regionqa.benchmarking.gate.recipes import RULE_VERSION, Printing, Recipe
from regionqa.benchmarking.gate.trial import Window

QUARTERS = ("2025-01", "2025-04", "2025-07", "2025-10")


def some_region(
    seed: int,
    authorities: int,
    cases: tuple[int, int],
    *,
    share: float = 0.55,
    codes: tuple[str, ...] = ("good",),
    quarters: tuple[str, ...] = QUARTERS,
) -> dict[str, dict[str, Given]]:
    """Authorities of so many cases a quarter, each with a share of its own."""
    dice = Random(seed)  # made-up counts, no secret
    region: dict[str, dict[str, Given]] = {}
    for at in range(authorities):
        own = min(max(dice.gauss(share, 0.08), 0.0), 1.0)
        region[f"A{at:02}"] = {
            code: Given({quarter: _counts(dice, own, cases) for quarter in quarters})
            for code in codes
        }
    return region


def _counts(dice: Random, share: float, cases: tuple[int, int]) -> tuple[int, int]:
    denominator = dice.randint(*cases)
    return sum(dice.random() < share for _ in range(denominator)), denominator


def window_of(
    region: dict[str, dict[str, Given]],
    label: str = "2025",
    *,
    named: bool = False,
    **printing: object,
) -> Window:
    """A release of a region's counts, every measure printed in the same way."""
    codes = sorted({code for given in region.values() for code in given})
    measures = tuple(Printing(code, **printing) for code in codes)  # type: ignore[arg-type]
    return Window(label, Recipe(RULE_VERSION, measures, named), region, named=named)
