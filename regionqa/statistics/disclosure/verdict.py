"""When a range of possible values is too narrow, and what a search says of one quantity."""

from dataclasses import dataclass

from regionqa.statistics.disclosure.model import CHANGE, HIDDEN


@dataclass(frozen=True)
class Rule:
    """What a range of values must be for a quantity to count as safe.

    A wider range is never less safe, so a range that was seen proves safety and a range that was
    proven proves exposure. The one exception is a derived count that can only be 0: it is a true
    zero, which a table shows anyway. Where an either-or leaves values out of a range, ``values``
    says how many are left.
    """

    spread: int
    minimum: int

    def is_small(self, count: int) -> bool:
        """Whether a count is one that may not be shown for its size."""
        return 0 < count < self.minimum

    def is_safe(self, kind: str, low: int, high: int, values: int | None = None) -> bool:
        """Whether a reader who knows the quantity to be from low to high knows little enough."""
        values = high - low + 1 if values is None else values
        if kind == HIDDEN:
            return values >= self.spread
        if kind == CHANGE:
            return values >= 2 or low == 0
        return values >= self.spread or high >= self.minimum or high <= 0

    def seen_enough(self, kind: str, low: int, high: int, values: int | None = None) -> bool:
        """Whether values that were met already prove safety, whatever else is possible."""
        if kind == CHANGE:
            return high > low
        return self.is_safe(kind, low, high, values) and high > 0


@dataclass(frozen=True)
class Range:
    """What a search found: the ends, and whether the verdict on them stands; None: not found.

    ``values`` is how many values from end to end are possible, or as many as prove safety; None
    where the ends alone decide.
    """

    low: int | None
    high: int | None
    decided: bool = True
    values: int | None = None
