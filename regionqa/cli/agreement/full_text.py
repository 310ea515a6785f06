"""The full report as text: what a statistician wants to see."""

from __future__ import annotations

from regionqa.cli.agreement.text import aligned, number, percent, share
from regionqa.statistics.agreement import Direction, DomainResult, Report

WIDEST = 10
"""Widest cases listed for each group; JSON has all."""


def full_text(whole: Report) -> str:
    """Everything the report holds, one section for each group."""
    results = [*whole.domains, *([whole.together] if whole.together else [])]
    sections = [_section(result) for result in results]
    made = [f"{name}: {text}" for name, text in whole.settings.items()]
    return "\n".join(["", *[line for section in sections for line in section], "Method", *made])


def _section(result: DomainResult) -> list[str]:
    grades = [str(each.grade) for each in result.specific]
    lines = [result.name, "-" * len(result.name), *result.sentences, ""]
    lines += ["Who grades higher (grade points against the others on the same cases)"]
    lines += aligned(
        [["", "gap", "higher", "lower", "cases", "state"]]
        + [[each.name, _gap(each.direction), *_sides(each.direction)] for each in result.directions]
    )
    lines += ["", "Agreement at each cut"]
    lines += aligned(
        [["", "same side", "AC1"]]
        + [[cut.name, share(cut.percent), number(cut.ac)] for cut in result.cuts]
    )
    lines += ["", "Agreement on each grade (when one reader gives it, how often another does)"]
    lines += aligned(
        [["", "agreement", "cases", "state"]]
        + [
            [
                str(each.grade),
                percent(each.value, each.low, each.high),
                str(each.cases),
                each.state,
            ]
            for each in result.specific
        ]
    )
    lines += ["", "First reader (rows) against second (columns), cases"]
    lines += aligned(
        [["", *grades]]
        + [[grade, *map(str, row)] for grade, row in zip(grades, result.table, strict=True)]
    )
    lines += ["", *_for_the_statistician(result), "", *_widest(result), ""]
    return lines


def _for_the_statistician(result: DomainResult) -> list[str]:
    spread = result.readers_spread
    others = (
        f"{spread.low:.2f} to {spread.high:.2f}"
        if spread.low is not None and spread.high is not None
        else "not available with fewer than three readers"
    )
    tests = result.homogeneity
    bhapkar = tests.bhapkar
    tested = (
        f"Bhapkar {bhapkar.statistic:.3f}, {bhapkar.degrees_of_freedom} df, p {bhapkar.p_value:.3f}"
        if bhapkar.statistic is not None and bhapkar.p_value is not None
        else tests.sentence
    )
    return [
        "For the statistician",
        f"Adjacent agreement: {share(result.adjacent)}",
        f"Krippendorff's alpha, ordinal metric: {number(result.alpha)}",
        f"AC2, interval for all groups together: {number(result.ac_band)}",
        f"AC2, interval for other readers too: {others}",
        f"Verdict: {result.verdict.sentence}",
        f"Equal use of grades by first and second reader: {tested}",
    ]


def _widest(result: DomainResult) -> list[str]:
    if not result.widest:
        return ["No case has grades two or more apart."]
    shown = result.widest[:WIDEST]
    lines = [f"Widest cases ({len(shown)} of {len(result.widest)})"]
    for case in shown:
        name = " / ".join(map(str, case.case)) if isinstance(case.case, tuple) else str(case.case)
        given = ", ".join(f"{reader}: {grade}" for reader, grade in case.grades.items())
        lines.append(f"  {name}: {given}")
    return lines


def _gap(direction: Direction) -> str:
    points = direction.points
    if points.value is None:
        return "-"
    if points.low is None or points.high is None:
        return f"{points.value:+.2f}"
    return f"{points.value:+.2f} ({points.low:+.2f} to {points.high:+.2f})"


def _sides(direction: Direction) -> list[str]:
    shares = [
        "-" if each is None else f"{each:.0%}" for each in (direction.higher, direction.lower)
    ]
    return [*shares, str(direction.cases), direction.state]
