"""What waits for somebody in moderation: numbers alone, in a few queries, for the home page.

Only the own authority's rows and what it was told are counted; a case with a declared conflict is
left out, as everywhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from regionqa.core.facts import HERE, ME, declare, tell
from regionqa.core.permissions import allowed
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import session
from regionqa.moderation.models import (
    Assignment,
    CaseReference,
    CaseStep,
    ConcernAnswer,
    ConcernCopy,
    DeclaredConflict,
    Pack,
    Participation,
    Position,
    PositionCopy,
    Reading,
    Round,
    RoundCase,
)
from regionqa.moderation.policy import HANDLE_CONCERNS, READ_CASES, RUN_ROUNDS, TAKE_PART
from regionqa.moderation.queries.standing import LAST_ANSWER

GRADING = frozenset({"in_blind", "short"})
ASKED = frozenset({"allocated"})
TALKING = frozenset({"revealed", "in_discussion"})
AT_PANEL = frozenset({"escalated"})
_WAITING = GRADING | ASKED | TALKING | AT_PANEL

_HAS_READ = declare(
    "moderation:has read",
    READ_CASES,
    select(Reading.id).where(Reading.person_id == ME, Reading.kind.in_(["home", "peer"])).exists(),
)
_CONCERNS = declare(
    "moderation:open concerns",
    HANDLE_CONCERNS,
    select(func.count(ConcernCopy.concern_id.distinct()))
    .where(
        ConcernCopy.reader_id == HERE,
        ConcernCopy.concern_id.not_in(select(ConcernAnswer.concern_id)),
    )
    .scalar_subquery(),
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Numbers of what waits. ``due`` is the last day of the earliest round with readings open.

    ``has_read`` says that nobody need be told of practice: they have read or may not read.
    """

    to_grade: int = 0
    to_answer: int = 0
    due: date | None = None
    to_discuss: int = 0
    to_decide: int = 0
    without_auditor: int = 0
    without_pack: int = 0
    concerns: int = 0
    has_read: bool = True


@dataclass(frozen=True, slots=True)
class RoundWaiting:
    """A round in which something waits for an authority's lead or for a coordinator."""

    id: UUID
    title: str
    state: str
    day: date
    joined: bool


def waiting(scope: Scope) -> Waiting:
    """What waits for this person in the authority in use."""
    concerns = tell(scope, _CONCERNS) if allowed(scope, HANDLE_CONCERNS) else 0
    if not allowed(scope, READ_CASES):
        return Waiting(concerns=concerns)
    cases = [_Part(row, scope.person_id) for row in _open_cases(scope)]
    to_grade = [one for one in cases if one.to_grade]
    leads = allowed(scope, TAKE_PART)
    drawn = [one for one in cases if leads and one.own and one.row.state in GRADING | ASKED]
    return Waiting(
        to_grade=len(to_grade),
        to_answer=sum(one.to_answer for one in cases),
        due=min((day for one in to_grade if (day := one.row.closes_on)), default=None),
        to_discuss=sum(one.to_discuss(leads=leads) for one in cases),
        to_decide=sum(one.to_decide for one in cases),
        without_auditor=sum(one.row.auditor_id is None for one in drawn),
        without_pack=sum(one.row.bare and not one.row.cut for one in drawn),
        concerns=concerns,
        has_read=tell(scope, _HAS_READ),
    )


@dataclass(frozen=True, slots=True)
class _Part:
    """A row of ``_open_cases``, and what part this person has in the case."""

    row: Any
    person_id: UUID | None

    @property
    def own(self) -> bool:
        """Whether it is a case of the authority in use."""
        return self.row.own is not None

    @property
    def audits(self) -> bool:
        """Whether this person audits it at home."""
        return self.own and self.row.auditor_id == self.person_id

    @property
    def asked(self) -> bool:
        """Whether this person is asked to read it, on its panel or not."""
        return self.row.mark is not None and self.row.standing in {None, "confirmed"}

    @property
    def on_panel(self) -> bool:
        """Whether this person sits on its panel."""
        return self.asked and self.row.mark.startswith("Panel")

    @property
    def reads(self) -> bool:
        """Whether this person reads it as a peer."""
        return self.asked and not self.on_panel

    @property
    def to_grade(self) -> bool:
        """Whether a reading of this person's is open."""
        row = self.row
        mine = self.reads or self.audits
        return mine and row.state in GRADING and not (row.cut or row.read)

    @property
    def to_answer(self) -> bool:
        """Whether this person has to say if they can read it."""
        row = self.row
        return self.reads and row.state in ASKED and row.standing is None and not row.cut

    @property
    def to_decide(self) -> bool:
        """Whether it waits for the panel that this person sits on."""
        return self.on_panel and self.row.state in AT_PANEL and not self.row.cut

    def to_discuss(self, *, leads: bool) -> bool:
        """Whether its difference waits for this person's word; a lead's for any own case."""
        row = self.row
        mine = self.reads or (self.own if leads else self.audits)
        if not mine or row.state not in TALKING or row.cut:
            return False
        return row.my_word is None or (row.their_word is not None and row.their_word > row.my_word)


