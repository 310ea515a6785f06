"""From a difference to a grade: a discussion, a proposal, a panel."""

from uuid import UUID

import pytest

from regionqa.core.errors import Unprocessable
from regionqa.moderation import operations, queries
from tests.moderation.region import DOMAINS, Person, Region, content
from tests.moderation.test_moderation_exceptions import key, marks


def discussed(region: Region) -> tuple[UUID, Person, list[Person]]:
    """A case of four authorities that is in discussion."""
    region.authorities, region.places = 5, ()
    region.__post_init__()
    region.begin(readers_per_case=1, cases_per_authority=2)
    case_id, home = min(region.homes().items(), key=str)
    region.read_all(case_id, "outstanding", "inadequate")
    return case_id, region.auditors[home.id], region.assigned(case_id)


def test_a_discussion_is_agreed_or_goes_to_a_panel(region: Region) -> None:
    case_id, auditor, (reader,) = discussed(region)
    assert region.state(case_id) == "in_discussion"
    say = {"domain": DOMAINS[0], "text": "The chronology shows it in March."}
    region.do(reader, operations.say, case_id, **say, request_key=key())
    blank = {"grades": dict.fromkeys(DOMAINS[1:], "good"), "reason": "", "request_key": key()}
    for who, act, given in (
        (reader, operations.read_again, {"content": content("good") | {"grades": {}}}),
        (auditor, operations.take_position, {"stance": "propose"}),
    ):
        with pytest.raises(Unprocessable) as refused:
            region.do(who, act, case_id, **{"reason": "", "request_key": key(), **given})
        assert set(refused.value.details["errors"]) == {  # all that is missing, at once
            "reason", *(f"grades.{one}" for one in DOMAINS),
        }  # fmt: skip
    region.do(
        reader,
        operations.read_again,
        case_id,
        content("requires_improvement"),
        reason="evidence_not_had",
        request_key=key(),
    )
    region.work()
    seen = region.ask(auditor, queries.get_case, case_id)
    assert [one.text for one in seen.thread] == [say["text"]]
    assert seen.differences[0].steps == 3
    assert {one.kind for one in seen.readings} == {"home", "peer", "after_discussion"}
    region.do(
        auditor,
        operations.take_position,
        case_id,
        stance="escalate",
        reason="We read the standard differently.",
        request_key=key(),
    )
    region.work()
    assert region.state(case_id) == "escalated"
    parties = {auditor.place.id, reader.place.id}
    panel = [region.readers[one.id][0] for one in region.places if one.id not in parties]
    with pytest.raises(Unprocessable):
        region.do(
            region.coordinator, operations.name_panel, case_id, [reader.id, *[p.id for p in panel]]
        )
    region.do(region.coordinator, operations.name_panel, case_id, [one.id for one in panel])
    region.work()
    with pytest.raises(Unprocessable) as refused:
        region.do(panel[0], operations.decide_panel, case_id, **blank)
    assert set(refused.value.details["errors"]) == {"reason", f"grades.{DOMAINS[0]}"}
    for member in panel[:2]:
        assert len(marks(region, case_id, member)) == 3
        region.do(
            member,
            operations.decide_panel,
            case_id,
            grades=dict.fromkeys(DOMAINS, "requires_improvement"),
            reason="Plans came late throughout.",
            request_key=key(),
        )
        region.work()
    agreed = region.ask(auditor, queries.visible_agreed, case_id)
    assert (agreed.outcome, set(agreed.grades.values())) == ("panel", {"requires_improvement"})


def test_a_proposal_that_the_home_and_the_readers_hold_is_agreed(region: Region) -> None:
    case_id, auditor, (reader,) = discussed(region)
    grades = dict.fromkeys(DOMAINS, "good")
    region.do(
        reader,
        operations.take_position,
        case_id,
        stance="propose",
        grades=grades,
        reason="With the record in hand it is good.",
        request_key=key(),
        call={"on": "20 March 2026", "who": "QA lead and moderator", "minutes": "25"},
    )
    region.work()
    assert region.state(case_id) == "in_discussion"
    region.do(
        auditor,
        operations.take_position,
        case_id,
        stance="accept",
        grades=grades,
        request_key=key(),
    )
    region.work()
    agreed = region.ask(reader, queries.visible_agreed, case_id)
    assert (agreed.outcome, agreed.reason) == ("discussed", "With the record in hand it is good.")
