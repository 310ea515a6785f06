"""Anchors and practice: a key agreed blind, sealed until one has read, and out of every figure."""

import json
from collections import Counter
from datetime import timedelta
from functools import partial
from uuid import UUID

import pytest
from sqlalchemy import func, select, text

from regionqa.accounts import email_of
from regionqa.core.database import Database
from regionqa.core.errors import Conflict, Forbidden, NotFound, Unprocessable
from regionqa.core.events import Event
from regionqa.core.mail import Mail, written
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import session, unit_of_work
from regionqa.moderation import exact_agreement, operations
from regionqa.moderation.contents import MOST_TEXT
from regionqa.moderation.models import AnchorReading, Reading
from regionqa.moderation.operations import anchors, trials
from regionqa.moderation.practice import practice_cases
from regionqa.moderation.queries import anchor_desks as desks
from regionqa.moderation.queries import anchors as queries
from regionqa.moderation.queries import trials as practice
from regionqa.moderation.queries.anchors_waiting import Touched, touched_by_retiring
from regionqa.moderation.queries.rounds import list_tools
from tests.moderation.region import DOMAINS, SCALE, START, Person, Region, content
from tests.moderation.test_moderation_windows import ALL_YEAR

D = len(DOMAINS)
PAPERS = "The child was seen at school and at home.\n\n" + "The plan has steps and dates. " * 12


def made(region: Region, *people: Person) -> UUID:
    """An anchor whose panel are these people."""
    tool = region.ask(region.coordinator, list_tools)[0]
    return region.do(
        region.coordinator,
        anchors.create_anchor,
        title="A winter move",
        service="Care",
        age_band="5 to 9",
        papers=PAPERS,
        tool_id=tool.id,
        people=[one.id for one in people],
    )


def wrong(region: Region, *people: Person) -> set[str]:
    """The fields that are named when nothing of an anchor's form can be used."""
    tool = region.ask(region.coordinator, list_tools)[0]
    with pytest.raises(Unprocessable) as refused:
        region.do(
            region.coordinator, anchors.create_anchor, title="A", service="", age_band=" ",
            papers="Short.", tool_id=tool.id, people=[one.id for one in people],
        )  # fmt: skip
    return set(refused.value.details["errors"])


def read(region: Region, who: Person, anchor_id: UUID, *grades: str) -> None:
    region.do(who, anchors.submit_anchor, anchor_id, content(*grades), version=0)
    region.work()


def desk(region: Region, who: Person, anchor_id: UUID) -> desks.AnchorDesk:
    return region.ask(who, desks.get_anchor_desk, anchor_id)


def key_rows(database: Database, scope: Scope) -> int:
    """Keys and copies of keys that plain SQL finds."""
    with unit_of_work(database, scope, write=False):
        return sum(
            session(scope).execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
            for table in ("moderation_anchor_keys", "moderation_anchor_key_copies")
        )


def test_an_anchor_is_keyed_blind_and_read_by_everybody(region: Region) -> None:
    region.begin()
    panel = [region.readers[place.id][0] for place in region.places]
    first, second, third = (region.readers[place.id][1] for place in region.places)
    with pytest.raises(Unprocessable):
        made(region, panel[0], panel[1], first)  # two of one authority
    assert wrong(region, *panel[:2]) == {"title", "service", "age_band", "papers", "people"}
    anchor_id = made(region, *panel)
    _key_is_agreed(region, anchor_id, panel, first)

    before = mails_to_read(region)
    for _again in range(2):
        region.do(region.coordinator, anchors.use_anchor, anchor_id, region.round_id)
        region.work()
    told = [first, second, third]
    assert mails_to_read(region) - before == of_people(region, told), "each reader, once"
    check_mails(region, anchor_id)
    postgres = region.database.engine.dialect.name == "postgresql"
    assert desk(region, first, anchor_id).stage == "read"
    read(region, first, anchor_id, "inadequate", "good")
    beside = desk(region, first, anchor_id).beside
    assert [one.steps for one in beside] == [1] + [0] * (D - 1)
    assert beside[0].reason == beside[0].my_evidence, "both sentences are there"
    if postgres:
        assert key_rows(region.database, first.place.scope()) == 1
        assert key_rows(region.database, second.place.scope()) == 0, "sealed until one has read"
        assert key_rows(region.database, Scope.for_operator("curious")) == 0
    assert desk(region, second, anchor_id).beside == ()
    assert desk(region, panel[0], anchor_id).stage == "done", "a panel does not read it in a round"
    auditor = region.auditors[region.places[0].id]
    with pytest.raises(NotFound):
        desk(region, auditor, anchor_id)  # offered by nobody
    read(region, second, anchor_id, "requires_improvement", "good")
    touched = region.ask(region.coordinator, touched_by_retiring, anchor_id)
    assert touched == Touched(rounds=1, readers=1), "neither the panel nor who has read it"
    _figures_and_later_rounds(region, anchor_id, first, third)


