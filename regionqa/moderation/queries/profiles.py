"""A person's own readings beside the others', for that person and, with consent, for their lead."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.orm import aliased

from regionqa.core.errors import Forbidden
from regionqa.core.facts import HERE
from regionqa.core.permissions import require
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import session
from regionqa.moderation.models import (
    AgreedGrade,
    Consent,
    Reading,
    ReadingStanding,
    RevealedReading,
    Round,
    RoundCase,
    Tool,
)
from regionqa.moderation.policy import READ_CASES, TAKE_PART
from regionqa.moderation.queries.blind import LOCKED, standing
from regionqa.moderation.tools import ToolContent, read_content

PERSON_CASES = 8
LEAD_CASES = 12
MOST_DIFFERED = 12
"""How many differences a person is shown, the widest."""


@dataclass(frozen=True, slots=True)
class Other:
    """What another reader gave a domain, and how many steps from the person's own grade."""

    grade: str
    evidence: str
    steps: int


@dataclass(frozen=True, slots=True)
class Differed:
    """A domain of a case in which a person and others graded differently, the widest first."""

    case_id: UUID
    label: str
    domain: str
    mine: str
    my_evidence: str
    others: tuple[Other, ...]

    @property
    def steps(self) -> int:
        """How many steps apart the widest is."""
        return self.others[0].steps


@dataclass(frozen=True)
class Profile:
    """A person's own readings beside the others'. ``state`` is ok or too_few; there is no rank.

    ``exact`` and ``within_one`` are shares of comparisons with the others' blind grades;
    ``exact_agreed`` and ``within_one_agreed`` with the agreed grades; None without any.
    """

    state: str
    cases: int
    needed: int
    comparisons: int = 0
    exact: float | None = None
    within_one: float | None = None
    agreed_comparisons: int = 0
    exact_agreed: float | None = None
    within_one_agreed: float | None = None
    by_round: tuple[tuple[str, int, float], ...] = ()
    differed: tuple[Differed, ...] = ()


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


_PERSON = bindparam("person", type_=Reading.person_id.type)
_CONSENT = select(Consent.id).where(Consent.person_id == _PERSON, Consent.until.is_(None)).limit(1)


def has_consented(scope: Scope, person_id: UUID) -> bool:
    """Whether the person lets the lead of the authority in use see their profile now."""
    return session(scope).scalar(_CONSENT, {"person": person_id}) is not None


@dataclass(frozen=True, slots=True)
class _Mine:
    """A reading of the person's with what it is compared by."""

    reading: Reading
    title: str
    tool: ToolContent
    label: str


def _profile(scope: Scope, person_id: UUID, needed: int, *, with_evidence: bool) -> Profile:
    """Three queries, however many cases there are; one where there are too few."""
    mine = _counting(scope, person_id)
    if len(mine) < needed:
        return Profile("too_few", len(mine), needed)
    cases = [one.reading.case_id for one in mine]
    others, agreed = _others(scope, cases), _agreed(scope, cases)
    pairs: list[tuple[_Mine, int]] = []
    against_agreed: list[int] = []
    differed: list[Differed] = []
    for one in mine:
        apart_in: dict[str, list[Other]] = {}
        for other in others.get(one.reading.case_id, ()):
            if other.reading_id == one.reading.id:
                continue
            for domain, apart in _compared(one, other.grades):
                pairs.append((one, apart))
                if apart:
                    given = Other(other.grades[domain], other.evidence[domain], apart)
                    apart_in.setdefault(domain, []).append(given)
        differed += [_differed(one, domain, held) for domain, held in apart_in.items()]
        kept = agreed.get(one.reading.case_id, {})
        against_agreed += [apart for _, apart in _compared(one, kept)]
    steps = [apart for _, apart in pairs]
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
        _by_round(pairs),
        _widest(differed) if with_evidence else (),
    )


