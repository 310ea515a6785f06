"""What an authority contributes to a measure over a window: counts, and what is counted apart.

Months are read from the cube of the authority's returns. A measure that is fed otherwise, such as
from moderation, registers its own reader with ``add_reader``.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from regionqa.benchmarking import queries
from regionqa.benchmarking.cube import MonthHeld
from regionqa.benchmarking.mapping import ToolMap, accepted, on_common
from regionqa.benchmarking.measures import Measure
from regionqa.benchmarking.months import MonthFigures
from regionqa.benchmarking.windows import Window
from regionqa.core.scope import Scope
from regionqa.web.layout import counted as in_number


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
    ``shared`` are numerator and denominator again by the other authorities that know them, where
    others do and it was asked for.
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
    shared: Mapping[frozenset[UUID], tuple[int, int]] = field(default_factory=dict)


Reader = Callable[[Scope, Window, bool], Contribution | None]
"""Counts over a window; the last says whether ``shared`` is wanted too."""

_READERS: dict[str, Reader] = {}


def add_reader(measure: Measure, reader: Reader) -> None:
    """Say how a measure that is not fed by months is counted.

    Raises ``ValueError`` for a second reader of a measure.
    """
    if measure.code in _READERS:
        raise ValueError(f"The measure {measure.code} has a reader already.")
    _READERS[measure.code] = reader


def contribution(
    scope: Scope, measure: Measure, window: Window, *, by_readers: bool = False
) -> Contribution | None:
    """What the authority of ``scope`` contributes, or None where it has nothing on the window.

    ``by_readers`` asks for ``shared`` as well, which the gate reckons with and no page shows.

    Wants a unit of work of that authority's own scope. Raises ``LookupError`` for a measure that
    is fed neither by months nor by a reader.
    """
    if measure.code in _READERS:
        return _READERS[measure.code](scope, window, by_readers)
    if measure.parts is None:
        raise LookupError(f"Nothing counts the measure {measure.code}.")
    mappings = queries.list_mappings(scope) if measure.of_grades else ()
    return of_months(measure, window, queries.read_cube(scope).months(window), mappings)


def of_months(
    measure: Measure,
    window: Window,
    months: Iterable[MonthHeld],
    mappings: Sequence[ToolMap],
) -> Contribution | None:
    """The measure over the months of the window that stand and have it; None without any.

    A share of grades counts only months whose cases were drawn at random, graded on a tool with an
    accepted mapping; the graded audits of the rest are counted apart, with the reasons.
    """
    counted: list[tuple[int, int]] = []
    apart: Counter[str] = Counter()
    synthetic = False
    scale = queries.common_scale().words if measure.of_grades else ()
    ordered = accepted(mappings)
    for held in months:
        figures = held.figures
        if not window.holds(figures.month) or not has_measure(measure, figures):
            continue
        synthetic = synthetic or held.synthetic
        common = on_common(measure, figures, ordered, scale) if measure.of_grades else figures
        if isinstance(common, str):
            apart[common] += figures.graded
        elif (parts := measure.counts(common)) is not None:
            counted.append(parts)
    if not counted and not apart:
        return None
    denominator = sum(whole for _part, whole in counted)
    return Contribution(
        numerator=sum(part for part, _whole in counted),
        denominator=denominator,
        comparable=denominator > 0,
        not_comparable=apart.total(),
        reason=_in_words(apart),
        synthetic=synthetic,
        source=Source.RETURN,
        months=len(counted),
    )


def has_measure(measure: Measure, figures: MonthFigures) -> bool:
    """Whether the month was counted for this measure, comparable or not."""
    return bool(figures.domains) if measure.domain else measure.counts(figures) is not None


def _in_words(apart: Counter[str]) -> str:
    """Each reason with its number, the largest first: a sentence, empty without any."""
    said = [f"{in_number(number, 'graded audit')}: {why}" for why, number in apart.most_common()]
    return f"{'; '.join(said)}." if said else ""
