"""Rounds and tools, and what an authority still lacks to take part."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, select

from regionqa.authorities import missing_agreements
from regionqa.core.errors import NotFound
from regionqa.core.permissions import allowed, require
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import read_once, session
from regionqa.moderation.deadlines import end_of
from regionqa.moderation.machines import ROUND, SERVICE
from regionqa.moderation.models import FrameCase, Participation, Round, RoundReader, Tool
from regionqa.moderation.places import office_of
from regionqa.moderation.policy import RUN_ROUNDS, SEE_ROUNDS, TAKE_PART
from regionqa.moderation.tools import ToolContent, read_content


@dataclass(frozen=True, slots=True)
class ToolView:
    """One version of a tool."""

    id: UUID
    code: str
    version: int
    name: str
    state: str
    content: ToolContent
    raw: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RoundView:
    """A round as its region sees it. ``steps`` are those that this person may take now."""

    id: UUID
    title: str
    theme: str | None
    synthetic: bool
    state: str
    version: int
    tool: ToolView
    cases_per_authority: int
    readers_per_case: int
    hours_per_case: int
    call_closes_on: date
    confirm_by: date
    opens_on: date
    closes_on: date
    grace_days: int
    seed: int | None
    ended_reason: str | None
    locked_at: datetime | None
    linkage: str | None
    report_version: int
    steps: tuple[str, ...]

    @property
    def closes_at(self) -> datetime:
        """The moment at which grading ends."""
        return end_of(self.closes_on)

    @property
    def hours_to_expect(self) -> int:
        """Hours an authority gives: a reading by peers and its own for each of its cases."""
        return self.cases_per_authority * (self.readers_per_case + 1) * self.hours_per_case


@dataclass(frozen=True, slots=True)
class Requirement:
    """Something an authority must have before it takes part."""

    code: str
    met: bool
    sentence: str


def list_tools(scope: Scope) -> list[ToolView]:
    """The region's tools, newest version first within a tool."""
    require(scope, SEE_ROUNDS)
    rows = session(scope).scalars(select(Tool).order_by(Tool.name, Tool.version.desc()))
    return [_tool(row) for row in rows]


_TOOL = select(Tool).where(Tool.id == bindparam("tool"))


@read_once
def get_tool(scope: Scope, tool_id: UUID) -> ToolView:
    """One tool. Raises ``NotFound``."""
    row = session(scope).scalar(_TOOL, {"tool": tool_id})
    if row is None:
        raise NotFound
    return _tool(row)


def _tool(row: Tool) -> ToolView:
    content = read_content(row.content)
    return ToolView(row.id, row.code, row.version, row.name, row.state, content, row.content)


def list_rounds(scope: Scope) -> list[RoundView]:
    """The region's rounds, newest first; drafts only for coordinators."""
    require(scope, SEE_ROUNDS)
    unit = session(scope)
    query = select(Round).order_by(Round.opens_on.desc(), Round.id)
    if not allowed(scope, RUN_ROUNDS):
        query = query.where(Round.state != "draft")
    tools = {row.id: _tool(row) for row in unit.scalars(select(Tool))}
    return [_view(scope, row, tools[row.tool_id]) for row in unit.scalars(query)]


def get_round(scope: Scope, round_id: UUID) -> RoundView:
    """One round. Raises ``NotFound``, for a draft too unless one coordinates."""
    require(scope, SEE_ROUNDS)
    held, tool = round_with_tool(scope, round_id)
    if held.state == "draft" and not allowed(scope, RUN_ROUNDS):
        raise NotFound
    return _view(scope, held, tool)


_ROUND = (
    select(Round, Tool).join(Tool, Tool.id == Round.tool_id).where(Round.id == bindparam("round"))
)


@read_once
def round_with_tool(scope: Scope, round_id: UUID) -> tuple[Round, ToolView]:
    """The row of a round and the tool that it is graded with. Raises ``NotFound``."""
    found = session(scope).execute(_ROUND, {"round": round_id}).first()
    if found is None:
        raise NotFound
    return found[0], _tool(found[1])


@read_once
def held_round(scope: Scope, round_id: UUID, *, lock: bool = False) -> Round:
    """The row of a round. Raises ``NotFound``."""
    query = select(Round).where(Round.id == round_id)
    row = session(scope).scalar(query.with_for_update() if lock else query)
    if row is None:
        raise NotFound
    return row


def tool_of(scope: Scope, round_id: UUID) -> ToolContent:
    """What the round's tool says."""
    return round_with_tool(scope, round_id)[1].content


def _view(scope: Scope, row: Round, tool: ToolView) -> RoundView:
    may = allowed(scope, RUN_ROUNDS)
    steps = tuple(
        name
        for name, step in ROUND.items()
        if may and step.who != SERVICE and row.state in step.sources
    )
    return RoundView(
        id=row.id,
        title=row.title,
        theme=row.theme,
        synthetic=row.synthetic,
        state=row.state,
        version=row.version,
        tool=tool,
        cases_per_authority=row.cases_per_authority,
        readers_per_case=row.readers_per_case,
        hours_per_case=row.hours_per_case,
        call_closes_on=row.call_closes_on,
        confirm_by=row.confirm_by,
        opens_on=row.opens_on,
        closes_on=row.closes_on,
        grace_days=row.grace_days,
        seed=row.seed,
        ended_reason=row.ended_reason,
        locked_at=row.locked_at,
        linkage=row.linkage,
        report_version=row.report_version,
        steps=steps,
    )


