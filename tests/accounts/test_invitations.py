"""Invitations: who may send which, and links that work once, in time, for whoever holds them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from regionqa import accounts
from regionqa.accounts.models import Credential, Membership, MembershipRole, OneTimeLink, Person
from regionqa.accounts.operations.invitations import open_invitation
from regionqa.authorities import Role
from regionqa.core.database import Database
from regionqa.core.errors import Forbidden, NotFound, Unprocessable
from regionqa.core.events import Event
from regionqa.core.mail import Mail, written
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import session, unit_of_work
from tests.accounts.people import (
    PASSWORD,
    enter,
    invite,
    join,
    operator_scope,
    rows,
    version_of,
)
from tests.factories.world import Place, World

EMAIL = "sam@ambermouth.test"
START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def send(database: Database, scope: Scope, email: str, *roles: str, to: Place | None = None):
    with unit_of_work(database, scope):
        return accounts.invite_person(
            scope,
            email=email,
            display_name="Sam Okoro",
            roles=roles,
            authority_id=to.id if to else None,
        )


def accept(database: Database, token: str, password: str = PASSWORD):
    return accounts.accept_invitation(database, token, display_name="Sam Okoro", password=password)


def tags(database: Database, place: Place) -> list[str]:
    scope = place.scope()
    with unit_of_work(database, scope, write=False):
        return [event.tag for event in session(scope).query(Event).order_by(Event.sequence)]


def test_a_lead_invites_and_the_invited_person_joins(database: Database) -> None:
    lead = join(database, World.a, "lead@ambermouth.test", Role.QA_LEAD)
    invitation = send(database, lead.scope(Role.QA_LEAD), EMAIL, Role.AUDITOR, Role.MODERATOR)
    opened = open_invitation(database, invitation.token)
    assert (opened.authority_name, opened.needs_password) == ("Ambermouth", True)
    assert set(opened.roles) == {Role.AUDITOR, Role.MODERATOR}
    accept(database, invitation.token)
    assert enter(database, EMAIL).choices[0].roles == {Role.AUDITOR, Role.MODERATOR}
    assert tags(database, World.a)[-2:] == ["membership.invited", "membership.joined"]
    assert tags(database, World.b) == []


def test_the_mail_holds_a_link_and_a_date_and_names_nobody(database: Database) -> None:
    invitation = invite(database, World.a, EMAIL, Role.AUDITOR, name="Sam Okoro")
    [mail] = rows(database, Mail)
    subject, body = written(mail, "RegionQA")
    assert mail.address == EMAIL
    assert invitation.link in body
    assert invitation.link == f"http://localhost/invitation/{invitation.token}"
    for word in ("Sam", "Okoro", "Ambermouth", "uditor"):
        assert word not in subject + body


def test_a_link_works_once(database: Database) -> None:
    token = invite(database, World.a, EMAIL, Role.AUDITOR).token
    accept(database, token)
    with pytest.raises(accounts.LinkUnusable):
        accept(database, token, "another paperclip teapot")
    enter(database, EMAIL)


def test_of_several_who_use_a_link_at_once_one_succeeds(database: Database) -> None:
    token = invite(database, World.a, EMAIL, Role.AUDITOR).token

    def use(number: int) -> bool:
        try:
            accept(database, token, f"paperclip teapot lantern {number}")
        except accounts.LinkUnusable:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(use, range(6)))
    assert found.count(True) == 1
    assert len(rows(database, Credential)) == 1
    winner = found.index(True)
    assert enter(database, EMAIL, f"paperclip teapot lantern {winner}")


def test_a_link_expires_after_seven_days(database: Database) -> None:
    with time_machine.travel(START, tick=False) as clock:
        token = invite(database, World.a, EMAIL, Role.AUDITOR).token
        clock.shift(timedelta(days=7) - timedelta(seconds=1))
        assert open_invitation(database, token)
        clock.shift(timedelta(seconds=1))
        with pytest.raises(accounts.LinkUnusable):
            open_invitation(database, token)
        with pytest.raises(accounts.LinkUnusable):
            accept(database, token)


def test_looking_at_an_invitation_or_failing_to_accept_uses_nothing_up(database: Database) -> None:
    token = invite(database, World.a, EMAIL, Role.AUDITOR).token
    open_invitation(database, token)
    with pytest.raises(Unprocessable) as caught:
        accounts.accept_invitation(database, token, display_name=" ", password="short")
    assert set(caught.value.details["errors"]) == {"display_name", "password"}
    accept(database, token)


def test_a_newer_link_takes_the_place_of_the_earlier(database: Database) -> None:
    earlier = invite(database, World.a, EMAIL, Role.AUDITOR)
    scope = operator_scope(World.a)
    with unit_of_work(database, scope):
        newer = accounts.renew_invitation(scope, earlier.membership_id)
    with pytest.raises(accounts.LinkUnusable):
        accept(database, earlier.token)
    accept(database, newer.token)
    with unit_of_work(database, scope), pytest.raises(NotFound):
        accounts.renew_invitation(scope, earlier.membership_id)


def test_an_invitation_taken_back_opens_nothing(database: Database) -> None:
    invitation = invite(database, World.a, EMAIL, Role.AUDITOR)
    scope = operator_scope(World.a)
    with unit_of_work(database, scope):
        accounts.withdraw_invitation(scope, invitation.membership_id)
    with pytest.raises(accounts.LinkUnusable):
        accept(database, invitation.token)
    assert all(link.used_at for link in rows(database, OneTimeLink))


def test_a_link_to_a_new_password_is_no_invitation(database: Database) -> None:
    token = invite(database, World.a, EMAIL, Role.AUDITOR).token
    with pytest.raises(accounts.LinkUnusable):
        accounts.reset_password(database, token, PASSWORD)


def test_who_has_an_account_joins_another_authority_with_the_password_they_have(
    database: Database,
) -> None:
    member = join(database, World.a, EMAIL, Role.AUDITOR)
    token = invite(database, World.b, "SAM@ambermouth.test", Role.MODERATOR).token
    assert not open_invitation(database, token).needs_password
    assert accept(database, token, "somebody elses password") == member.person_id
    assert [choice.name for choice in enter(database, EMAIL).choices] == [
        "Ambermouth",
        "Brackenshire",
    ]
    assert len(rows(database, Person)) == 1


def test_an_invitation_says_nothing_of_other_authorities(database: Database) -> None:
    join(database, World.a, EMAIL, Role.AUDITOR, name="The name in A")
    lead = join(database, World.b, "lead@brackenshire.test", Role.QA_LEAD)
    scope = lead.scope(Role.QA_LEAD)
    known = send(database, scope, EMAIL, Role.AUDITOR)
    unknown = send(database, scope, "nobody@brackenshire.test", Role.AUDITOR)
    assert type(known) is type(unknown)
    with unit_of_work(database, scope, write=False):
        names = [one.display_name for one in accounts.list_people(scope)]
    assert "The name in A" not in names


def test_the_same_person_is_not_invited_twice(database: Database) -> None:
    invite(database, World.a, EMAIL, Role.AUDITOR)
    with pytest.raises(Unprocessable, match="There is a problem") as caught:
        invite(database, World.a, "Sam@Ambermouth.test", Role.MODERATOR)
    assert "invited already" in caught.value.details["errors"]["email"][0]


def test_two_invitations_of_one_address_at_once_make_one_person(database: Database) -> None:
    def at(place: Place) -> str:
        try:
            return str(invite(database, place, EMAIL, Role.AUDITOR).membership_id)
        except Unprocessable:
            return "refused"

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(at, [World.a, World.b, World.a, World.b]))
    assert found.count("refused") == 2
    assert len(rows(database, Person)) == 1
    assert len(rows(database, Membership)) == 2


def test_somebody_who_left_comes_back_by_a_new_invitation_and_a_new_password(
    database: Database,
) -> None:
    member = join(database, World.a, EMAIL, Role.AUDITOR)
    scope = operator_scope(World.a)
    version = version_of(database, member.membership_id)
    with unit_of_work(database, scope):
        accounts.remove_person(scope, member.membership_id, version=version)
    token = invite(database, World.a, EMAIL, Role.AUDITOR).token
    with pytest.raises(accounts.WrongCredentials):
        enter(database, EMAIL)
    assert open_invitation(database, token).needs_password
    assert accept(database, token, "lighthouse teaspoon gravel") == member.person_id
    assert enter(database, EMAIL, "lighthouse teaspoon gravel")
    ended, present = sorted(rows(database, Membership), key=lambda one: one.invited_at)
    assert ended.left_at
    assert present.left_at is None
    assert len(rows(database, MembershipRole, MembershipRole.until.is_(None))) == 1


WRONG = (
    ("email", {"email": "no address"}),
    ("email", {"email": "one@two.test, three@four.test"}),
    ("email", {"email": "a@" + "b" * 300 + ".test"}),
    ("email", {"email": "sam@ambermouth.test\nBcc: all@ambermouth.test"}),
    ("display_name", {"display_name": "  "}),
    ("display_name", {"display_name": "x" * 81}),
    ("display_name", {"display_name": "Sam\u202eokorO"}),
    ("roles", {"roles": []}),
    ("roles", {"roles": ["emperor"]}),
    ("roles", {"roles": [Role.OPERATOR, Role.REGIONAL_LEAD]}),
)


def test_what_can_be_put_right_is_named_by_field(database: Database) -> None:
    scope = operator_scope(World.office)
    for field, sent in WRONG:
        whole = {"email": EMAIL, "display_name": "Sam", "roles": [Role.REGIONAL_LEAD]} | sent
        with unit_of_work(database, scope), pytest.raises(Unprocessable) as caught:
            accounts.invite_person(scope, **whole)
        assert list(caught.value.details["errors"]) == [field], sent


def test_the_office_invites_the_first_lead_of_an_authority_and_nobody_else(
    database: Database,
) -> None:
    lead = join(database, World.office, "lead@office.test", Role.REGIONAL_LEAD)
    scope = lead.scope(Role.REGIONAL_LEAD)
    with pytest.raises(Forbidden):
        send(database, scope, EMAIL, Role.AUDITOR, to=World.a)
    invitation = send(database, scope, EMAIL, Role.QA_LEAD, to=World.a)
    assert tags(database, World.office)[-1] == "membership.invited"
    with pytest.raises(Unprocessable) as caught:
        send(database, scope, "friend@office.test", Role.QA_LEAD, to=World.a)
    assert "has a QA lead" in caught.value.details["errors"]["authority_id"][0]
    accept(database, invitation.token)
    assert tags(database, World.a) == ["membership.joined"]
    with pytest.raises(Unprocessable):
        send(database, scope, "friend@office.test", Role.QA_LEAD, to=World.a)


def test_the_office_takes_back_its_invitation_and_no_other(database: Database) -> None:
    lead = join(database, World.office, "lead@office.test", Role.REGIONAL_LEAD)
    scope = lead.scope(Role.REGIONAL_LEAD)
    first = send(database, scope, EMAIL, Role.QA_LEAD, to=World.a)
    auditor = invite(database, World.a, "auditor@ambermouth.test", Role.AUDITOR)
    with unit_of_work(database, scope), pytest.raises(NotFound):
        accounts.withdraw_invitation(scope, auditor.membership_id)
    with unit_of_work(database, scope):
        again = accounts.renew_invitation(scope, first.membership_id)
    with unit_of_work(database, scope):
        accounts.withdraw_invitation(scope, first.membership_id)
    with pytest.raises(accounts.LinkUnusable):
        accept(database, again.token)
    assert send(database, scope, "other@ambermouth.test", Role.QA_LEAD, to=World.a)


def test_an_invitation_that_ran_out_makes_way_for_another(database: Database) -> None:
    scope = operator_scope(World.office)
    with time_machine.travel(START, tick=False) as clock:
        send(database, scope, EMAIL, Role.QA_LEAD, to=World.a)
        clock.shift(timedelta(days=8))
        assert send(database, scope, "other@ambermouth.test", Role.QA_LEAD, to=World.a)


@pytest.mark.parametrize("target", [World.b, World.elsewhere, World.office])
def test_a_lead_of_one_authority_invites_to_no_other(database: Database, target: Place) -> None:
    lead = join(database, World.a, "lead@ambermouth.test", Role.QA_LEAD)
    with pytest.raises((Forbidden, NotFound)):
        send(database, lead.scope(Role.QA_LEAD), EMAIL, Role.QA_LEAD, to=target)
    office = join(database, World.office, "lead@office.test", Role.REGIONAL_LEAD)
    with pytest.raises(NotFound):
        send(database, office.scope(Role.REGIONAL_LEAD), EMAIL, Role.QA_LEAD, to=World.elsewhere)
