"""What goes otherwise than planned: conflicts, lateness, slips, withdrawals, concerns, leavers."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text

from regionqa.accounts.models import Membership
from regionqa.core.errors import Conflict, Forbidden, NotFound, Unprocessable
from regionqa.core.mail import Mail
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session, unit_of_work
from regionqa.moderation import operations, queries
from regionqa.moderation.models import Reading, RevealedReading
from tests.factories import visitors
from tests.factories.databases import Databases
from tests.factories.world import World
from tests.moderation.region import DOMAINS, START, Person, Region, content

GRACE_OVER = START + timedelta(days=32)


def key() -> str:
    return uuid4().hex


def first_case(region: Region) -> tuple[UUID, Person, Person, Person]:
    """A case open for grading, with its home's auditor and its two readers."""
    case_id, home = min(region.homes().items(), key=str)
    first, second = region.assigned(case_id)
    return case_id, region.auditors[home.id], first, second


def marks(region: Region, case_id: UUID, who: Person) -> list[str]:
    return sorted(one.mark for one in region.ask(who, queries.visible_readings, case_id))


def test_a_double_submit_a_second_tab_and_a_slip(region: Region) -> None:
    region.begin()
    case_id, auditor, first, second = first_case(region)
    with pytest.raises(Unprocessable) as refused:
        region.submit(first, case_id, "good", content={"minutes": 0, "grades": {}, "had": []})
    assert {"minutes", "had", f"grades.{DOMAINS[0]}"} <= set(refused.value.details["errors"])
    named = dict.fromkeys(DOMAINS, "Emma Johnson was seen alone at school.")
    with pytest.raises(Unprocessable, match="missing or cannot be used"):
        region.submit(first, case_id, "good", content={"evidence": named})
    version = region.do(first, operations.save_draft, case_id, content("good"), version=0)
    with pytest.raises(Conflict) as stale:
        region.do(first, operations.save_draft, case_id, content("inadequate"), version=0)
    assert stale.value.details["theirs"]["grades"][DOMAINS[0]] == "good"
    assert stale.value.details["yours"]["grades"][DOMAINS[0]] == "inadequate"
    once = {"version": version, "request_key": key()}
    reading = region.submit(first, case_id, "good", **once)
    assert region.submit(first, case_id, "inadequate", **once) == reading
    with pytest.raises(Conflict):
        region.submit(first, case_id, "inadequate", version=version)
    slip = region.submit(first, case_id, "outstanding", version=version + 1)
    with unit_of_work(region.database, first.place.scope(), write=False) as work:
        rows = session(work.scope).scalars(select(Reading)).all()
    assert {(row.id, row.supersedes) for row in rows} == {(reading, None), (slip, reading)}
    region.submit(auditor, case_id, "good")
    region.submit(second, case_id, "good")
    region.work()
    seen = region.ask(second, queries.visible_readings, case_id)
    given = {one.mark: one.grades[DOMAINS[0]] for one in seen}
    assert sorted(given.values()) == ["good", "good", "outstanding"], "the correction counts"
    with pytest.raises(Forbidden):
        region.submit(first, case_id, "good", version=version + 2)


def test_an_earlier_grade_is_sealed_before_grading_and_marked(region: Region) -> None:
    region.open_call()
    for place in region.places:
        region.join(place)
    region.close_call()
    region.allocate()
    case_id, auditor, first, second = first_case(region)
    region.do(auditor, operations.seal_earlier_grade, case_id, content("good"), request_key=key())
    with pytest.raises(Forbidden):
        region.submit(auditor, case_id, "good")
    region.go_to(START + timedelta(days=14))
    with pytest.raises(Forbidden):
        region.do(
            auditor, operations.seal_earlier_grade, case_id, content("good"), request_key=key()
        )
    region.submit(first, case_id, "good")
    region.submit(second, case_id, "good")
    region.work()
    seen = region.ask(first, queries.visible_readings, case_id)
    assert {one.mark: one.before for one in seen}["Home"] is True


