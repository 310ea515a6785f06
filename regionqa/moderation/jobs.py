"""Background work of moderation: each handler acts in the office's name, or a home's, in turn.

A handler's effects may be repeated: a state or a unique key guards each, so that a worker that dies
between two transactions is simply followed by another.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from regionqa.accounts import list_people
from regionqa.authorities import list_services
from regionqa.core import jobs
from regionqa.core.keys import KeyStore
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session, unit_of_work
from regionqa.core.worker import JobRun
from regionqa.exchange.documents import Block, DocumentRefused, read_document
from regionqa.moderation.deadlines import answer_by, end_of
from regionqa.moderation.models import AllocationPlan, CaseCourse, Concern, FrameCase, Pack
from regionqa.moderation.operations import (
    concerns,
    days,
    drawing,
    mails,
    pack_readers,
    packs,
    rounds,
    slot_readers,
    slots,
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
    as_office,
    as_reveal,
    list_offices,
    members_of,
    office_of,
)
from regionqa.moderation.policy import COORDINATORS, HOME_LEADS, TOLD_OF_CONCERNS
from regionqa.moderation.queries.packs import list_expired, seal_of_pack
from regionqa.moderation.queries.rounds import held_round, participations
from regionqa.moderation.redaction import COLLEAGUE, Term, authority_terms, look_over
from regionqa.moderation.sealing import DOCUMENT

SOLVE_SECONDS = 120.0


def _region(run: JobRun) -> UUID:
    region_id = run.job.region_id
    if region_id is None:
        raise RuntimeError("A moderation job belongs to a region.")
    return region_id


def _office(run: JobRun, reason: str) -> Scope:
    with run.reading() as scope:
        return as_office(_region(run), office_of(scope), reason)


def _known(office: Scope) -> UUID:
    if office.authority_id is None:
        raise RuntimeError("An office is an authority.")
    return office.authority_id


@contextmanager
def _in_office(run: JobRun, reason: str) -> Iterator[Scope]:
    """A transaction in the office's name."""
    scope = _office(run, reason)
    with unit_of_work(run.database, scope):
        yield scope


@contextmanager
def _finishing_in_office(run: JobRun, reason: str) -> Iterator[Scope]:
    """The effect and the mark that it is done, in one transaction: no mail goes out twice."""
    with _in_office(run, reason) as scope:
        yield scope
        jobs.finish(scope, run.job)
    run.finished = True


def _round_id(run: JobRun) -> UUID:
    return UUID(run.payload["round_id"])


def draw(run: JobRun) -> None:
    """Each home draws its cases, one transaction for each; then the office lists them."""
    round_id = _round_id(run)
    with _in_office(run, "list who takes part") as office:
        homes = list(participations(office, round_id))
    for home_id in homes:
        scope = as_authority(_region(run), home_id, "draw the authority's cases")
        with unit_of_work(run.database, scope):
            drawing.draw_own(scope, round_id)
    with _in_office(run, "list the drawn cases") as office:
        drawing.list_drawn(office, round_id)


def allocate(run: JobRun) -> None:
    """Solve outside of a transaction; the plan is stored if nobody replaced it meanwhile."""
    from regionqa.statistics.allocation import Assignment

    round_id, plan_id = _round_id(run), UUID(run.payload["plan_id"])
    with _in_office(run, "gather an allocation") as office:
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
    with _finishing_in_office(run, "ask the readers") as office:
        days.release_plan(office, _round_id(run), run.settings["PUBLIC_URL"])


def settle(run: JobRun) -> None:
    """Bring one case up to date, or all of a round: whose access has ended, then what follows."""
    round_id, case = _round_id(run), run.payload["case_id"]
    office = _office(run, "weigh who reads a case")
    office_id = _known(office)
    with unit_of_work(run.database, office):
        case_ids = [UUID(case)] if case else _listed(office, round_id)
        for case_id in case_ids:
            weigh_assignments(office, held_course(office, case_id))
    duty = as_reveal(_region(run), office_id, "bring a case up to date")
    for case_id in case_ids:
        with unit_of_work(run.database, duty):
            settle_case(duty, case_id)
            left = pack_readers.find_leftovers(duty, held_course(duty, case_id))
        _clear(run, duty, case_id, left)