def _open_cases(scope: Scope) -> Sequence[Any]:
    """Cases that are not ended in which this person or the authority has a part. One query."""
    given = {"me": scope.person_id, "here": scope.authority_id}
    return session(scope).execute(_OPEN, given).all()


def _mine() -> list[ColumnElement[Any]]:
    """What this person has said of a case already, and what bars them from it."""
    case = CaseStep.case_id
    read = Reading.person_id == ME, Reading.kind.in_(["home", "peer"])
    return [
        select(DeclaredConflict.id)
        .where(DeclaredConflict.person_id == ME, DeclaredConflict.case_id == case)
        .exists()
        .label("cut"),
        select(Reading.id).where(Reading.case_id == case, *read).exists().label("read"),
        select(func.max(Position.at))
        .where(Position.person_id == ME, Position.case_id == case)
        .scalar_subquery()
        .label("my_word"),
    ]


def _others() -> list[ColumnElement[Any]]:
    """What others have said of a case, and whether a pack for them is missing."""
    case = CaseStep.case_id
    attested = select(Pack.case_id).where(Pack.state == "attested")
    return [
        select(func.max(PositionCopy.at))
        .where(PositionCopy.reader_id == HERE, PositionCopy.case_id == case)
        .scalar_subquery()
        .label("their_word"),
        select(RoundCase.id)
        .where(RoundCase.id == case, RoundCase.way == "pack", RoundCase.id.not_in(attested))
        .exists()
        .label("bare"),
    ]


def _open_query() -> Select[*tuple[Any, ...]]:
    """Every case that stands where something may wait, with all that decides for whom it does.

    ``own`` is there for a drawn case of the authority that was not substituted; ``my_word`` and
    ``their_word`` are the moments of the newest positions, the others' as they were passed on.
    """
    later, substitute = aliased(CaseStep), aliased(CaseReference)
    case, told = CaseStep.case_id, CaseStep.reader_id == HERE
    asked = Assignment.case_id == case, Assignment.person_id == ME, Assignment.reader_id == HERE
    replaced = select(substitute.id).where(substitute.replaces_id == case).exists()
    newer = later.case_id == case, later.reader_id == HERE, later.number > CaseStep.number
    part = or_(Assignment.id.is_not(None), CaseReference.id.is_not(None))
    return (
        select(
            CaseStep.state,
            Round.closes_on,
            Assignment.mark,
            LAST_ANSWER.label("standing"),
            CaseReference.id.label("own"),
            CaseReference.auditor_id,
            *_mine(),
            *_others(),
        )
        .select_from(CaseStep)
        .outerjoin(Round, Round.id == CaseStep.round_id)
        .outerjoin(Assignment, and_(*asked))
        .outerjoin(CaseReference, and_(CaseReference.case_id == case, ~replaced))
        .where(told, CaseStep.state.in_(sorted(_WAITING)), part)
        .where(~select(later.id).where(*newer).exists())
    )


_OPEN = _open_query()


def rounds_waiting(scope: Scope) -> list[RoundWaiting]:
    """Open calls for an authority's lead; rounds that wait for a coordinator's step. One query."""
    runs, takes_part = allowed(scope, RUN_ROUNDS), allowed(scope, TAKE_PART)
    if not (runs or takes_part):
        return []
    rows = session(scope).execute(_RUN if runs else _CALLS, {"here": scope.authority_id})
    return [
        RoundWaiting(
            row.id,
            row.title,
            row.state,
            row.call_closes_on if row.state in _CALLING else row.closes_on,
            row.standing == "joined",
        )
        for row in rows
    ]


_CALLING = frozenset({"draft", "call_open"})
_STANDING = (
    select(Participation.standing)
    .where(Participation.round_id == Round.id, Participation.owner_id == HERE)
    .order_by(Participation.number.desc())
    .limit(1)
    .scalar_subquery()
)
_ROUNDS = select(
    Round.id, Round.title, Round.state, Round.call_closes_on, Round.closes_on,
    _STANDING.label("standing"),
).order_by(Round.call_closes_on)  # fmt: skip
_CALLS = _ROUNDS.where(Round.state == "call_open")
_RUN = _ROUNDS.where(
    Round.state.in_(["draft", "call_open", "allocating", "reconciling", "statistics_locked"])
)
