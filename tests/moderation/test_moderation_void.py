"""A conflict found after the reveal, and a reader who comes to belong to the home: both databases.

What a withdrawn reading said may stay with the home alone; figures are made without it, and say
how they were with it; the case goes on, waits for another reader, or stands.
"""

from datetime import timedelta
from itertools import combinations
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from regionqa.accounts.models import Membership, MembershipRole
from regionqa.core.database import Database
from regionqa.core.errors import Conflict, Forbidden, NotFound
from regionqa.core.unit_of_work import session, unit_of_work
from regionqa.moderation import grade_changes, operations, queries
from regionqa.moderation.models import Round
from tests.factories import visitors
from tests.factories.world import Place, World
from tests.moderation.region import DOMAINS, START, Person, Region, content
from tests.moderation.test_moderation_windows import ALL_YEAR

SECRET = "Xyloquartz was said by the worker"
D = len(DOMAINS)


@pytest.fixture
def region(database: Database) -> Region:
    """Four authorities, so that somebody is left who has seen nothing."""
    return Region(database, authorities=4)


def of_home(region: Region, place: Place) -> list[UUID]:
    return sorted((one for one, home in region.homes().items() if home == place), key=str)


def conflicted(region: Region, who: Person, case_id: UUID) -> None:
    region.do(
        who, operations.declare_conflict, region.round_id, reason="knows_family", case_id=case_id
    )
    region.work()


def snapshot(region: Region) -> str | None:
    office = World.office.scope()
    with unit_of_work(region.database, office, write=False):
        return session(office).scalar(
            select(Round.snapshot_hash).where(Round.id == region.round_id)
        )


def test_a_reading_is_withdrawn_after_the_reveal(region: Region) -> None:
    region.begin()
    place = region.places[0]
    auditor, lead = region.auditors[place.id], region.leads[place.id]
    talked, agreed = of_home(region, place)
    first, second = region.assigned(talked)
    words = dict.fromkeys(DOMAINS, SECRET)
    region.submit(auditor, talked, "good")
    region.submit(first, talked, "inadequate", content={"evidence": words})
    region.submit(second, talked, "good")
    region.work()
    region.do(
        first, operations.say, talked, domain=DOMAINS[0], text=SECRET, request_key=uuid4().hex
    )
    region.work()
    assert region.state(talked) == "in_discussion"
    assert SECRET in str(region.ask(second, queries.get_case, talked))

    conflicted(region, first, talked)
    _is_short_and_silent(region, talked, first, second, lead)
    _another_reads_it(region, talked, (first, second), auditor)

    region.read_all(agreed, "good", "good", "good")
    assert region.state(agreed) == "agreed"
    one, other = region.assigned(agreed)
    region.do(region.coordinator, operations.find_conflict, agreed, one.id, reason="worked_on_case")
    region.work()
    with pytest.raises(NotFound):
        region.ask(one, queries.get_case, agreed)
    assert region.state(agreed) == "agreed", "what was agreed stands"
    assert [two.grades for two in region.ask(other, queries.visible_withdrawn, agreed)] == [{}]
    _figures_with_and_without(region, place, agreed, other)


def _is_short_and_silent(
    region: Region, case_id: UUID, gone: Person, stays: Person, lead: Person
) -> None:
    """One peer is fewer than the round asks while there is time: another is needed."""
    assert region.state(case_id) == "short"
    with pytest.raises(NotFound):
        region.ask(gone, queries.get_case, case_id)
    for who in (stays, region.coordinator):
        assert SECRET not in str(region.ask(who, queries.get_case, case_id))
    told = region.ask(region.coordinator, queries.get_case, case_id)
    assert told.count == 2, "the home's and one peer's stand"
    assert {one.person_id for one in told.names if one.submitted} == {stays.id}
    kept = region.ask(lead, queries.get_case, case_id).withdrawn
    assert [one.evidence[DOMAINS[0]] for one in kept] == [SECRET], "it is about the home's child"
    for who in (stays, region.auditors[region.homes()[case_id].id]):
        assert not region.ask(who, queries.get_case, case_id).may_grade
        with pytest.raises(Forbidden):
            region.submit(who, case_id, "outstanding")
    with pytest.raises(Conflict, match="revealed before"):
        region.do(region.coordinator, operations.withdraw_case, case_id, reason="A bad result.")


