"""Which indicators an authority should look at first, by a rule that is stated and alike for all.

An exception is a reason to ask a question, not a judgement. An indicator is one where the latest
figure changed, or stands apart from England or from its neighbours, by more than a limit. The
limits are robust: they rest on medians and median absolute deviations, which no few authorities
move.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from regionqa.authorities import Neighbour
from regionqa.indicators.definitions import Indicator, Polarity
from regionqa.indicators.figures import Figure, Figures, distinct_numbers
from regionqa.indicators.spread import robust_spread, spread_of


@dataclass(frozen=True, slots=True)
class Rule:
    """The rule's parameters. Limits count robust standard deviations of England's authorities.

    3.09 is the 99.8% limit of a normal distribution. ``changes_over`` is how many years back the
    figure before may lie when a year has none.
    """

    change_limit: Decimal = Decimal("3.09")
    england_limit: Decimal = Decimal("3.09")
    neighbour_limit: Decimal = Decimal(2)
    fewest_authorities: int = 30
    fewest_neighbours: int = 6
    changes_over: int = 2

    @property
    def words(self) -> tuple[str, ...]:
        """The rule as it is printed above the list."""
        changed = (
            f"Changed: since the year before (or up to {self.changes_over} years, where a year has"
            f" no figure) it moved by {self.change_limit} robust standard deviations more, or less,"
            " than the typical authority in England did."
        )
        england = (
            f"Out of step with England: it is {self.england_limit} robust standard deviations or"
            " more away from the typical authority in England."
        )
        neighbours = (
            "Out of step with its neighbours: it lies outside the range of all its statistical"
            f" neighbours, and is {self.neighbour_limit} robust standard deviations or more away"
            " from the one in their middle."
        )
        return changed, england, neighbours

    @property
    def notes(self) -> tuple[str, ...]:
        """What the rule's words mean, and what it leaves alone."""
        meaning = (
            "A robust standard deviation is 1.4826 times the median distance of England’s"
            " authorities from their median. If authorities differed as the normal curve says, 2 in"
            " 1,000 would pass the limit of 3.09. They differ more than that, so more do."
        )
        left_alone = (
            "A figure that is hidden or not published is never worked out, and is never an"
            " exception. Nor is an indicator with a figure for fewer than"
            f" {self.fewest_authorities} authorities, or for fewer than {self.fewest_neighbours} of"
            " the neighbours. Small authorities vary more by chance: look at the numbers and at"
            " several years."
        )
        return meaning, left_alone


class Kind(StrEnum):
    """Why an indicator is an exception."""

    CHANGED = "changed"
    ENGLAND = "england"
    NEIGHBOURS = "neighbours"

    @property
    def label(self) -> str:
        """The reason as a heading."""
        return {
            Kind.CHANGED: "Changed",
            Kind.ENGLAND: "Out of step with England",
            Kind.NEIGHBOURS: "Out of step with neighbours",
        }[self]


@dataclass(frozen=True, slots=True)
class Finding:
    """One reason for one indicator. ``own`` is compared with ``typical``, ``distance`` apart.

    For a change ``own`` and ``typical`` are the changes since ``since``. ``distance`` is in robust
    standard deviations, with the sign of the difference.
    """

    kind: Kind
    indicator: Indicator
    figure: Figure
    own: Decimal
    typical: Decimal
    distance: Decimal
    since: Figure | None = None

    @property
    def higher(self) -> bool:
        """Whether the own figure is above the typical one."""
        return self.distance > 0

    @property
    def favourable(self) -> bool | None:
        """Whether the difference is in the better direction; None where neither is better."""
        if self.indicator.polarity is Polarity.NONE:
            return None
        return self.higher == (self.indicator.polarity is Polarity.HIGH)

    @property
    def sentence(self) -> str:
        """What was found, with the numbers it rests on."""
        words = self.indicator.words
        if self.since is not None and self.since.number is not None:
            ends = self.since.number + self.own
            return (
                f"It {_way(self.own)} from {words(self.since.number)} in {self.since.year} to"
                f" {words(ends)} in {self.figure.year};"
                f" the typical authority in England {_moved(self.indicator, self.typical)}."
            )
        whose = {
            Kind.ENGLAND: "the typical authority in England has",
            Kind.NEIGHBOURS: "the middle of its neighbours is",
        }[self.kind]
        beyond = {
            Kind.ENGLAND: "",
            Kind.NEIGHBOURS: f", and none of them is {'higher' if self.higher else 'lower'}",
        }[self.kind]
        middle = self.indicator.middle_words(self.typical)
        return f"It is {words(self.own)}; {whose} {middle}{beyond}."


def _way(change: Decimal) -> str:
    if change == 0:
        return "went"
    return "rose" if change > 0 else "fell"