def test_a_conflict_cuts_access_at_once_and_voids_the_reading(region: Region) -> None:
    region.begin()
    case_id, auditor, first, second = first_case(region)
    region.submit(first, case_id, "inadequate")
    region.submit(auditor, case_id, "good")
    region.do(
        first, operations.declare_conflict, region.round_id, reason="knows_family", case_id=case_id
    )
    with pytest.raises(NotFound):
        region.ask(first, queries.get_case, case_id)
    assert region.ask(first, queries.visible_readings, case_id) == []
    region.submit(second, case_id, "good")
    region.work()
    assert region.state(case_id) == "in_blind", "a reader is missing, and there is time"
    region.do(region.coordinator, operations.repair_allocation, region.round_id)
    region.work()
    plan = region.ask(region.coordinator, queries.find_plan, region.round_id)
    assert plan.state in {"proposed", "infeasible"}
    region.go_to(GRACE_OVER)
    region.work()
    assert region.state(case_id) == "agreed"
    assert marks(region, case_id, second) == ["Home", "Reader A"] or marks(
        region, case_id, second
    ) == ["Home", "Reader B"]
    with unit_of_work(region.database, World.office.scope(), write=False) as work:
        seals = session(work.scope).scalars(
            select(RevealedReading.grades).where(RevealedReading.case_id == case_id)
        )
        assert all("inadequate" not in grades.values() for grades in seals), "void is not revealed"


def test_late_readings_are_taken_in_the_days_of_grace_and_marked(region: Region) -> None:
    region.begin()
    case_id, auditor, first, second = first_case(region)
    region.submit(auditor, case_id, "good")
    region.submit(first, case_id, "good")
    region.go_to(START + timedelta(days=28, hours=9))
    region.submit(second, case_id, "good")
    region.work()
    late = {
        one.mark: one.late
        for one in region.ask(region.coordinator, queries.visible_readings, case_id)
    }
    assert sorted(late.values()) == [False, False, True]


def test_after_the_grace_a_case_is_revealed_with_one_peer_or_falls_short(region: Region) -> None:
    region.begin()
    cases = sorted(region.homes(), key=str)
    one_peer, no_home = cases[0], cases[1]
    homes = region.homes()
    region.submit(region.auditors[homes[one_peer].id], one_peer, "good")
    region.submit(region.assigned(one_peer)[0], one_peer, "requires_improvement")
    for reader in region.assigned(no_home):
        region.submit(reader, no_home, "good")
    region.go_to(GRACE_OVER)
    region.work()
    assert region.state(one_peer) == "in_discussion"
    assert region.state(no_home) == "short"
    lapsed = region.assigned(one_peer)[1]
    with pytest.raises(NotFound):
        region.ask(lapsed, queries.get_case, one_peer)
    region.do(region.coordinator, operations.withdraw_case, no_home, reason="No home reading.")
    with pytest.raises(Conflict):
        region.do(region.coordinator, operations.withdraw_case, one_peer, reason="A bad result.")


def test_a_substitution_needs_a_reason_and_is_counted(region: Region) -> None:
    region.open_call()
    for place in region.places:
        region.join(place)
    region.close_call()
    place = region.places[0]
    lead = region.leads[place.id]
    case = region.ask(lead, queries.list_own_cases, region.round_id)[0]
    with pytest.raises(Unprocessable):
        region.do(lead, operations.substitute_case, case.case_id, reason="we look bad in it")
    region.do(lead, operations.substitute_case, case.case_id, reason="record_locked")
    with pytest.raises(Conflict):
        region.do(lead, operations.substitute_case, case.case_id, reason="record_locked")
    region.work()
    own = region.ask(lead, queries.list_own_cases, region.round_id)
    assert [one.state for one in own if one.case_id == case.case_id] == ["withdrawn"]
    assert len([one for one in own if one.state == "drawn"]) == 2
    told = region.ask(region.coordinator, queries.list_participants, region.round_id)
    assert {one.authority_id: (one.cases, one.substituted) for one in told}[place.id] == (2, 1)


def test_an_authority_joins_with_all_it_needs_or_not(region: Region) -> None:
    region.open_call()
    place = region.places[0]
    given = {
        "way": "pack",
        "day_contact": "Duty team 01632 960001",
        "out_of_hours_contact": "",
        "drilled_on": START.date() - timedelta(days=500),
    }
    with pytest.raises(Unprocessable) as refused:
        region.do(region.leads[place.id], operations.join_round, region.round_id, **given)
    assert set(refused.value.details["errors"]) == {
        "agreements",
        "out_of_hours_contact",
        "drilled_on",
    }
    with pytest.raises(Unprocessable, match="two authorities"):
        region.step("close_call")
    coordinating = region.person(place, "qa_lead")
    with unit_of_work(region.database, visitors.JOINING):
        row = Membership(
            person_id=region.coordinator.id,
            authority_id=place.id,
            display_name="Both",
            invited_at=now(),
            joined_at=now(),
            changed_at=now(),
        )
        session(visitors.JOINING).add(row)
    with pytest.raises(Unprocessable):
        region.do(
            coordinating,
            operations.offer_reader,
            region.round_id,
            region.coordinator.id,
            capacity=3,
        )


