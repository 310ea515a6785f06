"""A person's own readings beside the others', worked out a second way."""

from datetime import timedelta
from itertools import cycle
from uuid import UUID

import pytest

from regionqa.core.errors import Forbidden
from regionqa.moderation.operations import consents
from regionqa.moderation.queries import profiles
from tests.moderation.region import DOMAINS, SCALE, START, Person, Region
from tests.support.statements import heard

D = len(DOMAINS)
GRADES = (
    ("good", "requires_improvement", "outstanding"),
    ("good", "good", "inadequate"),
)
"""What a case's home, its first and its second peer give it; every peer is two steps apart once."""
Given = dict[UUID, dict[UUID, str]]
"""By case, who gave which grade in every domain."""


def read_round(region: Region) -> tuple[Given, UUID]:
    """A locked round of four cases an authority, all read; one case agreed at ``good``."""
    region.begin(cases_per_authority=4)
    grades = cycle(GRADES)
    given: Given = {}
    for case, home in sorted(region.homes().items(), key=str):
        people = (region.auditors[home.id], *region.assigned(case))
        given[case] = dict(zip((who.id for who in people), next(grades), strict=True))
        region.read_all(case, *given[case].values())
    agreed = next(iter(given))
    home = region.homes()[agreed]
    region.settle(agreed, "good")
    region.go_to(START + timedelta(days=32))
    region.step("lock_statistics", reason="All cases were read.")
    return given, agreed


def steps_of(given: Given, who: Person) -> dict[UUID, list[int]]:
    """By case of this reader's, how far apart the own grade and each other one are."""
    return {
        case: [
            abs(SCALE.index(held[who.id]) - SCALE.index(grade))
            for other, grade in held.items()
            if other != who.id
        ]
        for case, held in given.items()
        if who.id in held
    }


def test_a_profile_by_a_second_way_for_the_person_and_their_lead(
    region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    given, agreed = read_round(region)
    reader = region.assigned(agreed)[0]
    steps = steps_of(given, reader)
    apart = [one for of_case in steps.values() for one in of_case]
    assert 2 in apart

    few = region.ask(reader, profiles.own_profile)
    assert few == profiles.Profile("too_few", len(steps), profiles.PERSON_CASES)

    monkeypatch.setattr(profiles, "PERSON_CASES", len(steps))
    found = region.ask(reader, profiles.own_profile)
    assert (found.state, found.cases, found.comparisons) == ("ok", len(steps), D * len(apart))
    assert found.exact == pytest.approx(apart.count(0) / len(apart))
    assert found.within_one == pytest.approx(sum(one <= 1 for one in apart) / len(apart))
    assert found.by_round == (("Spring round", D * len(apart), found.exact),)
    to_agreed = abs(SCALE.index(given[agreed][reader.id]) - SCALE.index("good"))
    assert (found.agreed_comparisons, found.exact_agreed) == (D, float(to_agreed == 0))
    assert found.within_one_agreed == float(to_agreed <= 1)
    widest = sorted((max(held) for held in steps.values() if any(held)), reverse=True)
    most = profiles.MOST_DIFFERED
    assert [one.steps for one in found.differed] == [one for one in widest for _ in DOMAINS][:most]
    for one in found.differed:
        others = dict(given[one.case_id])
        assert one.mine == others.pop(reader.id)
        assert sorted(other.grade for other in one.others) == sorted(
            grade for grade in others.values() if grade != one.mine
        )

    lead = region.leads[reader.place.id]
    with pytest.raises(Forbidden):
        region.ask(lead, profiles.profile_for_lead, reader.id)
    region.do(reader, consents.give_consent)
    seen = region.ask(lead, profiles.profile_for_lead, reader.id)
    assert (seen.state, seen.needed) == ("too_few", profiles.LEAD_CASES)
    monkeypatch.setattr(profiles, "LEAD_CASES", len(steps))
    seen = region.ask(lead, profiles.profile_for_lead, reader.id)
    assert (seen.exact, seen.comparisons) == (found.exact, found.comparisons)
    assert seen.differed == (), "single cases are the person's own"

    with heard(region.database.engine) as asked:
        region.ask(reader, profiles.own_profile)
    assert len(asked) == 3, "however many cases there are"