def _moved(indicator: Indicator, change: Decimal) -> str:
    if abs(change) < indicator.published_unit:
        return "did not move"
    return f"{_way(change)} by {indicator.difference_words(change)}"


class National:
    """How England's authorities lie on one indicator: worked out once, asked for each authority.

    ``everyone`` are the codes of all authorities in being.
    """

    def __init__(self, figures: Figures, everyone: Sequence[str]) -> None:
        self.figures = figures
        self._everyone = everyone
        self._numbers: dict[int, dict[str, Decimal]] = {}
        self._levels: dict[int, Yardstick | None] = {}
        self._changes: dict[tuple[int, int], Yardstick | None] = {}

    def level(self, year: int) -> "Yardstick | None":
        """The middle and spread of a year's figures; None without any."""
        if year not in self._levels:
            self._levels[year] = self._yardstick(list(self._in(year).values()))
        return self._levels[year]

    def change(self, first: int, last: int) -> "Yardstick | None":
        """The middle and spread of the changes between two years; None without any."""
        if (first, last) not in self._changes:
            then, now = self._in(first), self._in(last)
            both = [now[code] - then[code] for code in now.keys() & then.keys()]
            self._changes[first, last] = self._yardstick(both)
        return self._changes[first, last]

    def _in(self, year: int) -> dict[str, Decimal]:
        if year not in self._numbers:
            self._numbers[year] = distinct_numbers(self.figures.figures(self._everyone, year))
        return self._numbers[year]

    def _yardstick(self, numbers: list[Decimal]) -> "Yardstick | None":
        if not numbers:
            return None
        middle, unit = robust_spread(numbers, self.figures.indicator.published_unit)
        return Yardstick(len(numbers), middle, unit)


@dataclass(frozen=True, slots=True)
class Yardstick:
    """What a figure is measured against: how many authorities, their median, a robust deviation."""

    count: int
    middle: Decimal
    unit: Decimal


def find_exceptions(
    national: National, code: str, neighbours: Sequence[Neighbour], rule: Rule | None = None
) -> list[Finding]:
    """Why an indicator is an exception for an authority: none, one or more reasons.

    Only the latest year published is looked at. An indicator with a figure for few authorities, or
    for few neighbours, is left alone.
    """
    limits, figures = rule or Rule(), national.figures
    if figures.latest is None:
        return []
    own = figures.figure(code, figures.latest)
    level = national.level(own.year)
    if own.number is None or level is None or level.count < limits.fewest_authorities:
        return []
    found = [
        _changed(national, own, own.number, limits),
        _out_of_step(figures, own, own.number, level, limits),
        _beyond_neighbours(figures, own, own.number, neighbours, level, limits),
    ]
    return [finding for finding in found if finding is not None]


def _out_of_step(
    figures: Figures, own: Figure, number: Decimal, level: Yardstick, rule: Rule
) -> Finding | None:
    distance = (number - level.middle) / level.unit
    if abs(distance) < rule.england_limit:
        return None
    return Finding(Kind.ENGLAND, figures.indicator, own, number, level.middle, distance)


def _beyond_neighbours(
    figures: Figures,
    own: Figure,
    number: Decimal,
    neighbours: Sequence[Neighbour],
    level: Yardstick,
    rule: Rule,
) -> Finding | None:
    beside = [
        figure
        for figure in figures.figures([n.code for n in neighbours], own.year)
        if figure.source.code != own.source.code
    ]
    spread = spread_of(beside)
    if spread.median is None or spread.lowest is None or spread.highest is None:
        return None
    within = spread.lowest.number <= number <= spread.highest.number
    distance = (number - spread.median) / level.unit
    few = spread.shown < rule.fewest_neighbours
    if few or within or abs(distance) < rule.neighbour_limit:
        return None
    return Finding(Kind.NEIGHBOURS, figures.indicator, own, number, spread.median, distance)


def _changed(national: National, own: Figure, number: Decimal, rule: Rule) -> Finding | None:
    before = _figure_before(national.figures, own, rule)
    if before is None or before.number is None:
        return None
    usual = national.change(before.year, own.year)
    if usual is None or usual.count < rule.fewest_authorities:
        return None
    change = number - before.number
    distance = (change - usual.middle) / usual.unit
    if abs(distance) < rule.change_limit:
        return None
    indicator = national.figures.indicator
    return Finding(Kind.CHANGED, indicator, own, change, usual.middle, distance, before)


def _figure_before(figures: Figures, own: Figure, rule: Rule) -> Figure | None:
    earlier = [year for year in figures.years if own.year - rule.changes_over <= year < own.year]
    for year in reversed(earlier):
        figure = figures.figure(own.area.code, year)
        if figure.number is not None:
            return figure
    return None