def _clear(run: JobRun, duty: Scope, case_id: UUID, left: pack_readers.Leftovers) -> None:
    """End packs and delete copies, each in its authority's name; keys go first."""
    region_id = _region_of(duty)
    if left.home_id is not None:
        home = as_authority(region_id, left.home_id, "end the packs of a case")
        with unit_of_work(run.database, home):
            packs.end_packs(home, KeyStore.of(run.settings), case_id)
    for authority_id, copy_ids in left.copies.items():
        reader = as_authority(region_id, authority_id, "remove packs that are read no more")
        with unit_of_work(run.database, reader):
            pack_readers.remove_copies(reader, copy_ids)


def _region_of(scope: Scope) -> UUID:
    if scope.region_id is None:
        raise RuntimeError("Moderation works in a region.")
    return scope.region_id


def check_pack(run: JobRun) -> None:
    """Read an upload in a process of its own and look it over; refuse it, or keep what was found.

    The names and places to look for are the home's own people, teams and references, and all
    authorities of the region: never a reader of another authority, which would tell the home.
    """
    keys, pack_id = KeyStore.of(run.settings), UUID(run.payload["pack_id"])
    scope = run.job.scope.with_installation("whose names a pack must not hold")
    with unit_of_work(run.database, scope, write=False):
        pack = session(scope).scalar(select(Pack).where(Pack.id == pack_id))
        if pack is None or pack.state != "checking":
            return
        seal = seal_of_pack(keys, pack)
        data, name = seal.open(pack.document or b"", DOCUMENT), seal.open_report(pack.report or b"")
        terms = _terms(scope, pack.round_id)
    try:
        extract = read_document(data, pack.kind, packs.RULES.most_pages)
    except DocumentRefused as error:
        safe = not look_over([Block("", "text", name.file_name)], terms)
        shown = f"“{name.file_name[-80:]}”" if safe else "The file"
        with run.finishing() as own:
            held = _checking(own, pack_id)
            if held is not None:
                packs.end_pack(own, keys, held, "refused", f"{shown}: {error}"[:300])
        return
    found = look_over(extract.blocks, terms)
    with run.finishing() as own:
        held = _checking(own, pack_id)
        if held is not None:
            packs.store_check(own, keys, held, extract, found)


def _checking(scope: Scope, pack_id: UUID) -> Pack | None:
    """The pack, unless it was replaced while it was read."""
    return session(scope).scalar(
        select(Pack).where(Pack.id == pack_id, Pack.state == "checking").with_for_update()
    )


def _terms(scope: Scope, round_id: UUID) -> list[Term]:
    units = [
        name
        for service in list_services(scope)
        for name in (service.name, *(team.name for team in service.teams))
    ]
    references = session(scope).scalars(
        select(FrameCase.reference).where(FrameCase.round_id == round_id)
    )
    people = [one.display_name for one in list_people(scope)]
    return [
        *(Term(COLLEAGUE, name) for name in people),
        *authority_terms(members_of(scope).values()),
        *(Term("team or service", name) for name in units),
        *(Term("case reference", reference) for reference in references),
    ]


def tell_of_pack_change(run: JobRun) -> None:
    """Mail readers who had opened an earlier version; the page says that it changed, not why."""
    case_id, number = UUID(run.payload["case_id"]), int(run.payload["number"])
    duty = as_reveal(_region(run), _known(_office(run, "a pack changed")), "a pack changed")
    with unit_of_work(run.database, duty, write=False):
        readers = pack_readers.readers_of_earlier(duty, case_id, number)
    with _finishing_in_office(run, "tell readers that a pack changed") as office:
        by = end_of(held_round(office, _round_id(run)).closes_on)
        mails.remind(office, readers, mails.CHANGED, run.settings["PUBLIC_URL"], by)


def tell_of_slot(run: JobRun) -> None:
    """Mail the home, and the reader who has or had the time: a link and its date."""
    case_id, slot_id = UUID(run.payload["case_id"]), UUID(run.payload["slot_id"])
    duty = as_reveal(_region(run), _known(_office(run, "a time changed")), "a time changed")
    with unit_of_work(run.database, duty):
        told = slot_readers.whom_to_tell(duty, held_course(duty, case_id), slot_id)
    if told is None or told.person_id is None:
        return  # nobody had the time, so nobody need be told
    home = as_authority(_region(run), told.home_id, "tell of a time").with_installation("mail")
    with unit_of_work(run.database, home, write=False):
        leads = [one.person_id for one in list_people(home) if HOME_LEADS & set(one.roles)]
    people, link = [told.person_id, *leads], run.settings["PUBLIC_URL"]
    with _finishing_in_office(run, "tell of a time") as office:
        mails.remind(office, people, mails.SLOT, link, told.starts_at)


