"""Sharing and the crosswalk: who sees what, what is withdrawn, what is counted."""

import re
import threading
from datetime import date

import pytest

from regionqa.background import declare_every_job
from regionqa.core.database import Database
from regionqa.core.errors import Conflict
from regionqa.core.unit_of_work import unit_of_work
from regionqa.core.worker import run_all
from regionqa.frameworks.answers import Sharing
from regionqa.frameworks.freezing import freeze_crosswalk
from regionqa.frameworks.operations.borrowing import offer_help
from regionqa.frameworks.operations.editing import Entry, save_component
from regionqa.frameworks.queries.crosswalk import (
    find_snapshot,
    list_offers,
    list_rows,
    list_shared_texts,
)
from regionqa.frameworks.queries.framework import get_draft
from tests.conftest import Browse
from tests.factories import visitors
from tests.factories.world import World
from tests.frameworks.building import approve, lead_of, more_authorities, publish, say, share
from tests.frameworks.test_walking import post, token

CANARY = "Heron-seven-quartz"


def everywhere(client: object) -> str:
    """The bytes of every page and file of the crosswalk that this reader may open."""
    found = []
    for address in (
        "/crosswalk/",
        "/crosswalk/components/audit",
        "/crosswalk/fullest",
        "/crosswalk/gaps",
        "/crosswalk/table.csv",
        "/crosswalk/texts.csv",
        "/",
    ):
        answer = client.get(address)  # type: ignore[attr-defined]
        assert answer.status_code == 200, address
        found.append(answer.get_data(as_text=True))
    return "".join(found)


@pytest.mark.parametrize("level", list(Sharing))
def test_others_see_a_text_only_when_it_is_shared_by_name(
    browse_as: Browse, database: Database, world: type[World], level: Sharing
) -> None:
    say(database, world.b, "audit", CANARY, coverage="full", maturity=2)
    approve(database, world.b)
    share(database, world.b, "audit", level)
    for reader in (
        browse_as("qa_lead", place=world.a),
        browse_as("regional_lead", place=world.office),
    ):
        assert (CANARY in everywhere(reader)) is (level is Sharing.NAMED)
    assert CANARY not in everywhere(browse_as("qa_lead", place=world.elsewhere))


def test_a_draft_is_never_shared(browse_as: Browse, database: Database, world: type[World]) -> None:
    publish(database, world.b, "audit", "What was approved.")
    say(database, world.b, "audit", CANARY)
    seen = everywhere(browse_as("qa_lead", place=world.a))
    assert CANARY not in seen
    assert "What was approved." in seen
    approve(database, world.b)
    assert CANARY in everywhere(browse_as("qa_lead", place=world.a))


def test_a_withdrawn_text_is_gone_at_once(
    browse_as: Browse, database: Database, world: type[World]
) -> None:
    publish(database, world.b, "audit", CANARY)
    reader = browse_as("qa_lead", place=world.a)
    assert CANARY in everywhere(reader)
    address = f"/crosswalk/components/audit/start/{world.b.id}"
    assert CANARY in reader.get(address).text
    share(database, world.b, "audit", Sharing.PRIVATE)
    assert CANARY not in everywhere(reader)
    assert reader.get(address).status_code == 404
    for place in (world.a, world.office):
        scope = lead_of(place)
        with unit_of_work(database, scope, write=False):
            assert list_shared_texts(scope) == []
            assert all(not row.standing for row in list_rows(scope))


def test_the_office_is_told_that_it_is_not_shared_and_nothing_else(
    browse_as: Browse, database: Database, world: type[World]
) -> None:
    office = browse_as("regional_lead", place=world.office)
    untouched = office.get("/crosswalk/").text
    say(database, world.b, "audit", CANARY, coverage="full", maturity=4)
    approve(database, world.b)
    csrf = re.compile(r'name="csrf_token" value="[^"]*"')
    assert csrf.sub("", office.get("/crosswalk/").text) == csrf.sub("", untouched)


def test_a_text_is_used_as_a_starting_point_with_its_source(
    browse_as: Browse, database: Database, world: type[World]
) -> None:
    publish(database, world.b, "audit", "Their way of auditing.")
    say(database, world.a, "audit", "Our way.")
    lead = browse_as("qa_lead", place=world.a)
    answer = post(lead, f"/crosswalk/components/audit/start/{world.b.id}")
    assert answer.status_code == 302
    page = lead.get("/framework/components/audit").text
    assert "Our way." in page
    assert "Their way of auditing." in page
    assert "Began from version 1 of Brackenshire" in page
    assert browse_as("auditor", place=world.a).get("/crosswalk/").status_code == 403