@dataclass(frozen=True, slots=True)
class ParticipationView:
    """What the own authority told the office of its taking part."""

    standing: str
    way: str
    day_contact: str
    out_of_hours_contact: str
    drilled_on: date | None


def find_participation(scope: Scope, round_id: UUID) -> ParticipationView | None:
    """The own authority's newest word on taking part; None when it never said."""
    row = session(scope).scalar(
        select(Participation)
        .where(Participation.round_id == round_id, Participation.owner_id == scope.authority_id)
        .order_by(Participation.number.desc())
        .limit(1)
    )
    if row is None:
        return None
    return ParticipationView(
        row.standing, row.way, row.day_contact, row.out_of_hours_contact, row.drilled_on
    )


def standings_in(scope: Scope, rounds: Collection[UUID]) -> dict[UUID, str]:
    """The own authority's newest word on taking part in each of many rounds; one query."""
    rows = session(scope).execute(
        select(Participation.round_id, Participation.standing)
        .where(Participation.round_id.in_(rounds), Participation.owner_id == scope.authority_id)
        .order_by(Participation.number)
    )
    return {row.round_id: row.standing for row in rows}


@read_once
def participations(scope: Scope, round_id: UUID) -> dict[UUID, Participation]:
    """The authorities that take part, each with its newest word; in the office's name."""
    last: dict[UUID, Participation] = {}
    rows = session(scope).scalars(
        select(Participation)
        .where(Participation.round_id == round_id)
        .order_by(Participation.number)
    )
    for row in rows:
        last[row.owner_id] = row
    return {owner: row for owner, row in sorted(last.items()) if row.standing == "joined"}


def readers_offered(scope: Scope, round_id: UUID) -> dict[UUID, RoundReader]:
    """People offered as readers, each with the newest word; all to the office, else the own."""
    last: dict[UUID, RoundReader] = {}
    rows = session(scope).scalars(
        select(RoundReader).where(RoundReader.round_id == round_id).order_by(RoundReader.number)
    )
    for row in rows:
        last[row.person_id] = row
    return {person: row for person, row in last.items() if row.capacity > 0}


def offers_to(
    scope: Scope, person_id: UUID | None, round_ids: Collection[UUID]
) -> dict[UUID, RoundReader]:
    """By which of these rounds a person is offered as a reader now; one query, if any."""
    if not round_ids:
        return {}
    rows = session(scope).scalars(
        select(RoundReader)
        .where(RoundReader.round_id.in_(round_ids), RoundReader.person_id == person_id)
        .order_by(RoundReader.number)
    )
    last = {row.round_id: row for row in rows}
    return {key: row for key, row in last.items() if row.capacity > 0}


def readiness(scope: Scope, round_id: UUID, today: date) -> list[Requirement]:
    """What the own authority must have before it takes part, met or not."""
    require(scope, TAKE_PART)
    missing = {kind.value for kind in missing_agreements(scope, today)}
    own = find_participation(scope, round_id)
    joined = own is not None and own.standing == "joined"
    count = session(scope).scalar(
        select(func.count()).select_from(FrameCase).where(FrameCase.round_id == round_id)
    )
    wanted = held_round(scope, round_id).cases_per_authority
    return [
        Requirement(
            "data_sharing",
            "data_sharing" not in missing,
            "A data sharing agreement is recorded and in date",
        ),
        Requirement(
            "impact_assessment",
            "impact_assessment" not in missing,
            "A data protection impact assessment is recorded and in date",
        ),
        Requirement(
            "contacts",
            joined,
            "Contacts for a child of concern, by day and out of hours, and a drill that a "
            "reference can be turned into a child",
        ),
        Requirement(
            "frame",
            (count or 0) >= wanted,
            f"A frame of at least {wanted} cases to draw from; it has {count or 0}",
        ),
        Requirement("readers", bool(_own_readers(scope, round_id)), "At least one reader offered"),
    ]


def _own_readers(scope: Scope, round_id: UUID) -> list[RoundReader]:
    return [
        row
        for row in readers_offered(scope, round_id).values()
        if row.owner_id == scope.authority_id
    ]


def list_own_readers(scope: Scope, round_id: UUID) -> list[RoundReader]:
    """The own authority's readers, by name."""
    require(scope, TAKE_PART)
    return sorted(_own_readers(scope, round_id), key=lambda row: row.name)


def frame_summary(scope: Scope, round_id: UUID) -> dict[str, int]:
    """The own frame: cases by service."""
    rows = session(scope).execute(
        select(FrameCase.service, func.count())
        .where(FrameCase.round_id == round_id)
        .group_by(FrameCase.service)
        .order_by(FrameCase.service)
    )
    return {row[0]: row[1] for row in rows}


def office_here(scope: Scope) -> UUID:
    """The office that a copy is given to."""
    return office_of(scope)
