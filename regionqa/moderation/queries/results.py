"""What comes out of a round: the own authority's figures, a person's own, hours given and received.

Nothing here is of another authority: regional figures leave a round only as a release.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from regionqa.core.errors import Forbidden
from regionqa.core.permissions import require
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import session
from regionqa.moderation.figures import HOME, BlindReading, Figures, change, figures
from regionqa.moderation.models import (
    AgreedGrade,
    CaseReference,
    Consent,
    Reading,
    ReadingStanding,
    RevealedReading,
    Round,
    RoundCase,
)
from regionqa.moderation.policy import READ_CASES, SEE_RESULTS, TAKE_PART
from regionqa.moderation.queries.blind import LOCKED, blind_by_round, standing
from regionqa.moderation.queries.rounds import get_tool, held_round
from regionqa.moderation.tools import ToolContent

if TYPE_CHECKING:
    from regionqa.statistics.agreement import Difference

PERSON_CASES = 8
LEAD_CASES = 12


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
class Differed:
    """A domain of a case in which a person and another reader graded differently."""

    case_id: UUID
    label: str
    domain: str
    mine: str
    my_evidence: str
    theirs: str
    their_evidence: str
    steps: int


@dataclass(frozen=True)
class Profile:
    """A person's own readings beside the others'. ``state`` is ok or too_few; there is no rank.

    ``exact`` and ``within_one`` are shares of comparisons with the others' blind grades;
    ``exact_agreed`` and ``within_one_agreed`` with the agreed grades; None without any.
    """

    state: str
    cases: int
    needed: int
    comparisons: int
    exact: float | None
    within_one: float | None
    agreed_comparisons: int
    exact_agreed: float | None
    within_one_agreed: float | None
    by_round: tuple[tuple[str, int, float], ...]
    differed: tuple[Differed, ...]


def own_profile(scope: Scope) -> Profile:
    """What the person alone sees of the own readings; nothing under eight cases."""
    require(scope, READ_CASES)
    if scope.person_id is None:
        raise Forbidden
    return _profile(scope, scope.person_id, PERSON_CASES, with_evidence=True)


def profile_for_lead(scope: Scope, person_id: UUID) -> Profile:
    """What the lead sees of a colleague: with consent, from twelve cases, without single cases.

    Raises ``Forbidden`` without consent.
    """
    require(scope, TAKE_PART)
    if not has_consented(scope, person_id):
        raise Forbidden("This person has not agreed to show you their profile.")
    return _profile(scope, person_id, LEAD_CASES, with_evidence=False)


def has_consented(scope: Scope, person_id: UUID) -> bool:
    """Whether the person lets the lead of the authority in use see their profile now."""
    found = session(scope).scalar(
        select(Consent.id).where(Consent.person_id == person_id, Consent.until.is_(None)).limit(1)
    )
    return found is not None


def _profile(scope: Scope, person_id: UUID, needed: int, *, with_evidence: bool) -> Profile:
    unit = session(scope)
    mine = _counting(scope, person_id)
    if len(mine) < needed:
        return Profile("too_few", len(mine), needed, 0, None, None, 0, None, None, (), ())
    rounds = {row.id: row for row in unit.scalars(select(Round).order_by(Round.opens_on))}
    tools = {row.id: get_tool(scope, row.tool_id).content for row in rounds.values()}
    labels = {row.id: row.label for row in unit.scalars(select(RoundCase))}
    pairs: list[tuple[UUID, int]] = []
    against_agreed: list[int] = []
    differed: list[Differed] = []
    for reading in mine:
        tool = tools[reading.round_id]
        for other in _others(scope, reading):
            for domain, apart in _compared(tool, reading.grades, other.grades):
                pairs.append((reading.round_id, apart))
                if apart and with_evidence:
                    differed.append(_differed(labels, reading, other, domain, apart))
        agreed = unit.scalar(
            select(AgreedGrade).where(
                AgreedGrade.case_id == reading.case_id,
                AgreedGrade.reader_id == scope.authority_id,
                AgreedGrade.outcome != "unresolved",
            )
        )
        if agreed is not None:
            against_agreed += [s for _, s in _compared(tool, reading.grades, agreed.grades)]
    steps = [one for _, one in pairs]
    return Profile(
        "ok",
        len(mine),
        needed,
        len(steps),
        share(steps, 0),
        share(steps, 1),
        len(against_agreed),
        share(against_agreed, 0),
        share(against_agreed, 1),
        _by_round(rounds, pairs),
        tuple(sorted(differed, key=lambda one: (-one.steps, one.label, one.domain))[:12]),
    )


def _counting(scope: Scope, person_id: UUID) -> list[Reading]:
    """The person's peer readings in locked rounds that count: newest, neither void nor lapsed."""
    unit = session(scope)
    rows = unit.scalars(
        select(Reading)
        .join(Round, Round.id == Reading.round_id)
        .where(
            Reading.person_id == person_id,
            Reading.kind == "peer",
            Round.state.in_(sorted(LOCKED)),
        )
    ).all()
    replaced = {row.supersedes for row in rows}
    void = set(
        unit.scalars(
            select(ReadingStanding.reading_id).where(
                ReadingStanding.standing.in_(["void", "lapsed"])
            )
        )
    )
    return [row for row in rows if row.id not in replaced and row.id not in void]


