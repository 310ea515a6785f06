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

from regionqa.authorities.areas import Neighbour
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


def find_exceptions(
    figures: Figures,
    code: str,
    neighbours: Sequence[Neighbour],
    everyone: Sequence[str],
    rule: Rule | None = None,
) -> list[Finding]:
    """Why an indicator is an exception for an authority: none, one or more reasons.

    ``everyone`` are the codes of all authorities in being. Only the latest year published is looked
    at. An indicator with a figure for few authorities, or for few neighbours, is left alone.
    """
    limits = rule or Rule()
    year = figures.latest
    if year is None:
        return []
    own = figures.figure(code, year)
    if own.number is None:
        return []
    england = list(distinct_numbers(figures.figures(everyone, year)).values())
    if len(england) < limits.fewest_authorities:
        return []
    middle, unit = robust_spread(england, figures.indicator.published_unit)
    found = [
        _changed(figures, own, own.number, everyone, limits),
        _out_of_step(figures, own, own.number, (middle, unit), limits),
        _beyond_neighbours(figures, own, own.number, neighbours, unit, limits),
    ]
    return [finding for finding in found if finding is not None]


def _out_of_step(
    figures: Figures, own: Figure, number: Decimal, england: tuple[Decimal, Decimal], rule: Rule
) -> Finding | None:
    middle, unit = england
    distance = (number - middle) / unit
    if abs(distance) < rule.england_limit:
        return None
    return Finding(Kind.ENGLAND, figures.indicator, own, number, middle, distance)


def _beyond_neighbours(
    figures: Figures,
    own: Figure,
    number: Decimal,
    neighbours: Sequence[Neighbour],
    unit: Decimal,
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
    distance = (number - spread.median) / unit
    few = spread.shown < rule.fewest_neighbours
    if few or within or abs(distance) < rule.neighbour_limit:
        return None
    return Finding(Kind.NEIGHBOURS, figures.indicator, own, number, spread.median, distance)


def _changed(
    figures: Figures, own: Figure, number: Decimal, everyone: Sequence[str], rule: Rule
) -> Finding | None:
    before = _figure_before(figures, own, rule)
    if before is None or before.number is None:
        return None
    then = distinct_numbers(figures.figures(everyone, before.year))
    now = distinct_numbers(figures.figures(everyone, own.year))
    changes = [now[code] - then[code] for code in now.keys() & then.keys()]
    if len(changes) < rule.fewest_authorities:
        return None
    middle, unit = robust_spread(changes, figures.indicator.published_unit)
    change = number - before.number
    distance = (change - middle) / unit
    if abs(distance) < rule.change_limit:
        return None
    return Finding(Kind.CHANGED, figures.indicator, own, change, middle, distance, before)


def _figure_before(figures: Figures, own: Figure, rule: Rule) -> Figure | None:
    earlier = [year for year in figures.years if own.year - rule.changes_over <= year < own.year]
    for year in reversed(earlier):
        figure = figures.figure(own.area.code, year)
        if figure.number is not None:
            return figure
    return None
