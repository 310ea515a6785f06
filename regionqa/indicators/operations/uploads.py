"""Files that were read without a fault and wait: kept, taken in by a job, or thrown away."""

import json
import zlib
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from regionqa.core import jobs
from regionqa.core.errors import Conflict, NotFound, Unprocessable
from regionqa.core.permissions import require
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session
from regionqa.exchange import Table
from regionqa.indicators.dfe_files import FileLayout
from regionqa.indicators.models import IndicatorUpload
from regionqa.indicators.operations.files import FilePreview
from regionqa.indicators.policy import IMPORT_FIGURES

TAKE_IN = "indicators.take_in_upload"


def save_upload(scope: Scope, table: Table, layout: FileLayout, preview: FilePreview) -> UUID:
    """Keep a file that was read without a fault, until it is taken in. Raises ``Unprocessable``."""
    require(scope, IMPORT_FIGURES)
    if not preview.content.may_be_saved:
        raise Unprocessable("A file with problems cannot be kept.")
    counts = preview.counts
    upload = IndicatorUpload(
        id=uuid4(),
        authority_id=scope.authority_id,
        filename=table.filename[:200],
        layout=layout.title,
        content_hash=table.content_hash(),
        count=len(preview.rows),
        readings=zlib.compress(json.dumps(preview.rows).encode()),
        added=counts.added,
        changed=counts.changed,
        unchanged=counts.unchanged,
        created_at=now(),
        created_by=scope.person_id,
    )
    session(scope).add(upload)
    return upload.id


def start_upload(scope: Scope, upload_id: UUID, then: str) -> UUID:
    """Ask for a kept file to be taken in, in the background; the job's id.

    ``then`` is the page to go to when it is done. Raises ``NotFound``, and ``Conflict`` where that
    was asked before.
    """
    require(scope, IMPORT_FIGURES)
    upload = _waiting(scope, upload_id)
    upload.job_id = jobs.enqueue(
        scope,
        TAKE_IN,
        {"upload_id": upload_id},
        title=f"Taking in {upload.filename}"[:200],
        key=f"{TAKE_IN}:{upload_id}",
        then=then,
    )
    return upload.job_id


def discard_upload(scope: Scope, upload_id: UUID) -> None:
    """Throw a kept file away. Raises ``NotFound``, and ``Conflict`` once it is being taken in."""
    require(scope, IMPORT_FIGURES)
    session(scope).delete(_waiting(scope, upload_id))


def _waiting(scope: Scope, upload_id: UUID) -> IndicatorUpload:
    upload = session(scope).scalar(select(IndicatorUpload).where(IndicatorUpload.id == upload_id))
    if upload is None:
        raise NotFound
    if upload.job_id is not None:
        raise Conflict("This file is being taken in, or was.")
    return upload


@dataclass(frozen=True, slots=True)
class KeptUpload:
    """A kept file as the job takes it in."""

    id: UUID
    what: str
    rows: list[dict[str, Any]]


def open_upload(scope: Scope, upload_id: UUID) -> KeptUpload:
    """A kept file's figures. Raises ``NotFound``."""
    upload = session(scope).scalar(select(IndicatorUpload).where(IndicatorUpload.id == upload_id))
    if upload is None:
        raise NotFound
    rows = json.loads(zlib.decompress(upload.readings))
    return KeptUpload(upload.id, f"{upload.layout}: {upload.filename}", rows)