def forget_packs(run: JobRun) -> None:
    """Every day: end the packs of rounds that are long over. It may be run again at any time."""
    for region_id, office_id in list_offices(run.database):
        duty = as_reveal(region_id, office_id, "end the packs of rounds that are over")
        with unit_of_work(run.database, duty, write=False):
            left = {
                course.case_id: pack_readers.find_leftovers(duty, course, over=True)
                for round_id in list_expired(duty, now())
                for course in session(duty).scalars(
                    select(CaseCourse).where(CaseCourse.round_id == round_id)
                )
            }
        for case_id, one in left.items():
            _clear(run, duty, case_id, one)


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
    with _finishing_in_office(run, "open the window") as office:
        days.open_grading(office, _round_id(run))


def close_grading(run: JobRun) -> None:
    """The window closes."""
    with _finishing_in_office(run, "close the window") as office:
        days.close_grading(office, _round_id(run))


def end_grace(run: JobRun) -> None:
    """The days of grace are over."""
    with _finishing_in_office(run, "end the days of grace") as office:
        days.end_grace(office, _round_id(run))


def remind(run: JobRun) -> None:
    """Remind readers who still have a case to read."""
    with _finishing_in_office(run, "remind readers") as office:
        days.remind_readers(office, _round_id(run), run.settings["PUBLIC_URL"])


def deliver_concern(run: JobRun) -> None:
    """Give a concern to the home authority and mail its lead and deputy; start the clock."""
    concern_id, case_id = UUID(run.payload["concern_id"]), UUID(run.payload["case_id"])
    with _in_office(run, "whose child a concern is about") as office:
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
    home = as_authority(_region(run), home_id, "tell of a concern").with_installation("mail")
    with unit_of_work(run.database, home):
        concerns.note_delivery(home, concern_id)
        _mail_to(run, home, TOLD_OF_CONCERNS - {"dcs"}, answer_by(at))


def escalate_concern(run: JobRun) -> None:
    """Not acknowledged in time: the director and the coordinators are told as well."""
    concern_id, case_id = UUID(run.payload["concern_id"]), UUID(run.payload["case_id"])
    with _in_office(run, "whose child a concern is about") as office:
        home_id = concerns.home_of(office, case_id)
    home = as_authority(_region(run), home_id, "tell of a concern").with_installation("mail")
    with unit_of_work(run.database, home):
        if concerns.is_answered(home, concern_id):
            return
        _mail_to(run, home, TOLD_OF_CONCERNS, now())
    with _in_office(run, "tell of a concern") as office:
        _mail_to(run, office, COORDINATORS, now())


def _mail_to(run: JobRun, scope: Scope, roles: frozenset[str], by: datetime) -> None:
    people = [one.person_id for one in list_people(scope) if roles & set(one.roles)]
    mails.remind(scope, people, mails.CONCERN, run.settings["PUBLIC_URL"], by)


def lock(run: JobRun) -> None:
    """Take the snapshot that the round's figures rest on."""
    office = _office(run, "lock the figures")
    duty = as_reveal(_region(run), _known(office), "lock the figures")
    with unit_of_work(run.database, duty):
        take_snapshot(duty, held_round(duty, _round_id(run), lock=True))


jobs.declare(rounds.DRAW, draw)
jobs.declare(ALLOCATE, allocate, lease=timedelta(minutes=5))
jobs.declare(rounds.RELEASE, release)
jobs.declare(rounds.SETTLE, settle)
jobs.declare(rounds.OPEN, open_grading)
jobs.declare(rounds.CLOSE, close_grading)
jobs.declare("moderation.end_grace", end_grace)
jobs.declare(rounds.REMIND, remind)
jobs.declare(packs.CHECK, check_pack, lease=timedelta(minutes=3))
jobs.declare(packs.CHANGED, tell_of_pack_change)
jobs.declare(slots.TELL, tell_of_slot)
jobs.declare("moderation.forget_packs", forget_packs, daily=True)
jobs.declare(concerns.DELIVER, deliver_concern)
jobs.declare(concerns.ESCALATE, escalate_concern)
jobs.declare(rounds.LOCK, lock)
