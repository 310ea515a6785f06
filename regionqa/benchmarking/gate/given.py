"""What authorities gave to a release, as the gate reads it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Counts = tuple[int, int]
"""Numerator and denominator."""


@dataclass(frozen=True, slots=True)
class Given:
    """What one authority gave on one measure: counts by quarter, named by its first month.

    ``state`` is ``given``, ``awaited`` or ``not_comparable``; ``why`` says more in words. ``cases``
    is how many cases the counts come from where a case was counted more than once, as pairs of
    grades are; None where each was counted once.
    """

    quarters: Mapping[str, Counts] = field(default_factory=dict)
    state: str = "given"
    why: str = ""
    cases: int | None = None

    @property
    def numerator(self) -> int:
        """The cases counted, over the window."""
        return sum(x for x, _ in self.quarters.values())

    @property
    def denominator(self) -> int:
        """All cases, over the window."""
        return sum(n for _, n in self.quarters.values())

    @property
    def size(self) -> int:
        """On how many cases the share stands: what limits, intervals and minimums ask for."""
        return self.denominator if self.cases is None else self.cases


Region = Mapping[str, Mapping[str, Given]]
"""By authority id, then by code of the measure."""


def given_to_json(measures: Mapping[str, Given]) -> dict[str, Any]:
    """One authority's counts as they are frozen."""
    return {
        code: {
            "quarters": {quarter: list(counts) for quarter, counts in one.quarters.items()},
            "state": one.state,
            "why": one.why,
            "cases": one.cases,
        }
        for code, one in measures.items()
    }


def given_from_json(held: Mapping[str, Any]) -> dict[str, Given]:
    """One authority's counts as they were frozen."""
    return {
        code: Given(
            {quarter: (counts[0], counts[1]) for quarter, counts in one["quarters"].items()},
            one["state"],
            one["why"],
            one.get("cases"),
        )
        for code, one in held.items()
    }


def of_measure(region: Region, code: str) -> dict[str, Given]:
    """What was given on one measure, by authority in order."""
    found = {}
    for authority in sorted(region):
        one = region[authority].get(code)
        if one is not None and one.state == "given":
            found[authority] = one
    return found


def enough(given: Mapping[str, Given], cases: int) -> dict[str, Given]:
    """Those with so many cases or more: the ones that a figure over the region stands on."""
    return {authority: one for authority, one in given.items() if one.size >= cases}


def quarters_of(given: Mapping[str, Given]) -> Sequence[str]:
    """Every quarter that anybody has counts for, in order."""
    return sorted({quarter for one in given.values() for quarter in one.quarters})
