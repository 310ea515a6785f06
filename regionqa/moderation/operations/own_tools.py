"""An authority drafts, publishes and retires its own tools; the office may adopt a copy of one."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from regionqa.core import events
from regionqa.core.errors import Conflict, NotFound, Unprocessable
from regionqa.core.permissions import require
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session
from regionqa.moderation.contents import text_problems
from regionqa.moderation.models import OwnTool, ToolOffer
from regionqa.moderation.operations.rounds import draft_tool
from regionqa.moderation.places import office_of
from regionqa.moderation.policy import RUN_ROUNDS, TAKE_PART
from regionqa.moderation.queries.own_tools import adopted_name, get_offer
from regionqa.moderation.tools import read_content

DRAFTED = events.declare("own_tool.drafted", "version", sentence="Drafted an own tool")
SAVED = events.declare("own_tool.saved", "version", sentence="Changed the draft of an own tool")
PUBLISHED = events.declare("own_tool.published", "version", sentence="Published an own tool")
RETIRED = events.declare("own_tool.retired", "version", sentence="Retired an own tool")
ADOPTED = events.declare("tool.adopted", "version", sentence="Adopted an authority's tool")


def begin_own_tool(
    scope: Scope, name: str, content: Mapping[str, Any], *, code: str | None = None
) -> UUID:
    """A draft: of a new tool, or with ``code`` the next version of one. Gives its id.

    Raises ``Unprocessable`` that names what is missing, ``Conflict`` where a draft of that tool is
    open already.
    """
    require(scope, TAKE_PART)
    _check(name, content)
    unit = session(scope)
    code = code or f"own-{uuid4().hex[:12]}"
    rows = unit.scalars(
        select(OwnTool).where(OwnTool.authority_id == scope.authority_id, OwnTool.code == code)
    ).all()
    if any(row.state == "draft" for row in rows):
        raise Conflict("This tool has a draft already: go on with that one.")
    tool = OwnTool(
        id=uuid4(),
        authority_id=scope.authority_id,
        code=code,
        version=max((row.version for row in rows), default=0) + 1,
        name=name.strip(),
        state="draft",
        content=dict(content),
        created_at=now(),
    )
    unit.add(tool)
    unit.flush()
    events.record(scope, DRAFTED, tool.id, version=tool.version)
    return tool.id


def save_own_tool(
    scope: Scope, own_tool_id: UUID, name: str, content: Mapping[str, Any], *, revision: int
) -> None:
    """Change a draft. Raises ``Conflict`` when it was saved elsewhere since, or is published."""
    require(scope, TAKE_PART)
    tool = _held(scope, own_tool_id, "draft")
    if tool.revision != revision:
        raise Conflict(
            "This draft was saved somewhere else since you opened it. What you wrote is below; "
            "look at the saved draft in another tab, then save again.",
            seen=revision,
            found=tool.revision,
        )
    _check(name, content)
    tool.name, tool.content = name.strip(), dict(content)
    session(scope).flush()
    events.record(scope, SAVED, tool.id, version=tool.version)


def publish_own_tool(scope: Scope, own_tool_id: UUID) -> None:
    """Publish a draft: it never changes from then on, and the office is given a copy."""
    require(scope, TAKE_PART)
    tool = _held(scope, own_tool_id, "draft")
    tool.state, tool.published_at = "published", now()
    _offer(scope, tool, "offered")
    events.record(scope, PUBLISHED, tool.id, version=tool.version)


def retire_own_tool(scope: Scope, own_tool_id: UUID) -> None:
    """Retire a published version: the office can adopt it no more; copies it has go on."""
    require(scope, TAKE_PART)
    tool = _held(scope, own_tool_id, "published")
    tool.state, tool.retired_at = "retired", now()
    _offer(scope, tool, "retired")
    events.record(scope, RETIRED, tool.id, version=tool.version)


def adopt_offer(scope: Scope, offer_id: UUID) -> UUID:
    """Make the region's own draft of an authority's tool; gives its id, the same when sent twice.

    The office reads it through and publishes it like its own. Raises ``Conflict`` for a version
    that its authority has retired.
    """
    require(scope, RUN_ROUNDS)
    offer = get_offer(scope, offer_id)
    if offer.adopted is not None:
        return offer.adopted
    if offer.retired:
        raise Conflict("Its authority has retired this version.")
    row = session(scope).scalars(select(ToolOffer).where(ToolOffer.id == offer_id)).one()
    made = draft_tool(scope, offer.code, adopted_name(row, offer.authority), offer.raw)
    events.record(scope, ADOPTED, made, version=offer.version)
    return made


def _held(scope: Scope, own_tool_id: UUID, state: str) -> OwnTool:
    tool = session(scope).scalar(
        select(OwnTool)
        .where(OwnTool.id == own_tool_id, OwnTool.authority_id == scope.authority_id)
        .with_for_update()
    )
    if tool is None:
        raise NotFound
    if tool.state != state:
        raise Conflict(f"This version of the tool is {tool.state}.")
    return tool


def _check(name: str, content: Mapping[str, Any]) -> None:
    errors: dict[str, list[str]] = {}
    if not 3 <= len(name.strip()) <= 100:
        errors["name"] = ["Give the tool a name of 3 to 100 characters"]
    try:
        found = read_content(content)
    except (ValueError, KeyError, TypeError) as error:
        errors["content"] = [str(error)]
    else:
        texts = [
            text
            for one in found.domains
            for text in (one.name, *one.questions, *one.described.values())
        ]
        if problems := [said for text in texts for said in text_problems(text)]:
            errors["content"] = problems[:5]
    if errors:
        raise Unprocessable("The tool cannot be saved yet.", errors=errors)


def _offer(scope: Scope, tool: OwnTool, standing: str) -> None:
    session(scope).add(
        ToolOffer(
            own_tool_id=tool.id,
            owner_id=scope.authority_id,
            reader_id=office_of(scope),
            standing=standing,
            code=tool.code,
            version=tool.version,
            name=tool.name,
            content=tool.content,
            at=now(),
        )
    )
    session(scope).flush()
