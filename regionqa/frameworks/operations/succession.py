"""Handing the history of a framework from an authority that ended to the one that came after it."""

from uuid import UUID, uuid4

from sqlalchemy import select

from regionqa.authorities import Authority, read_atlas
from regionqa.core import events
from regionqa.core.errors import NotFound, Unprocessable
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session
from regionqa.frameworks.models import FrameworkLegacy, FrameworkVersion, HelpOffer, SharedStanding
from regionqa.frameworks.models import SharedComponent as SharedText

HANDED = events.declare(
    "framework.handed_over",
    "versions",
    "to",
    sentence="Handed {versions} approved versions of the framework to a successor",
)


def hand_over(scope: Scope, successor_id: UUID) -> int:
    """Give every approved version to a successor, once; how many were new to it.

    Works in the scope of the authority that ended. Its own history stays as it is; what it shared
    and offered ends. Raises ``Unprocessable`` where the published successions do not name the
    successor.
    """
    unit = session(scope)
    names = {
        one.id: one
        for one in unit.scalars(
            select(Authority).where(Authority.id.in_([scope.authority_id, successor_id]))
        )
    }
    before = names.get(scope.authority_id) if scope.authority_id else None
    after = names.get(successor_id)
    if before is None or after is None:
        raise NotFound
    if not _succeeds(scope, before, after):
        raise Unprocessable(
            f"The published successions do not say that {after.name} came after {before.name}."
        )
    held = set(
        unit.scalars(
            select(FrameworkLegacy.number).where(FrameworkLegacy.reader_id == successor_id)
        )
    )
    versions = unit.scalars(select(FrameworkVersion).order_by(FrameworkVersion.number)).all()
    fresh = [one for one in versions if one.number not in held]
    unit.add_all(_legacy(scope, successor_id, one) for one in fresh)
    for shared in (SharedText, SharedStanding, HelpOffer):
        for row in unit.scalars(select(shared).where(shared.owner_id == scope.authority_id)):
            unit.delete(row)
    events.record(scope, HANDED, successor_id, versions=len(fresh), to=str(successor_id))
    return len(fresh)


def _succeeds(scope: Scope, before: Authority, after: Authority) -> bool:
    atlas = read_atlas(scope)
    slugs = {place.code: place.slug for place in atlas.places.values() if place.code}
    pair = (slugs.get(before.gss_code or ""), slugs.get(after.gss_code or ""))
    return any((one.predecessor, one.successor) == pair for one in atlas.successions)


def _legacy(scope: Scope, successor_id: UUID, version: FrameworkVersion) -> FrameworkLegacy:
    return FrameworkLegacy(
        id=uuid4(),
        owner_id=scope.authority_id,
        reader_id=successor_id,
        number=version.number,
        approved_at=version.approved_at,
        approved_as=version.approved_as,
        why=version.why,
        content=version.content,
        digest=version.digest,
        handed_at=now(),
    )