_CORRECTION = aliased(Reading)
_COUNTING = (
    select(Reading, Round.title, RoundCase.label, Tool)
    .join(Round, Round.id == Reading.round_id)
    .join(Tool, Tool.id == Round.tool_id)
    .join(RoundCase, RoundCase.id == Reading.case_id)
    .where(
        Reading.person_id == _PERSON,
        Reading.kind == "peer",
        Round.state.in_(sorted(LOCKED)),
        ~select(_CORRECTION.id).where(_CORRECTION.supersedes == Reading.id).exists(),
        ~select(ReadingStanding.id)
        .where(
            ReadingStanding.reading_id == Reading.id,
            ReadingStanding.standing.in_(["void", "lapsed"]),
        )
        .exists(),
    )
    .order_by(Round.opens_on, Round.id, RoundCase.label)
)
_CASES: BindParameter[Any] = bindparam("cases", expanding=True)
_OTHERS = select(RevealedReading).where(
    RevealedReading.case_id.in_(_CASES),
    RevealedReading.reader_id == HERE,
    RevealedReading.kind.in_(["home", "peer"]),
    standing(),
)
_AGREED = select(AgreedGrade.case_id, AgreedGrade.grades).where(
    AgreedGrade.case_id.in_(_CASES),
    AgreedGrade.reader_id == HERE,
    AgreedGrade.outcome != "unresolved",
)


def _counting(scope: Scope, person_id: UUID) -> list[_Mine]:
    """The person's peer readings in locked rounds that count: newest, neither void nor lapsed.

    The oldest round first.
    """
    tools: dict[UUID, ToolContent] = {}
    mine = []
    for reading, title, label, tool in session(scope).execute(_COUNTING, {"person": person_id}):
        if tool.id not in tools:
            tools[tool.id] = read_content(tool.content)
        mine.append(_Mine(reading, title, tools[tool.id], label))
    return mine


def _others(scope: Scope, cases: Sequence[UUID]) -> dict[UUID, list[RevealedReading]]:
    """The blind readings of these cases that were revealed here and stand, by case."""
    found: dict[UUID, list[RevealedReading]] = {}
    for row in session(scope).scalars(_OTHERS, {"cases": cases, "here": scope.authority_id}):
        found.setdefault(row.case_id, []).append(row)
    return found


def _agreed(scope: Scope, cases: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """What these cases were agreed at, by case."""
    rows = session(scope).execute(_AGREED, {"cases": cases, "here": scope.authority_id})
    return {row.case_id: row.grades for row in rows}


def _compared(mine: _Mine, theirs: Mapping[str, str]) -> Iterator[tuple[str, int]]:
    """The domains that both graded, and how many steps their grades are apart."""
    tool, own = mine.tool, mine.reading.grades
    for domain in tool.domains:
        if tool.is_grade(own.get(domain.key)) and tool.is_grade(theirs.get(domain.key)):
            yield domain.key, tool.steps(own[domain.key], theirs[domain.key])


def _differed(mine: _Mine, domain: str, others: Sequence[Other]) -> Differed:
    return Differed(
        mine.reading.case_id,
        mine.label,
        domain,
        mine.reading.grades[domain],
        mine.reading.evidence[domain],
        tuple(sorted(others, key=lambda one: -one.steps)),
    )


def _widest(differed: Sequence[Differed]) -> tuple[Differed, ...]:
    ordered = sorted(differed, key=lambda one: (-one.steps, one.label, one.domain))
    return tuple(ordered[:MOST_DIFFERED])


def share(steps: Sequence[int], most: int) -> float | None:
    """The share of comparisons that are at most so many steps apart; None without any."""
    return None if not steps else sum(1 for one in steps if one <= most) / len(steps)


def _by_round(pairs: Sequence[tuple[_Mine, int]]) -> tuple[tuple[str, int, float], ...]:
    """Each round with its comparisons and the share of them that are the same, oldest first."""
    titles = {one.reading.round_id: one.title for one, _apart in pairs}
    found = []
    for key, title in titles.items():
        steps = [apart for one, apart in pairs if one.reading.round_id == key]
        found.append((title, len(steps), steps.count(0) / len(steps)))
    return tuple(found)
