"""The figures of all rows and of each group."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from regionqa.cli.agreement.request import Asked
from regionqa.cli.progress import LateBar
from regionqa.statistics.agreement import (
    Agreement,
    Ratings,
    RatingsError,
    Report,
    agreement,
    bootstrap_agreement,
    report,
)
from regionqa.statistics.agreement.reporting.results import to_plain


@dataclass(frozen=True)
class Group:
    """One group's figures; ``name`` is None for all rows together."""

    name: str | None
    exact: Agreement
    figure: Agreement
    readers: int


def step_count(columns: dict[str, list[Any]], asked: Asked) -> int:
    """How many steps a progress bar shows."""
    groups = len(set(columns[asked.by])) if asked.by else 0
    return groups + 1 + (max(groups, 1) if asked.full else 0)


def measured(
    columns: dict[str, list[Any]], numbers: list[int], asked: Asked, bar: LateBar
) -> list[Group]:
    """All rows together first, then each group in order of first appearance."""
    names = {"subject": asked.subject, "rater": asked.rater, "grade": asked.grade}
    ratings = _all_rows(columns, numbers, asked)
    clusters = _clusters(columns, asked)
    groups = [_group(None, ratings, asked, clusters)]
    bar.step()
    if asked.by is None:
        return groups
    for name in dict.fromkeys(columns[asked.by]):
        own = [row for row, value in enumerate(columns[asked.by]) if value == name]
        part = {column: [cells[row] for row in own] for column, cells in columns.items()}
        ratings = Ratings.from_long(
            part, scale=asked.scale, row_numbers=[numbers[row] for row in own], **names
        )
        clusters = _clusters(part, asked, together=False)
        groups.append(_group(name, ratings, asked, clusters))
        bar.step()
    return groups


def _all_rows(columns: dict[str, list[Any]], numbers: list[int], asked: Asked) -> Ratings:
    """All rows; with groups, a case counts once for each of its groups."""
    cases: list[Any] = columns[asked.subject]
    for role, name in (("subject", asked.subject), ("by", asked.by)):
        if name is not None and "" in columns[name]:
            row = numbers[columns[name].index("")]
            raise RatingsError(f"row {row}: the column {name!r} ({role}) is empty; fill it in.")
    if asked.by is not None:
        cases = list(zip(cases, columns[asked.by], strict=True))
    long = {**columns, asked.subject: cases}
    return Ratings.from_long(
        long,
        subject=asked.subject,
        rater=asked.rater,
        grade=asked.grade,
        scale=asked.scale,
        row_numbers=numbers,
    )


def _clusters(
    columns: dict[str, list[Any]], asked: Asked, *, together: bool = True
) -> dict[Any, Any] | None:
    """Each case's cluster: the column's, or the case itself when it comes in several groups."""
    grouped = together and asked.by is not None
    cases: list[Any] = columns[asked.subject]
    if grouped:
        cases = list(zip(cases, columns[str(asked.by)], strict=True))
    if asked.cluster is not None:
        return dict(zip(cases, columns[asked.cluster], strict=True))
    return {case: case[0] for case in cases} if grouped else None


def _group(
    name: str | None, ratings: Ratings, asked: Asked, clusters: dict[Any, Any] | None
) -> Group:
    exact = agreement(
        ratings,
        "percent",
        "identity",
        level=asked.level,
        population=asked.population,
        clusters=clusters,
    )
    if asked.bootstrap is None:
        figure = agreement(
            ratings,
            asked.coefficient,
            asked.weights,
            se=asked.se,
            level=asked.level,
            population=asked.population,
            clusters=clusters,
        )
    else:
        figure = bootstrap_agreement(
            ratings,
            asked.coefficient,
            asked.weights,
            replicates=asked.bootstrap,
            clusters=clusters,
            seed=asked.seed,
            level=asked.level,
        )
    return Group(name, exact, figure, ratings.used_raters or 0)


def full_report(
    columns: dict[str, list[Any]], numbers: list[int], asked: Asked, bar: LateBar
) -> Report:
    """Everything about every group."""
    return report(
        columns,
        case=asked.subject,
        reader=asked.rater,
        grade=asked.grade,
        domain=asked.by,
        scale=asked.scale,
        level=asked.level,
        seed=asked.seed or 0,
        row_numbers=numbers,
        progress=lambda _name: bar.step(),
    )


def as_json(asked: Asked, groups: list[Group], whole: Report | None) -> dict[str, object]:
    """One object: all rows together at the top, each group below, the full report at the end."""
    result: dict[str, object] = {
        "file": asked.file.name,
        "scale": list(asked.scale.grades),
        **_flat(groups[0]),
    }
    if asked.by is not None:
        result["by"] = asked.by
        result["groups"] = [{"group": group.name, **_flat(group)} for group in groups[1:]]
    if whole is not None:
        result["report"] = whole.to_dict()
    return result


def _flat(group: Group) -> dict[str, object]:
    return {**group.figure.to_dict(), "exact": to_plain(group.exact)}