def test_a_coordinator_does_not_act_on_cases_of_an_employer_even_a_past_one(
    region: Region,
) -> None:
    region.begin()
    case_id, auditor, _first, _second = first_case(region)
    with unit_of_work(region.database, visitors.JOINING):
        row = Membership(
            person_id=region.coordinator.id,
            authority_id=auditor.place.id,
            display_name="Once there",
            invited_at=now(),
            joined_at=now(),
            left_at=now(),
            changed_at=now(),
        )
        session(visitors.JOINING).add(row)
    with pytest.raises(NotFound):
        region.do(region.coordinator, operations.withdraw_case, case_id, reason="Not mine.")
    withheld = {
        one.case_id: one.withheld
        for one in region.ask(region.coordinator, queries.list_progress, region.round_id)
    }
    assert withheld[case_id]
    assert not all(withheld.values())
    region.do(region.second, operations.withdraw_case, case_id, reason="The record is locked.")
    assert region.state(case_id) == "withdrawn"


def test_who_leaves_reads_no_more_and_what_was_submitted_stays(region: Region) -> None:
    region.begin()
    case_id, auditor, first, second = first_case(region)
    region.submit(first, case_id, "good")
    leave(region, first)
    region.submit(auditor, case_id, "good")
    region.submit(second, case_id, "good")
    region.work()
    assert region.state(case_id) == "agreed"
    assert len(marks(region, case_id, second)) == 3
    with pytest.raises(NotFound):
        region.ask(first, queries.get_case, case_id)


def leave(region: Region, who: Person) -> None:
    with unit_of_work(region.database, visitors.JOINING):
        held = session(visitors.JOINING).scalars(
            select(Membership).where(Membership.person_id == who.id)
        )
        for row in held:
            row.left_at = row.changed_at = now()


def test_a_child_of_concern_goes_to_the_home_alone_at_once(
    databases: Databases, region: Region
) -> None:
    region.begin()
    case_id, auditor, first, second = first_case(region)
    lead = region.leads[auditor.place.id]
    closed = "SELECT * FROM moderation_case_contacts"
    if databases.kind == "postgresql":
        with unit_of_work(region.database, first.place.scope(), write=False) as work:
            assert list(session(work.scope).execute(text(closed))) == []
    given = {"immediate": True, "what": "A bruise is noted and nobody asked.", "request_key": key()}
    contact = region.do(first, operations.raise_concern, case_id, **given)
    again = region.do(first, operations.raise_concern, case_id, **given)
    assert (contact.concern_id, contact.authority_id) == (again.concern_id, auditor.place.id)
    assert "not telling the duty team" in contact.warning
    region.work()
    (concern,) = region.ask(lead, queries.list_concerns)
    assert concern.what == given["what"]
    assert concern.reference is not None
    assert concern.answer_by - concern.raised_at == timedelta(hours=2)
    for who in (region.leads[second.place.id], region.leads[first.place.id]):
        assert region.ask(who, queries.list_concerns) == []
    with pytest.raises(NotFound):
        region.do(auditor, operations.raise_concern, case_id, **{**given, "request_key": key()})
    before = mails(region)
    region.go_to(region.moment + timedelta(hours=2, minutes=1))
    assert mails(region) > before, "nobody answered: more people are told"
    region.do(lead, operations.acknowledge_concern, concern.concern_id)
    region.do(lead, operations.acknowledge_concern, concern.concern_id)
    region.do(
        lead,
        operations.follow_up_concern,
        concern.concern_id,
        category=1,
        note="Seen today by the duty team.",
    )
    (raised,) = region.ask(first, queries.list_raised)
    assert raised.answered_at is not None
    assert marks(region, case_id, second) == []


def mails(region: Region) -> int:
    with unit_of_work(region.database, visitors.JOINING, write=False):
        return len(session(visitors.JOINING).scalars(select(Mail)).all())
