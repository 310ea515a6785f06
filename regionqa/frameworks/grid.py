"""The table of authorities by components, written cell by cell, since few cells differ."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from markupsafe import Markup

from regionqa.frameworks.answers import Coverage, Sharing
from regionqa.frameworks.queries.crosswalk import Row
from regionqa.frameworks.standard import Component

_NOT_SHARED = "Not shared"
_ORDER = {None: 0, "absent": 1, "part": 2, "full": 3}


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell says in words, and how it moved since last year."""

    sharing: str
    coverage: str
    step: str
    moved: str


def cell_of(standing: Mapping[str, Any] | None) -> Cell:
    """The cell of a standing; one that is not shared says so and nothing else."""
    if standing is None:
        return Cell(_NOT_SHARED, "", "", "")
    if standing["level"] == Sharing.UNNAMED:
        return Cell(Sharing.UNNAMED.label, "", "", "")
    coverage, maturity = standing["coverage"], standing["maturity"]
    return Cell(
        Sharing.NAMED.label,
        Coverage(coverage).label if coverage else "Not said",
        f"Step {maturity}" if maturity else "",
        _moved(standing),
    )


def _moved(standing: Mapping[str, Any]) -> str:
    if "coverage_before" not in standing:
        return ""
    before = (_ORDER[standing["coverage_before"]], standing["maturity_before"] or 0)
    after = (_ORDER[standing["coverage"]], standing["maturity"] or 0)
    if before == after:
        return "As last year"
    pairs = list(zip(before, after, strict=True))
    if all(now >= then for then, now in pairs):
        return "Up since last year"
    if all(now <= then for then, now in pairs):
        return "Down since last year"
    return "Changed since last year"


@lru_cache(maxsize=512)
def _inside(level: str | None, coverage: str, maturity: int, moved: str) -> str:
    if level is None:
        return f'<td class="govuk-table__cell app-quiet">{_NOT_SHARED}</td>'
    if level == Sharing.UNNAMED:
        label = Sharing.UNNAMED.label
        return f'<td class="govuk-table__cell app-quiet">{label}</td>'
    words = Coverage(coverage).label if coverage else "Not said"
    step = f"<br>Step {maturity}" if maturity else ""
    change = f'<br><span class="app-quiet">{moved}</span>' if moved else ""
    mark = f" app-coverage--{coverage}" if coverage else ""
    return (
        f'<td class="govuk-table__cell"><span class="app-coverage{mark}">{words}</span>'
        f"{step}{change}</td>"
    )


def row_cells(row: Row, components: Sequence[Component]) -> Markup:
    """The cells of one authority, in the order of the components."""
    standing = row.standing
    parts = []
    for one in components:
        held = standing.get(one.key)
        if held is None:
            parts.append(_inside(None, "", 0, ""))
        else:
            parts.append(
                _inside(
                    held["level"],
                    held.get("coverage") or "",
                    held.get("maturity") or 0,
                    _moved(held) if held["level"] == Sharing.NAMED else "",
                )
            )
    return Markup("".join(parts))  # noqa: S704  # every part is written here from known words
