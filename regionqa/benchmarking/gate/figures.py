"""What a release prints of a measure, worked out from what was given."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache

from regionqa.benchmarking.gate.given import Given, enough
from regionqa.benchmarking.gate.recipes import Printing, Rules
from regionqa.benchmarking.products import (
    ZONES,
    Band,
    Limits,
    OwnFigure,
    OwnState,
    Placed,
    RegionFigure,
    RegionState,
    ZoneCount,
)
from regionqa.symbols import Symbol

GUIDE, FLAG = 0.95, 0.998
PARTITIONS: tuple[tuple[tuple[int, ...], ...], ...] = (
    ((0,), (1,), (2,), (3,), (4,)),
    ((0, 1), (2,), (3, 4)),
    ((0, 1, 3, 4), (2,)),
)
"""Ways to put zones together, finest first; the last tells only outside the limits from within.

Each is made of the one before it. So if one has a small group, the ones before it have one too: the
parts of a group of 1 to 3 hold at most as many, and one of them holds somebody.
"""


def region_figure(
    title: str, printing: Printing, rules: Rules, given: Mapping[str, Given]
) -> RegionFigure:
    """A measure over the unnamed region, as every reader gets it."""
    counted = list(enough(given, printing.cases).values())
    base = RegionFigure(
        printing.code,
        title,
        RegionState.LEFT_OUT if printing.left_out else RegionState.SHOWN,
        contributors=len(counted),
        minimum_cases=printing.cases,
        share_step=printing.share_step,
        target=printing.target,
    )
    if printing.left_out:
        return _without(base, RegionState.LEFT_OUT)
    if len(counted) < rules.fewest:
        return _without(base, RegionState.FEW)
    return _filled(base, printing, rules, counted)


def _without(base: RegionFigure, state: RegionState) -> RegionFigure:
    """Nothing of the region; where too few contribute, how many is not said either."""
    return RegionFigure(
        base.code,
        base.title,
        state,
        contributors=0,
        minimum_cases=base.minimum_cases,
        share_step=base.share_step,
        target=base.target,
    )


def _filled(
    base: RegionFigure, printing: Printing, rules: Rules, counted: Sequence[Given]
) -> RegionFigure:
    numerator = sum(one.numerator for one in counted)
    denominator = sum(one.denominator for one in counted)
    share = rounded(Fraction(100 * numerator, denominator), printing.share_step)
    low = share == 0 and numerator > 0
    values = sorted(Fraction(one.numerator, one.denominator) for one in counted)
    quartiles: list[Band | None] = [None, None, None]
    if printing.quartiles:
        quartiles = [
            band_of(values[rank_of(place, len(values)) - 1], printing.band) for place in (1, 2, 3)
        ]
    figure = RegionFigure(
        base.code,
        base.title,
        RegionState.SHOWN,
        base.contributors,
        base.minimum_cases,
        share=None if low else share,
        share_symbol=Symbol.LOW.value if low else None,
        share_step=printing.share_step,
        lower_quartile=quartiles[0],
        median=quartiles[1],
        upper_quartile=quartiles[2],
        target=base.target,
    )
    if not printing.zones or figure.centre is None:
        return figure
    return _with_zones(figure, rules, counted)


def _with_zones(figure: RegionFigure, rules: Rules, counted: Sequence[Given]) -> RegionFigure:
    found = [0] * len(ZONES)
    for one in counted:
        found[zone_at(edges(figure.centre, one.denominator, one.size), one.numerator)] += 1
    return replace(figure, zones=merged(found, rules.others))


def merged(found: Sequence[int], others: int) -> tuple[ZoneCount, ...]:
    """The finest counts in which every reader sees no other authority or at least ``others``.

    A reader who stands in a group sees one fewer there, so a group holds nobody or ``others`` + 1.
    """
    for partition in PARTITIONS:
        counts = [sum(found[place] for place in group) for group in partition]
        if all(count == 0 or count > others for count in counts):
            return tuple(
                ZoneCount(tuple(ZONES[place] for place in group), count)
                for group, count in zip(partition, counts, strict=True)
            )
    return ()


def passed_over(figure: RegionFigure, printing: Printing) -> tuple[tuple[int, ...], ...] | None:
    """The coarsest way of putting zones together that ``merged`` did not take for a small group.

    None where it took the first, or where zones were not to be counted. Where this way has a small
    group every finer one has one too, so it tells all that the choice tells.
    """
    if not printing.zones or figure.state is not RegionState.SHOWN or figure.centre is None:
        return None
    if not figure.zones:
        return PARTITIONS[-1]
    taken = tuple(tuple(ZONES.index(zone) for zone in group.zones) for group in figure.zones)
    place = PARTITIONS.index(taken)
    return PARTITIONS[place - 1] if place else None


def rounded(value: Fraction, step: int) -> int:
    """To the nearest multiple of a step, a half up."""
    return int((value / step + Fraction(1, 2)).__floor__()) * step


def band_of(share: Fraction, width: int) -> Band:
    """The band of a share from 0 to 1; all of it belongs to the last."""
    place = min(int((100 * share / width).__floor__()), 100 // width - 1)
    return Band(place * width, (place + 1) * width)


def rank_of(quarter: int, number: int) -> int:
    """The rank, from 1, of the value that a quarter, a half or three quarters lie at or below.

    The inverse of the distribution function (Hyndman and Fan, type 1): always a value that stands.
    """
    return -(-quarter * number // 4)


@lru_cache(maxsize=4096)
def edges(centre: int | None, denominator: int, size: int) -> tuple[int, ...]:
    """The numerators at which each zone but the lowest begins, for an authority of this size.

    Where a case is counted more than once, ``size`` is the number of cases: its grades rise and
    fall together, so limits for so many separate counts would be too narrow. It is as if all that
    is counted of a case came out alike, the widest that they can be.

    Raises ``ValueError`` without a centre.
    """
    if centre is None:
        raise ValueError("limits need a centre between 0 and 100")
    guide, flag = _limits(centre, size, GUIDE), _limits(centre, size, FLAG)
    return (
        _first(flag[0] * denominator, inside=True),
        _first(guide[0] * denominator, inside=True),
        _first(guide[1] * denominator, inside=False),
        _first(flag[1] * denominator, inside=False),
    )


def _first(limit: float, *, inside: bool) -> int:
    """The least whole number inside a lower limit, or outside an upper one."""
    whole = int(limit // 1)
    if inside:
        return whole if whole == limit else whole + 1
    return whole + 1


@lru_cache(maxsize=4096)
def _limits(centre: int, size: int, level: float) -> tuple[float, float]:
    from regionqa.statistics.comparison import funnel_limits

    low, high = funnel_limits(centre / 100, size, level, "exact-symmetric")
    return float(low), float(high)


def zone_at(starts: Sequence[int], numerator: int) -> int:
    """Which zone a numerator lies in, from 0."""
    return sum(numerator >= start for start in starts)


def own_figure(title: str, code: str, given: Given | None, region: RegionFigure) -> OwnFigure:
    """An authority's own figure against the limits that the region's figure gives."""
    if given is None or given.state == "awaited":
        why = given.why if given is not None else ""
        return OwnFigure(code, title, OwnState.AWAITED, why=why)
    if given.state == "not_comparable":
        return OwnFigure(code, title, OwnState.NOT_COMPARABLE, why=given.why)
    numerator, denominator, size = given.numerator, given.denominator, given.size
    if denominator == 0:
        return OwnFigure(code, title, OwnState.NO_CASES, 0, 0)
    percent = rounded(Fraction(100 * numerator, denominator), 1)
    state = OwnState.SHOWN if size >= region.minimum_cases else OwnState.FEW
    interval = _interval(numerator, denominator, size)
    if region.centre is None:
        return OwnFigure(
            code, title, state, numerator, denominator, percent, interval, cases=given.cases
        )
    zone = ZONES[zone_at(edges(region.centre, denominator, size), numerator)]
    guide, flag = (_whole(region.centre, size, level) for level in (GUIDE, FLAG))
    return OwnFigure(
        code,
        title,
        state,
        numerator,
        denominator,
        percent,
        interval,
        guide,
        flag,
        zone,
        cases=given.cases,
    )


@lru_cache(maxsize=4096)
def _interval(numerator: int, denominator: int, size: int) -> Limits:
    from regionqa.statistics.comparison import wilson_interval

    low, high = wilson_interval(numerator * size / denominator, size)
    return Limits(round(100 * float(low)), round(100 * float(high)))


def _whole(centre: int, size: int, level: float) -> Limits:
    low, high = _limits(centre, size, level)
    return Limits(round(100 * low), round(100 * high))


def placed(
    title: str, given: Given | None, region: RegionFigure, *, left_out: bool = False
) -> Placed:
    """An own figure beside the region, with the counts of the others by zone.

    ``left_out`` says that the authority is no contributor, so that all who are counted are others.
    """
    own = own_figure(title, region.code, given, region)
    among = own.state is OwnState.SHOWN and not left_out
    others = tuple(
        ZoneCount(one.zones, one.count - (1 if among and own.zone in one.zones else 0))
        for one in region.zones
    )
    return Placed(own, region, others)
