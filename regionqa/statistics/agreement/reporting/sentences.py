"""Results in plain sentences, for someone who has never met a coefficient."""

from __future__ import annotations

from collections.abc import Sequence

from regionqa.statistics.agreement.crosstabs import WideCase
from regionqa.statistics.agreement.gap import in_words
from regionqa.statistics.agreement.reporting.results import DirectionOf, DomainResult
from regionqa.statistics.agreement.result import Agreement
from regionqa.statistics.agreement.states import FLOOR, cases
from regionqa.statistics.agreement.verdict import Prevalence


def interval(figure: Agreement, percent: bool) -> str:
    """The interval in brackets, or nothing when there is none."""
    if figure.low is None or figure.high is None:
        return ""
    low, high = figure.low, figure.high
    ends = f"{max(low, 0.0):.0%} to {high:.0%}" if percent else f"{low:.2f} to {high:.2f}"
    return f" ({figure.level:.0%} interval {ends})"


def exact_sentence(exact: Agreement, adjacent: Agreement, counted: str) -> str:
    """How often two readers gave the same grade, and the same or the next."""
    if exact.value is None or adjacent.value is None:
        return exact.sentence
    return (
        f"Two readers of the same case gave the same grade {exact.value:.0%} of the time"
        f"{interval(exact, percent=True)}, and the same or the next grade {adjacent.value:.0%} of "
        f"the time, in {counted}."
    )


def ac_sentence(ac: Agreement) -> str:
    """AC2 in words, or why there is none."""
    if ac.value is None:
        return ac.sentence
    if ac.state in ("one_grade", "perfect"):
        return ac.sentence
    text = (
        f"Allowing for chance and for how far apart grades are (AC2), agreement is {ac.value:.2f}"
        f"{interval(ac, percent=False)}, where 1 is full agreement and 0 is chance."
    )
    return f"{text} {ac.sentence}" if ac.state == "too_few" else text


def direction_sentences(found: Sequence[DirectionOf], counted: str | None) -> list[str]:
    """Home's direction when it is known; else the clear ones among authorities and readers.

    Clear allows for how many were looked at (Bonferroni).
    """
    home = [each for each in found if each.kind == "home"]
    chosen = home or [each for each in found if _clear(each, len(found))]
    others = "peers" if home else "the others on the same cases"
    sentences = []
    for each in chosen:
        result = each.direction
        rests_on = counted if home and counted else cases(result.cases)
        sentences.append(
            in_words(result.state, result.points, rests_on, result.level, each.name, others)
        )
    return sentences


def _clear(each: DirectionOf, looked_at: int) -> bool:
    p_value = each.direction.points.p_value
    return each.direction.state == "ok" and p_value is not None and p_value < 0.05 / looked_at


def wide_sentence(widest: Sequence[WideCase], pairable: int, counted: str) -> str | None:
    """How many cases lie two grades apart or more."""
    if not pairable:
        return None
    if not widest:
        return f"None of {counted} has grades two or more apart."
    have = "has" if len(widest) == 1 else "have"
    return f"{len(widest):,} of {counted} {have} grades two or more apart."


def domain_sentences(
    exact: Agreement,
    adjacent: Agreement,
    ac: Agreement,
    found: Sequence[DirectionOf],
    widest: Sequence[WideCase],
    common: Prevalence,
    counted: str,
) -> tuple[str, ...]:
    """A domain in plain sentences, most important first."""
    sentences = [exact_sentence(exact, adjacent, counted)]
    if exact.value is not None:
        sentences.append(ac_sentence(ac))
    sentences += direction_sentences(found, None if exact.clusters is None else counted)
    wide = wide_sentence(widest, exact.pairable, counted)
    sentences += [sentence for sentence in (wide, common.sentence) if sentence]
    return tuple(sentences)


def report_sentence(domains: Sequence[DomainResult]) -> str:
    """The report in one sentence: the domains between which agreement runs, or the only one.

    A domain in which one grade was given throughout agrees by habit or by right, and nobody can
    tell which: it is neither the best nor the worst. Nor is one with too few cases, while others
    have enough.
    """
    measured = [each for each in domains if each.exact.value is not None]
    telling = [each for each in measured if each.state != "one_grade"]
    known = telling or measured
    if not known:
        return domains[0].exact.sentence
    enough = [each for each in known if each.exact.pairable >= FLOOR]
    chosen = enough or known
    caution = "" if enough else " These are too few cases to rely on."
    if len(domains) == 1:
        return f"{known[0].sentences[0]}{caution}"
    if not telling:
        caution += " Only one grade was given in each: nobody can tell agreement from habit."
    which = "can be measured" if len(chosen) == len(known) else "have cases enough to rely on"
    over = f"{len(chosen)} of {len(domains)} domains that {which}"
    return f"Exact agreement {_range(chosen, over)}.{caution}"


def _range(domains: Sequence[DomainResult], over: str) -> str:
    """``runs from 23% (Impact) to 62% (Voice) over 5 of 6 domains``, or ``is 50% in each: …``."""
    shares = [(each.exact.value or 0.0, each) for each in domains]
    (low, lowest), (high, highest) = (
        pick(shares, key=lambda share: share[0]) for pick in (min, max)
    )
    if f"{low:.0%}" == f"{high:.0%}":
        return f"is {low:.0%} in each: {over}"
    return f"runs from {low:.0%} ({lowest.name}) to {high:.0%} ({highest.name}) over {over}"
