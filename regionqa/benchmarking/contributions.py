"""What an authority contributes to a measure over a window: counts, and what is counted apart.

Months are read from the authority's returns. A measure that is fed otherwise, such as from
moderation, registers its own reader with ``add_reader``.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from regionqa.benchmarking import queries
from regionqa.benchmarking.measures import Measure
from regionqa.benchmarking.months import HeldMonth
from regionqa.benchmarking.windows import Window
from regionqa.core.scope import Scope


class Source(StrEnum):
    """Where the counts come from."""

    RETURN = "return"
    PLATFORM = "platform"

    @property
    def words(self) -> str:
        """The source as a page names it."""
        return {
            "return": "the authority’s monthly return",
            "platform": "what was done on this service",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Contribution:
    """One authority's counts of a measure over a window.

    ``numerator`` and ``denominator`` hold only what may be compared. ``not_comparable`` counts
    what was left out of the denominator and ``reason`` says why, empty where nothing was;
    ``comparable`` is false where nothing is left to compare. ``months`` is how many months of the
    window are in it; ``cases`` how many cases, where the denominator counts something else.
    """

    numerator: int
    denominator: int
    comparable: bool
    not_comparable: int
    reason: str
    synthetic: bool
    source: Source
    months: int
    cases: int | None = None


Reader = Callable[[Scope, Window], Contribution | None]

_READERS: dict[str, Reader] = {}


def add_reader(measure: Measure, reader: Reader) -> None:
    """Say how a measure that is not fed by months is counted.

    Raises ``ValueError`` for a second reader of a measure.
    """
    if measure.code in _READERS:
        raise ValueError(f"The measure {measure.code} has a reader already.")
    _READERS[measure.code] = reader


def contribution(scope: Scope, measure: Measure, window: Window) -> Contribution | None:
    """What the authority of ``scope`` contributes, or None where it has nothing on the window.

    Wants a unit of work of that authority's own scope. Raises ``LookupError`` for a measure that
    is fed neither by months nor by a reader.
    """
    if measure.code in _READERS:
        return _READERS[measure.code](scope, window)
    if measure.parts is None:
        raise LookupError(f"Nothing counts the measure {measure.code}.")
    return of_months(measure, window, queries.read_months(scope).standing)


def of_months(measure: Measure, window: Window, months: Iterable[HeldMonth]) -> Contribution | None:
    """The measure over the months of the window that stand and have it; None without any."""
    numerator = denominator = counted = 0
    synthetic = False
    for held in months:
        parts = measure.counts(held.figures)
        if parts is None or not window.holds(held.figures.month):
            continue
        numerator, denominator = numerator + parts[0], denominator + parts[1]
        counted += 1
        synthetic = synthetic or held.synthetic
    if not counted:
        return None
    return Contribution(
        numerator=numerator,
        denominator=denominator,
        comparable=denominator > 0,
        not_comparable=0,
        reason="",
        synthetic=synthetic,
        source=Source.RETURN,
        months=counted,
    )
