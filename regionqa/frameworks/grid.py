"""The table of authorities by components, written cell by cell, since few cells differ."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from markupsafe import Markup, escape

from regionqa.frameworks.answers import Coverage, Sharing
from regionqa.frameworks.queries.crosswalk import Row, standing_of
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


def table_body(rows: Iterable[Row], components: Sequence[Component]) -> Markup:
    """A row of the table for each authority, its cells in the order of the components."""
    keys = tuple(one.key for one in components)
    head = (
        '<tr class="govuk-table__row"><th scope="row" class="govuk-table__header app-grid__name">'
    )
    parts = [
        f"{head}{escape(row.member.name)}</th>{_cells(row.kept, row.see_unnamed, keys)}</tr>"
        for row in rows
    ]
    return Markup("".join(parts))  # noqa: S704  # names are escaped, cells are known words


@lru_cache(maxsize=64)
def table_head(components: tuple[Component, ...], address: str) -> Markup:
    """The headings of the components; ``address`` is where each leads, with ``KEY`` in it."""
    parts = [
        '<th scope="col" class="govuk-table__header"><a class="govuk-link" '
        f'href="{escape(address.replace("KEY", one.key))}">{escape(one.name)}</a></th>'
        for one in components
    ]
    return Markup("".join(parts))  # noqa: S704  # addresses and names are escaped


@lru_cache(maxsize=1024)
def _cells(kept: str, see_unnamed: bool, keys: tuple[str, ...]) -> str:  # cached
    standing = standing_of(kept, see_unnamed=see_unnamed)
    return "".join(_inside(standing.get(key)) for key in keys)


def _inside(held: Mapping[str, Any] | None) -> str:
    cell = cell_of(held)
    if not cell.coverage:
        return f'<td class="govuk-table__cell app-quiet">{cell.sharing}</td>'
    coverage = held["coverage"] if held else None
    mark = f" app-coverage--{coverage}" if coverage else ""
    step = f"<br>{cell.step}" if cell.step else ""
    change = f'<br><span class="app-quiet">{cell.moved}</span>' if cell.moved else ""
    return (
        f'<td class="govuk-table__cell"><span class="app-coverage{mark}">{cell.coverage}</span>'
        f"{step}{change}</td>"
    )
