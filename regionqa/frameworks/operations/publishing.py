"""Publishing what is shared of an approved version: one copy for each reader, and none left over.

Everything that other authorities see of a framework is written here and nowhere else, from the
share levels and the version approved last. Publishing again puts all copies right.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete, select

from regionqa.authorities import Authority, AuthorityKind
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session
from regionqa.frameworks.answers import Content, Sharing, component_in
from regionqa.frameworks.models import SharedComponent, SharedStanding
from regionqa.frameworks.queries.evidence import evidence_by_component
from regionqa.frameworks.queries.framework import sharing_levels
from regionqa.frameworks.queries.versions import Version, find_latest, version_in_force_at

A_YEAR = timedelta(days=365)


def region_readers(scope: Scope) -> tuple[list[UUID], UUID | None]:
    """The other members of the region that are in being today, and the region's office."""
    today = now().date()
    members: list[UUID] = []
    office: UUID | None = None
    rows = session(scope).execute(
        select(Authority.id, Authority.kind, Authority.start_date, Authority.end_date).where(
            Authority.region_id == scope.region_id
        )
    )
    for key, kind, start, end in rows:
        if kind == AuthorityKind.REGIONAL_OFFICE:
            office = key
        elif key != scope.authority_id and _in_being(start, end, today):
            members.append(key)
    return members, office


def _in_being(start: Any, end: Any, today: Any) -> bool:
    return (start is None or start <= today) and (end is None or today < end)


def publish(scope: Scope) -> None:
    """Make what others see of the framework exactly what is shared of the version approved last."""
    unit = session(scope)
    own = scope.authority_id
    unit.execute(delete(SharedComponent).where(SharedComponent.owner_id == own))
    unit.execute(delete(SharedStanding).where(SharedStanding.owner_id == own))
    version = find_latest(scope)
    if version is None:
        return
    levels = sharing_levels(scope)
    members, office = region_readers(scope)
    readers = [*members, *([office] if office else [])]
    named = [key for key, level in levels.items() if level is Sharing.NAMED]
    contents = {key: held for key in named if (held := component_in(version.content, key))}
    _publish_texts(scope, version, contents, readers)
    _publish_standings(scope, version, levels, contents, members, office)


def publish_again(scope: Scope) -> bool:
    """Publish anew what others have of it where the evidence or the readers are others by now.

    Nothing that was not shared before becomes visible. False where every copy is right already.
    """
    rows = session(scope).execute(
        select(
            SharedComponent.component_key, SharedComponent.reader_id, SharedComponent.evidence
        ).where(SharedComponent.owner_id == scope.authority_id)
    )
    held = [(key, reader, evidence) for key, reader, evidence in rows]
    if not held:
        return False
    fresh = _evidence(scope, {key for key, _, _ in held})
    members, office = region_readers(scope)
    readers = {*members, *([office] if office else [])}
    if {reader for _, reader, _ in held} == readers and all(
        evidence == fresh[key] for key, _, evidence in held
    ):
        return False
    publish(scope)
    return True


def _evidence(scope: Scope, keys: Iterable[str]) -> dict[str, list[dict[str, Any]]]:
    """What stands behind each component, as it is kept in a copy."""
    return {
        key: [
            {
                "what": one.what,
                "count": one.count,
                "last_on": one.last_on.isoformat() if one.last_on else None,
            }
            for one in held
        ]
        for key, held in evidence_by_component(scope, keys).items()
    }


def _publish_texts(
    scope: Scope, version: Version, contents: Mapping[str, Content], readers: Iterable[UUID]
) -> None:
    moment = now()
    evidence = _evidence(scope, contents)
    session(scope).add_all(
        SharedComponent(
            id=uuid4(),
            owner_id=scope.authority_id,
            reader_id=reader,
            component_key=key,
            version_number=version.number,
            approved_at=version.approved_at,
            published_at=moment,
            synthetic=version.content["synthetic"],
            content=content,
            evidence=evidence[key],
        )
        for reader in readers
        for key, content in contents.items()
    )


def _publish_standings(
    scope: Scope,
    version: Version,
    levels: Mapping[str, Sharing],
    contents: Mapping[str, Content],
    members: Iterable[UUID],
    office: UUID | None,
) -> None:
    earlier = version_in_force_at(scope, now() - A_YEAR)
    by_name = {key: _standing(held, earlier) for key, held in contents.items()}
    said = {one["key"] for one in version.content["components"] if one["coverage"]}
    counted: dict[str, dict[str, Any]] = {
        key: {"level": Sharing.UNNAMED.value}
        for key, level in levels.items()
        if level is Sharing.UNNAMED and key in said
    }
    rows = [(member, by_name) for member in members]
    if office is not None:
        rows.append((office, {**by_name, **counted}))
    moment = now()
    session(scope).add_all(
        SharedStanding(
            id=uuid4(),
            owner_id=scope.authority_id,
            reader_id=reader,
            standing=standing,
            synthetic=version.content["synthetic"],
            published_at=moment,
        )
        for reader, standing in rows
        if standing
    )


def _standing(held: Content, earlier: Version | None) -> dict[str, Any]:
    before = component_in(earlier.content, held["key"]) if earlier else None
    standing = {
        "level": Sharing.NAMED.value,
        "coverage": held["coverage"],
        "maturity": held["maturity"],
    }
    if before is not None and earlier is not None:
        standing |= {
            "coverage_before": before["coverage"],
            "maturity_before": before["maturity"],
        }
    return standing
