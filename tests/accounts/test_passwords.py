"""New passwords: by a mailed link or knowing the old one; and which will not do."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

import config
from regionqa import accounts
from regionqa.accounts import password_rules
from regionqa.accounts.models import OneTimeLink, SignInSession
from regionqa.authorities import Role
from regionqa.background import declare_every_job
from regionqa.core.database import Database
from regionqa.core.errors import TooMany, Unprocessable
from regionqa.core.events import InstallationEvent
from regionqa.core.jobs import Job
from regionqa.core.mail import Mail, written
from regionqa.core.worker import run_all
from tests.accounts.people import ADDRESS, PASSWORD, enter, invite, join, rows, statements
from tests.factories.world import World

EMAIL, NEW = "sam@ambermouth.test", "lighthouse teaspoon gravel"
START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
declare_every_job()


def ask(database: Database, email: str = EMAIL) -> str | None:
    """Ask for a link, let the worker work, and take the token out of the newest mail."""
    accounts.request_reset(database, email, ADDRESS)
    run_all(database, config.load("testing", {}))
    mails = rows(database, Mail, Mail.template == "accounts.reset", Mail.address == email)
    newest = max(mails, key=lambda mail: mail.created_at, default=None)
    return newest.link.rpartition("/")[2] if newest else None


def test_a_forgotten_password_is_replaced_by_a_mailed_link(database: Database) -> None:
    join(database, World.a, EMAIL, Role.AUDITOR)
    session_before = enter(database, EMAIL).token
    token = ask(database)
    accounts.reset_password(database, token, NEW)
    assert accounts.resolve(database, session_before) is None
    with pytest.raises(accounts.WrongCredentials):
        enter(database, EMAIL)
    assert enter(database, EMAIL, NEW)
    assert "password.reset" in [event.tag for event in rows(database, InstallationEvent)]


def test_a_new_password_ends_the_waiting_for_failed_attempts(database: Database) -> None:
    join(database, World.a, EMAIL, Role.AUDITOR)
    for _ in range(5):
        with pytest.raises(accounts.WrongCredentials):
            enter(database, EMAIL, "wrong password here")
    with pytest.raises(TooMany):
        enter(database, EMAIL)
    accounts.reset_password(database, ask(database), NEW)
    assert enter(database, EMAIL, NEW)


def test_asking_does_the_same_for_every_address(database: Database) -> None:
    join(database, World.a, EMAIL, Role.AUDITOR)
    invite(database, World.a, "invited@ambermouth.test", Role.AUDITOR)
    accounts.request_reset(database, "first@ambermouth.test", ADDRESS)
    work = []
    for email in (EMAIL, "unknown@ambermouth.test", "invited@ambermouth.test"):
        with statements(database) as asked:
            accounts.request_reset(database, email, ADDRESS)
        work.append(sorted(asked))
    assert work[0] == work[1] == work[2]


def test_only_those_who_sign_in_with_a_password_are_sent_a_link(database: Database) -> None:
    invite(database, World.a, "invited@ambermouth.test", Role.AUDITOR)
    assert ask(database, "unknown@ambermouth.test") is None
    assert ask(database, "invited@ambermouth.test") is None
    assert not rows(database, OneTimeLink, OneTimeLink.purpose == "reset")
    assert all(job.done_at for job in rows(database, Job))


def test_neither_job_nor_row_holds_the_token_or_the_address(database: Database) -> None:
    join(database, World.a, EMAIL, Role.AUDITOR)
    accounts.request_reset(database, EMAIL, ADDRESS)
    resets = [job for job in rows(database, Job) if job.name == "accounts.send_reset"]
    [link] = rows(database, OneTimeLink, OneTimeLink.purpose == "reset")
    assert [job.payload for job in resets] == [f'{{"link_id": "{link.id}"}}']


def test_asking_often_has_to_wait_for_known_and_unknown_alike(database: Database) -> None:
    join(database, World.a, EMAIL, Role.AUDITOR)
    for email in (EMAIL, "unknown@ambermouth.test"):
        for _ in range(3):
            accounts.request_reset(database, email, ADDRESS)
        with pytest.raises(TooMany):
            accounts.request_reset(database, email, ADDRESS)


def test_a_link_works_once_for_an_hour_and_the_newest_only(database: Database) -> None:
    with time_machine.travel(START, tick=False) as clock:
        join(database, World.a, EMAIL, Role.AUDITOR)
        earlier = ask(database)
        clock.shift(timedelta(seconds=1))
        newer = ask(database)
        assert earlier != newer
        with pytest.raises(accounts.LinkUnusable):
            accounts.reset_password(database, earlier, NEW)
        clock.shift(timedelta(minutes=59))
        accounts.reset_password(database, newer, NEW)
        with pytest.raises(accounts.LinkUnusable):
            accounts.reset_password(database, newer, PASSWORD)
        late = ask(database)
        clock.shift(timedelta(hours=1))
        with pytest.raises(accounts.LinkUnusable):
            accounts.reset_password(database, late, PASSWORD)


def test_of_several_who_use_a_link_at_once_one_succeeds(database: Database) -> None:
    join(database, World.a, EMAIL, Role.AUDITOR)
    token = ask(database)

    def use(number: int) -> bool:
        try:
            accounts.reset_password(database, token, f"{NEW} {number}")
        except accounts.LinkUnusable:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(use, range(6)))
    assert found.count(True) == 1
    assert enter(database, EMAIL, f"{NEW} {found.index(True)}")


def test_a_weak_password_leaves_the_link_as_it_was(database: Database) -> None:
    join(database, World.a, EMAIL, Role.AUDITOR)
    token = ask(database)
    with pytest.raises(Unprocessable) as caught:
        accounts.reset_password(database, token, "SamOkoro2026!")
    assert caught.value.details["errors"] == {"password": [password_rules.TOO_COMMON]}
    accounts.reset_password(database, token, NEW)


def test_a_changed_password_ends_the_other_sessions_and_is_told_by_mail(database: Database) -> None:
    member = join(database, World.a, EMAIL, Role.AUDITOR)
    other, mine = enter(database, EMAIL).token, enter(database, EMAIL).token
    me = accounts.resolve(database, mine)
    accounts.change_password(database, member.person_id, PASSWORD, NEW, keep=me.session_id)
    assert accounts.resolve(database, other) is None
    assert accounts.resolve(database, mine) is not None
    [notice] = rows(database, Mail, Mail.template == "accounts.password_changed")
    subject, body = written(notice, "RegionQA")
    assert NEW not in body
    assert "forgotten-password" in body
    assert "Sam" not in subject + body
    enter(database, EMAIL, NEW)


def test_who_does_not_know_the_old_password_does_not_change_it(database: Database) -> None:
    member = join(database, World.a, EMAIL, Role.AUDITOR)
    for _ in range(5):
        with pytest.raises(Unprocessable) as caught:
            accounts.change_password(database, member.person_id, "wrong password", NEW)
        assert "current_password" in caught.value.details["errors"]
    with pytest.raises(TooMany):
        accounts.change_password(database, member.person_id, PASSWORD, NEW)
    assert enter(database, EMAIL)
    assert not [held for held in rows(database, SignInSession) if held.ended_at]


PERSONAL = ("Sam Okoro", "sam.okoro@ambermouth.gov.uk", "RegionQA")


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "P@ssw0rd2026!",
        "Liverpool2025!",
        "summer-holiday-2026",
        "qwertyuiop123",
        "1qaz2wsx3edc",
        "123456789012",
        "9876543210987",
        "abcdefghijklmn",
        "aaaaaaaaaaaaaaaa",
        "abcabcabcabcabc",
        "letmeinletmein",
        "SamOkoro123456",
        "okoro.ambermouth",
        "sam.okoro@ambermouth.gov.uk",
        "Sam.Okoro@ambermouth.gov.uk26",
        "RegionQA-2026!!",
        "Safeguarding2026",
        "Ｐａｓｓｗｏｒｄ１２３４",
        "Pässwörd-1234",
    ],
)
def test_what_is_guessed_first_is_refused(password: str) -> None:
    assert password_rules.problems(password, PERSONAL) == [password_rules.TOO_COMMON]


@pytest.mark.parametrize(
    "password",
    [
        "paperclip teapot lantern",
        "correct horse battery staple",
        "monday liverpool dragon",
        "xK9mQ2vL5tRw",
        "tr0ub4dor&3xyz",
        "лампа чайник скрепка",
        "🐢🐙🦑🦐🦞🦀🐡🐠🐟🐬🐳🐋",
    ],
)
def test_no_rule_asks_for_signs_or_capitals(password: str) -> None:
    assert password_rules.problems(password, PERSONAL) == []


def test_length_is_counted_in_characters_and_bounded() -> None:
    assert password_rules.problems("xK9mQ2vL5tR") == [password_rules.TOO_SHORT]
    assert password_rules.problems("   xK9mQ2v   ") == [password_rules.TOO_SHORT]
    assert password_rules.problems("ﷺ") == [password_rules.TOO_SHORT]
    longest = "xK9mQ2vL5tRwb7Zp" * 8
    assert password_rules.problems(f"{longest[:100]}lighthouse teaspoon gravel!!") == []
    assert password_rules.problems("x" * 129) == [password_rules.TOO_LONG]


@given(st.text(max_size=160), st.text(max_size=40))
def test_any_text_gets_at_most_one_answer_and_the_same_again(password: str, name: str) -> None:
    found = password_rules.problems(password, (name,))
    assert len(found) <= 1
    assert found == password_rules.problems(password, (name,))


@given(st.sampled_from(sorted(password_rules._common())), st.integers(0, 10**12))
def test_a_common_word_and_a_number_never_will_do(word: str, number: int) -> None:
    for password in (
        f"{word}{number:012}",
        f"{word.capitalize()}!{number:012}",
        f"{number:012}{word}",
    ):
        assert password_rules.problems(password)
