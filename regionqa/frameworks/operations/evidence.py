"""Naming evidence by hand, and taking it away again."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from sqlalchemy import func, select

from regionqa.core import events
from regionqa.core.errors import Faults, Unprocessable
from regionqa.core.permissions import require
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session
from regionqa.frameworks.models import FrameworkDocument, NamedEvidence
from regionqa.frameworks.named_evidence import EvidenceSort
from regionqa.frameworks.operations.editing import ensure_framework
from regionqa.frameworks.personal import refuse_personal_details
from regionqa.frameworks.policy import EDIT_COMPONENT
from regionqa.frameworks.queries.evidence import get_named_evidence
from regionqa.frameworks.queries.framework import get_draft
from regionqa.web.layout import LONDON

NAMED = events.declare(
    "framework.evidence_named", "component", "sort", sentence="Named evidence for {component}"
)
TAKEN_AWAY = events.declare(
    "framework.evidence_removed", "component", "sort", sentence="Removed evidence of {component}"
)
MOST = 500
"""The most that may be named for one component."""


@dataclass(frozen=True, slots=True)
class EvidenceEntry:
    """What a form says of it; a link, a document of the component, or neither."""

    sort: EvidenceSort
    title: str
    happened_on: date
    url: str = ""
    document_id: UUID | None = None


def name_evidence(scope: Scope, key: str, entry: EvidenceEntry, *, confirmed: bool = False) -> UUID:
    """Name something that stands behind a component; its id.

    Raises ``NotFound`` for a component that there is not, ``Forbidden`` for who neither leads nor
    owns it, ``Unprocessable`` for a day to come, a link that is not https, a document of another
    component, and for a title that looks as if it named a person, unless ``confirmed``.
    """
    ensure_framework(scope)
    require(scope, EDIT_COMPONENT, get_draft(scope, key).answer.owner_role)
    faults = Faults()
    with faults.gather():
        _refuse_too_many(scope, key)
    with faults.gather():
        refuse_personal_details(scope, {"title": entry.title}, confirmed=confirmed)
    for field, said in {**_wrong_day(entry), **_wrong_place(scope, key, entry)}.items():
        faults.add(field, said)
    faults.refuse()
    row = NamedEvidence(
        id=uuid4(),
        authority_id=scope.authority_id,
        component_key=key,
        sort=entry.sort.value,
        title=entry.title,
        happened_on=entry.happened_on,
        url=entry.url or None,
        document_id=entry.document_id,
        added_at=now(),
        added_by=scope.person_id,
    )
    session(scope).add(row)
    events.record(scope, NAMED, row.id, component=key, sort=entry.sort.value)
    return row.id


def _wrong_day(entry: EvidenceEntry) -> dict[str, str]:
    if entry.happened_on <= now().astimezone(LONDON).date():
        return {}
    return {"happened_on": "It has not happened yet. Enter today or an earlier day"}


def _wrong_place(scope: Scope, key: str, entry: EvidenceEntry) -> dict[str, str]:
    if entry.url and entry.document_id is not None:
        return {"url": "Give a link or choose a document, not both"}
    if entry.url:
        parts = urlsplit(entry.url)
        if parts.scheme != "https" or not parts.hostname or "@" in parts.netloc:
            return {"url": "Enter an address that begins with https://"}
    if entry.document_id is not None:
        held = session(scope).scalar(
            select(FrameworkDocument.id).where(
                FrameworkDocument.id == entry.document_id, FrameworkDocument.component_key == key
            )
        )
        if held is None:
            return {"document_id": "Choose a document that this component holds"}
    return {}


def _refuse_too_many(scope: Scope, key: str) -> None:
    held = session(scope).scalar(
        select(func.count()).select_from(NamedEvidence).where(NamedEvidence.component_key == key)
    )
    if held is not None and held >= MOST:
        message = f"A component holds {MOST} of these; remove some of the oldest first"
        raise Unprocessable(errors={"title": [message]})


def remove_evidence(scope: Scope, evidence_id: UUID) -> str:
    """Take it away; the component's key. Raises ``NotFound``."""
    row = get_named_evidence(scope, evidence_id)
    key = row.component_key
    require(scope, EDIT_COMPONENT, get_draft(scope, key).answer.owner_role)
    session(scope).delete(row)
    events.record(scope, TAKEN_AWAY, evidence_id, component=key, sort=row.sort)
    return key
