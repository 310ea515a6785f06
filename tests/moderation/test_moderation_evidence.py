"""Rounds that an authority took part in stand behind its framework's component on moderation."""

from datetime import timedelta

from regionqa.core.unit_of_work import session, unit_of_work
from regionqa.moderation import operations
from regionqa.moderation.evidence import practice_as_evidence, rounds_as_evidence
from regionqa.moderation.models import Participation
from regionqa.moderation.operations import trials
from regionqa.moderation.practice import practice_cases
from tests.factories.world import World
from tests.moderation.region import START, Region, content

MADE_UP = "; made up for a demonstration"


def test_rounds_and_settled_cases_are_evidence_to_who_had_a_part(region: Region) -> None:
    lead = region.leads[region.places[0].id]
    assert region.ask(lead, rounds_as_evidence) is None
    region.begin()
    held = region.ask(lead, rounds_as_evidence)
    assert (held.what, held.count) == (f"1 moderation round taken part in{MADE_UP}", 1)
    homes = region.homes()
    own = next(case for case, place in homes.items() if place.id == lead.place.id)
    region.read_all(own, "good", "good", "good")
    held = region.ask(lead, rounds_as_evidence)
    own_words = "1 moderation round taken part in, 1 own case moderated by peers"
    assert held.what == own_words + MADE_UP
    assert held.count == 1
    assert held.last_on >= START.date()
    assert held.link == "/moderation/"
    (reader, *_) = [one for one in region.assigned(own) if one.place.id != lead.place.id]
    other = region.ask(region.leads[reader.place.id], rounds_as_evidence)
    assert other.what.endswith(f"taken part in, 1 case of others read beside them{MADE_UP}")
    assert region.ask(region.coordinator, rounds_as_evidence) is None


def test_a_round_counts_once_for_who_came_back_and_not_for_who_left(region: Region) -> None:
    region.open_call()
    for place in region.places:
        region.join(place)
    lead = region.leads[region.places[0].id]
    region.do(lead, operations.leave_round, region.round_id)
    region.join(lead.place)
    region.close_call()
    region.allocate()
    region.go_to(START + timedelta(days=14))
    held = region.ask(lead, rounds_as_evidence)
    assert held.what == f"1 moderation round taken part in{MADE_UP}"
    with unit_of_work(region.database, lead.scope):
        session(lead.scope).add(
            Participation(
                round_id=region.round_id,
                owner_id=lead.place.id,
                reader_id=World.office.id,
                number=4,
                standing="left",
                way="pack",
                day_contact="",
                out_of_hours_contact="",
                drilled_on=None,
                at=START,
            )
        )
    assert region.ask(lead, rounds_as_evidence) is None


def test_practice_is_evidence_once_two_people_tried_a_case(region: Region) -> None:
    lead = region.leads[region.places[0].id]
    first, second = region.readers[region.places[0].id]
    one, other = (case.key for case in practice_cases()[:2])
    region.do(first, trials.submit_practice, one, content("good"), version=0)
    region.do(first, trials.submit_practice, other, content("good"), version=0)
    assert region.ask(lead, practice_as_evidence) is None, "it would tell of one person"
    region.do(second, trials.submit_practice, one, content("inadequate"), version=0)
    held = region.ask(lead, practice_as_evidence)
    assert (held.what, held.count) == ("3 practice cases tried by 2 people", 3)
    assert held.last_on == START.date()
    stranger = region.leads[region.places[1].id]
    assert region.ask(stranger, practice_as_evidence) is None
