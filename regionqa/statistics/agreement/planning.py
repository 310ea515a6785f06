"""How many cases to grade twice next time, from what the last round itself has shown.

The influence of a case with m readers is a mean over its pairs of readers, so its variance is a sum
of three parts: of one pair, of two pairs that share a reader, and of two pairs that share none
(Hoeffding, 1948). A round with four readers on some cases gives all three, and so the variance for
any number of readers; with fewer, what is not known is set to its largest value, so that a plan is
rather too long than too short.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

import numpy as np

from regionqa.statistics.agreement.coefficients import Conger
from regionqa.statistics.agreement.errors import RatingsError
from regionqa.statistics.agreement.influence import Sample, Source, sample
from regionqa.statistics.agreement.intervals import below_one, checked_level, t_quantile
from regionqa.statistics.agreement.states import FLOOR, State, explain
from regionqa.statistics.agreement.weights import FloatArray, Weights

MOST_CASES = 10_000_000


@dataclass(frozen=True)
class PlannedCases:
    """How many cases, with so many readers each.

    Attributes:
        readers: readers asked for each case.
        cases: cases to send out, missing grades allowed for; None when no number is enough.
        gradings: cases × readers, the work it takes.
        basis: ``measured`` when the last round shows the variance for so many readers,
            ``cautious`` when part of it had to be set to its largest value.

    """

    readers: int
    cases: int | None
    gradings: int | None
    basis: Literal["measured", "cautious"]


@dataclass(frozen=True)
class Plan:
    """Numbers of cases for one aim.

    Attributes:
        value: the coefficient of the last round, from which the plan is made.
        state: the state of that figure; with no value there is no plan.
        options: one for each number of readers.
        sentence: the plan in words.

    """

    value: float | None
    state: State
    options: tuple[PlannedCases, ...]
    sentence: str


@dataclass(frozen=True)
class PairVariance:
    """The three parts of the variance of one case's influence, in units of the value squared.

    Attributes:
        pair: of a single pair of readers.
        sharing: covariance of two pairs that share a reader.
        separate: covariance of two pairs of four different readers.
        measured: readers up to which (None: any number) nothing had to be assumed.

    """

    pair: float
    sharing: float
    separate: float
    measured: int | None

    def of(self, readers: int) -> float:
        """The variance of one case's influence with so many readers."""
        pairs = readers * (readers - 1) / 2.0
        shared = readers * (readers - 1.0) * (readers - 2.0)
        apart = shared * (readers - 3.0) / 4.0
        return (pairs * self.pair + shared * self.sharing + apart * self.separate) / pairs**2

    def basis(self, readers: int) -> Literal["measured", "cautious"]:
        """Whether so many readers are within what was measured."""
        known = self.measured is None or readers <= self.measured
        return "measured" if known else "cautious"


def plan_width(
    ratings: Source,
    half_width: float,
    coefficient: str = "ac",
    weights: Weights = "quadratic",
    readers: Sequence[int] = (2, 3, 4),
    missing: float = 0.0,
    level: float = 0.95,
) -> Plan:
    """How many cases give an interval of a given half-width, if agreement stays as it was.

    Args:
        ratings: the last round.
        half_width: half the distance from the interval's lower to its upper end.
        coefficient: as for ``agreement``, but not conger.
        weights: as for ``agreement``.
        readers: numbers of readers for each case to plan for.
        missing: the share of gradings that will not be done, 0 to below 1.
        level: confidence level.

    Raises:
        RatingsError: arguments out of range, or the coefficient conger.

    """
    checked_level(level)
    if not 0.0 < half_width < 1.0:
        raise RatingsError("The half-width must lie between 0 and 1.", field="half_width")
    taken = _taken(ratings, coefficient, weights, readers, missing)
    if taken.state not in ("ok", "too_few"):
        return _no_plan(taken)
    value = float(taken.values.value)

    def wide(number: int, variance: float) -> bool:
        critical = t_quantile(level, max(1.0, number - 1.0))
        low, high = below_one(value, math.sqrt(variance / number), critical)
        return (high - low) / 2.0 > half_width

    options = _options(taken, readers, missing, wide)
    return Plan(value, taken.state, options, _sentence(options, f"an interval of ±{half_width:g}"))


