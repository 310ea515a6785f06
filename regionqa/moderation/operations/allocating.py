"""Allocation in the round: a draft that only the coordinator sees, explained, changed, released."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from regionqa.accounts import memberships_of_all
from regionqa.core import events, jobs
from regionqa.core.errors import Conflict, NotFound, Unprocessable
from regionqa.core.permissions import require
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session
from regionqa.moderation.models import (
    AllocationPlan,
    Assignment,
    CaseCourse,
    DeclaredConflict,
    RevealedReading,
    Round,
    RoundCase,
)
from regionqa.moderation.operations.moves import live_assignments
from regionqa.moderation.operations.rounds import RELEASE, latest_plan
from regionqa.moderation.policy import RUN_ROUNDS
from regionqa.moderation.queries.rounds import held_round, readers_offered
from regionqa.moderation.queries.ties import EVER

ALLOCATE = "moderation.allocate"
ASKED = events.declare("allocation.asked", "version", sentence="Asked for an allocation")
REPAIRED_IN = frozenset({"confirming", "grading", "reconciling"})
REPAIRED = events.declare(
    "allocation.repaired", "version", sentence="Released a repair of an allocation"
)
CHANGED = events.declare("allocation.changed", "version", sentence="Changed an allocation by hand")


@dataclass(frozen=True)
class Inputs:
    """What an allocation is worked out from, in the core's own terms."""

    cases: tuple[Any, ...]
    readers: tuple[Any, ...]
    conflicts: tuple[Any, ...]
    history: tuple[Any, ...]
    rules: Any


def propose_allocation(
    scope: Scope, round_id: UUID, *, rules: Mapping[str, Any] | None = None
) -> UUID:
    """Ask for a draft allocation; gives the job. ``rules`` are the core's, over its defaults."""
    require(scope, RUN_ROUNDS)
    held = held_round(scope, round_id)
    if held.state != "allocating":
        raise Conflict("Readers are allocated after the call is closed.", found=held.state)
    plan = _new_plan(scope, round_id, dict(rules or {}), [])
    events.record(scope, ASKED, round_id, version=plan.version)
    return jobs.enqueue(
        scope,
        ALLOCATE,
        {"round_id": round_id, "plan_id": plan.id, "standing": False},
        title="Allocate readers to cases",
        then=f"/moderation/rounds/{round_id}/allocation",
    )


def repair_allocation(scope: Scope, round_id: UUID) -> UUID:
    """Ask for readers in the places that fell away; those that stand are kept. Gives the job."""
    require(scope, RUN_ROUNDS)
    held = held_round(scope, round_id)
    if held.state not in REPAIRED_IN:
        raise Conflict("There is nothing to repair before readers are told.", found=held.state)
    plan = _new_plan(scope, round_id, {}, [])
    events.record(scope, ASKED, round_id, version=plan.version)
    return jobs.enqueue(
        scope,
        ALLOCATE,
        {"round_id": round_id, "plan_id": plan.id, "standing": True},
        title="Find readers for the places that fell away",
        then=f"/moderation/rounds/{round_id}/allocation",
    )


def release_repair(scope: Scope, round_id: UUID) -> UUID:
    """Ask the readers that a repair found; who reads already goes on. Gives the job.

    Raises ``Unprocessable`` without a proposed repair.
    """
    require(scope, RUN_ROUNDS)
    held = held_round(scope, round_id, lock=True)
    plan = latest_plan(scope, round_id)
    if held.state not in REPAIRED_IN or plan is None or plan.state != "proposed":
        raise Unprocessable("There is no proposed repair of the allocation to release.")
    plan.state = "released"
    events.record(scope, REPAIRED, round_id, version=plan.version)
    return jobs.enqueue(scope, RELEASE, {"round_id": round_id}, title="Ask the readers found")


def _new_plan(
    scope: Scope, round_id: UUID, rules: dict[str, Any], changes: list[dict[str, Any]]
) -> AllocationPlan:
    last = latest_plan(scope, round_id)
    if last is not None and last.state in {"proposed", "infeasible", "solving"}:
        last.state = "replaced"
    plan = AllocationPlan(
        id=uuid4(),
        authority_id=scope.authority_id,
        round_id=round_id,
        version=(last.version if last else 0) + 1,
        state="solving",
        seed=held_round(scope, round_id).seed or 0,
        rules=rules,
        assignments=[],
        explained={},
        changes=changes,
        created_at=now(),
    )
    session(scope).add(plan)
    session(scope).flush()
    return plan


