"""All that stands behind each component: what features hold, and what was named by hand."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import String, bindparam, select

from regionqa.core.errors import NotFound
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import session
from regionqa.frameworks.evidence import Evidence, evidence_for, newest_first
from regionqa.frameworks.models import FrameworkDocument, NamedEvidence
from regionqa.frameworks.named_evidence import EvidenceSort, sentence_of


@dataclass(frozen=True, slots=True)
class NamedView:
    """One thing that was named by hand; ``document`` is the title of its document."""

    id: UUID
    component_key: str
    sort: EvidenceSort
    title: str
    happened_on: date
    url: str | None
    document_id: UUID | None
    document: str | None
    document_url: str | None


_COLUMNS = (
    NamedEvidence.id,
    NamedEvidence.component_key,
    NamedEvidence.sort,
    NamedEvidence.title,
    NamedEvidence.happened_on,
    NamedEvidence.url,
    NamedEvidence.document_id,
    FrameworkDocument.title.label("document"),
    FrameworkDocument.url.label("document_url"),
)


_NAMED = select(NamedEvidence.component_key, NamedEvidence.sort, NamedEvidence.happened_on)
_OF_COMPONENT = (
    select(*_COLUMNS)
    .outerjoin(FrameworkDocument, FrameworkDocument.id == NamedEvidence.document_id)
    .where(NamedEvidence.component_key == bindparam("component", type_=String))
    .order_by(NamedEvidence.happened_on.desc(), NamedEvidence.added_at.desc())
)


def list_named_evidence(scope: Scope, key: str) -> list[NamedView]:
    """What was named by hand for a component, newest first."""
    rows = session(scope).execute(_OF_COMPONENT, {"component": key})
    return [NamedView(row[0], row[1], EvidenceSort(row[2]), *row[3:]) for row in rows]


def get_named_evidence(scope: Scope, evidence_id: UUID) -> NamedEvidence:
    """The row of one of them. Raises ``NotFound``."""
    held = session(scope).scalar(select(NamedEvidence).where(NamedEvidence.id == evidence_id))
    if held is None:
        raise NotFound
    return held


Named = Mapping[str, Sequence[tuple[EvidenceSort, date]]]
"""What was named by hand for each component: its sort and its day."""


def evidence_by_component(
    scope: Scope, keys: Iterable[str], named: Named | None = None
) -> dict[str, tuple[Evidence, ...]]:
    """What stands behind each component.

    One query for all that is named by hand, where it was not read already (``named``).
    """
    wanted = list(keys)
    if not wanted:
        return {}
    by_hand = _named(scope) if named is None else named
    return {
        key: newest_first((*evidence_for(scope, key), *_summary(by_hand.get(key, ()))))
        for key in wanted
    }


def _named(scope: Scope) -> Named:
    named: dict[str, list[tuple[EvidenceSort, date]]] = {}
    for key, sort, day in session(scope).execute(_NAMED):
        named.setdefault(key, []).append((EvidenceSort(sort), day))
    return named


def _summary(held: Iterable[tuple[EvidenceSort, date]]) -> tuple[Evidence, ...]:
    """The items as one sentence of counts, which may be shared: their titles stay at home."""
    items = list(held)
    if not items:
        return ()
    words = sentence_of(sort for sort, _ in items)
    return (Evidence(words, len(items), max(day for _, day in items)),)