def _key_is_agreed(region: Region, anchor_id: UUID, panel: list[Person], other: Person) -> None:
    with pytest.raises(Conflict, match="once its key is agreed"):
        region.do(region.coordinator, anchors.use_anchor, anchor_id, region.round_id)
    with pytest.raises(NotFound):
        desk(region, other, anchor_id)
    good, poor = (dict.fromkeys(DOMAINS, one) for one in ("good", "requires_improvement"))
    key = {**good, DOMAINS[0]: "requires_improvement"}
    evidence = content("good")["evidence"]
    for who, grade in zip(panel[:2], ("good", "requires_improvement"), strict=True):
        read(region, who, anchor_id, grade)
        assert desk(region, who, anchor_id).stage == "wait"
        with pytest.raises(Forbidden):
            region.do(who, anchors.propose_key, anchor_id, good, evidence)
    read(region, panel[2], anchor_id, "good")
    words = desk(region, panel[0], anchor_id).words
    assert sorted(one.mark for one in words) == ["Panel 1", "Panel 2", "Panel 3"]
    for who, grades in zip(panel, (key, key, poor), strict=True):
        region.do(who, anchors.propose_key, anchor_id, grades, evidence)
        region.work()
    assert desk(region, panel[2], anchor_id).stage == "agree", "two are not three"
    region.do(panel[2], anchors.propose_key, anchor_id, key, evidence)
    region.work()
    assert region.ask(region.coordinator, queries.get_anchor, anchor_id).state == "keyed"


def _figures_and_later_rounds(
    region: Region, anchor_id: UUID, first: Person, unread: Person
) -> None:
    place = region.places[0]
    case_id = min((one for one, home in region.homes().items() if home == place), key=str)
    region.read_all(case_id, "good", "good", "good")
    later = region.do(region.coordinator, operations.create_round, _in_summer(region))
    tool_id = region.ask(region.coordinator, queries.get_anchor, anchor_id).tool_id
    open_to_it = partial(
        region.ask, region.coordinator, anchors.rounds_to_use, tool_id, but_of=anchor_id
    )
    assert open_to_it() == [(later, "Spring round")], "and not the one of the same title"
    region.do(region.coordinator, anchors.use_anchor, anchor_id, later)
    assert open_to_it() == []
    region.go_to(START + timedelta(days=32))
    with pytest.raises(NotFound):
        desk(region, unread, anchor_id)  # the days of grace are over
    region.step("lock_statistics", reason="The other cases were not read.")
    assert region.ask(place.scope(), exact_agreement, ALL_YEAR).denominator == 2 * D
    assert region.ask(first, queries.tally_of, first.id) == (1, D, D - 1, D)

    read(region, first, anchor_id, "outstanding")  # again: nothing happens
    with unit_of_work(region.database, first.place.scope(), write=False) as work:
        query = (
            select(func.count())
            .select_from(AnchorReading)
            .where(AnchorReading.person_id == first.id)
        )
        assert session(work.scope).scalar(query) == 1
    with pytest.raises(Unprocessable):
        region.do(region.coordinator, anchors.retire_anchor, anchor_id, reason="")
    touched = region.do(
        region.coordinator, anchors.retire_anchor, anchor_id, reason="It is well known."
    )
    assert touched == Touched(rounds=1, readers=0), "the later round, which has no readers yet"
    assert _said_of_retiring(region, anchor_id) == {"rounds": 1, "readers": 0}
    view = region.ask(region.coordinator, queries.get_anchor, anchor_id)
    assert (view.state, view.rounds) == ("retired", ("Spring round", "Spring round"))
    assert desk(region, first, anchor_id).retired_reason == "It is well known."
    with pytest.raises(Conflict):
        region.do(region.coordinator, anchors.use_anchor, anchor_id, later)


