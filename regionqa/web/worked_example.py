"""A small made-up table, how it is attacked, and what is then printed of it, for a public page.

The numbers are invented. ``tests/web/test_notices.py`` attacks each step with the program that
attacks real releases and compares what it finds with what the page says.
"""

from dataclasses import dataclass

COUNTS = {"A": 12, "B": 8, "C": 14, "D": 3, "E": 9, "F": 17}
SMALL = 6
"""Counts from 1 to 5 are hidden."""
BASE = 10
FIRST, SECOND = "D", "B"
"""What is hidden because it is small, and what is hidden to protect it."""


@dataclass(frozen=True, slots=True)
class Step:
    """What is printed at a step: a hidden count is None. ``rounded`` says whether the total is."""

    printed: dict[str, int | None]
    total: int
    rounded: bool

    @property
    def hidden(self) -> list[str]:
        """Whose count is hidden."""
        return [name for name, count in self.printed.items() if count is None]

    @property
    def shown(self) -> int:
        """The sum of the counts that are printed."""
        return sum(count for count in self.printed.values() if count is not None)

    @property
    def left_low(self) -> int:
        """The least that the hidden counts can come to together, as anybody can work out."""
        least = self.total - BASE // 2 if self.rounded else self.total
        return max(least - self.shown, len(self.hidden))

    @property
    def left_high(self) -> int:
        """The most that the hidden counts can come to together."""
        most = self.total + BASE // 2 - 1 if self.rounded else self.total
        return most - self.shown

    def seen_by(self, reader: str) -> tuple[int, int]:
        """The least and the most that the other hidden count can be, to who knows the own one."""
        own = COUNTS[reader]
        others = len(self.hidden) - 1
        return max(self.left_low - own, others), self.left_high - own


def steps() -> tuple[Step, Step, Step]:
    """Only the small count hidden; a second one hidden as well; the total rounded as well."""
    total = sum(COUNTS.values())
    rounded = (total + BASE // 2) // BASE * BASE
    return (
        Step(_without(FIRST), total, rounded=False),
        Step(_without(FIRST, SECOND), total, rounded=False),
        Step(_without(FIRST, SECOND), rounded, rounded=True),
    )


def _without(*hidden: str) -> dict[str, int | None]:
    return {name: None if name in hidden else count for name, count in COUNTS.items()}
