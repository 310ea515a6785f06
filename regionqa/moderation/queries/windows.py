"""What moderation says of an authority over a span of time, for frameworks and for releases.

Each function counts the scope's own authority in rounds whose statistics are locked and whose
grading closed within the window, both days included. Whoever shows a figure decides who may see it.
Readings after a discussion enter ``grade_changes`` only by the grade that was agreed; readings of
anchors enter nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import bindparam, select

from regionqa.core.facts import HERE
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import read_once, session
from regionqa.moderation.figures import HOME, BlindReading, pooled_direction
from regionqa.moderation.models import AgreedGrade, Round, Tool
from regionqa.moderation.queries.blind import LOCKED, blind_by_round, readers_by_case
from regionqa.moderation.tools import ToolContent, read_content

if TYPE_CHECKING:
    from regionqa.statistics.agreement import Direction

Window = tuple[date, date]


@dataclass(frozen=True, slots=True)
class _Held:
    """A round with the tool that it was graded with, and whether its readings are linked."""

    id: UUID
    tool: ToolContent
    linked: bool
    synthetic: bool


Rounds = list[tuple[_Held, Sequence[BlindReading]]]


@dataclass(frozen=True, slots=True)
class Counted:
    """A share by its two counts, and the cases and rounds that they come from.

    ``denominator`` is 0 where nothing was there to count; the share is then not defined.
    ``shared`` are the same two counts by the other authorities that read the cases, who know them:
    only where it was asked for, and whole.
    """

    numerator: int
    denominator: int
    cases: int
    rounds: int
    synthetic: bool = False
    shared: Mapping[frozenset[UUID], tuple[int, int]] = field(default_factory=dict)


@dataclass
class _Counting:
    """Counts of cases, kept apart by who else read them where ``readers`` says who did."""

    readers: Mapping[str, frozenset[UUID]] | None
    parts: dict[frozenset[UUID], tuple[int, int]] = field(default_factory=dict)
    cases: set[str] = field(default_factory=set)

    def add(self, case: str, counted: Sequence[bool]) -> None:
        """What is counted of a case, and which of it is in the numerator."""
        if not counted:
            return
        self.cases.add(case)
        by = frozenset[UUID]() if self.readers is None else self.readers[case]
        part, whole = self.parts.get(by, (0, 0))
        self.parts[by] = (part + sum(counted), whole + len(counted))

    def counted(self, rounds: Rounds) -> Counted:
        """All of it."""
        return Counted(
            sum(part for part, _whole in self.parts.values()),
            sum(whole for _part, whole in self.parts.values()),
            len(self.cases),
            len(rounds),
            any(held.synthetic for held, _readings in rounds),
            {} if self.readers is None else self.parts,
        )


@dataclass(frozen=True)
class OwnMinusPeers:
    """How far the own grades lie above the peers' on the same cases.

    ``direction`` is None where it is refused, and ``refused`` says why in a sentence; ``left_out``
    are rounds of the window that could not be counted with the others.
    """

    direction: "Direction | None"
    cases: int
    rounds: int
    left_out: int
    refused: str | None
    synthetic: bool = False


def grade_changes(scope: Scope, window: Window, *, by_readers: bool = False) -> Counted:
    """Domain grades that were agreed differently from the home's own, of all agreed.

    Counted are the domains of own cases that ended with an agreed grade, where both the home's
    blind grade and the agreed one are grades of the scale. Unresolved cases are not agreed, and
    what rests on no peer's reading any more is not moderated.
    """
    rounds = _rounds(scope, window)
    counting = _Counting(_readers(scope, window) if by_readers else None)
    agreed = _agreed(scope, [held.id for held, _readings in rounds])
    for held, readings in rounds:
        for one in readings:
            if one.reader != HOME or one.case not in agreed:
                continue
            steps = _steps(held.tool, one.grades, agreed[one.case])
            counting.add(one.case, [apart != 0 for apart in steps])
    return counting.counted(rounds)


def exact_agreement(scope: Scope, window: Window, *, by_readers: bool = False) -> Counted:
    """Pairs of the home's and a peer's blind grade of one domain that are the same, of all pairs.

    A pair is of one own case, one domain and one peer, where both gave a grade of the scale.
    """
    rounds = _rounds(scope, window)
    counting = _Counting(_readers(scope, window) if by_readers else None)
    for held, readings in rounds:
        home = {one.case: one.grades for one in readings if one.reader == HOME}
        for one in readings:
            if one.reader == HOME or one.case not in home:
                continue
            steps = _steps(held.tool, home[one.case], one.grades)
            counting.add(one.case, [apart == 0 for apart in steps])
    return counting.counted(rounds)


def own_minus_peers(scope: Scope, window: Window) -> OwnMinusPeers:
    """The home's blind grades less the mean of its peers', in steps of the scale, with interval.

    All domains together, cases as clusters (``regionqa.statistics.agreement.direction``). Rounds
    are pooled that link their authorities and share the scale of the newest; others are left out.
    """
    found = _rounds(scope, window)
    linked = [(held.tool, readings) for held, readings in found if held.linked]
    pooled = [one for one in linked if one[0].scale == linked[-1][0].scale]
    left_out = len(found) - len(pooled)
    if not found:
        return OwnMinusPeers(None, 0, 0, 0, "No round with own cases was locked in this time.")
    if not pooled:
        return OwnMinusPeers(
            None,
            0,
            0,
            left_out,
            "The readings of these rounds do not link their authorities with each other, so who "
            "grades higher cannot be told from them.",
            _made_up(found),
        )
    cases = {one.case for _tool, readings in pooled for one in readings}
    return OwnMinusPeers(
        pooled_direction(pooled), len(cases), len(pooled), left_out, None, _made_up(found)
    )


@read_once
def _readers(scope: Scope, window: Window) -> Mapping[str, frozenset[UUID]]:
    return readers_by_case(scope, [held.id for held, _readings in _rounds(scope, window)])


def _made_up(rounds: Rounds) -> bool:
    return any(held.synthetic for held, _readings in rounds)


_LOCKED = (
    select(Round.id, Round.linkage, Round.synthetic, Tool)
    .join(Tool, Tool.id == Round.tool_id)
    .where(
        Round.state.in_(sorted(LOCKED)),
        Round.snapshot_hash.is_not(None),
        Round.closes_on.between(bindparam("first"), bindparam("last")),
    )
    .order_by(Round.closes_on, Round.id)
)


@read_once
def _rounds(scope: Scope, window: Window) -> list[tuple[_Held, Sequence[BlindReading]]]:
    """Locked rounds of the window in which the authority has cases, oldest first. Two queries."""
    first, last = window
    rows = session(scope).execute(_LOCKED, {"first": first, "last": last})
    tools: dict[UUID, ToolContent] = {}
    held = []
    for key, linkage, synthetic, tool in rows:
        if tool.id not in tools:
            tools[tool.id] = read_content(tool.content)
        held.append(_Held(key, tools[tool.id], linkage == "linked", synthetic))
    readings = blind_by_round(scope, [one.id for one in held]) if held else {}
    return [(one, readings[one.id]) for one in held if one.id in readings]


_AGREED = select(AgreedGrade.case_id, AgreedGrade.grades).where(
    AgreedGrade.round_id.in_(bindparam("rounds", expanding=True)),
    AgreedGrade.reader_id == HERE,
    AgreedGrade.outcome != "unresolved",
)


def _agreed(scope: Scope, rounds: list[UUID]) -> dict[str, dict[str, str]]:
    """The agreed grades of the own cases of these rounds, by case."""
    if not rounds:
        return {}
    rows = session(scope).execute(_AGREED, {"rounds": rounds, "here": scope.authority_id})
    return {str(row.case_id): row.grades for row in rows}


def _steps(tool: ToolContent, first: Mapping[str, str], second: Mapping[str, str]) -> list[int]:
    """How far apart two sets of grades are, for each domain that both graded."""
    return [
        tool.steps(first[domain.key], second[domain.key])
        for domain in tool.domains
        if tool.is_grade(first.get(domain.key)) and tool.is_grade(second.get(domain.key))
    ]