def _another_reads_it(
    region: Region, case_id: UUID, before: tuple[Person, Person], auditor: Person
) -> None:
    """Only somebody of an authority that has no copy is asked; then it is revealed again."""
    region.do(region.coordinator, operations.repair_allocation, region.round_id)
    region.work()
    plan = region.ask(region.coordinator, queries.find_plan, region.round_id)
    chosen = {one["reader"] for one in plan.assignments if one["case"] == str(case_id)}
    assert plan.state == "proposed", plan.explained
    seen = {one.place for one in (*before, auditor)}
    (unseen,) = set(region.places) - seen
    (fresh,) = (one for one in region.readers[unseen.id] if str(one.id) in chosen)
    assert chosen == {str(before[1].id), str(fresh.id)}
    region.do(region.coordinator, operations.release_repair, region.round_id)
    region.work()
    assert region.state(case_id) == "in_blind"
    assert region.ask(fresh, queries.visible_withdrawn, case_id) == []
    assert [one.mine for one in region.ask(fresh, queries.visible_readings, case_id)] == []
    region.submit(fresh, case_id, "good")
    region.work()
    assert region.state(case_id) == "agreed"
    marks = {one.mark for one in region.ask(auditor, queries.visible_readings, case_id)}
    assert marks == {"Home", "Reader B", "Reader C"}
    for who in (fresh, before[1]):
        assert SECRET not in str(region.ask(who, queries.get_case, case_id))


def _figures_with_and_without(region: Region, place: Place, agreed: UUID, other: Person) -> None:
    region.go_to(START + timedelta(days=32))
    region.step("lock_statistics", reason="The other cases were not read.")
    lead = region.leads[place.id]
    found = region.ask(lead, queries.own_results, region.round_id)
    assert (found.figures.readings, found.withdrawn) == (5, 2)
    assert found.figures.overall.exact.value == pytest.approx(1.0)
    assert found.with_withdrawn.readings == 7
    # four readings of the first case, one of them apart: 3 of 6 pairs; the second all the same
    assert found.with_withdrawn.overall.exact.value == pytest.approx((0.5 + 1) / 2)
    assert region.ask(place.scope(), grade_changes, ALL_YEAR).cases == 2
    _hours_given_stay_given(region, lead, received=3, withdrawn=2)

    locked = snapshot(region)
    conflicted(region, other, agreed)
    assert snapshot(region) != locked, "the snapshot is taken again"
    found = region.ask(lead, queries.own_results, region.round_id)
    assert (found.figures.cases, found.withdrawn) == (1, 3)
    assert region.ask(place.scope(), grade_changes, ALL_YEAR).cases == 1, "it rests on no peer now"
    _hours_given_stay_given(region, lead, received=2, withdrawn=3)
    assert region.ask(lead, queries.visible_agreed, agreed).outcome == "unanimous"


def _hours_given_stay_given(region: Region, home: Person, *, received: int, withdrawn: int) -> None:
    """A withdrawn reading is nothing received at home; its reader's authority gave the time."""
    each = content("good")["minutes"]
    asked = [region.ask(lead, queries.hours, region.round_id) for lead in region.leads.values()]
    at_home = region.ask(home, queries.hours, region.round_id)
    assert (at_home.received, at_home.received_withdrawn) == (received * each, withdrawn * each)
    assert at_home.own == 2 * each
    assert (at_home.given, at_home.given_withdrawn) == (0, 0)
    assert sum(one.given for one in asked) == (received + withdrawn) * each
    assert sum(one.given_withdrawn for one in asked) == withdrawn * each


def joins(region: Region, who: Person, place: Place) -> None:
    """Somebody comes to belong to another authority as well, at the region's moment."""
    with unit_of_work(region.database, visitors.JOINING):
        unit = session(visitors.JOINING)
        held = Membership(
            person_id=who.id,
            authority_id=place.id,
            display_name="Sam Okoro",
            invited_at=region.moment,
            joined_at=region.moment,
            changed_at=region.moment,
        )
        unit.add(held)
        unit.flush()
        unit.add(
            MembershipRole(
                membership_id=held.id,
                authority_id=place.id,
                role="moderator",
                since=region.moment,
            )
        )


def test_who_comes_to_belong_to_an_authority_reads_no_more_at_once(region: Region) -> None:
    """While a case is blind a new place anywhere ends it; after the reveal the home's does."""
    region.begin(readers_per_case=1, cases_per_authority=4)
    place, elsewhere = region.places[0], region.places[1]
    unread, read, first, reader = next(
        (one, two, *region.assigned(one), *region.assigned(two))
        for one, two in combinations(of_home(region, place), 2)
        if region.assigned(one) != region.assigned(two)
    )
    auditor = region.auditors[place.id]
    for case_id in (unread, read):
        region.submit(auditor, case_id, "good")
    region.submit(reader, read, "inadequate")
    region.work()
    assert region.state(read) == "in_discussion"
    for who, other in ((first, place if first.place == elsewhere else elsewhere), (reader, place)):
        region.ask(who, queries.get_case, read if who is reader else unread)
        joins(region, who, other)
        with pytest.raises(NotFound):
            region.ask(who, queries.get_case, read if who is reader else unread)  # no job has run
    with pytest.raises(NotFound):
        region.submit(first, unread, "good")
    region.go_to(START + timedelta(days=32))
    assert region.state(unread) == "short"
    assert region.state(read) == "in_discussion"
    marks = {one.mark for one in region.ask(auditor, queries.visible_readings, read)}
    assert marks == {"Home", "Reader A"}, "a reading that was blind stays one"
