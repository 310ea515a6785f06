"""One look of the gate: every measure tried, remedies for what falls, products for what passes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from regionqa.benchmarking.gate.naming import Named, table_of
from regionqa.benchmarking.gate.offers import bearing
from regionqa.benchmarking.gate.trial import (
    Bench,
    Progress,
    Window,
    facts_of,
    figure_of,
    passes,
    tables_of,
    try_all,
)
from regionqa.benchmarking.gate.verdict import UNDECIDED, Finding, Remedy, Verdict
from regionqa.benchmarking.products import (
    About,
    MembersProduct,
    RegionFigure,
    UnnamedProduct,
)

MOST_REMEDIES = 3
CHANGES: tuple[tuple[str, Mapping[str, Any]], ...] = (
    ("leave it out of the named tables", {"by_name": False}),
    ("print the region’s share to the nearest 5 per cent", {"share_step": 5}),
    ("do not count authorities by zone", {"zones": False}),
    (
        "print the region’s share to the nearest 10 per cent, and quartiles in bands of 20",
        {"share_step": 10, "band": 20},
    ),
    (
        "print the region’s share to the nearest 10 per cent, quartiles in bands of 20, no zones",
        {"share_step": 10, "band": 20, "zones": False},
    ),
    (
        "leave authorities with fewer than 20 cases out of the region’s figures",
        {"cases": 20},
    ),
)
"""Ways to tell less of a measure, the one that costs a reader least first.

They are for the next release. A coarser figure of the counts that were just refused would tell
whoever knows the rule that they are among those that fall.
"""
AGAIN: tuple[str, Mapping[str, Any]] = (
    "Ask the gate again: it ran out of time, and nothing is known to fall",
    {},
)
LEAVE_OUT: tuple[str, Mapping[str, Any]] = (
    "Leave the measure out of this release",
    {"left_out": True},
)


@dataclass(frozen=True)
class Look:
    """The verdict, and what may be printed if it passed."""

    verdict: Verdict
    figures: tuple[RegionFigure, ...] = ()
    tables: tuple[Named, ...] = ()


def look(
    bench: Bench, window: Window, titles: Mapping[str, str], progress: Progress | None = None
) -> Look:
    """Try a release; offer remedies where it fails, each of them tried as well."""
    findings: list[Finding] = []
    remedies: list[Remedy] = []
    for codes, fallen in try_all(bench, window, progress):
        findings += fallen
        if fallen and {one.reason for one in fallen} == {UNDECIDED}:
            remedies.append(Remedy(codes[0], *AGAIN))
        for code in sorted({one.code for one in fallen} & set(codes)):
            remedies += remedies_for(bench.anew(), window, codes, code)
    said = [one for codes in window.groups if (one := facts_of(window, codes)) is not None]
    verdict = Verdict(
        tuple(findings),
        tuple(remedies),
        figures=len(window.recipe.printed),
        facts=sum(len(one.facts) for one in said),
        earlier=len(bench.earlier),
        set_aside=len(bench.others) - len(bearing(said, bench.others)),
    )
    if not verdict.passed:
        return Look(verdict)
    figures = tuple(
        figure_of(window, one, titles.get(one.code, one.code)) for one in window.recipe.measures
    )
    return Look(verdict, figures, tuple(_tables(bench.anew(), window)))


def _tables(bench: Bench, window: Window) -> Iterator[Named]:
    for codes in window.groups:
        yield from tables_of(window, codes, bench.beside(codes), bench.left())


def remedies_for(bench: Bench, window: Window, codes: Sequence[str], code: str) -> Iterator[Remedy]:
    """Leaving the measure out, with the ways that would have passed as advice for the next one."""
    leaving, left_out = LEAVE_OUT
    printing = window.recipe.printing(code)
    found = 0
    for words, change in CHANGES:
        tried = replace(printing, **change)
        named = "by_name" not in change or bool(window.recipe.named and window.named)
        news = named and tried != printing and found < MOST_REMEDIES - 1
        if news and passes(bench, window.printed_as(tried), codes):
            found += 1
            yield Remedy(code, f"{leaving}, and from the next one on {words}", left_out, change)
    yield Remedy(code, leaving, left_out)


def products_of(
    about: About,
    seen: Look,
    columns: Mapping[str, tuple[str, str]],
    names: Mapping[str, str],
) -> tuple[UnnamedProduct, MembersProduct | None]:
    """What every reader would be given, and members by name.

    ``columns`` gives what the counted cases and the rest are called. Raises ``ValueError`` for a
    release that did not pass.
    """
    if not seen.verdict.passed:
        raise ValueError("what the gate refused is printed for nobody")
    titles = {one.code: one.title for one in seen.figures}
    tables = tuple(
        table_of(one, titles[one.code], columns.get(one.code, ("Counted", "Others")), names)
        for one in seen.tables
    )
    unnamed = UnnamedProduct(about, seen.figures)
    return unnamed, MembersProduct(about, tables) if tables else None
