"""Signing in: by a password, alike for all who may not, and by any other method of the registry."""

import argon2
import pytest

import config
from regionqa import accounts
from regionqa.accounts import hashing
from regionqa.accounts.methods import METHODS
from regionqa.accounts.models import Credential, Person, SignInSession
from regionqa.authorities import Role
from regionqa.core.database import Database
from regionqa.core.errors import BadRequest
from regionqa.core.events import InstallationEvent
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import unit_of_work
from tests.accounts.people import (
    PASSWORD,
    enter,
    invite,
    join,
    operator_scope,
    rows,
    statements,
    version_of,
)
from tests.factories.world import World


def test_the_one_authority_of_a_person_is_in_use_at_once(database: Database) -> None:
    member = join(database, World.a, "sam@ambermouth.test", Role.AUDITOR, Role.MODERATOR)
    entered = enter(database, "sam@ambermouth.test")
    assert entered.person == accounts.PersonView(member.person_id, "Sam Okoro")
    assert [choice.name for choice in entered.choices] == ["Ambermouth"]
    who = accounts.resolve(database, entered.token)
    assert who is not None
    assert who.scope == Scope(
        authority_id=World.a.id,
        region_id=World.a.region_id,
        person_id=member.person_id,
        roles=frozenset({Role.AUDITOR, Role.MODERATOR}),
    )
    assert (who.name, who.authority_name) == ("Sam Okoro", "Ambermouth")


def test_of_several_authorities_none_is_in_use_until_one_is_chosen(database: Database) -> None:
    member = join(database, World.a, "sam@ambermouth.test", Role.AUDITOR)
    join(database, World.office, "SAM@ambermouth.test", Role.EXTERNAL_MODERATOR)
    entered = enter(database, "sam@ambermouth.test")
    assert [choice.name for choice in entered.choices] == ["Ambermouth", "Here’s regional office"]
    who = accounts.resolve(database, entered.token)
    assert who is not None
    assert who.scope == Scope(person_id=member.person_id)
    assert who.authority_name is None
    accounts.choose_authority(database, entered.token, World.office.id)
    chosen = accounts.resolve(database, entered.token)
    assert chosen is not None
    assert chosen.scope.office
    assert chosen.scope.roles == {Role.EXTERNAL_MODERATOR}


@pytest.mark.parametrize(
    "typed", ["Sam@Ambermouth.Test", " sam@ambermouth.test ", "ｓam@ambermouth.test"]
)
def test_an_address_is_the_same_however_it_is_typed(database: Database, typed: str) -> None:
    join(database, World.a, "sam@ambermouth.test", Role.AUDITOR)
    assert enter(database, typed).person.name == "Sam Okoro"


def test_an_accent_typed_in_two_parts_and_a_space_copied_along_are_the_same_password(
    database: Database,
) -> None:
    invitation = invite(database, World.a, "sam@ambermouth.test", Role.AUDITOR)
    accounts.accept_invitation(
        database, invitation.token, display_name="Sam", password="café paperclip teapot"
    )
    assert enter(database, "sam@ambermouth.test", "cafe\u0301 paperclip teapot ").token


