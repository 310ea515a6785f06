"""Background work of packs and of times to read in place: checked, told of, ended."""

from datetime import timedelta
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
from regionqa.moderation.deadlines import end_of
from regionqa.moderation.jobs.running import (
    finishing_in_office,
    known,
    office_for,
    region_of_job,
    round_of,
)
from regionqa.moderation.models import CaseCourse, FrameCase, Pack
from regionqa.moderation.operations import mails, pack_readers, packs, slot_readers, slots
from regionqa.moderation.operations.moves import held_course
from regionqa.moderation.places import as_authority, as_reveal, list_offices, members_of
from regionqa.moderation.policy import HOME_LEADS
from regionqa.moderation.queries.packs import list_expired, seal_of_pack
from regionqa.moderation.queries.rounds import held_round
from regionqa.moderation.redaction import COLLEAGUE, Term, authority_terms, look_over
from regionqa.moderation.sealing import DOCUMENT


def clear(run: JobRun, duty: Scope, case_id: UUID, left: pack_readers.Leftovers) -> None:
    """End packs and delete copies, each in its authority's name; keys go first."""
    region_id = region_of(duty)
    if left.home_id is not None:
        home = as_authority(region_id, left.home_id, "end the packs of a case")
        with unit_of_work(run.database, home):
            packs.end_packs(home, KeyStore.of(run.settings), case_id)
    for authority_id, copy_ids in left.copies.items():
        reader = as_authority(region_id, authority_id, "remove packs that are read no more")
        with unit_of_work(run.database, reader):
            pack_readers.remove_copies(reader, copy_ids)


def region_of(scope: Scope) -> UUID:
    """The region of a scope that has one."""
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
    """Mail readers who had opened an earlier version, or all of them where there was none."""
    case_id, number = UUID(run.payload["case_id"]), int(run.payload["number"])
    afresh = bool(run.payload["afresh"])
    duty = as_reveal(region_of_job(run), known(office_for(run, "a pack changed")), "a pack changed")
    with unit_of_work(run.database, duty, write=False):
        readers = pack_readers.readers_to_tell(duty, case_id, None if afresh else number)
    with finishing_in_office(run, "tell readers that a pack changed") as office:
        by = end_of(held_round(office, round_of(run)).closes_on)
        template = mails.TO_READ if afresh else mails.CHANGED
        mails.remind(office, readers, template, run.settings["PUBLIC_URL"], by)


def tell_of_slot(run: JobRun) -> None:
    """Mail the home, and the reader who has or had the time: a link and its date."""
    case_id, slot_id = UUID(run.payload["case_id"]), UUID(run.payload["slot_id"])
    duty = as_reveal(region_of_job(run), known(office_for(run, "a time changed")), "a time changed")
    with unit_of_work(run.database, duty):
        told = slot_readers.whom_to_tell(duty, held_course(duty, case_id), slot_id)
    if told is None or told.person_id is None:
        return  # nobody had the time, so nobody need be told
    home = as_authority(region_of_job(run), told.home_id, "tell of a time").with_installation(
        "mail"
    )
    with unit_of_work(run.database, home, write=False):
        leads = [one.person_id for one in list_people(home) if HOME_LEADS & set(one.roles)]
    people, link = [told.person_id, *leads], run.settings["PUBLIC_URL"]
    with finishing_in_office(run, "tell of a time") as office:
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
            clear(run, duty, case_id, one)


jobs.declare(packs.CHECK, check_pack, lease=timedelta(minutes=3))
jobs.declare(packs.CHANGED, tell_of_pack_change)
jobs.declare(slots.TELL, tell_of_slot)
jobs.declare("moderation.forget_packs", forget_packs, daily=True)