def allocation_inputs(scope: Scope, round_id: UUID, rules: Mapping[str, Any]) -> Inputs:
    """Cases, readers, conflicts, history and rules; in the office's name, with ``installation``.

    A person who belongs or ever belonged to an authority must not read its cases.
    """
    from regionqa.statistics.allocation import Case, Reader, Rules

    unit = session(scope)
    held = held_round(scope, round_id)
    offered = readers_offered(scope, round_id)
    skills = {skill for row in offered.values() for skill in row.expertise}
    courses = {
        row.case_id: row
        for row in unit.scalars(select(CaseCourse).where(CaseCourse.round_id == round_id))
        if row.state in {"drawn", "allocated", "in_blind", "short"}
    }
    listed = unit.scalars(select(RoundCase).where(RoundCase.id.in_(list(courses))))
    cases = tuple(
        Case(str(row.id), str(courses[row.id].home_id), frozenset({row.service} & skills))
        for row in listed
    )
    readers = tuple(
        Reader(str(row.person_id), str(row.owner_id), row.capacity, frozenset(row.expertise))
        for row in offered.values()
    )
    return Inputs(
        cases,
        readers,
        _conflicts(scope, round_id, cases, readers),
        _history(scope, round_id),
        Rules(**{**_small_rounds(held), "readers_per_case": held.readers_per_case, **rules}),
    )


def _small_rounds(held: Round) -> dict[str, Any]:
    """An authority with few readings cannot meet as many partners as the rules ask by default."""
    return {"partners": min(4, held.cases_per_authority * held.readers_per_case)}


def without_spread(rules: Any, cases: int) -> Any:
    """The same rules without those on an even exchange between authorities, for a repair."""
    return replace(rules, reciprocity=None, pair_limit=cases, partners=0, resistance_limit=None)


def _conflicts(
    scope: Scope, round_id: UUID, cases: Iterable[Any], readers: Iterable[Any]
) -> tuple[Any, ...]:
    from regionqa.statistics.allocation import Conflict as Apart

    people = {reader.id: reader.authority for reader in readers}
    known_cases = {case.id for case in cases}
    places = {case.authority for case in cases} | set(people.values())
    found = {}
    for person, held in memberships_of_all(
        scope, [UUID(key) for key in people], left_after=EVER
    ).items():
        for place in held:
            other = str(place.authority_id)
            if other in places and other != people[str(person)]:
                found[str(person), other] = Apart(reader=str(person), case_authority=other)
    declared = session(scope).scalars(
        select(DeclaredConflict).where(DeclaredConflict.round_id == round_id)
    )
    for row in declared:
        who, against = str(row.person_id), str(row.against_id)
        if who in people and row.case_id is not None and str(row.case_id) in known_cases:
            found[who, str(row.case_id)] = Apart(reader=who, case=str(row.case_id))
        elif who in people and against in places and against != people[who]:
            found[who, against] = Apart(reader=who, case_authority=against)
    for case, reader in _no_longer_blind(scope, round_id, people, known_cases):
        found[reader, case] = Apart(reader=reader, case=case)
    return tuple(found[key] for key in sorted(found))


def _no_longer_blind(
    scope: Scope, round_id: UUID, people: Mapping[str, str], cases: Collection[str]
) -> Iterator[tuple[str, str]]:
    """(case, person) where the person's authority has the copies of a reveal that was undone.

    Who reads such a case already goes on doing so.
    """
    reading = set(standing_assignments(scope, round_id))
    copies = session(scope).execute(
        select(RevealedReading.case_id, RevealedReading.owner_id)
        .where(RevealedReading.round_id == round_id)
        .distinct()
    )
    for case_id, owner_id in copies:
        for person, authority in people.items():
            apart = authority == str(owner_id) and (case_id, UUID(person)) not in reading
            if apart and str(case_id) in cases:
                yield str(case_id), person


def _history(scope: Scope, round_id: UUID) -> tuple[Any, ...]:
    from regionqa.statistics.allocation import PastReading

    rows = session(scope).execute(
        select(Assignment.reader_id, Assignment.person_id, CaseCourse.home_id)
        .join(CaseCourse, CaseCourse.case_id == Assignment.case_id)
        .where(Assignment.round_id != round_id)
    )
    counts = Counter((row[0], row[1], row[2]) for row in rows)
    return tuple(
        PastReading(str(reads), str(home), count, str(person))
        for (reads, person, home), count in sorted(counts.items())
    )


