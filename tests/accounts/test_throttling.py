"""Guesses are slowed down, for accounts that exist and for those that do not."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from regionqa import accounts
from regionqa.accounts import methods
from regionqa.accounts.models import Throttle
from regionqa.accounts.throttling import ACCOUNT, ADDRESS, RESET_ACCOUNT, RESET_ADDRESS
from regionqa.authorities import Role
from regionqa.core.database import Database
from regionqa.core.errors import TooMany
from tests.accounts.people import enter, join, rows
from tests.factories.world import World

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
KNOWN, UNKNOWN = "sam@ambermouth.test", "nobody@ambermouth.test"


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


def answers(database: Database, email: str, times: int, **more: str) -> list[object]:
    """What each of several wrong attempts is answered: ``wrong``, or the seconds to wait."""
    found: list[object] = []
    for _ in range(times):
        try:
            enter(database, email, "wrong password here", **more)
        except accounts.WrongCredentials:
            found.append("wrong")
        except TooMany as error:
            found.append(error.details["retry_after"])
    return found


@pytest.mark.parametrize("email", [KNOWN, UNKNOWN])
def test_five_attempts_are_free_and_then_the_wait_doubles_to_a_quarter_of_an_hour(
    database: Database, clock, email: str
) -> None:
    join(database, World.a, KNOWN, Role.AUDITOR)
    assert answers(database, email, 6) == ["wrong"] * 5 + [5]
    waits = [5]
    for _ in range(9):
        clock.shift(timedelta(seconds=waits[-1]))
        assert answers(database, email, 1) == ["wrong"]
        waits += answers(database, email, 1)
    assert waits == [5, 10, 20, 40, 80, 160, 320, 640, 900, 900]


def test_while_one_has_to_wait_the_right_password_is_not_tried(database: Database, clock) -> None:
    join(database, World.a, KNOWN, Role.AUDITOR)
    answers(database, KNOWN, 5)
    with pytest.raises(TooMany, match="Try again in 5 seconds"):
        enter(database, KNOWN)
    clock.shift(timedelta(seconds=5))
    assert enter(database, KNOWN).token


def test_the_right_password_begins_the_count_anew(database: Database, clock) -> None:
    join(database, World.a, KNOWN, Role.AUDITOR)
    answers(database, KNOWN, 4)
    enter(database, KNOWN)
    assert answers(database, KNOWN, 5) == ["wrong"] * 5


def test_attempts_are_forgotten_after_a_day(database: Database, clock) -> None:
    answers(database, UNKNOWN, 5)
    clock.shift(ACCOUNT.forget + timedelta(seconds=1))
    assert answers(database, UNKNOWN, 6) == ["wrong"] * 5 + [5]


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> int:
    """An address has few free attempts, so that a test need not make many."""
    free = 6
    monkeypatch.setattr(methods, "ADDRESS", replace(ADDRESS, free=free))
    return free


def test_one_address_that_tries_many_accounts_has_to_wait_and_others_do_not(
    database: Database, clock, few: int
) -> None:
    for number in range(few):
        assert answers(database, f"{number}@ambermouth.test", 1) == ["wrong"]
    assert answers(database, "another@ambermouth.test", 1) == [5]
    assert answers(database, "another@ambermouth.test", 1, address="192.0.2.8") == ["wrong"]


def test_those_who_sign_in_rightly_do_not_use_up_their_address(
    database: Database, clock, few: int
) -> None:
    join(database, World.a, KNOWN, Role.AUDITOR)
    for _ in range(few + 2):
        enter(database, KNOWN)
    assert answers(database, UNKNOWN, 1) == ["wrong"]


def test_guesses_sent_at_once_are_counted(database: Database) -> None:
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: answers(database, UNKNOWN, 1)[0], range(12)))
    assert found.count("wrong") == 5


def test_an_address_that_a_council_shares_is_not_stopped_by_a_monday_morning() -> None:
    assert ADDRESS.wait(ADDRESS.free - 1) == timedelta(0)
    assert ADDRESS.free >= 10 * ACCOUNT.free


def test_what_is_kept_names_neither_account_nor_address(database: Database) -> None:
    answers(database, UNKNOWN, 1)
    kept = rows(database, Throttle)
    assert len(kept) == 2
    assert all(len(row.key) == 64 and int(row.key, 16) for row in kept)


@given(st.sampled_from([ACCOUNT, ADDRESS, RESET_ACCOUNT, RESET_ADDRESS]), st.integers(0, 10_000))
def test_a_wait_never_falls_at_most_doubles_and_never_passes_a_quarter_of_an_hour(
    rule, failures: int
) -> None:
    here, after = rule.wait(failures), rule.wait(failures + 1)
    assert timedelta(0) <= here <= after <= timedelta(minutes=15)
    assert (here == timedelta(0)) == (failures < rule.free)
    if here and after < timedelta(minutes=15):
        assert after == 2 * here