def plan_drop(
    ratings: Source,
    drop: float,
    coefficient: str = "ac",
    weights: Weights = "quadratic",
    readers: Sequence[int] = (2, 3, 4),
    missing: float = 0.0,
    level: float = 0.95,
    power: float = 0.8,
    correlation: float = 0.0,
) -> Plan:
    """How many cases in each of two rounds show a change of a given size.

    Args:
        ratings: the last round.
        drop: the change to be seen, such as 0.1.
        coefficient: as for ``agreement``, but not conger.
        weights: as for ``agreement``.
        readers: numbers of readers for each case to plan for.
        missing: the share of gradings that will not be done, 0 to below 1.
        level: confidence level of the test.
        power: how surely a change of this size is to be seen.
        correlation: of the same case's influence in both rounds; 0 for separate cases.

    Raises:
        RatingsError: arguments out of range, or the coefficient conger.

    """
    from scipy.special import ndtri

    checked_level(level)
    if not 0.0 < drop < 2.0 or not 0.0 < power < 1.0 or not -1.0 <= correlation < 1.0:
        raise RatingsError(
            "A drop must lie between 0 and 2, power between 0 and 1, correlation between -1 and 1."
        )
    taken = _taken(ratings, coefficient, weights, readers, missing)
    if taken.state not in ("ok", "too_few"):
        return _no_plan(taken)
    reach = float(ndtri(0.5 + level / 2.0) + ndtri(power))

    def unsure(number: int, variance: float) -> bool:
        return reach * math.sqrt(2.0 * (1.0 - correlation) * variance / number) > drop

    options = _options(taken, readers, missing, unsure)
    return Plan(
        float(taken.values.value),
        taken.state,
        options,
        _sentence(options, f"a change of {drop:g} to be seen in {power:.0%} of rounds"),
    )


def pair_variance(taken: Sample) -> PairVariance:
    """The three parts of the variance, from all pairs of readers of the last round."""
    kernel = _kernel(taken)
    counts = taken.rows.astype(np.float64)
    times = taken.multiplicity.astype(np.float64)
    own = np.diag(kernel)
    pairs = counts.sum(axis=1)
    single = ((counts @ kernel) * counts).sum(axis=1) - counts @ own
    squares = ((counts @ kernel**2) * counts).sum(axis=1) - counts @ own**2
    by_reader = (counts @ kernel - own) ** 2
    sharing = (counts * by_reader).sum(axis=1) - squares
    separate = single**2 - 2.0 * squares - 4.0 * sharing
    pair = _mean(squares, pairs * (pairs - 1), times, 2, pairs)
    largest = int(pairs[times > 0].max())
    shared = _mean(sharing, pairs * (pairs - 1) * (pairs - 2), times, 3, pairs)
    apart = _mean(separate, pairs * (pairs - 1) * (pairs - 2) * (pairs - 3), times, 4, pairs)
    first = pair or 0.0
    second = first if shared is None else min(max(shared, 0.0), first)
    third = second if apart is None else min(max(apart, 0.0), second)
    return PairVariance(first, second, third, None if largest >= 4 else largest)


def _mean(
    sums: FloatArray, ways: FloatArray, times: FloatArray, least: int, readers: FloatArray
) -> float | None:
    """A mean over ordered choices of readers, each case with enough of them weighing the same."""
    enough = readers >= least
    if not enough.any():
        return None
    return float(np.average(sums[enough] / ways[enough], weights=times[enough]))


