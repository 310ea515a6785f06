"""What was published, and what an attack brings to light."""

from collections.abc import Iterable
from dataclasses import dataclass

from regionqa.statistics.disclosure.cells import Cell, Unit
from regionqa.statistics.disclosure.errors import UnencodedFigureError
from regionqa.statistics.disclosure.facts import Fact

EXACT = "exact"
NARROW = "narrow"
UNDECIDED = "undecided"


@dataclass(frozen=True)
class Release:
    """Everything that one publication says, together with what its units know of themselves.

    Args:
        period: the label that exposures carry, for instance ``2026 quarter 1``.
        units: the authorities it is about, as ids or as ``Unit`` with successors.
        facts: every printed figure, every hidden one, and each unit's own rows
            (``known_to`` that unit).

    """

    period: str
    units: tuple[Unit, ...]
    facts: tuple[Fact, ...]

    def __init__(self, period: str, units: Iterable[Unit | str], facts: Iterable[Fact]) -> None:
        """Take units as ids or as ``Unit``; refuse a figure that is no fact."""
        object.__setattr__(self, "period", period)
        made = tuple(unit if isinstance(unit, Unit) else Unit(unit) for unit in units)
        object.__setattr__(self, "units", made)
        kept = tuple(facts)
        for fact in kept:
            if not isinstance(fact, Fact):
                raise UnencodedFigureError(fact)
        object.__setattr__(self, "facts", kept)


@dataclass(frozen=True)
class Exposure:
    """A quantity that a reader can work out, or that could not be shown to be safe.

    ``low`` and ``high`` are the least and the greatest value that the facts leave possible;
    ``reason`` is ``exact``, ``narrow`` (fewer values than the policy's spread) or ``undecided``
    (the time limit passed, so the figure may not be published; None is a bound not found).
    """

    release: str
    cell: Cell
    reader: frozenset[str] | None
    low: int | None
    high: int | None
    reason: str

    def __str__(self) -> str:
        """One line for a person."""
        who = "anyone" if not self.reader else " and ".join(sorted(self.reader))
        found = f"{self.low}" if self.low == self.high else f"{self.low} to {self.high}"
        if self.reason == UNDECIDED:
            found = "not decided in time"
        return f"{self.release}: {self.cell}: {who}: {found} ({self.reason})"
