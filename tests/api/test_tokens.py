"""Tokens for programs: made on the account page, weighed at each request, ended in every way."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from regionqa import accounts
from regionqa.accounts.models import ApiToken, Membership, MembershipRole
from regionqa.accounts.operations.memberships import remove_person
from regionqa.accounts.operations.sessions import sign_out_everywhere
from regionqa.core.database import Database
from regionqa.core.events import Event, InstallationEvent
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session, unit_of_work
from tests.factories import visitors
from tests.factories.world import World

ME = "/api/v1/me"
JOINING = visitors.JOINING


def bearer(app: Flask, token: str) -> FlaskClient:
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return client


def csrf(client: FlaskClient, path: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(path).text)
    assert found
    return found[1]


@pytest.fixture
def person(database: Database) -> UUID:
    """A QA lead in A, who audits in B too."""
    return visitors.join(database, {World.a: ["qa_lead", "auditor"], World.b: ["auditor"]})


@pytest.fixture
def token(database: Database, person: UUID) -> str:
    return visitors.api_token(database, person, World.a)


def refused(client: FlaskClient) -> None:
    answer = client.get(ME)
    assert answer.status_code == 401
    assert answer.mimetype == "application/problem+json"
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="API", error="invalid_token"'


def test_a_token_is_made_shown_once_used_and_ended(
    app: Flask, database: Database, person: UUID
) -> None:
    browser = visitors.signed_in(app, database, person, World.a)
    form = {"csrf_token": csrf(browser, "/account/tokens/make"), "name": "Monthly", "days": "90"}
    page = browser.post("/account/tokens/make", data=form)
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    found = re.search(r'id="token">(regionqa_[\w-]+)<', page.text)
    assert found
    program = bearer(app, found[1])
    me = program.get(ME).json
    assert me["authority"]["name"] == World.a.name
    assert me["roles"] == ["auditor", "qa_lead"]
    listed = browser.get("/account/tokens").text
    assert "Monthly" in listed
    assert found[1] not in listed
    with unit_of_work(database, JOINING, write=False):
        row = session(JOINING).scalars(select(ApiToken)).one()
        assert found[1] not in str(vars(row))
    ending = f"/account/tokens/{row.id}/end"
    form = {"csrf_token": csrf(browser, "/account/tokens")}
    assert browser.post(ending, data=form).status_code == 302
    refused(program)
    with unit_of_work(database, World.a.scope(), write=False) as work:
        tags = set(work.session.scalars(select(Event.tag)))
    assert {"api_token.made", "api_token.ended"} <= tags


@pytest.mark.parametrize(
    "form", [{"name": "", "days": "30"}, {"name": "x", "days": "366"}, {"name": "x", "days": "-1"}]
)
def test_a_token_has_a_name_and_an_end(
    app: Flask, database: Database, person: UUID, form: dict[str, str]
) -> None:
    browser = visitors.signed_in(app, database, person, World.a)
    sent = {**form, "csrf_token": csrf(browser, "/account/tokens/make")}
    assert browser.post("/account/tokens/make", data=sent).status_code == 422


def test_nobody_has_more_than_ten(app: Flask, database: Database, person: UUID) -> None:
    for _ in range(10):
        visitors.api_token(database, person, World.a)
    browser = visitors.signed_in(app, database, person, World.a)
    form = {"csrf_token": csrf(browser, "/account/tokens/make"), "name": "One more", "days": "30"}
    page = browser.post("/account/tokens/make", data=form)
    assert page.status_code == 422
    assert "You have 10 tokens" in page.text


def test_a_token_expires(app: Flask, token: str) -> None:
    program = bearer(app, token)
    assert program.get(ME).status_code == 200
    with time_machine.travel(now() + timedelta(days=31)):
        refused(program)


def test_a_role_that_ends_is_lost_at_once_and_a_new_one_is_not_the_tokens(
    app: Flask, database: Database, person: UUID, token: str
) -> None:
    program = bearer(app, token)
    with unit_of_work(database, JOINING):
        unit = session(JOINING)
        here = select(Membership.id).where(
            Membership.person_id == person, Membership.authority_id == World.a.id
        )
        membership = unit.scalars(here).one()
        unit.execute(
            update(MembershipRole)
            .where(MembershipRole.membership_id == membership, MembershipRole.role == "qa_lead")
            .values(until=now())
        )
        unit.add(
            MembershipRole(
                membership_id=membership, authority_id=World.a.id, role="dcs", since=now()
            )
        )
    assert program.get(ME).json["roles"] == ["auditor"]
    assert program.get("/api/v1/agreement/files").status_code == 403


def test_leaving_ends_the_tokens_there_for_good_and_no_others(
    app: Flask, database: Database, person: UUID, token: str
) -> None:
    elsewhere = bearer(app, visitors.api_token(database, person, World.b))
    lead = visitors.join(database, {World.a: ["qa_lead"]})
    scope = World.a.scope("qa_lead", person_id=lead).with_installation("remove somebody")
    with unit_of_work(database, scope):
        membership = session(scope).scalars(
            select(Membership).where(
                Membership.person_id == person, Membership.authority_id == World.a.id
            )
        )
        left = membership.one()
        remove_person(scope, left.id, version=left.version)
    refused(bearer(app, token))
    assert elsewhere.get(ME).status_code == 200
    with unit_of_work(database, JOINING):
        unit, moment = session(JOINING), now()
        again = Membership(
            person_id=person,
            authority_id=World.a.id,
            display_name="Back",
            invited_at=moment,
            joined_at=moment,
            changed_at=moment,
        )
        unit.add(again)
        unit.flush()
        unit.add(
            MembershipRole(
                membership_id=again.id, authority_id=World.a.id, role="qa_lead", since=moment
            )
        )
    refused(bearer(app, token))


def test_signing_out_everywhere_ends_every_token(
    app: Flask, database: Database, person: UUID, token: str
) -> None:
    sign_out_everywhere(database, person)
    refused(bearer(app, token))
    with unit_of_work(database, JOINING, write=False):
        tags = list(session(JOINING).scalars(select(InstallationEvent.tag)))
    assert tags == ["person.api_tokens_ended"]


def test_another_persons_token_cannot_be_ended(
    app: Flask, database: Database, person: UUID, token: str
) -> None:
    other = visitors.join(database, {World.a: ["qa_lead"]})
    browser = visitors.signed_in(app, database, other, World.a)
    with unit_of_work(database, JOINING, write=False):
        token_id = session(JOINING).scalars(select(ApiToken.id)).one()
    form = {"csrf_token": csrf(browser, "/account")}
    assert browser.post(f"/account/tokens/{token_id}/end", data=form).status_code == 404
    assert bearer(app, token).get(ME).status_code == 200


def test_wrong_tokens_are_slowed_down_and_a_right_one_is_not(app: Flask, token: str) -> None:
    wrong = bearer(app, "regionqa_no-such-token")
    assert [wrong.get(ME).status_code for _ in range(20)] == [401] * 20
    slowed = wrong.get(ME)
    assert slowed.status_code == 429
    assert int(slowed.headers["Retry-After"]) == slowed.json["retry_after"] > 0
    assert bearer(app, token).get(ME).status_code == 200


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Basic c2Ft", "regionqa_x", "Bearer ü"]
)
def test_a_header_that_holds_no_token_is_refused_whatever_cookie_is_there(
    app: Flask, database: Database, person: UUID, header: str
) -> None:
    browser = visitors.signed_in(app, database, person, World.a)
    assert browser.get(ME).status_code == 200
    assert browser.get(ME, headers={"Authorization": header}).status_code == 401


def test_a_token_opens_no_page(app: Flask, token: str) -> None:
    assert bearer(app, token).get("/").location == "/sign-in?next=/"


def test_a_cookie_reads_and_does_not_write(app: Flask, database: Database, person: UUID) -> None:
    browser = visitors.signed_in(app, database, person, World.a)
    assert browser.get("/api/v1/agreement/files").status_code == 200
    without = browser.post("/api/v1/agreement/files", json={})
    assert without.status_code == 400
    assert without.json["title"] == "The form could not be accepted"
    token = {"X-CSRFToken": csrf(browser, "/account")}
    assert browser.post("/api/v1/agreement/files", json={}, headers=token).status_code == 401


def test_nobody_is_asked_for_a_token(client: FlaskClient) -> None:
    for method in ("GET", "POST"):
        answer = client.open("/api/v1/agreement/files", method=method)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == 'Bearer realm="API"'


def test_the_package_offers_the_look_up(database: Database, person: UUID, token: str) -> None:
    assert accounts.resolve_token(database, token, "192.0.2.1").person_id == person
