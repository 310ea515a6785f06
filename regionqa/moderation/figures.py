"""The figures of blind readings: agreement by domain and over all, and direction. Pure.

Readings after a discussion never come here. Numbers are worked out by
``regionqa.statistics.agreement``; here is decided what goes in and when a figure is refused.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from regionqa.moderation.tools import ToolContent

if TYPE_CHECKING:
    from regionqa.statistics.agreement import Agreement, Difference, Direction, Ratings

HOME = "home"
ALL = "All domains"


@dataclass(frozen=True, slots=True)
class BlindReading:
    """A blind reading of a case that figures are about; ``reader`` is ``home`` or a key."""

    case: str
    reader: str
    grades: Mapping[str, str]
    had: frozenset[str]
    before: bool = False


@dataclass(frozen=True)
class DomainFigures:
    """One domain, or all: exact, within one step, Gwet's AC2, and the direction."""

    key: str
    name: str
    cases: int
    exact: "Agreement"
    adjacent: "Agreement"
    ac: "Agreement"
    direction: "Direction | None"
    direction_same_evidence: "Direction | None"


@dataclass(frozen=True)
class Figures:
    """All figures of one authority's cases. ``refused`` says why there is no direction."""

    cases: int
    readings: int
    before: int
    not_grades: Mapping[str, int]
    overall: DomainFigures
    domains: tuple[DomainFigures, ...]
    refused: str | None


def figures(tool: ToolContent, readings: Sequence[BlindReading], *, linked: bool) -> Figures:
    """Agreement and direction of blind readings.

    :param linked: whether the round's readings link its authorities; where they do not, a
        direction would compare what cannot be compared, and is refused.
    """
    domains = tuple(
        _domain(tool, domain.key, domain.name, readings, linked=linked) for domain in tool.domains
    )
    counted = {
        answer: sum(1 for one in readings for given in one.grades.values() if given == answer)
        for answer in ("not_applicable", "not_enough_evidence")
    }
    refused = None
    if not linked:
        refused = (
            "The round's readings do not link its authorities with each other, so who grades "
            "higher cannot be told from them."
        )
    return Figures(
        cases=len({one.case for one in readings}),
        readings=len(readings),
        before=sum(1 for one in readings if one.before),
        not_grades=counted,
        overall=_domain(tool, None, ALL, readings, linked=linked),
        domains=domains,
        refused=refused,
    )


def _rows(
    tool: ToolContent, key: str | None, readings: Iterable[BlindReading]
) -> list[tuple[tuple[str, str], str, str]]:
    """(case and domain, reader, grade) of every grade; answers that are no grades are left out."""
    keys = [domain.key for domain in tool.domains] if key is None else [key]
    return [
        ((one.case, domain), one.reader, one.grades[domain])
        for one in readings
        for domain in keys
        if tool.is_grade(one.grades.get(domain))
    ]


def ratings_of(
    tool: ToolContent, readings: Iterable[BlindReading], key: str | None = None
) -> "tuple[Ratings, dict[Any, Any]]":
    """Ratings of one domain or of all together, and the case that each subject is of."""
    return _ratings([grade.key for grade in tool.scale], _rows(tool, key, readings))


def _ratings(
    scale: list[str], rows: Sequence[tuple[tuple[str, str], str, str]]
) -> "tuple[Ratings, dict[Any, Any]]":
    from regionqa.statistics.agreement import Ratings

    columns = {
        "subject": [row[0] for row in rows],
        "reader": [row[1] for row in rows],
        "grade": [row[2] for row in rows],
    }
    if not rows:
        return Ratings.from_counts([], scale), {}
    ratings = Ratings.from_long(
        columns, subject="subject", rater="reader", grade="grade", scale=scale
    )
    return ratings, {subject: subject[0] for subject in ratings.subjects or ()}


def _domain(
    tool: ToolContent,
    key: str | None,
    name: str,
    readings: Sequence[BlindReading],
    *,
    linked: bool,
) -> DomainFigures:
    import numpy as np

    from regionqa.statistics.agreement import agreement

    ratings, cases = ratings_of(tool, readings, key)
    steps = np.abs(np.subtract.outer(np.arange(len(tool.scale)), np.arange(len(tool.scale))))
    clusters = cases or None
    return DomainFigures(
        key=key or "",
        name=name,
        cases=len(set(cases.values())),
        exact=agreement(ratings, "percent", "identity", clusters=clusters),
        adjacent=agreement(ratings, "percent", (steps <= 1).astype(float), clusters=clusters),
        ac=agreement(ratings, "ac", "quadratic", clusters=clusters),
        direction=_direction(tool, readings, key) if linked else None,
        direction_same_evidence=_direction(tool, same_evidence(readings), key) if linked else None,
    )


def _direction(
    tool: ToolContent, readings: Sequence[BlindReading], key: str | None
) -> "Direction | None":
    return _direction_of(*ratings_of(tool, readings, key))


def _direction_of(ratings: "Ratings", cases: Mapping[Any, Any]) -> "Direction | None":
    from regionqa.statistics.agreement import direction

    if HOME not in (ratings.raters or ()):
        return None
    return direction(ratings, HOME, clusters=cases or None)


def pooled_direction(
    rounds: Sequence[tuple[ToolContent, Sequence[BlindReading]]],
) -> "Direction | None":
    """Direction over several rounds whose tools have one scale, all domains, cases as clusters.

    None without any reading of the home's. Raises ``ValueError`` for tools with other scales.
    """
    scales = {tuple(grade.key for grade in tool.scale) for tool, _readings in rounds}
    if len(scales) != 1:
        raise ValueError(f"Rounds of one scale can be pooled, not of {len(scales)}.")
    rows = [row for tool, readings in rounds for row in _rows(tool, None, readings)]
    return _direction_of(*_ratings(list(scales.pop()), rows))


def same_evidence(readings: Sequence[BlindReading]) -> list[BlindReading]:
    """Readings of the cases in which all readers had the same before them."""
    had: dict[str, set[frozenset[str]]] = {}
    for one in readings:
        had.setdefault(one.case, set()).add(one.had)
    return [one for one in readings if len(had[one.case]) == 1]


def change(
    tool: ToolContent, before: Sequence[BlindReading], after: Sequence[BlindReading]
) -> "Difference":
    """Whether agreement over all domains changed between two rounds with other cases."""
    from regionqa.statistics.agreement import difference

    first, _ = ratings_of(tool, before)
    second, _ = ratings_of(tool, after)
    return difference(first, second, "ac", "quadratic", paired=False)
