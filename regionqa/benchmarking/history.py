"""An authority's own months: what moved by stated rules, and what shares the grades have."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from regionqa.benchmarking.beside import Beside
from regionqa.benchmarking.measures import Measure
from regionqa.benchmarking.months import MonthFigures, month_words, next_month, run_of_months

if TYPE_CHECKING:
    from regionqa.statistics.comparison import Signal, Xmr

FEWEST_CASES = 10
"""Below this many graded audits a share is called too few to say."""
YEAR = 12

RULES = (
    "A point lies outside the limits, which stand 2.66 mean moving ranges from the average.",
    "7 months in a row rise, or 7 fall.",
    "2 of 3 months in a row lie in the outer third towards the same limit, all 3 on that side.",
    "7 months in a row lie on the same side of the average.",
)

_STATES = {
    "no points": "No month can be counted for this measure yet.",
    "too few points": "There are too few months in a row to set limits, so nothing is flagged.",
    "no variation": "Every month has the same figure, so there are no limits to draw.",
    "trial limits": "The limits are trial limits: they rest on {points}; 13 make them firm.",
    "ok": "The limits rest on {points}.",
}


def value_of(numerator: int | None, denominator: int | None) -> float | None:
    """A figure per 100; None where nothing was counted or there were no cases."""
    if numerator is None or not denominator:
        return None
    return 100 * numerator / denominator


@dataclass(frozen=True, slots=True)
class Point:
    """A month of a measure. ``value`` is per 100; None where the month has no figure."""

    month: date
    numerator: int | None
    denominator: int | None
    signal: "Signal | None" = None

    @property
    def value(self) -> float | None:
        """The figure, per 100."""
        return value_of(self.numerator, self.denominator)

    @property
    def shown(self) -> str:
        """The figure with its numbers, or why there is none."""
        if self.numerator is None:
            return "not counted"
        if not self.denominator:
            return "no cases"
        return f"{per_100(self.numerator, self.denominator, 1)} ({self.numerator:,} of {self.base})"

    @property
    def base(self) -> str:
        """The denominator in digits."""
        return f"{self.denominator:,}"


@dataclass(frozen=True)
class Run:
    """A measure over the months, gaps included, with its limits and signals."""

    measure: Measure
    points: tuple[Point, ...]
    limits: "Xmr"
    rare: bool = False

    @property
    def state(self) -> str:
        """What the limits may be used for, in words."""
        if self.rare:
            return "Most months have none, so limits would say nothing and no month is flagged."
        months = f"{self.limits.points} month" + ("" if self.limits.points == 1 else "s")
        return _STATES[self.limits.state].format(points=months)

    @property
    def signals(self) -> list[str]:
        """What moved, a sentence for each kind of signal."""
        from regionqa.statistics.comparison import Signal

        found = []
        for signal in Signal:
            months = [one.month for one in self.points if one.signal is signal]
            if months:
                found.append(f"{signal.capitalize()}: {', '.join(spans(months))}.")
        return found


@dataclass(frozen=True)
class Share:
    """A grade's share of the graded audits of some months, 0..1, with Wilson's interval."""

    grade: str
    count: int
    total: int
    low: float | None
    high: float | None

    @property
    def enough(self) -> bool:
        """Whether there are cases enough to say anything."""
        return self.total >= FEWEST_CASES

    @property
    def shown(self) -> str:
        """The share with its interval and numbers, or that there are too few."""
        cases = f"{self.count:,} of {self.total:,}"
        if not self.enough or self.low is None or self.high is None:
            return f"too few to say ({cases})"
        ends = f"{100 * self.low:.0f}% to {100 * self.high:.0f}%"
        return f"{per_100(self.count, self.total)}, {ends} ({cases})"


@dataclass(frozen=True)
class Shares:
    """The shares of the grades over a span of months, what they leave out, what moderation says."""

    first: date
    last: date
    months: int
    graded: int
    not_graded: int
    of: tuple[Share, ...]
    beside: Beside

    @property
    def span(self) -> str:
        """The months in words."""
        if self.first == self.last:
            return month_words(self.first)
        return f"{month_words(self.first)} to {month_words(self.last)}"


def spans(months: Sequence[date]) -> list[str]:
    """Months in words, those that follow each other as one span: March 2026 to May 2026."""
    found: list[list[date]] = []
    for month in months:
        if found and next_month(found[-1][-1]) == month:
            found[-1].append(month)
        else:
            found.append([month])
    return [
        month_words(one[0]) + (f" to {month_words(one[-1])}" if len(one) > 1 else "")
        for one in found
    ]


def per_100(numerator: int, denominator: int, places: int = 0) -> str:
    """A percentage, halves rounded up, with so many decimal places."""
    exact = Decimal(100 * numerator) / Decimal(denominator)
    return f"{exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)}%"


def run_of(measure: Measure, months: Sequence[MonthFigures]) -> Run:
    """The measure from the first month to the last; a month that is missing is a gap."""
    from regionqa.statistics.comparison import xmr

    held = {one.month: one for one in months}
    over = run_of_months(min(held), max(held)) if held else []
    counted = [measure.counts(held[month]) if month in held else None for month in over]
    parts: list[tuple[int | None, int | None]] = [counts or (None, None) for counts in counted]
    values = [value_of(*counts) for counts in parts]
    limits = xmr(values)
    rare = _is_rare(values)
    if rare:
        limits = replace(limits, low=None, high=None, signals=(None,) * len(values))
    elif limits.low is not None and limits.low == limits.high:
        limits = xmr(values, screened=False)  # screening left no range at all
    points = tuple(
        Point(month, *counts, signal)
        for month, counts, signal in zip(over, parts, limits.signals, strict=True)
    )
    return Run(measure, points, limits, rare)


def _is_rare(values: Sequence[float | None]) -> bool:
    """Whether most months have none, some do: limits around an average would then say nothing."""
    held = [value for value in values if value is not None]
    none = sum(1 for value in held if value == 0)
    return len(held) / 2 < none < len(held)


def shares_of(
    months: Sequence[MonthFigures], order: Sequence[str], beside: Beside
) -> Shares | None:
    """The grades' shares over the last twelve months up to the newest; None without months.

    A grade counts over the months that have it; all shares are of the same graded audits.
    """
    if not months:
        return None
    last = max(one.month for one in months)
    first = date(last.year - 1, last.month, 1)
    kept = [one for one in months if one.month > first]
    totals: Counter[str] = Counter()
    for one in kept:
        totals.update(dict.fromkeys(one.grades, 0))
        totals.update(one.grades)
    graded = sum(totals.values())
    grades = [word for word in order if word in totals]
    grades += [word for word in totals if word not in order]
    shares = tuple(_share(word, totals[word], graded) for word in grades)
    not_graded = sum(one.not_graded for one in kept)
    return Shares(
        min(one.month for one in kept), last, len(kept), graded, not_graded, shares, beside
    )


def _share(grade: str, count: int, total: int) -> Share:
    from regionqa.statistics.comparison import wilson_interval

    if not total:
        return Share(grade, count, total, None, None)
    low, high = wilson_interval(count, total)
    return Share(grade, count, total, float(low), float(high))


def completed_sentence(months: Sequence[MonthFigures]) -> str:
    """How many audits the newest month has, without its point; empty without months."""
    if not months:
        return ""
    newest = max(months, key=lambda one: one.month)
    return completed_words(newest.month, newest.completed)


def completed_words(month: date, completed: int) -> str:
    """How many audits a month has, without its point."""
    many = "audit was" if completed == 1 else "audits were"
    return f"In {month_words(month)}, {completed:,} {many} completed"


def lead_sentence(measure: Measure, months: Sequence[MonthFigures], beside: Beside) -> str:
    """The newest month in words that can be read aloud; empty without months.

    A share of own grades is followed by what moderation says of them.
    """
    if not months:
        return ""
    newest = max(months, key=lambda one: one.month)
    said = f"{completed_sentence(months)}{_figure(measure, newest)}"
    return f"{said} {beside.told}" if measure.of_grades else said


def _figure(measure: Measure, month: MonthFigures) -> str:
    parts = measure.counts(month)
    if parts is None or not parts[1]:
        return f". {measure.title}: not counted in that month."
    numerator, denominator = parts
    told = f"{numerator:,} of {denominator:,}"
    title = measure.title[0].lower() + measure.title[1:]
    if not measure.share:
        return f"; {title}: {per_100(numerator, denominator).removesuffix('%')} ({told})."
    if denominator < FEWEST_CASES:
        return f"; {title}: {told}, too few to say more."
    from regionqa.statistics.comparison import wilson_interval

    low, high = wilson_interval(numerator, denominator)
    return (
        f"; {title}: {told}, or {per_100(numerator, denominator)} "
        f"(95% interval {100 * float(low):.0f}% to {100 * float(high):.0f}%)."
    )
