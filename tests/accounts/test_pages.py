"""The pages of sign-in, one's account and what a mailed link opens."""

import re

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

import config
from regionqa import accounts
from regionqa.accounts.models import SignInSession
from regionqa.accounts.pages.doors import local_path
from regionqa.authorities import Role
from regionqa.background import declare_every_job
from regionqa.core.database import Database
from regionqa.core.mail import Mail
from regionqa.core.worker import run_all
from tests.accounts.browsing import Visitor
from tests.accounts.people import PASSWORD, enter, invite, join, rows, statements
from tests.factories.world import World

EMAIL, NEW = "sam@ambermouth.test", "lighthouse teaspoon gravel"
declare_every_job()


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    return Visitor(app)


def test_a_visitor_is_sent_to_sign_in_and_back_to_where_they_were_going(
    database: Database, visitor: Visitor
) -> None:
    join(database, World.a, EMAIL, Role.QA_LEAD)
    sent = visitor.get("/people/")
    assert sent.location == "/sign-in?next=/people/"
    page = visitor.get(sent.location).text
    assert 'value="/people/"' in page
    entered = visitor.sign_in(EMAIL, next="/people/")
    assert (entered.status_code, entered.location) == (302, "/people/")
    assert "Ambermouth" in visitor.get("/people/").text


def test_wrong_unknown_and_waiting_are_said_plainly(database: Database, visitor: Visitor) -> None:
    join(database, World.a, EMAIL, Role.AUDITOR)
    wrong = visitor.sign_in(EMAIL, "wrong password here")
    unknown = visitor.sign_in("nobody@ambermouth.test", "wrong password here")
    plain = [
        re.sub(r'csrf_token" value="[^"]+"', "", page.text.replace(email, ""))
        for page, email in ((wrong, EMAIL), (unknown, "nobody@ambermouth.test"))
    ]
    assert plain[0] == plain[1]
    assert wrong.status_code == unknown.status_code == 422
    assert "Check your email address and password" in wrong.text
    assert "wrong password here" not in wrong.text
    for _ in range(4):
        visitor.sign_in(EMAIL, "wrong password here")
    waiting = visitor.sign_in(EMAIL)
    assert waiting.status_code == 429
    assert "Try again in" in waiting.text
    assert 0 < int(waiting.headers["Retry-After"]) <= 5


def test_every_missing_answer_is_named(database: Database, visitor: Visitor) -> None:
    page = visitor.sign_in("", "")
    assert page.status_code == 422
    assert '<a href="#email">Enter your email address</a>' in page.text
    assert '<a href="#password">Enter a password</a>' in page.text


def test_a_form_without_its_token_is_refused(database: Database, visitor: Visitor) -> None:
    join(database, World.a, EMAIL, Role.QA_LEAD)
    bare = visitor.client.post("/sign-in", data={"email": EMAIL, "password": PASSWORD})
    assert bare.status_code == 400
    visitor.sign_in(EMAIL)
    for path in (
        "/sign-out",
        "/account/sign-out-everywhere",
        "/people/invite",
        "/account/password",
    ):
        assert visitor.client.post(path, data={}).status_code == 400
    assert visitor.get("/account").status_code == 200


def test_nothing_from_before_the_sign_in_becomes_the_session(
    database: Database, app: Flask, visitor: Visitor
) -> None:
    join(database, World.a, EMAIL, Role.AUDITOR)
    join(database, World.a, "other@ambermouth.test", Role.AUDITOR)
    planted = enter(database, "other@ambermouth.test").token
    with visitor.client.session_transaction() as cookie:
        cookie["_user_id"] = planted
        cookie["planted"] = "yes"
    visitor.client.get("/account")
    visitor.send("/sign-in", {"email": EMAIL, "password": PASSWORD}, page="/account")
    with visitor.client.session_transaction() as cookie:
        assert cookie["_user_id"] != planted
        assert "planted" not in cookie
    assert EMAIL in visitor.get("/account").text
    assert accounts.resolve(database, planted) is None


def test_the_cookie_is_kept_from_scripts_and_other_sites(database: Database, app: Flask) -> None:
    join(database, World.a, EMAIL, Role.AUDITOR)
    cookie = Visitor(app).sign_in(EMAIL).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    production = config.load(
        "production",
        {
            "REGIONQA_SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyzABCDEF",
            "REGIONQA_KEY_FOLDER": "/srv/regionqa-keys",
            "REGIONQA_WRAPPING_KEY": "y4-production-wrapping-key-of-length-0815",
            "REGIONQA_DATABASE_URL": "sqlite://",
            "REGIONQA_PUBLIC_URL": "https://quality.example.gov.uk",
            "REGIONQA_MAIL_SERVER": "localhost",
            "REGIONQA_MAIL_FROM": "quality@example.gov.uk",
        },
    )
    assert production["SESSION_COOKIE_SECURE"]
    assert production["SESSION_COOKIE_NAME"].startswith("__Host-")


