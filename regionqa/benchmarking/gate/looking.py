"""One look of the gate: every measure tried, remedies for what falls, products for what passes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from regionqa.benchmarking.gate.recipes import Printing
from regionqa.benchmarking.gate.trial import (
    Bench,
    Progress,
    Window,
    facts_of,
    figure_of,
    passes,
    try_all,
)
from regionqa.benchmarking.gate.verdict import Finding, Remedy, Verdict
from regionqa.benchmarking.products import About, RegionFigure, UnnamedProduct

MOST_REMEDIES = 3
_CHANGES: tuple[tuple[str, Mapping[str, Any]], ...] = (
    ("Print the region’s share to the nearest 5 per cent", {"share_step": 5}),
    ("Do not count authorities by zone", {"zones": False}),
    (
        "Print the region’s share to the nearest 10 per cent, and quartiles in bands of 20",
        {"share_step": 10, "band": 20},
    ),
    (
        "Print the region’s share to the nearest 10 per cent, quartiles in bands of 20, no zones",
        {"share_step": 10, "band": 20, "zones": False},
    ),
    (
        "Leave authorities with fewer than 20 cases out of the region’s figures",
        {"cases": 20},
    ),
)
"""Ways to tell less of a measure, the one that costs a reader least first."""
LEAVE_OUT = ("Leave the measure out of this release", {"left_out": True})


@dataclass(frozen=True)
class Look:
    """The verdict, and what may be printed if it passed."""

    verdict: Verdict
    figures: tuple[RegionFigure, ...]


def look(
    bench: Bench, window: Window, titles: Mapping[str, str], progress: Progress | None = None
) -> Look:
    """Try a release; offer remedies where it fails, each of them tried as well."""
    findings: list[Finding] = []
    remedies: list[Remedy] = []
    for printing, fallen in try_all(bench, window, progress):
        findings += fallen
        if fallen:
            remedies += remedies_for(bench, window, printing)
    figures = tuple(
        figure_of(window, one, titles.get(one.code, one.code)) for one in window.recipe.measures
    )
    facts = [
        facts_of(window, one, figure)
        for one, figure in zip(window.recipe.measures, figures, strict=True)
        if not one.left_out
    ]
    verdict = Verdict(
        tuple(findings),
        tuple(remedies),
        figures=len([one for one in facts if one is not None]),
        facts=sum(len(one.facts) for one in facts if one is not None),
        earlier=len(bench.earlier),
        set_aside=len(bench.others),
    )
    return Look(verdict, figures if verdict.passed else ())


def remedies_for(bench: Bench, window: Window, printing: Printing) -> Iterator[Remedy]:
    """The least costly ways in which the gate lets a measure pass; leaving it out is the last."""
    found = 0
    for words, change in _CHANGES:
        tried = replace(printing, **change)
        if found < MOST_REMEDIES - 1 and passes(bench, window, tried):
            found += 1
            yield Remedy(printing.code, words, change)
    words, change = LEAVE_OUT
    yield Remedy(printing.code, words, change)


def unnamed_product(about: About, look_: Look) -> UnnamedProduct:
    """What every reader would be given. Raises ``ValueError`` for a release that did not pass."""
    if not look_.verdict.passed:
        raise ValueError("what the gate refused is printed for nobody")
    return UnnamedProduct(about, look_.figures)
