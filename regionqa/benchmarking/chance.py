"""How many authorities lie outside the limits, beside how many chance alone would put there.

Worked out from a region's published figure and nothing else, so that it tells nothing new: the
counts by zone, and that limits of 95% leave at most one in 20 outside by chance. Limits are not
widened for what sets authorities apart (docs/adr/0019), so where they differ by more than chance a
reader has to be told that lying outside is common.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from math import comb

from regionqa.benchmarking.products import ZONES, Limits, RegionFigure, RegionState

OUTSIDE_BY_CHANCE = 0.05
"""At most this share of authorities lies outside the 95% limits by chance: 2.5% on each side."""
SELDOM = 0.01
"""So many or more outside come by chance in fewer regions than this: authorities differ."""
WITHIN = ZONES[2]


class Spread(StrEnum):
    """What the counts by zone say of the spread of authorities, or why they say nothing."""

    BEYOND = "beyond"
    AS_CHANCE = "as_chance"
    NOT_SHOWN = "not_shown"
    NO_LIMITS = "no_limits"
    NOT_COUNTED = "not_counted"
    ROUGH = "rough"


@dataclass(frozen=True, slots=True)
class Outside:
    """``outside`` of ``authorities`` lie outside the 95% limits.

    ``interval`` is Wilson's 95% interval of that share, in whole per cent; ``chance`` the
    probability of so many or more if each lay outside once in 20. All are None where ``spread``
    says that there is nothing to say.
    """

    spread: Spread
    authorities: int
    outside: int | None = None
    interval: Limits | None = None
    chance: float | None = None

    @property
    def sentences(self) -> str:
        """What a reader is told; empty where the counts by zone say already that there are none."""
        if self.spread is Spread.ROUGH:
            return (
                "Whether that is more than chance would put there cannot be said: the region’s "
                "share, which the limits are drawn around, is rounded too roughly."
            )
        if self.outside is None or self.interval is None:
            return ""
        lie = "lies" if self.outside == 1 else "lie"
        many = str(self.outside) if self.outside else "None"
        said = (
            f"{many} of {self.authorities} {lie} outside the 95% limits "
            f"({round(100 * self.outside / self.authorities)}%, 95% interval {self.interval.low}% "
            f"to {self.interval.high}%). Chance alone would put one in 20 there at most"
        )
        if not self.outside:
            return f"{said}, so nothing here says that authorities differ by more than chance."
        if self.spread is Spread.BEYOND:
            return (
                f"{said}, and so many {self.how_often}. Authorities differ by more than chance, so "
                "lying outside is common here and says little about one of them."
            )
        return f"{said}, and so many {self.how_often}, so this may be chance."

    @property
    def how_often(self) -> str:
        """In how many regions chance alone would put so many or more outside, in words."""
        chance = self.chance or 0.0
        if chance > 0.5:
            return "in most regions"
        if chance < 0.001:
            return "in fewer than one region in 1,000"
        times = round(1 / chance)
        return f"in about one region in {round(times, -1) if times > 20 else times:,}"


def outside_limits(figure: RegionFigure) -> Outside:
    """How many lie outside the 95% limits, and whether chance could have put them there."""
    spread = _why_not(figure)
    if spread is not None:
        return Outside(spread, figure.contributors)
    outside = sum(group.count for group in figure.zones if WITHIN not in group.zones)
    chance = chance_of(outside, figure.contributors)
    return Outside(
        Spread.BEYOND if chance < SELDOM else Spread.AS_CHANCE,
        figure.contributors,
        outside,
        _interval(outside, figure.contributors),
        chance,
    )


def _why_not(figure: RegionFigure) -> Spread | None:
    if figure.state is not RegionState.SHOWN:
        return Spread.NOT_SHOWN
    if figure.centre is None:
        return Spread.NO_LIMITS
    if not figure.zones:
        return Spread.NOT_COUNTED
    return Spread.ROUGH if figure.share_step > 1 else None


def chance_of(outside: int, authorities: int) -> float:
    """The probability that so many authorities or more lie outside if each does once in 20."""
    inside = 1 - OUTSIDE_BY_CHANCE
    fewer = sum(
        comb(authorities, count) * OUTSIDE_BY_CHANCE**count * inside ** (authorities - count)
        for count in range(outside)
    )
    return max(0.0, 1 - fewer)


@lru_cache(maxsize=512)
def _interval(outside: int, authorities: int) -> Limits:
    from regionqa.statistics.comparison import wilson_interval

    low, high = wilson_interval(outside, authorities)
    return Limits(round(100 * float(low)), round(100 * float(high)))