ELSEWHERE = (
    "https://evil.test/",
    "//evil.test/",
    "/\\evil.test/",
    "\\\\evil.test",
    "/\t/evil.test/",
    "/\n/evil.test",
    "javascript:alert(1)",
    "evil.test",
    "",
)


def test_nobody_is_sent_away_after_signing_in(database: Database, app: Flask) -> None:
    join(database, World.a, EMAIL, Role.AUDITOR)
    for target in ELSEWHERE:
        visitor = Visitor(app)
        assert visitor.sign_in(EMAIL, next=target).location == "/", target
        again = visitor.client.get("/sign-in", query_string={"next": target})
        assert again.location == "/", target


@given(st.text(max_size=30), st.sampled_from(["", "/", "//", "/\\", "https:", "/a?b=c#", "\t/"]))
def test_what_comes_next_is_always_a_path_of_this_service(text: str, start: str) -> None:
    target = local_path(start + text)
    stripped = re.sub(r"[\t\r\n]", "", target).replace("\\", "/")
    assert stripped.startswith("/")
    assert not stripped.startswith("//")


def test_a_good_path_is_kept_with_its_query() -> None:
    assert local_path("/people/?page=2&sort=name") == "/people/?page=2&sort=name"
    assert local_path(None) == "/"


def test_of_several_authorities_one_is_chosen_and_always_shown(
    database: Database, visitor: Visitor
) -> None:
    join(database, World.a, EMAIL, Role.QA_LEAD)
    join(database, World.b, EMAIL, Role.MODERATOR)
    entered = visitor.sign_in(EMAIL, next="/account")
    assert entered.location == "/choose-authority?next=/account"
    page = visitor.get(entered.location).text
    assert "Ambermouth" in page
    assert "Brackenshire" in page
    assert "Elsewhere" not in page
    assert visitor.send(entered.location, {}).status_code == 422
    assert visitor.send(entered.location, {"authority_id": "x"}).status_code == 422
    foreign = visitor.send(entered.location, {"authority_id": str(World.elsewhere.id)})
    assert foreign.status_code == 422
    assert "Elsewhere" not in foreign.text
    chosen = visitor.send(entered.location, {"authority_id": str(World.b.id), "next": "/account"})
    assert chosen.location == "/account"
    header = visitor.get("/account").text.partition("</header>")[0]
    assert "Brackenshire" in header
    beside = header.partition('class="app-header__who"')[2].partition("</div>")[0]
    assert "Change authority" in beside, "it stands beside the name, where a small screen shows it"
    assert visitor.get("/people/").status_code == 403


def test_who_belongs_nowhere_is_told_what_to_do(database: Database, visitor: Visitor) -> None:
    member = join(database, World.a, EMAIL, Role.AUDITOR)
    invite(database, World.b, EMAIL, Role.MODERATOR)
    from tests.accounts.people import operator_scope, unit_of_work, version_of

    scope = operator_scope(World.a)
    version = version_of(database, member.membership_id)
    with unit_of_work(database, scope):
        accounts.remove_person(scope, member.membership_id, version=version)
    entered = visitor.sign_in(EMAIL)
    page = visitor.get(entered.location)
    assert page.status_code == 200
    assert "You do not belong to an authority" in page.text
    assert visitor.get("/").location == "/choose-authority?next=/"


def test_signing_out_ends_the_session_on_the_server(database: Database, visitor: Visitor) -> None:
    join(database, World.a, EMAIL, Role.AUDITOR)
    visitor.sign_in(EMAIL)
    with visitor.client.session_transaction() as cookie:
        token = cookie["_user_id"]
    left = visitor.send("/sign-out", {}, page="/account")
    assert left.location == "/sign-in"
    assert accounts.resolve(database, token) is None
    with visitor.client.session_transaction() as cookie:
        cookie["_user_id"] = token
    assert visitor.get("/account").location.startswith("/sign-in")


def test_my_account_shows_my_browsers_and_ends_any_of_them(
    database: Database, app: Flask, visitor: Visitor
) -> None:
    join(database, World.a, EMAIL, Role.AUDITOR)
    other, stranger = Visitor(app), Visitor(app)
    join(database, World.b, "stranger@brackenshire.test", Role.AUDITOR)
    other.sign_in(EMAIL)
    visitor.sign_in(EMAIL)
    stranger.sign_in("stranger@brackenshire.test")
    page = visitor.get("/account").text
    [end] = re.findall(r"/account/sessions/[0-9a-f-]+/end", page)
    assert "This browser" in page
    assert stranger.send(end, {}, page="/account").status_code == 404
    assert other.get("/account").status_code == 200
    assert visitor.send(end, {}, page="/account").location == "/account"
    assert other.get("/account").location.startswith("/sign-in")
    assert visitor.get("/account").status_code == 200


