"""An authority's own tools, and what authorities offer to the office."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from regionqa.core.errors import NotFound
from regionqa.core.permissions import require
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import session
from regionqa.moderation.models import OwnTool, Tool, ToolOffer
from regionqa.moderation.places import members_of
from regionqa.moderation.policy import RUN_ROUNDS, SEE_ROUNDS
from regionqa.moderation.tools import ToolChange, ToolContent, read_content, tool_changes


@dataclass(frozen=True, slots=True)
class OwnToolView:
    """A version of the authority's own; ``changes`` are those since the version before it."""

    id: UUID
    code: str
    version: int
    revision: int
    name: str
    state: str
    content: ToolContent
    published_at: datetime | None
    retired_at: datetime | None
    before: int | None
    changes: tuple[ToolChange, ...]


def list_own_tools(scope: Scope) -> list[OwnToolView]:
    """The authority's own tools, newest version first within a tool; one query."""
    require(scope, SEE_ROUNDS)
    rows = (
        session(scope)
        .scalars(
            select(OwnTool)
            .where(OwnTool.authority_id == scope.authority_id)
            .order_by(OwnTool.name, OwnTool.code, OwnTool.version.desc())
        )
        .all()
    )
    earlier = {(row.code, row.version): row for row in rows}
    return [_view(row, earlier.get((row.code, row.version - 1))) for row in rows]


def get_own_tool(scope: Scope, own_tool_id: UUID) -> OwnToolView:
    """One of them. Raises ``NotFound``."""
    found = next((one for one in list_own_tools(scope) if one.id == own_tool_id), None)
    if found is None:
        raise NotFound
    return found


def _view(row: OwnTool, before: OwnTool | None) -> OwnToolView:
    content = read_content(row.content)
    return OwnToolView(
        row.id,
        row.code,
        row.version,
        row.revision,
        row.name,
        row.state,
        content,
        row.published_at,
        row.retired_at,
        None if before is None else before.version,
        () if before is None else tuple(tool_changes(read_content(before.content), content)),
    )


def changes_since_before(scope: Scope, tool_id: UUID) -> tuple[int | None, list[ToolChange]]:
    """Of a tool of the region's: the number of the version before, and what changed since it."""
    require(scope, SEE_ROUNDS)
    unit = session(scope)
    row = unit.scalar(select(Tool).where(Tool.id == tool_id))
    if row is None:
        raise NotFound
    before = unit.scalar(select(Tool).where(Tool.code == row.code, Tool.version == row.version - 1))
    if before is None:
        return None, []
    return before.version, tool_changes(read_content(before.content), read_content(row.content))


@dataclass(frozen=True, slots=True)
class OfferView:
    """A version that an authority offers, for the office. ``adopted`` is the region's copy."""

    id: UUID
    authority: str
    code: str
    version: int
    name: str
    content: ToolContent
    raw: dict[str, Any]
    retired: bool
    adopted: UUID | None


def list_offers(scope: Scope) -> list[OfferView]:
    """What authorities have published, by authority and name, newest version first."""
    require(scope, RUN_ROUNDS)
    unit, names = session(scope), members_of(scope)
    rows = unit.scalars(select(ToolOffer).where(ToolOffer.reader_id == scope.authority_id)).all()
    retired = {row.own_tool_id for row in rows if row.standing == "retired"}
    copies = {(row.code, row.name): row.id for row in unit.scalars(select(Tool))}
    found = [
        OfferView(
            row.id,
            names.get(row.owner_id, ""),
            adopted_code(row),
            row.version,
            row.name,
            read_content(row.content),
            row.content,
            row.own_tool_id in retired,
            copies.get((adopted_code(row), adopted_name(row, names.get(row.owner_id, "")))),
        )
        for row in rows
        if row.standing == "offered"
    ]
    return sorted(found, key=lambda one: (one.authority, one.name, -one.version))


def get_offer(scope: Scope, offer_id: UUID) -> OfferView:
    """One of them. Raises ``NotFound``."""
    found = next((one for one in list_offers(scope) if one.id == offer_id), None)
    if found is None:
        raise NotFound
    return found


def adopted_code(row: ToolOffer) -> str:
    """What the region's copy is filed under: its versions follow each other."""
    return f"{row.owner_id.hex[:8]}-{row.code}"[:40]


def adopted_name(row: ToolOffer, authority: str) -> str:
    """The name of the region's copy, which says whose tool it was."""
    return f"{row.name} ({authority}, version {row.version})"[:120]
