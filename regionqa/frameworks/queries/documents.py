"""Reading the documents and links of components."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import undefer

from regionqa.core.errors import NotFound
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import session
from regionqa.frameworks.models import FrameworkDocument


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A document or a link, without its bytes."""

    id: UUID
    component_key: str
    title: str
    url: str | None
    file_name: str | None
    kind: str | None
    size: int | None
    pages: int | None
    scanned_by: str | None
    added_at: datetime


def list_documents(scope: Scope, key: str | None = None) -> list[DocumentView]:
    """The documents and links of a component, or of all, by title."""
    columns = [getattr(FrameworkDocument, name) for name in DocumentView.__slots__]
    query = select(*columns).order_by(FrameworkDocument.title, FrameworkDocument.id)
    if key is not None:
        query = query.where(FrameworkDocument.component_key == key)
    return [DocumentView(*row) for row in session(scope).execute(query)]


def get_document(scope: Scope, document_id: UUID) -> DocumentView:
    """One of them. Raises ``NotFound``."""
    for one in list_documents(scope):
        if one.id == document_id:
            return one
    raise NotFound


def read_document(scope: Scope, document_id: UUID) -> bytes:
    """The bytes of a document. Raises ``NotFound`` for a link and for one there is not."""
    held = session(scope).scalar(
        select(FrameworkDocument)
        .options(undefer(FrameworkDocument.content))
        .where(FrameworkDocument.id == document_id)
    )
    if held is None or held.content is None:
        raise NotFound
    return held.content