def _kernel(taken: Sample) -> FloatArray:
    """What a pair of grades does to the value, were every case one pair, times the cases."""
    size = taken.rows.shape[1]
    eye = np.eye(size, dtype=np.int64)
    pairs = (eye[:, None, :] + eye[None, :, :]).reshape(-1, size)
    gradient = taken.coefficient.gradient(taken.totals) * _scale(taken)
    kernel: FloatArray = (taken.coefficient.features(pairs) @ gradient).reshape(size, size)
    return kernel


def _scale(taken: Sample) -> FloatArray:
    """What brings each total to that of one case: totals over pairable cases, cases, or pairs."""
    if taken.uses_pairable_only:
        grades = taken.multiplicity @ taken.rows.sum(axis=1)
        return np.full(len(taken.totals), float(grades) / 2.0)
    scale = np.full(len(taken.totals), float(taken.subjects))
    scale[:2] = float(taken.pairable)
    return scale


def _taken(
    ratings: Source, coefficient: str, weights: Weights, readers: Sequence[int], missing: float
) -> Sample:
    if any(each < 2 for each in readers) or not readers:
        raise RatingsError("Each case needs two readers or more.", field="readers")
    if not 0.0 <= missing < 1.0:
        raise RatingsError("The missing share must be 0 or more and below 1.", field="missing")
    taken = sample(ratings, coefficient, weights)
    if isinstance(taken.coefficient, Conger):
        raise RatingsError(
            "Conger's kappa depends on which readers meet; plan with ac, fleiss or alpha.",
            field="coefficient",
        )
    return taken


def _options(
    taken: Sample, readers: Sequence[int], missing: float, short: Callable[[int, float], bool]
) -> tuple[PlannedCases, ...]:
    """The smallest number of cases that is not short, for each number of readers."""
    parts = pair_variance(taken)
    options = []
    for asked in readers:
        pairable, variance = _with_missing(parts, asked, missing)
        needed = _smallest(partial(_with_variance, short, variance))
        cases = None if needed is None else math.ceil(needed / pairable)
        options.append(
            PlannedCases(asked, cases, None if cases is None else cases * asked, parts.basis(asked))
        )
    return tuple(options)


def _with_variance(short: Callable[[int, float], bool], variance: float, number: int) -> bool:
    return short(number, variance)


def _with_missing(parts: PairVariance, asked: int, missing: float) -> tuple[float, float]:
    """The share of cases that keep a pair, and the variance of one that does."""
    came = np.arange(2, asked + 1)
    chances = np.array(
        [math.comb(asked, n) * (1.0 - missing) ** n * missing ** (asked - n) for n in came]
    )
    each = np.array([max(parts.of(int(n)), 0.0) for n in came])
    return float(chances.sum()), float(np.average(each, weights=chances))


def _smallest(short: Callable[[int], bool]) -> int | None:
    """The smallest number, from ten on, that is not short; None when there is none in reach."""
    high = FLOOR
    while short(high):
        high *= 2
        if high > MOST_CASES:
            return None
    low = max(FLOOR, high // 2)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if short(middle) else (low, middle)
    return high


def _no_plan(taken: Sample) -> Plan:
    value = float(taken.values.value) if taken.defined else None
    return Plan(
        value,
        taken.state,
        (),
        f"The last round cannot be planned from. {explain(taken.state, taken.pairable)}",
    )


def _sentence(options: tuple[PlannedCases, ...], aim: str) -> str:
    possible = [option for option in options if option.gradings is not None]
    if not possible:
        return f"No number of cases in reach gives {aim}."
    least = min(possible, key=lambda option: option.gradings or 0)
    listed = "; ".join(f"{each.cases:,} cases with {each.readers} readers" for each in possible)
    sentence = f"For {aim}: {listed}. The least work is with {least.readers} readers a case."
    if any(option.basis == "cautious" for option in possible):
        sentence += (
            " The last round had too few readers a case to measure what more of them would add, so "
            "the longer numbers are cautious."
        )
    return sentence
