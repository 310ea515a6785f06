"""Background work of rounds: each handler acts in the office's name, or a home's, in turn.

A handler's effects may be repeated: a state or a unique key guards each, so that a worker that dies
between two transactions is simply followed by another.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from regionqa.accounts import list_people
from regionqa.core import jobs
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session, unit_of_work
from regionqa.core.worker import JobRun
from regionqa.moderation.deadlines import answer_by
from regionqa.moderation.jobs.packs import clear
from regionqa.moderation.jobs.running import (
    finishing_in_office,
    in_office,
    known,
    office_for,
    region_of_job,
    round_of,
)
from regionqa.moderation.models import AllocationPlan, CaseCourse, Concern
from regionqa.moderation.operations import (
    concerns,
    days,
    drawing,
    mails,
    pack_readers,
    rounds,
)
from regionqa.moderation.operations.allocating import (
    ALLOCATE,
    Inputs,
    allocation_inputs,
    standing_assignments,
    store_plan,
    without_spread,
)
from regionqa.moderation.operations.moves import held_course
from regionqa.moderation.operations.revealing import weigh_assignments
from regionqa.moderation.operations.settling import settle_case
from regionqa.moderation.operations.snapshots import take_snapshot
from regionqa.moderation.places import (
    as_authority,
    as_reveal,
)
from regionqa.moderation.policy import COORDINATORS, TOLD_OF_CONCERNS
from regionqa.moderation.queries.rounds import held_round, participations

SOLVE_SECONDS = 120.0


def draw(run: JobRun) -> None:
    """Each home draws its cases, one transaction for each; then the office lists them."""
    round_id = round_of(run)
    with in_office(run, "list who takes part") as office:
        homes = list(participations(office, round_id))
    for home_id in homes:
        scope = as_authority(region_of_job(run), home_id, "draw the authority's cases")
        with unit_of_work(run.database, scope):
            drawing.draw_own(scope, round_id)
    with in_office(run, "list the drawn cases") as office:
        drawing.list_drawn(office, round_id)


def allocate(run: JobRun) -> None:
    """Solve outside of a transaction; the plan is stored if nobody replaced it meanwhile."""
    from regionqa.statistics.allocation import Assignment

    round_id, plan_id = round_of(run), UUID(run.payload["plan_id"])
    with in_office(run, "gather an allocation") as office:
        plan = (
            session(office)
            .scalars(select(AllocationPlan).where(AllocationPlan.id == plan_id))
            .one()
        )
        inputs = allocation_inputs(office, round_id, plan.rules)
        standing = standing_assignments(office, round_id) if run.payload["standing"] else []
    listed = {case.id for case in inputs.cases}
    offered = {reader.id for reader in inputs.readers}
    kept = [
        Assignment(str(case), str(person))
        for case, person in standing
        if str(case) in listed and str(person) in offered
    ]
    result = _solved(inputs, kept, plan.seed % 2**31)
    with run.finishing() as scope:
        store_plan(scope, plan_id, result)


def _solved(inputs: Inputs, kept: list[Any], seed: int) -> Any:
    """An allocation, or a repair of what is kept: there a reader matters more than the spread."""
    from regionqa.statistics.allocation import allocate as solve
    from regionqa.statistics.allocation import repair

    def given(rules: Any) -> tuple[Any, ...]:
        return inputs.cases, inputs.readers, inputs.conflicts, rules, inputs.history

    more: dict[str, Any] = {"seed": seed, "time_limit": SOLVE_SECONDS}
    if not kept:
        return solve(*given(inputs.rules), **more)
    result = repair(kept, *given(inputs.rules), **more)
    if result.feasible:
        return result
    return repair(kept, *given(without_spread(inputs.rules, len(inputs.cases))), **more)


def release(run: JobRun) -> None:
    """Ask the readers of the released plan."""
    with finishing_in_office(run, "ask the readers") as office:
        days.release_plan(office, round_of(run), run.settings["PUBLIC_URL"])


def settle(run: JobRun) -> None:
    """Bring one case up to date, or all of a round: whose access has ended, then what follows."""
    round_id, case = round_of(run), run.payload["case_id"]
    office = office_for(run, "weigh who reads a case")
    office_id = known(office)
    with unit_of_work(run.database, office):
        case_ids = [UUID(case)] if case else _listed(office, round_id)
        for case_id in case_ids:
            weigh_assignments(office, held_course(office, case_id))
    duty = as_reveal(region_of_job(run), office_id, "bring a case up to date")
    for case_id in case_ids:
        with unit_of_work(run.database, duty):
            settle_case(duty, case_id)
            left = pack_readers.find_leftovers(duty, held_course(duty, case_id))
        clear(run, duty, case_id, left)


def _listed(office: Scope, round_id: UUID) -> list[UUID]:
    return list(
        session(office).scalars(
            select(CaseCourse.case_id)
            .where(CaseCourse.round_id == round_id)
            .order_by(CaseCourse.case_id)
        )
    )


def open_grading(run: JobRun) -> None:
    """The window opens."""
    with finishing_in_office(run, "open the window") as office:
        days.open_grading(office, round_of(run))


def close_grading(run: JobRun) -> None:
    """The window closes."""
    with finishing_in_office(run, "close the window") as office:
        days.close_grading(office, round_of(run))


def end_grace(run: JobRun) -> None:
    """The days of grace are over."""
    with finishing_in_office(run, "end the days of grace") as office:
        days.end_grace(office, round_of(run))


def remind(run: JobRun) -> None:
    """Remind readers who still have a case to read."""
    with finishing_in_office(run, "remind readers") as office:
        days.remind_readers(office, round_of(run), run.settings["PUBLIC_URL"])


def deliver_concern(run: JobRun) -> None:
    """Give a concern to the home authority and mail its lead and deputy; start the clock."""
    concern_id, case_id = UUID(run.payload["concern_id"]), UUID(run.payload["case_id"])
    with in_office(run, "whose child a concern is about") as office:
        home_id = concerns.home_of(office, case_id)
    reader = run.job.scope
    with unit_of_work(run.database, reader):
        until = concerns.deliver(reader, concern_id, home_id)
        at = session(reader).scalars(select(Concern.at).where(Concern.id == concern_id)).one()
        jobs.enqueue(
            reader,
            concerns.ESCALATE,
            {"concern_id": concern_id, "case_id": case_id},
            title="See whether a concern is in hand",
            key=f"{concerns.ESCALATE}:{concern_id}",
            run_at=answer_by(at),
        )
    if until is None:
        return
    home = as_authority(region_of_job(run), home_id, "tell of a concern").with_installation("mail")
    with unit_of_work(run.database, home):
        concerns.note_delivery(home, concern_id)
        _mail_to(run, home, TOLD_OF_CONCERNS - {"dcs"}, answer_by(at))


def escalate_concern(run: JobRun) -> None:
    """Not acknowledged in time: the director and the coordinators are told as well."""
    concern_id, case_id = UUID(run.payload["concern_id"]), UUID(run.payload["case_id"])
    with in_office(run, "whose child a concern is about") as office:
        home_id = concerns.home_of(office, case_id)
    home = as_authority(region_of_job(run), home_id, "tell of a concern").with_installation("mail")
    with unit_of_work(run.database, home):
        if concerns.is_answered(home, concern_id):
            return
        _mail_to(run, home, TOLD_OF_CONCERNS, now())
    with in_office(run, "tell of a concern") as office:
        _mail_to(run, office, COORDINATORS, now())


def _mail_to(run: JobRun, scope: Scope, roles: frozenset[str], by: datetime) -> None:
    people = [one.person_id for one in list_people(scope) if roles & set(one.roles)]
    mails.remind(scope, people, mails.CONCERN, run.settings["PUBLIC_URL"], by)


def lock(run: JobRun) -> None:
    """Take the snapshot that the round's figures rest on."""
    office = office_for(run, "lock the figures")
    duty = as_reveal(region_of_job(run), known(office), "lock the figures")
    with unit_of_work(run.database, duty):
        take_snapshot(duty, held_round(duty, round_of(run), lock=True))


jobs.declare(rounds.DRAW, draw)
jobs.declare(ALLOCATE, allocate, lease=timedelta(minutes=5))
jobs.declare(rounds.RELEASE, release)
jobs.declare(rounds.SETTLE, settle, brings_up_to_date=True)
jobs.declare(rounds.OPEN, open_grading)
jobs.declare(rounds.CLOSE, close_grading)
jobs.declare("moderation.end_grace", end_grace)
jobs.declare(rounds.REMIND, remind)
jobs.declare(concerns.DELIVER, deliver_concern)
jobs.declare(concerns.ESCALATE, escalate_concern)
jobs.declare(rounds.LOCK, lock)
