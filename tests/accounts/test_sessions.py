"""Sessions: who a token stands for, and all the ways in which it stands for nobody any more."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine

import config
from regionqa import accounts
from regionqa.accounts.limits import SESSIONS_AT_ONCE
from regionqa.accounts.models import SignInSession
from regionqa.authorities import Role
from regionqa.core.database import Database
from regionqa.core.errors import NotFound, SignInNeeded
from regionqa.core.events import InstallationEvent
from regionqa.core.unit_of_work import unit_of_work
from tests.accounts.people import (
    enter,
    join,
    operator_scope,
    rows,
    statements,
    version_of,
)
from tests.factories.world import World

EMAIL = "sam@ambermouth.test"
START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


def test_a_session_idle_for_half_an_hour_has_ended(database: Database, clock) -> None:
    join(database, World.a, EMAIL, Role.AUDITOR)
    token = enter(database, EMAIL).token
    clock.shift(timedelta(minutes=29))
    assert accounts.resolve(database, token) is not None
    clock.shift(timedelta(minutes=29))
    assert accounts.resolve(database, token) is not None
    clock.shift(timedelta(minutes=30))
    assert accounts.resolve(database, token) is None


def test_a_session_ends_after_twelve_hours_however_busy(database: Database, clock) -> None:
    accounts.configure(config.load("testing", {"REGIONQA_SESSION_IDLE_MINUTES": "240"}))
    join(database, World.a, EMAIL, Role.AUDITOR)
    token = enter(database, EMAIL).token
    for _ in range(5):
        clock.shift(timedelta(hours=2))
        assert accounts.resolve(database, token) is not None
    clock.shift(timedelta(hours=2) - timedelta(seconds=1))
    assert accounts.resolve(database, token) is not None
    clock.shift(timedelta(seconds=1))
    assert accounts.resolve(database, token) is None


def test_finding_out_who_asks_takes_one_query_and_one_write_a_minute(
    database: Database, clock
) -> None:
    join(database, World.a, EMAIL, Role.AUDITOR, Role.MODERATOR)
    token = enter(database, EMAIL).token
    with statements(database) as asked:
        accounts.resolve(database, token)
    assert len(asked) == 1
    clock.shift(timedelta(seconds=60))
    with statements(database) as asked:
        accounts.resolve(database, token)
    assert [statement.split()[0] for statement in asked] == ["SELECT", "SELECT", "UPDATE"]
    with statements(database) as asked:
        accounts.resolve(database, token)
    assert len(asked) == 1


def test_a_token_that_nobody_gave_out_stands_for_nobody(database: Database) -> None:
    for token in ("", "x", "' OR 1=1 --", "\x00", "é" * 5000):
        assert accounts.resolve(database, token) is None
        accounts.sign_out(database, token)
        with pytest.raises(SignInNeeded):
            accounts.choose_authority(database, token, World.a.id)


def test_each_sign_in_has_a_token_of_its_own(database: Database) -> None:
    join(database, World.a, EMAIL, Role.AUDITOR)
    tokens = {enter(database, EMAIL).token for _ in range(3)}
    assert len(tokens) == 3
    assert all(len(token) >= 43 for token in tokens)


@pytest.mark.parametrize("place", [World.b, World.elsewhere])
def test_an_authority_that_one_does_not_belong_to_cannot_be_chosen(
    database: Database, place
) -> None:
    join(database, World.a, EMAIL, Role.AUDITOR)
    token = enter(database, EMAIL).token
    with pytest.raises(NotFound):
        accounts.choose_authority(database, token, place.id)
    with pytest.raises(NotFound):
        accounts.choose_authority(database, token, uuid4())
    who = accounts.resolve(database, token)
    assert who is not None
    assert who.scope.authority_id == World.a.id


def test_an_invitation_not_accepted_opens_no_authority(database: Database) -> None:
    from tests.accounts.people import invite

    join(database, World.a, EMAIL, Role.AUDITOR)
    invite(database, World.b, EMAIL, Role.QA_LEAD)
    entered = enter(database, EMAIL)
    assert [choice.name for choice in entered.choices] == ["Ambermouth"]
    with pytest.raises(NotFound):
        accounts.choose_authority(database, entered.token, World.b.id)


def test_signing_out_ends_this_session_and_no_other(database: Database) -> None:
    join(database, World.a, EMAIL, Role.AUDITOR)
    one, other = enter(database, EMAIL).token, enter(database, EMAIL).token
    accounts.sign_out(database, one)
    accounts.sign_out(database, one)
    assert accounts.resolve(database, one) is None
    assert accounts.resolve(database, other) is not None
    tags = [link.tag for link in rows(database, InstallationEvent)]
    assert tags.count("person.signed_out") == 1


def test_signing_out_everywhere_ends_all_of_one_person_and_nobody_elses(database: Database) -> None:
    member = join(database, World.a, EMAIL, Role.AUDITOR)
    join(database, World.a, "other@ambermouth.test", Role.AUDITOR)
    mine = [enter(database, EMAIL).token for _ in range(3)]
    theirs = enter(database, "other@ambermouth.test").token
    assert accounts.sign_out_everywhere(database, member.person_id) == 3
    assert [accounts.resolve(database, token) for token in mine] == [None] * 3
    assert accounts.resolve(database, theirs) is not None
    assert accounts.sign_out_everywhere(database, member.person_id) == 0


def test_of_too_many_sessions_the_oldest_ends(database: Database, clock) -> None:
    join(database, World.a, EMAIL, Role.AUDITOR)
    tokens = []
    for _ in range(SESSIONS_AT_ONCE + 2):
        clock.shift(timedelta(seconds=1))
        tokens.append(enter(database, EMAIL).token)
    alive = [accounts.resolve(database, token) is not None for token in tokens]
    assert alive == [False] * 2 + [True] * SESSIONS_AT_ONCE


def test_a_leaver_is_out_at_once_and_cannot_come_back(database: Database) -> None:
    member = join(database, World.a, EMAIL, Role.AUDITOR)
    token = enter(database, EMAIL).token
    scope = operator_scope(World.a)
    version = version_of(database, member.membership_id)
    with unit_of_work(database, scope):
        accounts.remove_person(scope, member.membership_id, version=version)
    assert accounts.resolve(database, token) is None
    assert all(held.ended_at for held in rows(database, SignInSession))
    with pytest.raises(accounts.WrongCredentials):
        enter(database, EMAIL)


def test_who_leaves_one_of_two_authorities_keeps_the_other(database: Database) -> None:
    join(database, World.a, EMAIL, Role.AUDITOR)
    there = join(database, World.b, EMAIL, Role.MODERATOR)
    token = enter(database, EMAIL).token
    accounts.choose_authority(database, token, World.b.id)
    scope = operator_scope(World.b)
    version = version_of(database, there.membership_id)
    with unit_of_work(database, scope):
        accounts.remove_person(scope, there.membership_id, version=version)
    assert accounts.resolve(database, token) is None
    again = enter(database, EMAIL)
    assert [choice.name for choice in again.choices] == ["Ambermouth"]


def test_a_role_that_ends_is_gone_at_the_next_request(database: Database) -> None:
    member = join(database, World.a, EMAIL, Role.AUDITOR, Role.MODERATOR)
    token = enter(database, EMAIL).token
    scope = operator_scope(World.a)
    version = version_of(database, member.membership_id)
    with unit_of_work(database, scope):
        accounts.end_role(scope, member.membership_id, Role.MODERATOR, version=version)
    who = accounts.resolve(database, token)
    assert who is not None
    assert who.scope.roles == {Role.AUDITOR}
