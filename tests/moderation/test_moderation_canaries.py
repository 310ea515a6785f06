"""Canary words in every reading: before the reveal none of them is anywhere but with its writer."""

import logging
from dataclasses import asdict, is_dataclass, replace
from uuid import UUID, uuid4

import pytest
from sqlalchemy import inspect, select

from regionqa.core.errors import RegionQAError, Unscoped
from regionqa.core.mail import Mail
from regionqa.core.scope import Scope
from regionqa.core.tables import Base
from regionqa.core.unit_of_work import session, unit_of_work
from regionqa.mapped import every_model
from regionqa.moderation import operations, queries
from regionqa.moderation.operations.pack_readers import open_pack
from regionqa.moderation.queries.packs import (
    find_readable,
    pack_at_home,
    seal_of_pack,
    visible_pack,
)
from regionqa.moderation.queries.slots import list_slots, visible_slots
from regionqa.moderation.queries.ties import look
from tests.factories import visitors
from tests.factories.world import Place, World
from tests.moderation.region import DOMAINS, KEYS, PLACES, Person, Region

every_model()


def open_text(scope: Scope, case_id: UUID) -> object:
    """The text of a pack, as its reader is shown it; without the opening, which a query cannot."""
    seen = look(scope, case_id)
    row = find_readable(scope, seen) if seen.sight.pack else None
    return row and seal_of_pack(KEYS, row).open_blocks(row.text or b"")


def home_pack(scope: Scope, case_id: UUID) -> object:
    """The home's page of a pack."""
    return pack_at_home(scope, KEYS, case_id)


CASE_QUERIES = (
    queries.get_case,
    queries.visible_readings,
    queries.visible_draft,
    queries.visible_thread,
    queries.visible_positions,
    queries.visible_agreed,
    queries.visible_count,
    queries.visible_names,
    queries.visible_home,
    queries.visible_reference,
    queries.visible_withdrawn,
)
EVIDENCE_QUERIES = (visible_pack, visible_slots, list_slots, open_text, home_pack)
ROUND_QUERIES = (
    queries.get_round,
    queries.list_my_readings,
    queries.list_own_cases,
    queries.list_own_readers,
    queries.list_participants,
    queries.list_progress,
    queries.find_plan,
    queries.find_participation,
    queries.own_results,
    queries.hours,
)
OTHER_QUERIES = (
    queries.list_rounds,
    queries.list_tools,
    queries.list_concerns,
    queries.list_raised,
    queries.own_profile,
)


def words(value: object) -> str:
    """All that a view says, as one text."""
    if is_dataclass(value) and not isinstance(value, type):
        return str(asdict(value))
    if isinstance(value, (list, tuple)):
        return " ".join(words(one) for one in value)
    if hasattr(value, "__table__"):
        columns = inspect(value).mapper.column_attrs
        return str({one.key: getattr(value, one.key) for one in columns})
    return str(value)


def sweep(region: Region, who: Person, cases: list[UUID]) -> str:
    """All that a person can be told by any query, errors included."""
    said = []
    asked = [(query, (case,)) for query in (*CASE_QUERIES, *EVIDENCE_QUERIES) for case in cases]
    asked += [(query, (region.round_id,)) for query in ROUND_QUERIES]
    asked += [(query, ()) for query in OTHER_QUERIES]
    for query, arguments in asked:
        try:
            said.append(words(region.ask(who, query, *arguments)))
        except RegionQAError as error:
            said.append(f"{error.message} {error.details}")
    return " ".join(said)


def every_row(region: Region, who: Person) -> str:
    """Every row of every table that the ORM gives in the scope of a person's authority."""
    said = []
    scope = replace(who.scope, installation=False, reason="")
    with unit_of_work(region.database, scope, write=False):
        for mapper in Base.registry.mappers:
            if mapper.class_.__module__.startswith(("regionqa.moderation", "regionqa.core")):
                try:
                    said += [words(row) for row in session(scope).scalars(select(mapper.class_))]
                except Unscoped:
                    continue  # a table of the installation, which no authority reads
    return " ".join(said)


def check_person(region: Region, who: Person, canaries: dict[Person, str], homes: dict) -> str:
    """What one person is told and can read, against all canaries."""
    told, rows = sweep(region, who, list(homes)), every_row(region, who)
    for writer, canary in canaries.items():
        assert (canary in told) == (who is writer), f"{who} was told, or its writer was not"
        if who.place != writer.place:
            assert canary not in rows, f"{who} reads the row"
    return told + rows


