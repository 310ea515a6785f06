"""The pages of an authority's people, and the office's page of leads."""

import re

import pytest
from flask import Flask

from regionqa import accounts
from regionqa.accounts.models import Membership
from regionqa.authorities import Role
from regionqa.core.database import Database
from regionqa.core.unit_of_work import unit_of_work
from tests.accounts.browsing import Visitor
from tests.accounts.people import (
    Member,
    invite,
    join,
    operator_scope,
    rows,
    statements,
    version_of,
)
from tests.factories.world import World

LEAD, SAM = "lead@ambermouth.test", "sam@ambermouth.test"


@pytest.fixture
def lead(database: Database, app: Flask) -> Visitor:
    """The browser of Ambermouth's lead."""
    join(database, World.a, LEAD, Role.QA_LEAD, name="Amina Yusuf")
    visitor = Visitor(app)
    visitor.sign_in(LEAD)
    return visitor


@pytest.fixture
def office(database: Database, app: Flask) -> Visitor:
    """The browser of the regional lead."""
    join(database, World.office, "lead@office.test", Role.REGIONAL_LEAD, name="Ruth Hall")
    visitor = Visitor(app)
    visitor.sign_in("lead@office.test")
    return visitor


def sam(database: Database, *roles: str) -> Member:
    return join(database, World.a, SAM, *(roles or (Role.AUDITOR,)), name="Sam Okoro")


def test_a_lead_alone_is_taught_to_invite(lead: Visitor) -> None:
    page = lead.get("/people/").text
    assert "Nobody but you is here yet" in page
    assert "Invite your colleagues" in lead.get("/").text


def test_the_list_shows_who_is_here_and_who_is_invited(database: Database, lead: Visitor) -> None:
    sam(database)
    invite(database, World.a, "kim@ambermouth.test", Role.MODERATOR, name="Kim Lee")
    join(database, World.b, "bo@brackenshire.test", Role.AUDITOR, name="Bo Foreign")
    page = lead.get("/people/").text
    for words in ("Amina Yusuf", "Sam Okoro", "Kim Lee", "2 people", "1 invitation not accepted"):
        assert words in page
    assert "Bo Foreign" not in page
    assert SAM not in page
    assert "Invite your colleagues" not in lead.get("/").text


def test_a_long_list_comes_in_pages_and_a_name_is_found(database: Database, lead: Visitor) -> None:
    with statements(database) as short:
        lead.get("/people/")
    scope = operator_scope(World.a)
    with unit_of_work(database, scope):
        for number in range(60):
            accounts.invite_person(
                scope,
                email=f"{number}@ambermouth.test",
                display_name=f"Person {number:02}",
                roles=[Role.AUDITOR, Role.MODERATOR],
            )
    with statements(database) as long:
        first = lead.get("/people/").text
    assert len(short) == len(long) == 3
    assert "1 person, and 60 invitations not accepted yet" in first
    assert "Page 1 of 2" in first
    assert first.count("<tr") == 51
    assert "Person 48" in first
    assert "Person 49" not in first
    second = lead.get("/people/?page=2").text
    assert "Person 49" in second
    assert second.count("<tr") == 12
    assert lead.get("/people/?page=99").text.count("<tr") == 12
    assert lead.get("/people/?page=x&name=").status_code == 200
    found = lead.get("/people/?name=PERSON+0").text
    assert found.count("<tr") == 11
    nobody = lead.get("/people/?name=%25_<b>").text
    assert "Nobody’s name has “%_&lt;b&gt;” in it" in nobody


def test_inviting_by_the_form(database: Database, lead: Visitor) -> None:
    bad = lead.send("/people/invite", {"display_name": "", "email": "x", "roles": []})
    assert bad.status_code == 422
    for field in ("display_name", "roles"):
        assert f'href="#{field}"' in bad.text
    malformed = {"display_name": "Sam", "email": "x", "roles": [Role.AUDITOR]}
    assert 'href="#email"' in lead.send("/people/invite", malformed).text
    good = {"display_name": "Sam Okoro", "email": SAM, "roles": [Role.AUDITOR, Role.MODERATOR]}
    assert lead.send("/people/invite", good).location == "/people/"
    assert f"An invitation is on its way to {SAM}" in lead.get("/people/").text
    twice = lead.send("/people/invite", good)
    assert twice.status_code == 422
    assert "has been invited already" in twice.text


def test_a_role_that_the_form_does_not_offer_is_refused(database: Database, lead: Visitor) -> None:
    assert "Regional QA lead" not in lead.get("/people/invite").text
    forged = {"display_name": "Sam", "email": SAM, "roles": [Role.REGIONAL_LEAD]}
    assert lead.send("/people/invite", forged).status_code == 403
    assert len(rows(database, Membership)) == 1


def test_changing_roles_and_a_stale_form(database: Database, lead: Visitor) -> None:
    member = sam(database)
    path = f"/people/{member.membership_id}"
    assert SAM in lead.get(path).text
    seen = version_of(database, member.membership_id)
    assert lead.send(path, {"roles": [Role.MODERATOR]}).location == path
    stale = lead.send(path, {"roles": [Role.DCS], "version": seen})
    assert stale.status_code == 409
    text = re.sub(r"\s+", " ", stale.text)
    assert 'Roles now</dt> <dd class="govuk-summary-list__value">Moderator</dd>' in text
    assert re.search(r'value="dcs" checked', text)
    assert "somebody else saved meanwhile" in text
    none = lead.send(path, {})
    assert none.status_code == 422
    assert "Select at least one role" in none.text