def test_who_belongs_to_a_member_too_sees_in_the_office_what_a_member_sees(
    browse_as: Browse, app: object, database: Database, world: type[World]
) -> None:
    say(database, world.b, "audit", "x", coverage="full")
    approve(database, world.b)
    share(database, world.b, "audit", Sharing.UNNAMED)
    assert (
        "Counted without a name"
        in browse_as("regional_lead", place=world.office).get("/crosswalk/").text
    )
    person = visitors.join(database, {world.office: ["regional_lead"], world.a: ["auditor"]})
    both = visitors.signed_in(app, database, person, world.office)  # type: ignore[arg-type]
    page = both.get("/crosswalk/").text
    assert "Counted without a name" not in page
    assert "what an authority sees" in page
    assert "Counted" not in both.get("/crosswalk/table.csv").text


@pytest.mark.writes_reference
def test_counts_are_frozen_and_change_at_the_next_date(
    browse_as: Browse, database: Database, world: type[World]
) -> None:
    places = [world.a, world.b, *more_authorities(database, 6)]
    for at, place in enumerate(places):
        for key in ("audit", "learning"):
            say(database, place, key, "x", coverage=("full", "part", "absent", "part")[at % 4])
        approve(database, place)
        share(database, place, "audit", Sharing.UNNAMED)
        share(database, place, "learning", Sharing.UNNAMED if at < 2 else Sharing.NAMED)
    lead = browse_as("qa_lead", place=world.a)
    assert "Nothing has been counted yet" in lead.get("/crosswalk/").text
    here = (world.office.region_id, world.office.id)
    assert freeze_crosswalk(database, *here, date(2026, 4, 30))
    assert not freeze_crosswalk(database, *here, date(2026, 4, 30))
    page = lead.get("/crosswalk/").text
    assert "Of 8 authorities" in page
    assert "In part: <strong>4</strong>" in page
    assert "Of 6 authorities" in page, "two without a name are too few to be counted"
    left_out = "Fewer than 5 share it without a name, so none of those is counted."
    assert page.count(left_out) == 1
    assert left_out in lead.get("/crosswalk/counts.csv").text
    assert left_out not in lead.get("/crosswalk/components/audit").text
    share(database, places[1], "audit", Sharing.PRIVATE)
    assert lead.get("/crosswalk/").text.count("Of 8 authorities") == 1
    assert freeze_crosswalk(database, *here, date(2026, 10, 31))
    scope = lead_of(world.a)
    with unit_of_work(database, scope, write=False):
        snapshot = find_snapshot(scope)
    assert snapshot is not None
    held = snapshot.counts["audit"]
    assert held.contributors == 7
    assert held.figures == {}, "the difference would be the answer of who left"
    assert snapshot.counts["data"].contributors is None


def test_the_office_asks_for_the_counts_in_the_background(
    browse_as: Browse, database: Database, world: type[World]
) -> None:
    declare_every_job()
    office = browse_as("regional_lead", place=world.office)
    page = office.get("/crosswalk/").text
    assert "Count for" in page
    asked = office.post("/crosswalk/freeze", data=token(page))
    assert asked.status_code == 302
    run_all(database, {})
    assert (
        "Done" in office.get(asked.location, follow_redirects=False).text
        or office.get(asked.location).location == "/crosswalk/"
    )
    page = office.get("/crosswalk/").text
    assert "Count for" not in page
    assert "The counts are those of" in page
    member = browse_as("qa_lead", place=world.a)
    assert member.post("/crosswalk/freeze", data=token(page)).status_code in {400, 403}


def test_of_two_who_save_at_once_one_is_told(database: Database, world: type[World]) -> None:
    say(database, world.a, "audit", "As both found it.")
    barrier, outcomes = threading.Barrier(2), []

    def save(text: str) -> None:
        scope = lead_of(world.a)
        barrier.wait(10)
        try:
            with unit_of_work(database, scope):
                entry = Entry(text, "", "part")
                outcomes.append(save_component(scope, "audit", entry, version=1))
        except Conflict as error:
            outcomes.append(error.details["held"].answer.description)  # type: ignore[attr-defined]

    threads = [threading.Thread(target=save, args=(text,)) for text in ("One.", "Two.")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert True in outcomes
    (other,) = [outcome for outcome in outcomes if outcome is not True]
    scope = lead_of(world.a)
    with unit_of_work(database, scope, write=False):
        assert get_draft(scope, "audit").answer.description == other, "the loser sees the winner"


@pytest.mark.writes_reference
def test_who_comes_into_the_region_is_given_copies(database: Database, world: type[World]) -> None:
    publish(database, world.b, "audit", "Shared before they came.")
    scope = lead_of(world.b)
    with unit_of_work(database, scope):
        offer_help(scope, "audit", "Come and see.", "qa_lead")
    (new,) = more_authorities(database, 1)
    reader = lead_of(new)
    with unit_of_work(database, reader, write=False):
        assert list_shared_texts(reader) == []
    freeze_crosswalk(database, world.office.region_id, world.office.id, date(2026, 4, 30))
    with unit_of_work(database, reader, write=False):
        assert [text.owner.name for text in list_shared_texts(reader)] == [world.b.name]
        assert [offer.owner.name for offer in list_offers(reader)] == [world.b.name]
