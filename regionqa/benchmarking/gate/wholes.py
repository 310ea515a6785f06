"""Measures that count parts of one whole: what one of them tells of another.

Good and inadequate audits are parts of the graded ones, so a region in which nearly all are good
tells of each authority that few are inadequate. Which measures belong together is worked out from
the catalogue: of grades, in one domain, with no grade counted by two of them.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from regionqa.benchmarking.measures import Measure
from regionqa.benchmarking.months import MonthFigures

_DAY = date(2000, 1, 1)


def wholes_of(measures: Iterable[Measure], scale: Iterable[str]) -> Mapping[str, str]:
    """The whole that each measure of grades is a part of, by code; those alone are left out."""
    words = tuple(scale)
    found: dict[str, str] = {}
    taken: dict[str, set[str]] = {}
    members: dict[str, list[str]] = {}
    for measure in measures:
        if not (measure.of_grades and measure.share):
            continue
        counted = {word for word in words if _counts(measure, word, words)}
        whole = f"grades {measure.domain or 'over all'}"
        if counted & taken.setdefault(whole, set()):
            continue
        taken[whole] |= counted
        members.setdefault(whole, []).append(measure.code)
    for whole, codes in members.items():
        if len(codes) > 1:
            found |= dict.fromkeys(codes, whole)
    return found


def _counts(measure: Measure, word: str, words: Iterable[str]) -> bool:
    """Whether a measure counts a case of this grade: asked of a month with one such case."""
    grades = dict.fromkeys(words, 0) | {word: 1}
    parts = measure.counts(MonthFigures(_DAY, 1, grades, 0))
    return parts is not None and parts[0] == 1
