"""Lists: what one has to read, the own cases, who takes part, how far a round is, concerns."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select, union_all

from regionqa.core.facts import ME
from regionqa.core.permissions import require
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import session
from regionqa.moderation.deadlines import answer_by, end_of
from regionqa.moderation.models import (
    AllocationPlan,
    Assignment,
    CaseCourse,
    CaseHome,
    CaseReference,
    Concern,
    ConcernAnswer,
    ConcernCopy,
    Reading,
    ReadingDraft,
    Round,
    RoundCase,
    RoundReader,
)
from regionqa.moderation.places import members_of
from regionqa.moderation.policy import HANDLE_CONCERNS, READ_CASES, RUN_ROUNDS, TAKE_PART
from regionqa.moderation.queries.names import NameView, names_seen
from regionqa.moderation.queries.rounds import participations, readers_offered
from regionqa.moderation.queries.ties import Looked, find_looks, states_of


@dataclass(frozen=True, slots=True)
class MyReading:
    """Something that this person is asked to read, or grades at home."""

    case_id: UUID
    round_id: UUID
    round_title: str
    label: str
    service: str
    age_band: str
    way: str
    part: str
    case_state: str
    state: str
    due: datetime
    hours: int


def list_my_readings(scope: Scope, round_id: UUID | None = None) -> list[MyReading]:
    """What this person reads as a peer or grades at home, those due first at the top."""
    require(scope, READ_CASES)
    unit = session(scope)
    mine = {row.case_id: row for row in unit.execute(_MINE, {"me": scope.person_id})}
    wanted = [key for key, row in mine.items() if round_id in {None, row.round_id}]
    found = []
    for case_id, seen in find_looks(scope, wanted).items():
        if seen.sight.nothing:
            continue
        held = mine[case_id]
        found.append(
            MyReading(
                case_id=case_id,
                round_id=held.round_id,
                round_title=held.title,
                label=seen.case.label,
                service=seen.case.service,
                age_band=seen.case.age_band,
                way=seen.case.way,
                part="home" if seen.tie.home_auditor else "panel" if seen.tie.panel else "reader",
                case_state=seen.state,
                state=_state(seen, held),
                due=end_of(held.closes_on),
                hours=held.hours_per_case,
            )
        )
    return sorted(found, key=lambda one: (one.due, one.label, one.case_id))


def _with_writing(
    part: type[Assignment | CaseReference], person_id: Any
) -> Select[*tuple[Any, ...]]:
    """The cases of rounds that go on in which somebody has such a part, and what they wrote."""
    return (
        select(
            part.case_id,
            Round.id.label("round_id"),
            Round.title,
            Round.closes_on,
            Round.hours_per_case,
            select(Reading.id)
            .where(Reading.case_id == part.case_id, Reading.person_id == ME)
            .exists()
            .label("submitted"),
            select(ReadingDraft.id)
            .where(ReadingDraft.case_id == part.case_id, ReadingDraft.person_id == ME)
            .exists()
            .label("drafted"),
        )
        .join(Round, Round.id == part.round_id)
        .where(person_id == ME, Round.state.not_in(["cancelled", "archived"]))
    )


_MINE = union_all(
    _with_writing(Assignment, Assignment.person_id),
    _with_writing(CaseReference, CaseReference.auditor_id),
)


def _state(seen: Looked, written: Any) -> str:
    if seen.sight.own and written.submitted:
        return "submitted"
    return "draft" if seen.sight.own and written.drafted else "not_begun"


@dataclass(frozen=True, slots=True)
class OwnCase:
    """A case of the own authority, for its lead."""

    case_id: UUID
    label: str | None
    reference: str
    service: str | None
    way: str | None
    state: str
    auditor_id: UUID | None
    replaces_id: UUID | None
    reason: str | None


def list_own_cases(scope: Scope, round_id: UUID) -> list[OwnCase]:
    """The own authority's drawn cases, in the order drawn, substitutes beside what they replace."""
    require(scope, TAKE_PART)
    unit = session(scope)
    listed = {
        row.id: row for row in unit.scalars(select(RoundCase).where(RoundCase.round_id == round_id))
    }
    rows = unit.scalars(
        select(CaseReference)
        .where(CaseReference.round_id == round_id)
        .order_by(CaseReference.place, CaseReference.replaces_id)
    ).all()
    states = states_of(scope, [row.case_id for row in rows])
    cases = []
    for row in rows:
        case = listed.get(row.case_id)
        cases.append(
            OwnCase(
                row.case_id,
                case.label if case else None,
                row.reference,
                case.service if case else None,
                case.way if case else None,
                states.get(row.case_id, "drawn"),
                row.auditor_id,
                row.replaces_id,
                row.reason,
            )
        )
    return cases


@dataclass(frozen=True, slots=True)
class Participant:
    """An authority that takes part, for the coordinator."""

    authority_id: UUID
    name: str
    way: str
    readers: int
    capacity: int
    cases: int
    substituted: int