def check_names(
    region: Region, who: Person, case_id: UUID, home: Place, first: Person, both: str
) -> None:
    """Who is not the home or a coordinator learns no home; who is neither learns no reader."""
    if who.place not in (home, World.office):
        told = " ".join(words(region.ask(who, query, case_id)) for query in CASE_QUERIES[1:])
        assert str(home.id) not in told, f"{who} learns the home"
    if who.place not in (first.place, World.office):
        assert str(first.id) not in both, f"{who} learns who reads"


def test_before_the_reveal_no_byte_of_a_reading_reaches_anyone_else(
    region: Region, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    region.begin()
    homes = region.homes()
    case_id = min(homes, key=str)
    home = homes[case_id]
    first, second = region.assigned(case_id)
    auditor = region.auditors[home.id]
    canaries = {first: "quokkas", auditor: "wombats", second: "numbats"}
    for who, canary in canaries.items():
        evidence = dict.fromkeys(DOMAINS, f"What the {canary} showed in the record.")
        content = {"evidence": evidence, "minutes": 137}
        if who is second:  # a draft only, so that the case stays blind
            region.do(who, operations.save_draft, case_id, content, version=0)
        else:
            region.submit(who, case_id, "inadequate", content=content)
    region.do(first, operations.ask_question, case_id, "Is there a plan?", request_key=uuid4().hex)
    region.work()
    everybody = [
        region.coordinator,
        region.second,
        *region.leads.values(),
        *region.auditors.values(),
        *(one for held in region.readers.values() for one in held),
    ]
    for who in everybody:
        both = check_person(region, who, canaries, homes)
        check_names(region, who, case_id, home, first, both)
    with unit_of_work(region.database, visitors.JOINING, write=False):
        mails = words(session(visitors.JOINING).scalars(select(Mail)).all())
    assert "test.example/moderation" in mails, "readers were mailed"
    for hidden in (
        *canaries.values(),
        str(case_id),
        "Assessment",
        *(place.name for place in PLACES),
    ):
        assert hidden not in mails
        if hidden in canaries.values():
            assert hidden not in caplog.text


def test_after_the_reveal_the_parties_are_told_and_no_others(region: Region) -> None:
    region.authorities, region.places = 4, ()
    region.__post_init__()
    region.begin(readers_per_case=2)
    homes = region.homes()
    case_id = min(homes, key=str)
    first, second = region.assigned(case_id)
    evidence = dict.fromkeys(DOMAINS, "What the quokkas showed in the record.")
    region.submit(first, case_id, "good", content={"evidence": evidence})
    region.submit(region.auditors[homes[case_id].id], case_id, "good")
    region.submit(second, case_id, "requires_improvement")
    region.work()
    parties = {homes[case_id], first.place, second.place}
    outsiders = [place for place in region.places if place not in parties]
    assert outsiders
    for place in outsiders:
        for who in (region.leads[place.id], *region.readers[place.id]):
            assert "quokkas" not in sweep(region, who, [case_id]) + every_row(region, who)
    told = {region.leads[homes[case_id].id], region.auditors[homes[case_id].id], second}
    for who in (*told, region.coordinator):
        assert "quokkas" in sweep(region, who, [case_id])
    colleague = next(one for one in region.readers[first.place.id] if one is not first)
    assert "quokkas" not in sweep(region, colleague, [case_id]), "a colleague is no reader"


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_a_pack_is_told_to_its_home_and_its_readers_and_to_nobody_else(
    region: Region, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    region.begin()
    homes = region.homes()
    case_id = min(homes, key=str)
    home, (first, second) = homes[case_id], region.assigned(case_id)
    region.hand_in(case_id, b"The plan of the quokkas was reviewed.", "wombats.txt")
    region.do(first, open_pack, KEYS, case_id, what="text")
    region.work()
    at_home = {region.leads[home.id], region.auditors[home.id]}
    everybody = [
        region.coordinator,
        region.second,
        *region.leads.values(),
        *region.auditors.values(),
        *(one for held in region.readers.values() for one in held),
    ]
    for who in everybody:
        told, rows = sweep(region, who, list(homes)), every_row(region, who)
        assert ("quokkas" in told) == (who in at_home | {first, second}), who
        assert "quokkas" not in rows, "in no row, of any authority, as it is stored"
        assert "wombats" not in rows
        if who.place not in (first.place, World.office):
            assert str(first.id) not in told + rows, f"{who} learns who opened it"
    assert "quokkas" not in caplog.text
