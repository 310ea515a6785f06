"""What comes out of a round: the own authority's figures, a person's own, hours given and received.

Nothing here is of another authority: regional figures leave a round only as a release.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from regionqa.core.permissions import require
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import session
from regionqa.moderation.figures import HOME, BlindReading, Figures, change, figures
from regionqa.moderation.models import (
    AgreedGrade,
    CaseReference,
    Reading,
    ReadingWithdrawal,
    RevealedReading,
    Round,
    RoundCase,
)
from regionqa.moderation.policy import SEE_RESULTS
from regionqa.moderation.queries.blind import LOCKED, blind_by_round
from regionqa.moderation.queries.rounds import get_tool, held_round
from regionqa.moderation.tools import ToolContent

if TYPE_CHECKING:
    from regionqa.statistics.agreement import Difference


@dataclass(frozen=True)
class OwnResults:
    """The own authority's figures of a round; ``state`` is ok, not_yet or no_cases.

    ``withdrawn`` readings were revealed and count no more; ``with_withdrawn`` are the figures as
    they would be with them, None where there are none.
    """

    state: str
    round_title: str
    theme: str | None
    synthetic: bool
    in_place: int
    figures: Figures | None
    changed: "Difference | None"
    outcomes: dict[str, int]
    withdrawn: int = 0
    with_withdrawn: Figures | None = None


def own_results(scope: Scope, round_id: UUID) -> OwnResults:
    """Figures on blind readings of the own cases, once the round's statistics are locked."""
    require(scope, SEE_RESULTS)
    held = held_round(scope, round_id)
    empty = (held.title, held.theme, held.synthetic)
    if held.state not in LOCKED or held.snapshot_hash is None:
        return OwnResults("not_yet", *empty, 0, None, None, {})
    readings = blind_readings(scope, round_id)
    if not readings:
        return OwnResults("no_cases", *empty, 0, None, None, {})
    tool = get_tool(scope, held.tool_id)
    linked = held.linkage == "linked"
    every = blind_by_round(scope, [round_id], with_withdrawn=True)[round_id]
    withdrawn = sum(one.reader != HOME for one in every) - sum(
        one.reader != HOME for one in readings
    )
    return OwnResults(
        "ok",
        *empty,
        _in_place(scope, round_id),
        figures(tool.content, readings, linked=linked),
        _changed(scope, held, tool.content, readings) if linked else None,
        _outcomes(scope, round_id),
        withdrawn,
        figures(tool.content, every, linked=linked) if withdrawn else None,
    )


def blind_readings(scope: Scope, round_id: UUID) -> list[BlindReading]:
    """The revealed blind readings of the own cases of a round; anchors are never among them."""
    return blind_by_round(scope, [round_id]).get(round_id, [])


def _in_place(scope: Scope, round_id: UUID) -> int:
    own = select(CaseReference.case_id).where(CaseReference.round_id == round_id)
    rows = session(scope).scalars(
        select(RoundCase.id).where(RoundCase.id.in_(own), RoundCase.way == "in_place")
    )
    return len(rows.all())


def _changed(
    scope: Scope, held: Round, tool: ToolContent, readings: Sequence[BlindReading]
) -> "Difference | None":
    """Against the round before with the same version of the tool; None without one."""
    earlier = session(scope).scalars(
        select(Round)
        .where(
            Round.tool_id == held.tool_id,
            Round.opens_on < held.opens_on,
            Round.state.in_(sorted(LOCKED)),
            Round.linkage == "linked",
        )
        .order_by(Round.opens_on.desc())
    )
    for one in earlier:
        before = blind_readings(scope, one.id)
        if before:
            return change(tool, before, readings)
    return None


def _outcomes(scope: Scope, round_id: UUID) -> dict[str, int]:
    own = select(CaseReference.case_id).where(CaseReference.round_id == round_id)
    rows = session(scope).scalars(
        select(AgreedGrade.outcome).where(
            AgreedGrade.reader_id == scope.authority_id, AgreedGrade.case_id.in_(own)
        )
    )
    counts: dict[str, int] = {}
    for outcome in rows:
        counts[outcome] = counts.get(outcome, 0) + 1
    return counts


@dataclass(frozen=True, slots=True)
class Hours:
    """Minutes that an authority gave to others' cases, to its own, and received from peers.

    Time is given when a reading is in, whatever became of it: ``given_withdrawn`` is the part of
    ``given`` whose reading was withdrawn after the reveal. Received is what stands; the minutes of
    withdrawn readings of own cases are ``received_withdrawn`` and no part of ``received``.
    """

    given: int
    given_withdrawn: int
    own: int
    received: int
    received_withdrawn: int


def hours(scope: Scope, round_id: UUID) -> Hours:
    """Minutes of readings in a round; those received count once a case is revealed."""
    require(scope, SEE_RESULTS)
    unit = session(scope)
    rows = unit.scalars(select(Reading).where(Reading.round_id == round_id)).all()
    replaced = {row.supersedes for row in rows}
    current = [row for row in rows if row.id not in replaced]
    own = select(CaseReference.case_id).where(CaseReference.round_id == round_id)
    received = unit.execute(
        select(RevealedReading.reading_id, RevealedReading.minutes).where(
            RevealedReading.reader_id == scope.authority_id,
            RevealedReading.kind == "peer",
            RevealedReading.case_id.in_(own),
        )
    ).all()
    withdrawn = set(
        unit.scalars(
            select(ReadingWithdrawal.reading_id).where(ReadingWithdrawal.round_id == round_id)
        )
    )
    peers = [row for row in current if row.kind == "peer"]
    return Hours(
        given=sum(row.minutes for row in peers),
        given_withdrawn=sum(row.minutes for row in peers if row.id in withdrawn),
        own=sum(row.minutes for row in current if row.kind == "home"),
        received=sum(row.minutes for row in received if row.reading_id not in withdrawn),
        received_withdrawn=sum(row.minutes for row in received if row.reading_id in withdrawn),
    )