def test_signing_out_everywhere(database: Database, app: Flask, visitor: Visitor) -> None:
    join(database, World.a, EMAIL, Role.AUDITOR)
    other = Visitor(app)
    other.sign_in(EMAIL)
    visitor.sign_in(EMAIL)
    visitor.send("/account/sign-out-everywhere", {}, page="/account")
    for browser in (visitor, other):
        assert browser.get("/account").location.startswith("/sign-in")


def test_changing_the_password(database: Database, visitor: Visitor) -> None:
    join(database, World.a, EMAIL, Role.AUDITOR)
    visitor.sign_in(EMAIL)
    page = "/account/password"
    wrong = visitor.send(page, {"current_password": "not this one", "password": NEW})
    assert wrong.status_code == 422
    assert "#current_password" in wrong.text
    weak = visitor.send(page, {"current_password": PASSWORD, "password": "password1234"})
    assert "#password" in weak.text
    assert "password1234" not in weak.text
    done = visitor.send(page, {"current_password": PASSWORD, "password": NEW})
    assert done.location == "/account"
    assert visitor.get("/account").status_code == 200
    assert enter(database, EMAIL, NEW)


def test_changing_the_name(database: Database, app: Flask, visitor: Visitor) -> None:
    join(database, World.a, EMAIL, Role.QA_LEAD)
    join(database, World.b, EMAIL, Role.QA_LEAD)
    visitor.sign_in(EMAIL)
    visitor.send("/choose-authority", {"authority_id": str(World.a.id)})
    empty = visitor.send("/account/name", {"name": " "})
    assert empty.status_code == 422
    assert 'href="#name"' in empty.text
    unseen = visitor.send("/account/name", {"name": "Sam\u202eokorO"})
    assert "signs that cannot be seen" in unseen.text
    done = visitor.send("/account/name", {"name": "Samira\u00a0  Okoro-Hall"})
    assert done.location == "/account"
    assert "Samira Okoro-Hall" in visitor.get("/people/").text
    visitor.send("/choose-authority", {"authority_id": str(World.b.id)})
    assert "Samira Okoro-Hall" in visitor.get("/people/").text


def test_an_invitation_is_opened_often_and_accepted_once(
    database: Database, visitor: Visitor
) -> None:
    invitation = invite(database, World.a, EMAIL, Role.AUDITOR)
    path = f"/invitation/{invitation.token}"
    for _ in range(2):
        page = visitor.get(path)
        assert page.status_code == 200
        assert "Join Ambermouth" in page.text
        assert EMAIL not in page.text
    short = visitor.send(path, {"display_name": "", "password": "short"})
    assert short.status_code == 422
    assert "Enter your name" in short.text
    assert "12 characters or more" in short.text
    weak = visitor.send(path, {"display_name": "Sam", "password": "short"})
    assert "12 characters or more" in weak.text
    joined = visitor.send(path, {"display_name": "Sam", "password": NEW})
    assert joined.location == "/sign-in"
    assert "You have joined Ambermouth" in visitor.get("/sign-in").text
    gone = visitor.get(path)
    assert gone.status_code == 404
    assert "ask the person who invited you" in gone.text
    assert visitor.sign_in(EMAIL, NEW).location == "/"


@pytest.mark.parametrize(
    "path", ["/invitation/x", "/reset-password/x", "/invitation/%00", "/reset-password/%FF"]
)
def test_a_link_that_never_was_says_what_to_do(
    database: Database, visitor: Visitor, path: str
) -> None:
    page = visitor.get(path)
    assert page.status_code == 404
    assert "This link can no longer be used" in page.text


def test_a_forgotten_password(database: Database, app: Flask, visitor: Visitor) -> None:
    join(database, World.a, EMAIL, Role.AUDITOR)
    known = visitor.send("/forgotten-password", {"email": EMAIL})
    unknown = visitor.send("/forgotten-password", {"email": "nobody@ambermouth.test"})
    assert known.status_code == unknown.status_code == 200
    assert known.text.replace(EMAIL, "") == unknown.text.replace("nobody@ambermouth.test", "")
    run_all(database, app.config)
    [mail] = rows(database, Mail, Mail.template == "accounts.reset")
    path = mail.link.removeprefix(app.config["PUBLIC_URL"])
    assert visitor.get(path).status_code == 200
    assert visitor.send(path, {"password": "short"}).status_code == 422
    assert visitor.send(path, {"password": NEW}).location == "/sign-in"
    assert visitor.get(path).status_code == 404
    assert visitor.sign_in(EMAIL, NEW).location == "/"


def test_pages_of_sign_in_ask_little_of_the_database(database: Database, visitor: Visitor) -> None:
    join(database, World.a, EMAIL, Role.AUDITOR)
    with statements(database) as asked:
        visitor.get("/sign-in")
    assert asked == []
    visitor.sign_in(EMAIL)
    visitor.get("/account")
    with statements(database) as asked:
        visitor.get("/account")
    assert len(asked) <= 4
    assert len(rows(database, SignInSession)) == 1
