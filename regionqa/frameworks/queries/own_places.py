"""Where the own framework stands, in as few words as stand beside the region in the crosswalk."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Integer, Select, String, cast, literal, null, select, true, union_all

from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import session
from regionqa.frameworks.answers import Coverage, Sharing
from regionqa.frameworks.models import ComponentDraft, Framework, SharingChoice
from regionqa.frameworks.queries.additions import ANY_IN_FORCE, keep_whether_any
from regionqa.frameworks.queries.framework import get_structure
from regionqa.frameworks.standard import Component

_DRAFT, _LEVEL = "draft", "level"


def _query() -> Select[*tuple[Any, ...]]:
    said = union_all(
        select(
            cast(literal(_DRAFT), String).label("sort"),
            ComponentDraft.component_key.label("key"),
            ComponentDraft.coverage.label("word"),
            ComponentDraft.maturity.label("step"),
        ),
        select(
            cast(literal(_LEVEL), String),
            SharingChoice.component_key,
            SharingChoice.level,
            cast(null(), Integer),
        ),
    ).subquery()
    return (
        select(Framework.standard_code, Framework.synthetic, ANY_IN_FORCE.label("added"), *said.c)
        .select_from(Framework)
        .outerjoin(said, true())
    )


_PLACES = _query()


@dataclass(frozen=True, slots=True)
class OwnPlace:
    """Where the draft of a component stands, and with whom the component is shared."""

    component: Component
    coverage: Coverage | None
    maturity: int | None
    sharing: Sharing


@dataclass(frozen=True, slots=True)
class OwnPlaces:
    """Every component of the own framework, in order; ``synthetic`` where it is made up."""

    places: tuple[OwnPlace, ...]
    synthetic: bool


def list_own_places(scope: Scope) -> OwnPlaces:
    """Where the own framework stands, begun or not. Two queries."""
    rows = session(scope).execute(_PLACES).all()
    drafts = {row.key: (row.word, row.step) for row in rows if row.sort == _DRAFT}
    levels = {row.key: Sharing(row.word) for row in rows if row.sort == _LEVEL}
    if rows:
        keep_whether_any(scope, any_in_force=rows[0].added)
    structure = get_structure(scope, rows[0].standard_code if rows else None)
    places = []
    for one in structure.components:
        coverage, maturity = drafts.get(one.key, (None, None))
        places.append(
            OwnPlace(
                one,
                Coverage(coverage) if coverage else None,
                maturity,
                levels.get(one.key, Sharing.PRIVATE),
            )
        )
    return OwnPlaces(tuple(places), bool(rows and rows[0].synthetic))
