"""Agreement as text for a terminal: the plainest figure first."""

from __future__ import annotations

from collections.abc import Sequence

from regionqa.cli.agreement.measure import Group
from regionqa.cli.agreement.request import Asked
from regionqa.statistics.agreement import Agreement


def short_text(asked: Asked, groups: Sequence[Group]) -> str:
    """A table of all rows and each group, then what the states mean."""
    title = figure_name(groups[0].figure, groups[0].readers)
    header = [asked.by or "", "cases", "read twice", "readers", "exact agreement", title]
    rows = [
        [
            "all" if group.name is None else group.name,
            f"{group.exact.subjects:,}",
            f"{group.exact.pairable:,}",
            f"{group.readers:,}",
            share(group.exact),
            number(group.figure),
        ]
        for group in (*groups[1:], groups[0])
    ]
    notes = [
        f"{row[0]}: {group.figure.sentence}"
        for row, group in zip(rows, (*groups[1:], groups[0]), strict=True)
        if group.figure.state != "ok"
    ]
    scale = " < ".join(str(grade) for grade in asked.scale.grades)
    lines = [
        f"Scale: {scale}",
        "",
        *aligned([header, *rows]),
        "",
        f"In brackets: {asked.level:.0%} interval.",
        "Exact agreement: how often two readers of the same case gave the same grade.",
        f"{title}: 1 is full agreement, 0 is what chance would give."
        if asked.coefficient != "percent"
        else f"{title}: not corrected for chance.",
    ]
    return "\n".join([*lines, *(["", *notes] if notes else [])])


def figure_name(figure: Agreement, readers: int) -> str:
    """What to call a coefficient with its weights."""
    plain = figure.weights == "identity"
    names = {
        "ac": "AC1" if plain else "AC2",
        "fleiss": "Scott's pi" if readers == 2 else "Fleiss' kappa",
        "conger": "Cohen's kappa" if readers == 2 else "Conger's kappa",
        "alpha": "Krippendorff's alpha",
        "brennan-prediger": "Brennan-Prediger",
        "percent": "percent agreement",
    }
    name = names[figure.coefficient]
    return name if plain else f"{name} ({figure.weights})"


def share(figure: Agreement) -> str:
    """A share with its interval, or the state when there is none."""
    return percent(figure.value, figure.low, figure.high, figure.state)


def percent(value: float | None, low: float | None, high: float | None, state: str = "") -> str:
    """A share with its interval."""
    if value is None:
        return state or "-"
    if low is None or high is None:
        return f"{value:.0%}"
    return f"{value:.0%} ({max(low, 0.0):.0%} to {high:.0%})"


def number(figure: Agreement) -> str:
    """A coefficient with its interval and its state when that is not ok."""
    if figure.value is None:
        return figure.state
    if figure.low is None or figure.high is None:
        return f"{figure.value:.2f} {figure.state}"
    note = "" if figure.state == "ok" else f" {figure.state}"
    return f"{figure.value:.2f} ({figure.low:.2f} to {figure.high:.2f}){note}"


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Columns of one width; the first to the left, the others to the right."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell.ljust(width) if place == 0 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
