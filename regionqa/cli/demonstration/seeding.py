"""Filling the demonstration's database, once: a half-filled one is never served."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import click

from regionqa import accounts, migrate
from regionqa.authorities import (
    Authority,
    Role,
    demonstration_region,
    load_areas,
    set_up_region,
)
from regionqa.authorities.operations import record_agreement
from regionqa.background import declare_every_job
from regionqa.benchmarking import (
    agree_made_up_mapping,
    fill_releases,
    store_made_up_months,
)
from regionqa.cli.demonstration.people import OFFICE, everybody
from regionqa.cli.demonstration.scopes import join, lead_of
from regionqa.cli.demonstration.whole_region import Step, is_filled, steps_of_region
from regionqa.cli.settings import authority_list
from regionqa.core.database import Database
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import unit_of_work
from regionqa.core.worker import run_all
from regionqa.frameworks.demonstration import Member, seed_frameworks
from regionqa.indicators.operations import load_reference_figures
from regionqa.moderation.demonstration import fill
from regionqa.ratings.demonstration import store_sample

SEEDING = Scope.for_operator("fill the demonstration")


def prepare(settings: dict[str, Any], *, fresh: bool, whole_region: bool = False) -> None:
    """Make the demonstration's database unless it is there; ``fresh`` begins again.

    It is filled under another name and takes its own when it is whole. ``whole_region`` adds a
    round of every authority, and a release of what it found, where they are not there yet.
    """
    file = Path(settings["DATA_FOLDER"]) / "demonstration.db"
    if fresh:
        _remove(file)
    unfinished = file.with_name("demonstration.unfinished.db")
    _remove(unfinished)
    unfinished.parent.mkdir(parents=True, exist_ok=True)
    elsewhere = {**settings, "DATABASE_URL": f"sqlite:///{unfinished}"}
    accounts.configure(settings)
    declare_every_job()
    if file.exists():
        migrate.upgrade(settings["DATABASE_OWNER_URL"])
    else:
        migrate.upgrade(elsewhere["DATABASE_URL"])
        _run("Filling the demonstration", _first_steps(elsewhere), elsewhere)
        unfinished.replace(file)
    if whole_region and not is_filled(settings):
        shutil.copyfile(file, unfinished)
        _run("Adding a round of the whole region", steps_of_region(elsewhere), elsewhere)
        unfinished.replace(file)


def _first_steps(settings: dict[str, Any]) -> list[Step]:
    return [
        ("authorities", _areas),
        ("published figures", _figures),
        ("people", _people),
        ("double-graded cases", _graded_cases),
        ("audit months", _audit_months),
        ("frameworks", _frameworks),
        ("releases", lambda held: _releases(held, settings)),
        ("moderation rounds", lambda held: _rounds(held, settings)),
        ("background work", lambda held: _work(held, settings)),
    ]


def _run(label: str, steps: list[Step], settings: dict[str, Any]) -> None:
    database = Database(settings["DATABASE_URL"], durable=False)
    with click.progressbar(
        steps,
        label=label,
        item_show_func=lambda step: step[0] if step else "",
    ) as bar:
        for _name, step in bar:
            step(database)
    database.close_into_one_file()


def _areas(database: Database) -> None:
    with unit_of_work(database, SEEDING):
        load_areas(SEEDING)
        set_up_region(SEEDING, demonstration_region())


def _figures(database: Database) -> None:
    with unit_of_work(database, SEEDING):
        load_reference_figures(SEEDING)


def _people(database: Database) -> None:
    places = {place.gss_code or OFFICE: place for place in authority_list(database)}
    for person in everybody():
        join(database, person, places)


def _graded_cases(database: Database) -> None:
    """A file of made-up double-graded cases for each authority whose QA lead can sign in."""
    places = {place.gss_code or OFFICE: place for place in authority_list(database)}
    leads = {at.at for person in everybody() for at in person.places if Role.QA_LEAD in at.roles}
    for seed, code in enumerate(sorted(leads), start=1):
        scope = lead_of(database, places[code])
        with unit_of_work(database, scope):
            store_sample(scope, "Autumn 2026, double-graded cases", seed)


def _audit_months(database: Database) -> None:
    """Two made-up years of audits of every authority, and a mapping, the larger where a lead is."""
    places = {place.gss_code or OFFICE: place for place in authority_list(database)}
    leads = {at.at for person in everybody() for at in person.places if Role.QA_LEAD in at.roles}
    office = lead_of(database, places[OFFICE], Role.REGIONAL_LEAD)
    for seed, code in enumerate(sorted(leads), start=1):
        scope = lead_of(database, places[code])
        with unit_of_work(database, scope):
            store_made_up_months(scope, seed)
        director = lead_of(database, places[code], Role.DCS)
        second = director if director.person_id else _stand_in(scope, office)
        agree_made_up_mapping(partial(_do, database), scope, second, office)
    others = sorted(code for code in places if code not in leads | {OFFICE})
    for seed, code in enumerate(others, start=100):
        scope = _somebody_at(places[code])
        with unit_of_work(database, scope):
            store_made_up_months(scope, seed, auditors=(6, 9))
        agree_made_up_mapping(partial(_do, database), scope, _stand_in(scope, office), office)


def _do(
    database: Database, scope: Scope, operation: Callable[..., Any], *given: Any, **more: Any
) -> Any:
    """One operation in a transaction of its own."""
    with unit_of_work(database, scope):
        return operation(scope, *given, **more)


def _stand_in(scope: Scope, other: Scope) -> Scope:
    """A second person of an authority whose director is not there to sign in."""
    return replace(scope, person_id=other.person_id, roles=frozenset({Role.DCS}))


def _somebody_at(place: Authority) -> Scope:
    """A lead who is not there to sign in, for what a whole region has done."""
    return Scope(
        authority_id=place.id,
        region_id=place.region_id,
        person_id=place.id,
        roles=frozenset({Role.QA_LEAD}),
        reason="fill the demonstration",
    )


def _releases(database: Database, settings: dict[str, Any]) -> None:
    """One release that is published, one in its check, one that the gate refused."""
    places = {place.gss_code or OFFICE: place for place in authority_list(database)}
    office = places[OFFICE]
    leads = sorted({at.at for one in everybody() for at in one.places if Role.QA_LEAD in at.roles})
    confirming, disputing = (lead_of(database, places[code]) for code in leads[-2:])
    fill_releases(
        database,
        settings,
        lead_of(database, office, Role.REGIONAL_LEAD),
        lead_of(database, office, Role.REGIONAL_DEPUTY),
        (confirming, disputing),
    )


def _frameworks(database: Database) -> None:
    """A made-up framework for each authority, in its QA lead's name where it has one."""
    places = authority_list(database)
    office = next(place for place in places if place.is_office)
    members = [
        Member(place.id, place.region_id, lead_of(database, place).person_id)
        for place in places
        if not place.is_office
    ]
    seed_frameworks(database, members, office_id=office.id)


def _rounds(database: Database, settings: dict[str, Any]) -> None:
    """A finished round, one in reconciliation and one open for grading, all made up."""
    fill(database, settings, record_agreement)


def _work(database: Database, settings: dict[str, Any]) -> None:
    run_all(database, settings)


def _remove(file: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)