def test_a_deputys_form_leaves_the_lead_role_where_it_is(
    database: Database, app: Flask, lead: Visitor
) -> None:
    join(database, World.a, "deputy@ambermouth.test", Role.QA_DEPUTY)
    member = sam(database, Role.QA_LEAD, Role.AUDITOR)
    deputy = Visitor(app)
    deputy.sign_in("deputy@ambermouth.test")
    path = f"/people/{member.membership_id}"
    page = deputy.get(path).text
    assert 'value="qa_lead"' not in page
    assert "Remove Sam" not in page
    assert deputy.send(path, {"roles": [Role.MODERATOR]}).location == path
    [held] = [one for one in people(database) if one.membership_id == member.membership_id]
    assert set(held.roles) == {Role.QA_LEAD, Role.MODERATOR}
    assert deputy.send(f"{path}/remove", {}).status_code == 403


def people(database: Database):
    scope = World.a.scope()
    with unit_of_work(database, scope, write=False):
        return accounts.list_people(scope)


def test_removing_asks_first_and_signs_out_at_once(
    database: Database, app: Flask, lead: Visitor
) -> None:
    member = sam(database)
    visitor = Visitor(app)
    visitor.sign_in(SAM)
    path = f"/people/{member.membership_id}/remove"
    assert "signed out at once" in lead.get(path).text
    assert lead.send(path, {}).location == "/people/"
    assert visitor.get("/account").location.startswith("/sign-in")
    assert lead.get(path).status_code == 404


def test_the_only_lead_is_told_to_make_another_first(database: Database, lead: Visitor) -> None:
    [me] = people(database)
    page = lead.send(f"/people/{me.membership_id}/remove", {})
    assert page.status_code == 422
    assert "Make somebody else QA lead first" in page.text


def test_an_invitation_is_sent_again_and_taken_back(database: Database, lead: Visitor) -> None:
    invitation = invite(database, World.a, SAM, Role.AUDITOR)
    path = f"/people/{invitation.membership_id}"
    assert lead.send(f"{path}/invitation", {}, page=path).location == path
    assert lead.get(f"/invitation/{invitation.token}").status_code == 404
    assert "Take the invitation back" in lead.get(path).text
    assert lead.send(f"{path}/remove", {}).location == "/people/"
    lead.get("/people/")  # shows the notice that names them, once
    assert "Sam Okoro" not in lead.get("/people/").text


def test_people_of_another_authority_answer_as_nobody_does(
    database: Database, lead: Visitor
) -> None:
    foreign = join(database, World.b, "bo@brackenshire.test", Role.AUDITOR, name="Bo Foreign")
    for path in ("", "/remove"):
        there = lead.get(f"/people/{foreign.membership_id}{path}")
        nowhere = lead.get(f"/people/00000000-0000-4000-8000-000000000000{path}")
        assert there.status_code == nowhere.status_code == 404
        assert "Bo Foreign" not in there.text
    again = lead.send(f"/people/{foreign.membership_id}/invitation", {}, page="/people/invite")
    assert again.status_code == 404


@pytest.mark.parametrize(
    ("role", "listed"),
    [(Role.DCS, 200), (Role.HEAD_OF_SERVICE, 200), (Role.AUDITOR, 403), (Role.PRACTITIONER, 403)],
)
def test_who_may_look_and_may_not_manage(
    database: Database, app: Flask, role: Role, listed: int
) -> None:
    member = sam(database, role)
    visitor = Visitor(app)
    visitor.sign_in(SAM)
    page = visitor.get("/people/")
    assert page.status_code == listed
    assert "Invite somebody" not in page.text
    for path in ("/people/invite", f"/people/{member.membership_id}", "/people/leads/"):
        assert visitor.get(path).status_code == 403


def test_the_office_sees_which_authorities_have_a_lead_and_names_nobody(
    database: Database, office: Visitor, lead: Visitor
) -> None:
    page = office.get("/people/leads/").text
    assert "1 of 2 authorities has a QA lead" in page
    assert "Amina" not in page
    assert "Elsewhere" not in page
    assert lead.get("/people/leads/").status_code == 403
    assert "See which have a lead" in office.get("/").text
    assert "See which have a lead" not in lead.get("/").text


def test_the_office_invites_the_first_lead_by_the_form(database: Database, office: Visitor) -> None:
    path = f"/people/leads/{World.b.id}"
    assert "Invite a lead" in office.get(path).text
    assert office.send(path, {"display_name": "", "email": "", "roles": []}).status_code == 422
    good = {"display_name": "Bo", "email": "bo@brackenshire.test", "roles": [Role.QA_LEAD]}
    assert office.send(path, good).location == "/people/leads/"
    page = office.get("/people/leads/").text
    assert "Invited on" in page
    [again] = re.findall(r"/people/leads/invitations/[0-9a-f-]+/again", page)
    [withdraw] = re.findall(r"/people/leads/invitations/[0-9a-f-]+/withdraw", page)
    assert office.send(again, {}, page="/people/leads/").location == "/people/leads/"
    assert office.send(withdraw, {}, page="/people/leads/").location == "/people/leads/"
    assert "None yet" in office.get("/people/leads/").text
    assert office.get(f"/people/leads/{World.elsewhere.id}").status_code == 404
    assert office.get(f"/people/leads/{World.office.id}").status_code == 404
    forged = good | {"roles": [Role.AUDITOR]}
    assert office.send(path, forged).status_code == 403
