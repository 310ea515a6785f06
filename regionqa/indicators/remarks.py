"""What is special about a comparison, in plain sentences.

Every sentence names its numbers. Where neither direction is better, none says that one is; a gap is
named with its reason and never filled.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from regionqa.indicators.comparison import Comparison, YearOf
from regionqa.indicators.definitions import Indicator
from regionqa.indicators.spread import Spread
from regionqa.symbols import Symbol

FEWEST_FOR_TREND = 3
ROUNDED_TO = 10


def remarks(comparison: Comparison) -> list[str]:
    """The sentences about one comparison, the plainest first."""
    return [
        headline(comparison),
        *_joint(comparison),
        *_pull(comparison),
        *_members(comparison),
        *_rounding(comparison),
        *_neighbours(comparison),
        *_trend(comparison),
        comparison.indicator.polarity.sentence,
    ]


def headline(comparison: Comparison) -> str:
    """The own figure beside England, the region's middle and the neighbours' middle."""
    indicator, own = comparison.indicator, comparison.own
    others = joined(_others(comparison))
    beside = f" {others[0].upper()}{others[1:]}." if others else ""
    if own.number is None:
        reason = f"{own.reason[0].upper()}{own.reason[1:]}"
        return f"{own.area.name} has no figure for {own.year}. {reason}.{beside}"
    whose = possessive(own.area.name)
    return f"{whose} figure for {own.year} is {indicator.words(own.number)}.{beside}"


def _others(comparison: Comparison) -> Iterator[str]:
    indicator = comparison.indicator
    if comparison.england.number is not None:
        yield f"England’s is {indicator.words(comparison.england.number)}"
    if comparison.members.median is not None:
        middle = indicator.middle_words(comparison.members.median)
        yield f"the middle of {_shown(comparison.members, 'the region’s', 'members')} is {middle}"
    if comparison.neighbours.median is not None:
        middle = indicator.middle_words(comparison.neighbours.median)
        yield f"the middle of {_shown(comparison.neighbours, 'its', 'neighbours')} is {middle}"


def _shown(spread: Spread, whose: str, noun: str) -> str:
    if spread.shown == spread.total:
        return f"{whose} {spread.total} {noun}"
    return f"the {spread.shown} of {whose} {spread.total} {noun} that have a figure"


def _joint(comparison: Comparison) -> Iterator[str]:
    own = comparison.own
    if own.is_joint:
        yield f"This is one figure for {own.source.name} together, who make one return."
    if own.is_continued:
        yield f"This was published for the same area under an older code, {own.source.code}."


def _pull(comparison: Comparison) -> Iterator[str]:
    pull, pooled, middle = comparison.pull, comparison.pooled, comparison.members.median
    if pull is None or pooled is None or pooled.number is None or middle is None:
        return
    indicator = comparison.indicator
    names = joined(
        f"{f.area.name} ({indicator.words(f.number)})" for f in pull.members if f.number is not None
    )
    side = "higher" if pull.higher else "lower"
    yield (
        f"The region’s published figure, {indicator.words(pooled.number)}, counts every case alike."
        f" It is {side} than the middle of its members, {indicator.middle_words(middle)}, because"
        f" of {names}."
    )
    if pull.without is not None:
        them = "it" if len(pull.members) == 1 else "them"
        rest = comparison.members.total - len(pull.members)
        yield f"Without {them} the other {rest} members come to {indicator.words(pull.without)}."


def _members(comparison: Comparison) -> Iterator[str]:
    indicator, spread = comparison.indicator, comparison.members
    if spread.lowest is not None and spread.highest is not None and spread.shown > 1:
        yield (
            f"Members’ figures go from {indicator.words(spread.lowest.number)}"
            f" ({joined(spread.lowest.names)}) to {indicator.words(spread.highest.number)}"
            f" ({joined(spread.highest.names)})."
        )
    if spread.not_shown:
        yield (
            f"{spread.not_shown} of the region’s {spread.total} members"
            f" {_have(spread)} no figure: {_reasons(spread)}. What is not shown cannot be worked"
            " out from the rest, so there is no mean."
        )


def _have(spread: Spread) -> str:
    return "has" if spread.not_shown == 1 else "have"


def _reasons(spread: Spread) -> str:
    parts = [f"{count} {_why(symbol)}" for symbol, count in sorted(spread.symbols.items())]
    if spread.unpublished:
        parts.append(f"{spread.unpublished} not published")
    return joined(parts)


def _why(symbol: Symbol) -> str:
    """The reason in a word or two; "no figure" would say again what the sentence says."""
    return "for an unknown reason" if symbol is Symbol.UNKNOWN else symbol.word


def _rounding(comparison: Comparison) -> Iterator[str]:
    counted = comparison.counted
    if counted is None or counted.published is None or counted.members == counted.published:
        return
    if counted.published % ROUNDED_TO == 0:
        words = counted.counts.words
        yield (
            f"{counted.counts.title}: the members add up to {words(counted.members)}, and"
            f" {words(counted.published)} is published for the region, because regions are rounded"
            f" to the nearest {ROUNDED_TO}."
        )


def _neighbours(comparison: Comparison) -> Iterator[str]:
    beside, spread = comparison.neighbour_figures, comparison.neighbours
    if beside and not any(n.in_region for n in beside):
        whose = possessive(comparison.area.name)
        yield f"None of {whose} {len(beside)} statistical neighbours is in the region."
    if spread.not_shown:
        yield (
            f"{spread.not_shown} of its {spread.total} neighbours"
            f" {_have(spread)} no figure: {_reasons(spread)}."
        )


def _trend(comparison: Comparison) -> Iterator[str]:
    shown = [y for y in comparison.years if y.year <= comparison.year]
    numbers = [(y.year, y.own.number) for y in shown if y.own.number is not None]
    if len(numbers) < FEWEST_FOR_TREND:
        return
    (first, start), (last, end) = numbers[0], numbers[-1]
    if last == comparison.year:
        yield _moved(comparison.indicator, first, start, last, end)
    older = [y.own for y in shown if y.own.is_continued]
    if older and not comparison.own.is_continued:
        yield (
            f"Figures to {older[-1].year} were published for the same area under an older code,"
            f" {older[-1].source.code}."
        )
    gaps = [y for y in shown if first < y.year < last and y.own.number is None]
    if gaps:
        yield _gaps(gaps)


def _moved(indicator: Indicator, first: int, start: Decimal, last: int, end: Decimal) -> str:
    words = indicator.words
    if start == end:
        return f"It was the same in {first}, {words(start)}."
    way = "risen" if end > start else "fallen"
    return f"It has {way} from {words(start)} in {first} to {words(end)} in {last}."


def _gaps(gaps: list[YearOf]) -> str:
    years = joined(
        f"{y.year} ({_why(y.own.symbol) if y.own.symbol else 'not published'})" for y in gaps
    )
    return f"There is no figure for {years}."


def joined(parts: Iterable[str]) -> str:
    """Parts as a list in a sentence: ``a, b and c``."""
    *first, last = [*parts] or [""]
    return f"{', '.join(first)} and {last}" if first else last


def possessive(name: str) -> str:
    """Whose: ``Kent’s``; after an s only the mark."""
    return f"{name}’" if name.endswith("s") else f"{name}’s"