@pytest.fixture
def verified(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The hash that each verification was made against."""
    seen: list[str] = []
    true_verify = argon2.PasswordHasher.verify

    def verify(self, secret, password):
        seen.append(secret)
        return true_verify(self, secret, password)

    monkeypatch.setattr(argon2.PasswordHasher, "verify", verify)
    return seen


def attempt(database: Database, verified: list[str], email: str, password: str):
    """The error, the cost of each hash verified, and the statements of one failed attempt."""
    verified.clear()
    with statements(database) as asked, pytest.raises(accounts.WrongCredentials) as caught:
        enter(database, email, password)
    costs = [argon2.extract_parameters(secret) for secret in verified]
    return str(caught.value), caught.value.details, costs, sorted(asked)


def test_unknown_wrong_invited_and_left_answer_alike_and_do_the_same_work(
    database: Database, verified: list[str]
) -> None:
    join(database, World.a, "known@ambermouth.test", Role.AUDITOR)
    invite(database, World.a, "invited@ambermouth.test", Role.AUDITOR)
    left = join(database, World.a, "left@ambermouth.test", Role.AUDITOR)
    scope = operator_scope(World.a)
    with unit_of_work(database, scope):
        accounts.remove_person(scope, left.membership_id, version=2)
    join(database, World.a, "long@ambermouth.test", Role.AUDITOR)
    attempt(database, verified, "first@ambermouth.test", PASSWORD)  # the address's first failure
    wrong = attempt(database, verified, "known@ambermouth.test", "wrong password here")
    assert len(wrong[2]) == 1
    for email in ("unknown@ambermouth.test", "invited@ambermouth.test", "left@ambermouth.test", ""):
        assert attempt(database, verified, email, PASSWORD) == wrong
    assert attempt(database, verified, "long@ambermouth.test", "x" * 5000) == wrong


def test_one_hash_is_made_at_a_time() -> None:
    assert hashing._ONE_AT_A_TIME.acquire(blocking=False)
    try:
        assert not hashing._ONE_AT_A_TIME.acquire(blocking=False)
    finally:
        hashing._ONE_AT_A_TIME.release()


def test_a_hash_is_made_anew_when_the_parameters_change(database: Database) -> None:
    member = join(database, World.a, "sam@ambermouth.test", Role.AUDITOR)
    [before] = rows(database, Credential, Credential.person_id == member.person_id)
    accounts.configure(config.load("testing", {"REGIONQA_ARGON2_MEMORY_KIB": "16"}))
    enter(database, "sam@ambermouth.test")
    [after] = rows(database, Credential, Credential.person_id == member.person_id)
    assert "m=8," in before.secret
    assert "m=16," in after.secret
    assert after.secret.startswith("$argon2id$")
    enter(database, "sam@ambermouth.test")
    [again] = rows(database, Credential, Credential.person_id == member.person_id)
    assert again.secret == after.secret


def test_neither_password_nor_token_is_stored(database: Database) -> None:
    join(database, World.a, "sam@ambermouth.test", Role.AUDITOR)
    entered = enter(database, "sam@ambermouth.test")
    stored = [
        str(value)
        for model in (Credential, SignInSession, Person, InstallationEvent)
        for row in rows(database, model)
        for value in vars(row).values()
    ]
    assert not [text for text in stored if entered.token in text or PASSWORD in text]


def test_events_hold_references_and_never_an_address(database: Database) -> None:
    member = join(database, World.a, "sam@ambermouth.test", Role.AUDITOR)
    accounts.sign_out(database, enter(database, "sam@ambermouth.test").token)
    trail = rows(database, InstallationEvent)
    assert [link.tag for link in trail] == ["person.signed_in", "person.signed_out"]
    assert {link.subject_id for link in trail} == {str(member.person_id)}
    assert not [link for link in trail if "@" in link.fields]


def test_a_refused_sign_in_is_logged_and_names_nobody(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(accounts.WrongCredentials):
        enter(database, "sam@ambermouth.test", "wrong password here")
    [record] = [one for one in caplog.records if one.name.startswith("regionqa.accounts")]
    assert record.getMessage() == "A sign-in was refused"
    logged = " ".join(str(value) for value in vars(record).values())
    assert "sam@" not in logged
    assert "wrong password here" not in logged


def test_there_is_no_way_in_that_the_registry_does_not_name(database: Database) -> None:
    with pytest.raises(BadRequest):
        accounts.sign_in(database, "carrier pigeon", {}, "192.0.2.7")


def test_another_method_knows_its_people_by_issuer_and_subject(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    member = join(database, World.a, "sam@ambermouth.test", Role.AUDITOR)
    known = {("https://login.ambermouth.test", "subject-1"): member.person_id}

    class SignOn:
        def authenticate(self, database, credentials, address):
            try:
                return known[credentials["issuer"], credentials["subject"]]
            except KeyError:
                raise accounts.WrongCredentials from None

    monkeypatch.setitem(METHODS, "sign_on", SignOn())
    sent = {"issuer": "https://login.ambermouth.test", "subject": "subject-1"}
    entered = accounts.sign_in(database, "sign_on", sent, "192.0.2.7")
    assert entered.person.id == member.person_id
    with pytest.raises(accounts.WrongCredentials):
        accounts.sign_in(database, "sign_on", sent | {"subject": "subject-2"}, "192.0.2.7")
    scope = operator_scope(World.a)
    version = version_of(database, member.membership_id)
    with unit_of_work(database, scope):
        accounts.remove_person(scope, member.membership_id, version=version)
    with pytest.raises(accounts.WrongCredentials):
        accounts.sign_in(database, "sign_on", sent, "192.0.2.7")