def _others(scope: Scope, reading: Reading) -> list[RevealedReading]:
    rows = session(scope).scalars(
        select(RevealedReading).where(
            RevealedReading.case_id == reading.case_id,
            RevealedReading.reader_id == scope.authority_id,
            RevealedReading.kind.in_(["home", "peer"]),
            RevealedReading.reading_id != reading.id,
            standing(),
        )
    )
    return list(rows)


def _compared(
    tool: ToolContent, mine: dict[str, str], theirs: dict[str, str]
) -> list[tuple[str, int]]:
    return [
        (domain.key, tool.steps(mine[domain.key], theirs[domain.key]))
        for domain in tool.domains
        if tool.is_grade(mine.get(domain.key)) and tool.is_grade(theirs.get(domain.key))
    ]


def _differed(
    labels: dict[UUID, str], mine: Reading, other: RevealedReading, domain: str, steps: int
) -> Differed:
    return Differed(
        mine.case_id,
        labels.get(mine.case_id, ""),
        domain,
        mine.grades[domain],
        mine.evidence[domain],
        other.grades[domain],
        other.evidence[domain],
        steps,
    )


def share(steps: Sequence[int], most: int) -> float | None:
    """The share of comparisons that are at most so many steps apart; None without any."""
    return None if not steps else sum(1 for one in steps if one <= most) / len(steps)


def _by_round(
    rounds: dict[UUID, Round], pairs: Sequence[tuple[UUID, int]]
) -> tuple[tuple[str, int, float], ...]:
    found = []
    for key, held in rounds.items():
        steps = [one for where, one in pairs if where == key]
        exact = share(steps, 0)
        if exact is not None:
            found.append((held.title, len(steps), exact))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Hours:
    """Minutes that an authority gave to others' cases, to its own, and received from peers."""

    given: int
    own: int
    received: int


def hours(scope: Scope, round_id: UUID) -> Hours:
    """Minutes of readings in a round; those received count once a case is revealed."""
    require(scope, SEE_RESULTS)
    unit = session(scope)
    rows = unit.scalars(select(Reading).where(Reading.round_id == round_id)).all()
    replaced = {row.supersedes for row in rows}
    current = [row for row in rows if row.id not in replaced]
    own = select(CaseReference.case_id).where(CaseReference.round_id == round_id)
    received = unit.scalars(
        select(RevealedReading.minutes).where(
            RevealedReading.reader_id == scope.authority_id,
            RevealedReading.kind == "peer",
            RevealedReading.case_id.in_(own),
        )
    )
    return Hours(
        given=sum(row.minutes for row in current if row.kind == "peer"),
        own=sum(row.minutes for row in current if row.kind == "home"),
        received=sum(received),
    )