def _in_summer(region: Region) -> operations.RoundPlan:
    day = START.date() + timedelta(days=90)
    days = {"call_closes_on": 7, "confirm_by": 12, "opens_on": 14, "closes_on": 28}
    plan = {name: day + timedelta(days=one) for name, one in days.items()}
    return region.plan(**plan)


def mails_to_read(region: Region) -> Counter[str]:
    """How many mails that something waits went to each address."""
    scope = Scope.for_installation("look into the outbox")
    with unit_of_work(region.database, scope, write=False):
        rows = session(scope).scalars(
            select(Mail.address).where(Mail.template == "moderation.to_read")
        )
        return Counter(rows)


def of_people(region: Region, people: list[Person]) -> Counter[str]:
    scope = Scope.for_installation("look into the outbox")
    with unit_of_work(region.database, scope, write=False):
        return Counter(email_of(scope, one.id) or "" for one in people)


def check_mails(region: Region, anchor_id: UUID) -> None:
    """No mail says what waits, whose it is or who reads it."""
    hidden = ["winter move", "made-up", "anchor", "panel", str(anchor_id), DOMAINS[0], *SCALE]
    hidden += [place.name for place in region.places]
    scope = Scope.for_installation("look into the outbox")
    with unit_of_work(region.database, scope, write=False):
        mails = [written(one, "RegionQA") for one in session(scope).scalars(select(Mail))]
    assert mails
    for said in (" ".join(one).lower() for one in mails):
        assert not [one for one in hidden if one.lower() in said], said


def _said_of_retiring(region: Region, anchor_id: UUID) -> dict[str, int]:
    with unit_of_work(region.database, region.coordinator.scope, write=False) as work:
        found = session(work.scope).scalar(
            select(Event.fields).where(
                Event.tag == "anchor.retired", Event.subject_id == str(anchor_id)
            )
        )
    return dict(json.loads(found or "{}"))


def test_a_practice_case_is_tried_before_any_round(region: Region) -> None:
    who, other = region.readers[region.places[0].id]
    case = practice_cases()[0]
    subject = practice.practice_subject(case.key)
    assert not region.ask(who, practice.has_tried)
    region.do(who, trials.save_trial, subject, {"evidence": {DOMAINS[0]: "Half"}}, version=0)
    with pytest.raises(Conflict) as stale:
        region.do(who, trials.save_trial, subject, {}, version=0)
    assert stale.value.details["theirs"]["evidence"] == {DOMAINS[0]: "Half"}
    for broken in ({}, content("good", minutes=0), content("perfect")):
        with pytest.raises(Unprocessable):
            region.do(who, trials.submit_practice, case.key, broken, version=1)
    long = {"evidence": {DOMAINS[0]: "x" * (MOST_TEXT + 1)}}
    with pytest.raises(Unprocessable):
        region.do(who, trials.save_trial, subject, long, version=1)
    with pytest.raises(NotFound):
        region.do(who, trials.submit_practice, "no-such-case", content("good"), version=0)
    assert region.ask(who, practice.get_practice, case.key).beside == (), "the key waits"
    region.do(who, trials.submit_practice, case.key, content("good"), version=1)
    region.do(who, trials.submit_practice, case.key, content("inadequate"), version=0)
    found = region.ask(who, practice.get_practice, case.key)
    assert found.state == "submitted"
    places = [SCALE.index(case.grades[domain]) for domain in DOMAINS]
    assert [one.steps for one in found.beside] == [abs(place - 2) for place in places]
    assert [one.reason for one in found.beside] == [case.reasons[domain] for domain in DOMAINS]
    assert region.ask(who, practice.has_tried)
    assert region.ask(other, practice.get_practice, case.key).state == "not_begun"
    with unit_of_work(region.database, who.place.scope(), write=False) as work:
        assert session(work.scope).scalar(select(func.count()).select_from(Reading)) == 0
