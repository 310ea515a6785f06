"""Adding documents and links to a component, and taking them away."""

import hashlib
import re
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from sqlalchemy import select, update

from regionqa.core import events
from regionqa.core.errors import NotFound, Unprocessable
from regionqa.core.permissions import require
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session
from regionqa.frameworks.documents import check_document, scan
from regionqa.frameworks.models import FrameworkDocument, NamedEvidence
from regionqa.frameworks.operations.editing import ensure_framework
from regionqa.frameworks.personal import refuse_personal_details
from regionqa.frameworks.policy import EDIT_COMPONENT
from regionqa.frameworks.queries.framework import get_draft

ADDED = events.declare(
    "framework.document_added", "component", "of_kind", sentence="Added a document to {component}"
)
REMOVED = events.declare(
    "framework.document_removed", "component", sentence="Removed a document from {component}"
)
MOST_DOCUMENTS = 50


def add_document(scope: Scope, key: str, title: str, data: bytes, file_name: str) -> UUID:
    """Keep a document with a component. Raises ``Unprocessable`` with the reason it is refused."""
    _may_add(scope, key)
    checked = check_document(data, file_name)
    scanned = scan(data, file_name)
    if scanned is not None and not scanned.clean:
        reason = scanned.reason or "it is not clean"
        raise Unprocessable(errors={"file": [f"The scan refused the document: {reason}"]})
    document = FrameworkDocument(
        id=uuid4(),
        authority_id=scope.authority_id,
        component_key=key,
        title=title,
        file_name=_safe_name(file_name, checked.kind),
        kind=checked.kind,
        size=len(data),
        pages=checked.pages,
        sha256=hashlib.sha256(data).hexdigest(),
        scanned_by=scanned.by if scanned else None,
        content=data,
        added_at=now(),
        added_by=scope.person_id,
    )
    session(scope).add(document)
    events.record(scope, ADDED, document.id, component=key, of_kind=checked.kind)
    return document.id


def add_link(scope: Scope, key: str, title: str, url: str) -> UUID:
    """Keep a link with a component. Raises ``Unprocessable`` for one that is not https."""
    _may_add(scope, key)
    check_link(url)
    link = FrameworkDocument(
        id=uuid4(),
        authority_id=scope.authority_id,
        component_key=key,
        title=title,
        url=url,
        added_at=now(),
        added_by=scope.person_id,
    )
    session(scope).add(link)
    events.record(scope, ADDED, link.id, component=key, of_kind="link")
    return link.id


def check_link(url: str) -> None:
    """Raise ``Unprocessable`` for an address that is not https."""
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname or "@" in parts.netloc:
        raise Unprocessable(errors={"url": ["Enter an address that begins with https://"]})


def remove_document(scope: Scope, document_id: UUID) -> str:
    """Take a document or link away; the component's key. Raises ``NotFound``.

    Evidence that pointed to it stays, without it.
    """
    unit = session(scope)
    held = unit.scalar(select(FrameworkDocument).where(FrameworkDocument.id == document_id))
    if held is None:
        raise NotFound
    key = held.component_key
    require(scope, EDIT_COMPONENT, get_draft(scope, key).answer.owner_role)
    unit.execute(
        update(NamedEvidence)
        .where(NamedEvidence.document_id == document_id)
        .values(document_id=None)
    )
    unit.delete(held)
    events.record(scope, REMOVED, document_id, component=key)
    return key


def _may_add(scope: Scope, key: str) -> None:
    ensure_framework(scope)
    require(scope, EDIT_COMPONENT, get_draft(scope, key).answer.owner_role)
    held = session(scope).scalars(
        select(FrameworkDocument.id).where(FrameworkDocument.component_key == key)
    )
    if len(held.all()) >= MOST_DOCUMENTS:
        raise Unprocessable(
            errors={"title": [f"A component holds {MOST_DOCUMENTS} documents; remove one first"]}
        )


def check_title(scope: Scope, title: str, *, confirmed: bool) -> None:
    """Raise ``Unprocessable`` for a title that looks as if it named a person."""
    refuse_personal_details(scope, {"title": title}, confirmed=confirmed)


def _safe_name(name: str, kind: str) -> str:
    """A name that is safe in a header and on any disk, with the ending of what it is."""
    stem = re.sub(r"[^A-Za-z0-9 ._-]+", "_", name.replace("\\", "/").rpartition("/")[2])
    stem = stem.rpartition(".")[0].strip(" .") or "document"
    return f"{stem[:120]}.{kind}"
