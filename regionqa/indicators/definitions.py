"""What an indicator is: its definition, unit, direction, and how far it can be trusted."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum


class Polarity(StrEnum):
    """Which way is better. With ``NONE`` neither is, and no page may say or colour otherwise."""

    LOW = "low"
    HIGH = "high"
    NONE = "none"

    @property
    def sentence(self) -> str:
        """What a reader is told about the direction."""
        return {
            Polarity.LOW: "A lower figure is better.",
            Polarity.HIGH: "A higher figure is better.",
            Polarity.NONE: "A high or a low figure is neither good nor bad.",
        }[self]


class IndicatorType(StrEnum):
    """What an indicator measures; a framework should move from the first to the last."""

    QUANTITATIVE = "quantitative"
    QUALITATIVE = "qualitative"
    OUTCOME = "outcome"

    @property
    def meaning(self) -> str:
        """The type as part of a sentence."""
        return {
            IndicatorType.QUANTITATIVE: "how much was done, and how soon",
            IndicatorType.QUALITATIVE: "how well it was done",
            IndicatorType.OUTCOME: "what changed for children and families",
        }[self]


class Unit(StrEnum):
    """The unit of a figure."""

    PERCENT = "percent"
    PER_10000 = "per_10000"
    NUMBER = "number"
    COUNT = "count"

    @property
    def words(self) -> str:
        """The unit as a chart's axis or a table's heading names it."""
        return {
            Unit.PERCENT: "%",
            Unit.PER_10000: "per 10,000 children",
            Unit.NUMBER: "number",
            Unit.COUNT: "number",
        }[self]


@dataclass(frozen=True, slots=True)
class Source:
    """A statistical publication: who collects it, from what, and how accurate and timely it is."""

    code: str
    title: str
    publisher: str
    collected: str
    url: str
    accuracy_and_timeliness: str


@dataclass(frozen=True, slots=True)
class Theme:
    """A group of indicators; ``order`` is its place in lists."""

    code: str
    title: str
    order: int


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator. ``folded``: its source folds the reasons for a gap into a dash.

    ``numerator`` and ``denominator`` are codes of counts; the denominator may be a sum of several.
    A count has no definition of its own and is shown only beside what it is a part of.
    """

    code: str
    title: str
    theme: Theme
    source: Source
    unit: Unit
    decimal_places: int
    period: str
    polarity: Polarity = Polarity.NONE
    type: IndicatorType = IndicatorType.QUANTITATIVE
    definition: str = ""
    accuracy: str = ""
    purpose: str = ""
    trend_and_comparison: str = ""
    folded: bool = False
    numerator: str | None = None
    denominator: tuple[str, ...] = ()

    @property
    def is_count(self) -> bool:
        """Whether this is a count that some indicator is made of."""
        return self.unit is Unit.COUNT

    @property
    def accuracy_and_timeliness(self) -> str:
        """The source's accuracy and timeliness, and what is particular to this indicator."""
        return " ".join(filter(None, (self.source.accuracy_and_timeliness, self.accuracy)))

    @property
    def published_unit(self) -> Decimal:
        """The smallest step between two published figures: 0.1 with one decimal place."""
        return Decimal(1).scaleb(-self.decimal_places)

    def words(self, value: Decimal, *, more_places: int = 0) -> str:
        """A figure with its unit as it stands in a sentence or a cell: ``41.0%``, ``1,007``.

        ``more_places`` shows a mean or a difference more exactly than single figures are. A true
        zero is a plain ``0``; a figure that rounds to zero has a symbol.
        """
        places = 0 if value == 0 else self.decimal_places + more_places
        text = format_number(value, places)
        return f"{text}%" if self.unit is Unit.PERCENT else text

    def middle_words(self, value: Decimal) -> str:
        """A median: with one more place where it lies halfway between two published figures."""
        halfway = value % self.published_unit != 0
        return self.words(value, more_places=1 if halfway else 0)

    def difference_words(self, value: Decimal) -> str:
        """The size of a difference: ``18.4 percentage points``, ``38.1``."""
        text = format_number(abs(value), self.decimal_places)
        if self.unit is not Unit.PERCENT:
            return text
        return f"{text} percentage point{'' if text in {'1', '1.0'} else 's'}"


def format_number(value: Decimal, places: int) -> str:
    """A number with thousands set off by commas, halves rounded up, never a minus zero."""
    rounded = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    text = f"{abs(rounded):,}"
    return f"−{text}" if rounded < 0 else text
