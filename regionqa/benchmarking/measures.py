"""The catalogue of measures: what each counts, of what, which way is better, what it may tell.

A measure is worked out from months by ``parts``: numerator and denominator. Features add theirs
with ``add_measure``; what has no encoding as facts can be seen by its own authority only. What must
not be a measure is refused by name with ``refuse_measure``.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from regionqa.benchmarking.months import MonthFigures
from regionqa.indicators import IndicatorType, Polarity

if TYPE_CHECKING:
    from regionqa.statistics.disclosure import Fact

Parts = Callable[[MonthFigures], tuple[int, int] | None]


NEVER_BY_NAME = (
    "Whoever read a case knows how it went, so a part of each count is known to others, and what "
    "is left of a hidden one would be theirs to work out."
)
"""Why a measure whose cases others read stands in no named table."""


@dataclass(frozen=True)
class Measure:
    """One measure. ``parts`` gives (numerator, denominator) of a month, None where not counted.

    A measure without ``parts`` is not fed by months; it has a reader in ``contributions``.

    ``share`` says that the numerator is a part of the denominator, so that the measure has an
    interval and an encoding; otherwise it is a rate per 100, which may pass 100. ``component`` is
    a key of the framework standard. ``of_grades`` says that it is a share of an authority's own
    grades, which is never shown without what ``beside`` says of them. ``read_by_others`` says that
    other authorities read the cases, and know what is counted of those that they read.
    """

    code: str
    title: str
    definition: str
    numerator: str
    denominator: str
    polarity: Polarity
    type: IndicatorType
    component: str
    source: str
    tells: str
    does_not_tell: str
    parts: Parts | None = None
    share: bool = True
    of_grades: bool = False
    domain: str | None = None
    read_by_others: bool = False

    def counts(self, month: MonthFigures) -> tuple[int, int] | None:
        """Numerator and denominator of a month; None where it does not have the measure.

        A share in a common domain is counted in that domain's grades alone.
        """
        if self.parts is None or month.of_domain != self.domain:
            return None
        return self.parts(month)

    @property
    def noted(self) -> str:
        """What it is, where it comes from and what it does not tell, for the notes of a file."""
        return f"{self.definition} {self.source} It may not tell: {self.does_not_tell}"

    @property
    def encoding(self) -> str:
        """How its figures are written as facts for the attacker, in words."""
        if not self.share:
            return (
                "None: the numerator is no part of the denominator. It is shown to its own "
                "authority only."
            )
        said = (
            f"Two unknown counts for each authority and period, “{self.numerator.lower()}” and the "
            "rest. Their sum, the denominator, is taken as known to everyone; each authority knows "
            "its own two; everybody else’s numerator is held back and must not be found."
        )
        if self.read_by_others:
            said += (
                " The counts are kept apart by who read the cases: those authorities know that "
                f"part too. It is in no table by name. {NEVER_BY_NAME}"
            )
        return said


@dataclass(frozen=True, slots=True)
class Refused:
    """What could be counted and is no measure: what it would count, and why it is refused."""

    code: str
    title: str
    would_count: str
    why: str


_MEASURES: dict[str, Measure] = {}
_REFUSED: dict[str, Refused] = {}


def add_measure(measure: Measure) -> Measure:
    """Add a measure to the catalogue. Raises ``ValueError`` for a code that is taken or refused."""
    if measure.code in _REFUSED:
        raise ValueError(f"The measure {measure.code} is refused: {_REFUSED[measure.code].why}")
    if measure.code in _MEASURES:
        raise ValueError(f"The measure {measure.code} is in the catalogue already.")
    _MEASURES[measure.code] = measure
    return measure


def measures() -> Mapping[str, Measure]:
    """Every measure by its code, in the order in which they were added."""
    return dict(_MEASURES)


def never_by_name(codes: Iterable[str]) -> list[str]:
    """The titles of those of the measures that stand in no named table."""
    held = [_MEASURES[code] for code in codes if code in _MEASURES]
    return [one.title for one in held if one.read_by_others]


def refuse_measure(refusal: Refused) -> Refused:
    """Say in the catalogue that something is no measure. Raises ``ValueError`` where it is one."""
    if refusal.code in _MEASURES:
        raise ValueError(f"The measure {refusal.code} is in the catalogue already.")
    _REFUSED[refusal.code] = refusal
    return refusal


def refused() -> tuple[Refused, ...]:
    """What is no measure, in the order in which it was refused."""
    return tuple(_REFUSED.values())


def monthly_measures() -> tuple[Measure, ...]:
    """The measures that months feed."""
    return tuple(one for one in _MEASURES.values() if one.parts is not None)


def encode(
    measure: Measure, period: str, counts: Mapping[str, tuple[int, int]]
) -> "tuple[Fact, ...]":
    """What is known before anything is published: (numerator, denominator) by authority as facts.

    Raises ``ValueError`` for a measure that is no share, which has no encoding.
    """
    from regionqa.statistics.disclosure import Cell, Hidden, Shown

    if not measure.share:
        raise ValueError(f"The measure {measure.code} has no encoding, so it is not released.")
    facts: list[Fact] = []
    for authority, (numerator, denominator) in counts.items():
        part = Cell(authority, "counted", period, measure.code)
        rest = Cell(authority, "rest", period, measure.code)
        facts += [
            Shown((part, rest), denominator),
            Shown((part,), numerator, known_to=authority),
            Hidden(part, (part,)),
        ]
    return tuple(facts)