def standing_assignments(scope: Scope, round_id: UUID) -> list[tuple[UUID, UUID]]:
    """(case, person) of every live assignment of cases that can still be read."""
    courses = session(scope).scalars(
        select(CaseCourse.case_id).where(
            CaseCourse.round_id == round_id,
            CaseCourse.state.in_(["drawn", "allocated", "in_blind", "short"]),
        )
    )
    return [
        (case_id, one.person_id)
        for case_id in courses.all()
        for one in live_assignments(scope, case_id)
        if one.mark.startswith("Reader")
    ]


def explain_result(result: Any) -> tuple[str, list[dict[str, Any]], dict[str, Any]]:
    """What is stored of a result: the plan's state, the assignments with why, the explanation."""
    from regionqa.statistics.allocation import why

    if not result.feasible:
        explained = {
            "reasons": list(result.reasons),
            "alternatives": [
                {
                    "sentences": list(one.sentences),
                    "changes": [asdict(change) for change in one.changes],
                }
                for one in result.alternatives
            ],
        }
        return "infeasible", [], explained
    assignments = [
        {
            "case": one.case,
            "reader": one.reader,
            "why": [reason.sentence for reason in why(result, one)],
        }
        for one in result.assignments
    ]
    explained = {
        "loads": result.loads,
        "given": result.given,
        "received": result.received,
        "repeats": result.repeats,
        "linkage": result.linkage.state,
        "optimal": result.state == "optimal",
    }
    return "proposed", assignments, explained


def store_plan(scope: Scope, plan_id: UUID, result: Any) -> None:
    """Keep what the solver found, unless the plan was replaced meanwhile."""
    plan = session(scope).scalar(
        select(AllocationPlan).where(AllocationPlan.id == plan_id).with_for_update()
    )
    if plan is None or plan.state != "solving":
        return
    plan.state, plan.assignments, plan.explained = explain_result(result)
    plan.inputs_hash = result.inputs_hash


def check_change(reason: str) -> None:
    """Raise ``Unprocessable`` for a change of an allocation without a reason."""
    if not reason.strip():
        raise Unprocessable(errors={"reason": ["Say why you change it"]})


def change_plan(
    scope: Scope,
    round_id: UUID,
    *,
    remove: Iterable[tuple[UUID, UUID]] = (),
    add: Iterable[tuple[UUID, UUID]] = (),
    reason: str,
) -> list[str]:
    """Change a proposed allocation by hand: (case, person) out and in; gives what it breaks now.

    Raises ``Unprocessable`` without a reason, and for what can never be: the own authority, a
    conflict, somebody twice on a case.
    """
    from regionqa.statistics.allocation import AllocationInputError, check
    from regionqa.statistics.allocation import Assignment as Pair

    require(scope, RUN_ROUNDS)
    plan = latest_plan(scope, round_id)
    if plan is None:
        raise NotFound
    if plan.state != "proposed":
        raise Conflict("Only a proposed allocation can be changed.", found=plan.state)
    check_change(reason)
    out = {(str(case), str(person)) for case, person in remove}
    into = {(str(case), str(person)) for case, person in add}
    kept = [one for one in plan.assignments if (one["case"], one["reader"]) not in out]
    fresh = [{"case": case, "reader": person, "why": [reason.strip()]} for case, person in into]
    wanted = [*kept, *sorted(fresh, key=lambda one: (one["case"], one["reader"]))]
    inputs = allocation_inputs(scope, round_id, plan.rules)
    try:
        breaches = check(
            [Pair(one["case"], one["reader"]) for one in wanted],
            inputs.cases,
            inputs.readers,
            inputs.conflicts,
            inputs.rules,
            inputs.history,
        )
    except AllocationInputError as error:
        raise Unprocessable(str(error)) from error
    never = [one.sentence for one in breaches if one.family in {"forbidden", "same_authority"}]
    if never:
        raise Unprocessable("This can never be allowed.", errors={"add": never})
    entry = {
        "reason": reason.strip(),
        "removed": sorted(list(one) for one in out),
        "added": sorted(list(one) for one in into),
    }
    fresh_plan = _new_plan(scope, round_id, dict(plan.rules), [*plan.changes, entry])
    broken = [one.sentence for one in breaches]
    fresh_plan.state, fresh_plan.assignments = "proposed", wanted
    fresh_plan.explained = {**plan.explained, "broken": broken}
    fresh_plan.inputs_hash = plan.inputs_hash
    events.record(scope, CHANGED, round_id, version=fresh_plan.version)
    return broken
