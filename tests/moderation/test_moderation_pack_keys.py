"""The keys of packs end, by a withdrawal, in time or by loss, and nothing can be read after it."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from regionqa.core.database import Database
from regionqa.core.keys import KeyGone
from regionqa.core.worker import ask_for_daily
from regionqa.moderation import operations
from regionqa.moderation.models import Pack
from regionqa.moderation.operations import packs
from regionqa.moderation.queries.packs import visible_pack
from tests.factories.world import Place
from tests.moderation.region import KEYS, SETTINGS, START, Region
from tests.moderation.test_moderation_packs import (
    at_home,
    copies,
    cut,
    events_of,
    first_case,
    held,
    opened,
)


def gone(region: Region, database: Database, home: Place, pack: Pack, state: str) -> None:
    """The key, the ciphertext of the home and of the readers, and the history that stays."""
    with pytest.raises(KeyGone):
        KEYS.get(pack.key_id)
    now_held = held(database, home, pack.case_id)
    assert (now_held.state, now_held.document, now_held.text, now_held.report) == (
        state, None, None, None)  # fmt: skip
    assert all(copies(database, place, pack.case_id) == 0 for place in region.places)
    assert any(state.replace("_", " ") in one for one in events_of(database, home, "pack.ended"))


def test_a_withdrawn_case_and_a_pack_taken_back_end_at_once(
    region: Region, database: Database
) -> None:
    region.begin()
    homes = region.homes()
    first, second = sorted(homes, key=str)[:2]
    for case_id in (first, second):
        region.hand_in(case_id)
    packs_held = {case_id: held(database, homes[case_id], case_id) for case_id in (first, second)}
    region.do(region.leads[homes[first].id], packs.take_back, KEYS, first)
    cut(region, region.assigned(first)[0], first)
    region.work()
    gone(region, database, homes[first], packs_held[first], "taken_back")
    region.do(region.coordinator, operations.withdraw_case, second, reason="It is in court.")
    cut(region, region.assigned(second)[0], second)
    region.work()
    gone(region, database, homes[second], packs_held[second], "destroyed")


def pass_days(region: Region, moment: datetime) -> None:
    region.moment = moment
    with time_machine.travel(moment, tick=True):
        ask_for_daily(region.database, moment.date())
    region.work()


def test_keys_end_ninety_days_after_the_round_is_published(
    region: Region, database: Database
) -> None:
    region.begin()
    case_id, home, lead, (reader, _other) = first_case(region)
    region.hand_in(case_id)
    pack = held(database, home, case_id)
    region.read_all(case_id, "good", "good", "good")
    region.go_to(START + timedelta(days=40))
    region.step("lock_statistics", reason="The others lapsed.")
    region.step("publish", who=region.second)
    published = region.moment
    pass_days(region, published + timedelta(days=89))
    assert opened(region, reader, case_id).number == 1
    pass_days(region, published + timedelta(days=91))
    gone(region, database, home, pack, "destroyed")
    cut(region, reader, case_id)
    seen = region.ask(reader, visible_pack, case_id)
    assert seen.gone
    assert at_home(region, lead, case_id).versions[0].state == "destroyed"


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_a_round_that_nobody_ends_keeps_no_pack_for_ever(
    region: Region, database: Database
) -> None:
    region.begin()
    case_id, home, _lead, _readers = first_case(region)
    region.hand_in(case_id)
    pack = held(database, home, case_id)
    last_day = START + timedelta(days=28)
    pass_days(region, last_day + timedelta(days=364))
    assert KEYS.get(pack.key_id).id == pack.key_id
    pass_days(region, last_day + timedelta(days=366))
    gone(region, database, home, pack, "destroyed")


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_a_key_that_is_lost_is_no_crash(region: Region, database: Database) -> None:
    region.begin()
    case_id, home, lead, (reader, _other) = first_case(region)
    region.hand_in(case_id)
    KEYS.destroy(held(database, home, case_id).key_id)
    cut(region, reader, case_id)
    assert at_home(region, lead, case_id).attested is not None
    assert Path(str(SETTINGS["KEY_FOLDER"])).exists()
    assert date(2026, 3, 2) == START.date()
