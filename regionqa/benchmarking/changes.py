"""What a return would change: new months, corrections, and what is there already."""

from collections.abc import Iterable
from dataclasses import dataclass

from regionqa.benchmarking.months import HeldMonth, MonthFigures, Months


@dataclass(frozen=True)
class Changes:
    """Months by what happens to them; a withdrawn one that comes again is a correction."""

    new: tuple[MonthFigures, ...]
    corrected: tuple[tuple[HeldMonth, MonthFigures], ...]
    unchanged: tuple[MonthFigures, ...]

    @property
    def any(self) -> bool:
        """Whether anything would be written."""
        return bool(self.new or self.corrected)


def find_changes(months: Iterable[MonthFigures], held: Months) -> Changes:
    """Compare a return with what is held, so that the same twice is once."""
    new: list[MonthFigures] = []
    corrected: list[tuple[HeldMonth, MonthFigures]] = []
    unchanged: list[MonthFigures] = []
    for one in months:
        before = held.held.get(one.month)
        if before is None:
            new.append(one)
        elif before.withdrawn or before.figures != one:
            corrected.append((before, one))
        else:
            unchanged.append(one)
    return Changes(tuple(new), tuple(corrected), tuple(unchanged))
