"""Counts that others know in part, frozen before it was kept who they are.

The gate could only take them for counts that nobody else knows, and for other unknowns than the
parts that a later release has of the same months. Either would let pass what falls, so a measure
that stands on them is refused.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from regionqa.benchmarking.gate.given import Region, of_measure
from regionqa.benchmarking.gate.recipes import Recipe
from regionqa.benchmarking.windows import Window

OWN, BEFORE = "unparted", "unparted_before"
"""This release's own counts are so, or those of one that was published before and is linked."""


@dataclass(frozen=True, slots=True)
class Frozen:
    """A release as it was frozen: its months, how it is printed, and what was given."""

    months: Window
    recipe: Recipe
    region: Region

    def prints(self, code: str) -> bool:
        """Whether the measure is among its figures."""
        return any(one.code == code for one in self.recipe.printed)

    def unparted(self, code: str) -> bool:
        """Whether anybody's counts are not in parts; those that are say from how many cases."""
        return any(one.cases is None for one in of_measure(self.region, code).values())


def without_parts(
    own: Frozen, earlier: Sequence[Frozen], codes: Collection[str]
) -> Mapping[str, str]:
    """The measures that must be refused, with the reason: ``OWN`` or ``BEFORE``.

    ``codes`` are the measures that others know in part, ``earlier`` every release that was ever
    published. One that shares months only with another that shares months is linked too.
    """
    found = {}
    for code in codes:
        if not own.prints(code):
            continue
        if own.unparted(code):
            found[code] = OWN
        elif any(one.unparted(code) for one in _linked(own, earlier, code)):
            found[code] = BEFORE
    return found


def _linked(own: Frozen, earlier: Sequence[Frozen], code: str) -> list[Frozen]:
    """The releases that share months with this one, over however many steps."""
    waiting = [one for one in earlier if one.prints(code)]
    linked: list[Frozen] = []
    reached = [own]
    while reached:
        at = reached.pop()
        near = [one for one in waiting if one.months.overlaps(at.months)]
        waiting = [one for one in waiting if one not in near]
        linked += near
        reached += near
    return linked
