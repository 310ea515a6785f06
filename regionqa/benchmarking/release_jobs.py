"""Background work of releases: freezing contributions, the gate, and telling people.

Each handler works in the office's name, and in an authority's one at a time. A state or a unique
key guards every effect, so that a worker that dies is simply followed by another.
"""

from uuid import UUID

from regionqa.benchmarking.gate.looking import look, products_of
from regionqa.benchmarking.gate.offers import offer_figures, offers
from regionqa.benchmarking.gate.trial import Bench
from regionqa.benchmarking.gathering import (
    FREEZING,
    GATE,
    Gathered,
    as_office,
    freeze_all,
    gather_release,
)
from regionqa.benchmarking.measures import measures
from regionqa.benchmarking.operations.gating import store_look
from regionqa.benchmarking.operations.releases import opened
from regionqa.benchmarking.products import About, to_json
from regionqa.core import jobs
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import unit_of_work
from regionqa.core.worker import JobRun
from regionqa.frameworks import printed_counts


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
        opened(office, release_id, synthetic=synthetic)
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
    bench = Bench(held.earlier, others)
    titles = {code: one.title for code, one in measures().items()}
    seen = look(bench, held.window, titles, run.progress)
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


offer_figures("crosswalk", printed_counts)
