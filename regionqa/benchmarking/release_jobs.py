"""Background work of releases: freezing contributions, the gate, and telling people.

Each handler works in the office's name, and in an authority's one at a time. A state or a unique
key guards every effect, so that a worker that dies is simply followed by another.
"""

from uuid import UUID

from regionqa.benchmarking.gate.atoms import in_atoms
from regionqa.benchmarking.gate.looking import look, products_of
from regionqa.benchmarking.gate.offers import cells_in, offer_figures, offers
from regionqa.benchmarking.gate.trial import Bench
from regionqa.benchmarking.gathering import (
    FREEZING,
    GATE,
    Gathered,
    as_authority,
    as_office,
    freeze_all,
    gather_release,
)
from regionqa.benchmarking.measures import measures
from regionqa.benchmarking.operations import telling
from regionqa.benchmarking.operations.gating import store_look
from regionqa.benchmarking.operations.releases import opened
from regionqa.benchmarking.products import About, to_json
from regionqa.benchmarking.queries.members import list_members
from regionqa.benchmarking.queries.releases import get_release
from regionqa.core import jobs
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.core.unit_of_work import unit_of_work
from regionqa.core.worker import JobRun
from regionqa.frameworks import printed_counts

TELLING = "tell people of a release"


def _office(run: JobRun, reason: str) -> Scope:
    if run.job.region_id is None or run.job.authority_id is None:
        raise RuntimeError("A release belongs to a region's office.")
    return as_office(run.job.region_id, run.job.authority_id, reason)


def open_check(run: JobRun) -> None:
    """Freeze what each authority gives, then open the check."""
    release_id = UUID(run.payload["release_id"])
    office = _office(run, FREEZING)
    synthetic = freeze_all(run.database, office, release_id)
    with unit_of_work(run.database, office):
        if opened(office, release_id, synthetic=synthetic):
            due = get_release(office, release_id).check_due
            telling.ask_to_tell(office, release_id, telling.OPENED)
            if due is not None:
                telling.ask_to_tell(office, release_id, telling.DUE, telling.reminder_at(due))
        jobs.finish(office, run.job)
    run.finished = True


def gate(run: JobRun) -> None:
    """Attack a release outside of a transaction, then write what was found."""
    release_id, number = UUID(run.payload["release_id"]), int(run.payload["number"])
    office = _office(run, GATE)
    held = gather_release(run.database, office, release_id)
    others = [
        one
        for offer in offers().values()
        for one in offer(run.database, _known(office.region_id), _known(office.authority_id))
    ]
    apart = {(c.authority, c.measure, c.period) for one in others for c in cells_in(one)}
    *earlier, window = in_atoms([*held.earlier, held.window], apart)
    bench = Bench(earlier, others)
    titles = {code: one.title for code, one in measures().items()}
    seen = look(bench, window, titles, run.progress)
    products = None
    if seen.verdict.passed:
        columns = {code: (one.numerator, "All other cases") for code, one in measures().items()}
        unnamed, members = products_of(_about(held), seen, columns, held.names)
        products = {"unnamed": to_json(unnamed)}
        products |= {"members": to_json(members)} if members is not None else {}
    with unit_of_work(run.database, office):
        store_look(
            office,
            release_id,
            number,
            recipe=held.release.recipe,
            verdict=seen.verdict,
            products=products,
            beside=held.beside,
            data_hash=held.data_hash,
        )
        jobs.finish(office, run.job)
    run.finished = True


def _known(key: UUID | None) -> UUID:
    if key is None:
        raise RuntimeError("A release belongs to a region's office.")
    return key


def _about(held: Gathered) -> About:
    first, _, last = held.release.window.key.partition("_")
    return About(
        str(held.release.id),
        held.release.title,
        first,
        last,
        "",
        held.release.recipe.rule_version,
        held.data_hash,
        held.release.synthetic,
    )


def tell(run: JobRun) -> None:
    """Ask that each authority's people are told, one authority at a time."""
    release_id, what = UUID(run.payload["release_id"]), str(run.payload["what"])
    office = _office(run, TELLING)
    with unit_of_work(run.database, office, write=False):
        members = list_members(office)
    today = now().date()
    for member in members:
        if member.in_being(today):
            scope = as_authority(_known(office.region_id), member.id, TELLING)
            with unit_of_work(run.database, scope):
                telling.ask_one(scope, release_id, what)


def tell_one(run: JobRun) -> None:
    """Mail an authority's people; the mails and the end of the job in one transaction."""
    scope = run.job.scope.with_installation(TELLING)
    with unit_of_work(run.database, scope):
        telling.tell_people(
            scope,
            UUID(run.payload["release_id"]),
            str(run.payload["what"]),
            run.settings["PUBLIC_URL"],
        )
        jobs.finish(scope, run.job)
    run.finished = True


offer_figures("crosswalk", printed_counts)
