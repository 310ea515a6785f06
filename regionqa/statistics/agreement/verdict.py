"""A verdict with its probability, never a bare label.

A coefficient of 0.67 from thirty cases may be any of three bands. Gwet's cumulative membership says
how probable it is that the true coefficient lies in a band or a better one, and the verdict is the
best band of which that can be said with 95%.

Source: Gwet, *Handbook of Inter-Rater Reliability* (2014), section 6.4.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from regionqa.statistics.agreement.errors import RatingsError
from regionqa.statistics.agreement.estimate import agreement
from regionqa.statistics.agreement.influence import Source
from regionqa.statistics.agreement.ratings import Ratings
from regionqa.statistics.agreement.result import Agreement
from regionqa.statistics.agreement.states import FLOOR
from regionqa.statistics.agreement.weights import Weights

BENCHMARKS: dict[str, tuple[tuple[float, str], ...]] = {
    "landis-koch": (
        (0.8, "almost perfect"),
        (0.6, "substantial"),
        (0.4, "moderate"),
        (0.2, "fair"),
        (0.0, "slight"),
        (-1.0, "poor"),
    ),
    "altman": (
        (0.8, "very good"),
        (0.6, "good"),
        (0.4, "moderate"),
        (0.2, "fair"),
        (-1.0, "poor"),
    ),
    "fleiss": ((0.75, "excellent"), (0.4, "intermediate to good"), (-1.0, "poor")),
}
"""Lower ends of the bands, best first."""

SURE = 0.95


@dataclass(frozen=True)
class BandProbability:
    """One band: how probable it is, and how probable it or a better one is (both 0 to 1)."""

    name: str
    low: float
    high: float
    probability: float
    cumulative: float


@dataclass(frozen=True)
class Verdict:
    """The best band of which one can be sure, with the probability of every band.

    Attributes:
        benchmark: whose bands these are.
        band: the band's name; None when there is no standard error to judge by.
        bands: every band, best first.
        sentence: the verdict in words.

    """

    benchmark: str
    band: str | None
    bands: tuple[BandProbability, ...]
    sentence: str


def membership(
    value: float, standard_error: float, benchmark: str = "landis-koch"
) -> tuple[BandProbability, ...]:
    """Each band's probability, from a normal distribution cut off at -1 and 1.

    Raises:
        RatingsError: an unknown benchmark, or a standard error that is not positive.

    """
    from scipy.special import ndtr

    if benchmark not in BENCHMARKS:
        raise RatingsError(
            f"There is no benchmark {benchmark!r}; there are: {', '.join(BENCHMARKS)}.",
            field="benchmark",
        )
    if not standard_error > 0:
        raise RatingsError("The standard error must be positive.", field="standard_error")
    bands = BENCHMARKS[benchmark]
    ends = np.array([1.0, *(low for low, _ in bands)])
    beyond = ndtr((value - ends) / standard_error)
    each = np.diff(beyond) / (beyond[-1] - beyond[0])
    return tuple(
        BandProbability(name, low, float(high), float(probability), float(cumulative))
        for (low, name), high, probability, cumulative in zip(
            bands, ends[:-1], each, np.cumsum(each), strict=True
        )
    )


def verdict(figure: Agreement, benchmark: str = "landis-koch") -> Verdict:
    """What can be said of a figure with 95% probability.

    Raises:
        RatingsError: an unknown benchmark.

    """
    if figure.value is None or not figure.standard_error:
        if benchmark not in BENCHMARKS:
            membership(0.0, 1.0, benchmark)
        return Verdict(benchmark, None, (), f"No verdict. {figure.sentence}")
    bands = membership(figure.value, figure.standard_error, benchmark)
    sure = next(band for band in bands if band.cumulative >= SURE or band is bands[-1])
    looked_up = next(band for band in bands if figure.value >= band.low or band is bands[-1])
    name = sure.name if sure is bands[0] else f"{sure.name} or better"
    sentence = f"With {min(sure.cumulative, 0.999):.1%} probability agreement is {name}."
    if sure is bands[-1]:
        sentence = f"Nothing better than {sure.name} agreement can be said with {SURE:.0%}."
    if looked_up is not sure:
        sentence += (
            f" The value itself lies in the band {looked_up.name!r}, but with so few cases that "
            f"is only {looked_up.cumulative:.0%} sure."
        )
    return Verdict(benchmark, sure.name, bands, sentence)


@dataclass(frozen=True)
class Prevalence:
    """Whether one grade is so common that kappa and alpha fall although readers agree.

    Attributes:
        grade: the grade given most often; None when there is none.
        share: its share of all grades, 0 to 1.
        ac: Gwet's coefficient, which is little moved by prevalence.
        kappa: Fleiss' kappa with the same weights, which is.
        distorts: whether the two tell different stories because of it.
        sentence: a warning, or None.

    """

    grade: object
    share: float | None
    ac: float | None
    kappa: float | None
    distorts: bool
    sentence: str | None


COMMON = 0.6
"""From this share of all grades on, one grade is called common…"""

APART = 0.1
"""…and kappa distorted, when it lies at least so far below AC."""


def prevalence(ratings: Source, weights: Weights = "quadratic") -> Prevalence:
    """Whether a common grade distorts kappa, with a sentence when it does.

    Source: Feinstein and Cicchetti, *High agreement but low kappa* (1990). The rule is ours: one
    grade makes up 60% of all grades or more and kappa lies 0.1 or more below AC, on ten cases or
    more with two grades.
    """
    patterns = ratings.patterns() if isinstance(ratings, Ratings) else ratings
    given = patterns.multiplicity @ patterns.counts
    if not given.sum():
        return Prevalence(None, None, None, None, distorts=False, sentence=None)
    most = int(given.argmax())
    grade, share = patterns.scale.grades[most], float(given[most] / given.sum())
    ac = agreement(ratings, "ac", weights).value
    kappa = agreement(ratings, "fleiss", weights).value
    distorts = (
        patterns.pairable >= FLOOR
        and share >= COMMON
        and ac is not None
        and kappa is not None
        and ac - kappa >= APART
    )
    sentence = None
    if distorts and ac is not None and kappa is not None:
        sentence = (
            f"{share:.0%} of all grades are {grade}. When one grade is so common, kappa "
            f"({kappa:.2f}) and alpha come out low although readers agree; "
            f"read AC ({ac:.2f}) and exact agreement."
        )
    return Prevalence(grade, share, ac, kappa, distorts, sentence)