def list_participants(scope: Scope, round_id: UUID) -> list[Participant]:
    """The authorities that take part, by name."""
    require(scope, RUN_ROUNDS)
    names = members_of(scope)
    offered = readers_offered(scope, round_id).values()
    homes = session(scope).scalars(select(CaseHome).where(CaseHome.round_id == round_id)).all()
    replaced = {row.replaces_id for row in homes}
    cases = Counter(row.owner_id for row in homes if row.case_id not in replaced)
    substitutes = Counter(row.owner_id for row in homes if row.replaces_id is not None)
    return sorted(
        (
            Participant(
                owner,
                names.get(owner, ""),
                row.way,
                sum(1 for one in offered if one.owner_id == owner),
                sum(one.capacity for one in offered if one.owner_id == owner),
                cases[owner],
                substitutes[owner],
            )
            for owner, row in participations(scope, round_id).items()
        ),
        key=lambda one: one.name,
    )


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a case is: who is asked, who is in; never a grade."""

    case_id: UUID
    label: str
    service: str
    state: str
    outcome: str | None
    withheld: bool
    readers: tuple[NameView, ...]


def list_progress(scope: Scope, round_id: UUID) -> list[Progress]:
    """Every case of a round for its coordinator; ``withheld`` for those of an employer."""
    require(scope, RUN_ROUNDS)
    rows = session(scope).execute(
        select(CaseCourse.case_id, CaseCourse.outcome).where(CaseCourse.round_id == round_id)
    )
    outcomes = {row.case_id: row.outcome for row in rows}
    looks = find_looks(scope, outcomes)
    cases = [seen.case for seen in looks.values()]
    names = names_seen(scope, looks.values())
    progress = []
    for case in sorted(cases, key=lambda one: (len(one.label), one.label)):
        held = case.id not in names
        progress.append(
            Progress(
                case.id,
                case.label,
                case.service,
                "" if held else looks[case.id].state,
                None if held else outcomes[case.id],
                held,
                () if held else tuple(names[case.id]),
            )
        )
    return progress


_KEY = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
SENTENCES = ("reasons", "alternatives", "broken", "repeats")


@dataclass(frozen=True, slots=True)
class PlanView:
    """The draft allocation, for the coordinator."""

    id: UUID
    version: int
    state: str
    seed: int
    assignments: tuple[Mapping[str, Any], ...]
    explained: Mapping[str, Any]
    changes: tuple[Mapping[str, Any], ...]
    labels: Mapping[str, str]
    homes: Mapping[str, str]
    readers: Mapping[str, str]


def find_plan(scope: Scope, round_id: UUID) -> PlanView | None:
    """The newest draft allocation with the names that go with its keys; None without one."""
    require(scope, RUN_ROUNDS)
    unit = session(scope)
    row = unit.scalar(
        select(AllocationPlan)
        .where(AllocationPlan.round_id == round_id)
        .order_by(AllocationPlan.version.desc())
        .limit(1)
    )
    if row is None:
        return None
    names = members_of(scope)
    cases = unit.scalars(select(RoundCase).where(RoundCase.round_id == round_id))
    courses = unit.scalars(select(CaseCourse).where(CaseCourse.round_id == round_id))
    offered = unit.scalars(select(RoundReader).where(RoundReader.round_id == round_id))
    labels = {str(one.id): one.label for one in cases}
    readers = {str(one.person_id): one.name for one in offered}
    said = {**{str(key): name for key, name in names.items()}, **labels, **readers}
    return PlanView(
        row.id,
        row.version,
        row.state,
        row.seed,
        tuple({**one, "why": _in_names(one.get("why") or [], said)} for one in row.assignments),
        {
            key: _in_names(value, said) if key in SENTENCES else value
            for key, value in row.explained.items()
        },
        tuple(row.changes),
        labels,
        {str(one.case_id): names.get(one.home_id, "") for one in courses},
        readers,
    )


def _in_names(value: Any, names: Mapping[str, str]) -> Any:
    """Sentences of the solver, which knows keys alone, with the names that go with the keys."""
    if isinstance(value, str):
        return _KEY.sub(lambda found: names.get(found[0], found[0]), value)
    if isinstance(value, list):
        return [_in_names(one, names) for one in value]
    if isinstance(value, dict):
        return {key: _in_names(one, names) for key, one in value.items()}
    return value


@dataclass(frozen=True, slots=True)
class ConcernView:
    """A concern: as the home authority has it, or as the one who raised it follows it."""

    concern_id: UUID
    case_id: UUID
    reference: str | None
    immediate: bool
    what: str
    raised_at: datetime
    answer_by: datetime
    answered_at: datetime | None


def list_concerns(scope: Scope) -> list[ConcernView]:
    """Concerns about the own authority's children, newest first, with their clock."""
    require(scope, HANDLE_CONCERNS)
    unit = session(scope)
    answers = {row.concern_id: row.at for row in unit.scalars(select(ConcernAnswer))}
    references = {row.case_id: row.reference for row in unit.scalars(select(CaseReference))}
    rows = unit.scalars(
        select(ConcernCopy)
        .where(ConcernCopy.reader_id == scope.authority_id)
        .order_by(ConcernCopy.raised_at.desc())
    )
    return [
        ConcernView(
            row.concern_id,
            row.case_id,
            references.get(row.case_id),
            row.immediate,
            row.what,
            row.raised_at,
            row.answer_by,
            answers.get(row.concern_id),
        )
        for row in rows
    ]


def list_raised(scope: Scope) -> list[ConcernView]:
    """Concerns that this person raised, newest first, and whether they are in hand."""
    require(scope, READ_CASES)
    unit = session(scope)
    rows = unit.scalars(
        select(Concern).where(Concern.person_id == scope.person_id).order_by(Concern.at.desc())
    ).all()
    if not rows:
        return []
    answers = {row.concern_id: row.at for row in unit.scalars(select(ConcernAnswer))}
    copies = {row.concern_id: row for row in unit.scalars(select(ConcernCopy))}
    return [
        ConcernView(
            row.id,
            row.case_id,
            None,
            row.immediate,
            row.what,
            row.at,
            copies[row.id].answer_by if row.id in copies else answer_by(row.at),
            answers.get(row.id),
        )
        for row in rows
    ]
