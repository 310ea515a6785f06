"""Mail leaves by SMTP once, is tried again when the server will not take it, and never in clear."""

import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import parsedate_to_datetime
from typing import Any, cast

import pytest
import time_machine
from aiosmtpd.controller import Controller

from regionqa.accounts.mails import RESET
from regionqa.core import mail
from regionqa.core.database import Database
from regionqa.core.mail import SENDING
from regionqa.core.unit_of_work import unit_of_work
from regionqa.core.worker import run_all
from tests.factories.world import World

LINK = "https://quality.test/reset-password/once-only"


class Postman:
    """An SMTP server's handler: keeps what it is given, unless it has been told to refuse."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.refusals = 0

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        if self.refusals:
            self.refusals -= 1
            return "451 Try again later"
        parsed = message_from_bytes(envelope.content, policy=default)
        self.taken.append(cast("EmailMessage", parsed))
        return "250 OK"


@pytest.fixture
def postman() -> Postman:
    return Postman()


@pytest.fixture
def settings(postman: Postman) -> Iterator[dict[str, Any]]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Controller(postman, hostname="127.0.0.1", port=port)
    server.start()
    yield {
        "MAIL_SERVER": "127.0.0.1",
        "MAIL_PORT": port,
        "MAIL_SECURITY": "none",
        "MAIL_USERNAME": None,
        "MAIL_FROM": "quality@office.test",
        "SERVICE_NAME": "RegionQA",
    }
    server.stop()


def ask(database: Database) -> None:
    with unit_of_work(database, World.a.scope()) as work:
        mail.queue(work.scope, RESET, "sam@ambermouth.test", link=LINK, date="1 May 2026 at 09:00")


def outbox(database: Database) -> mail.Mail:
    with unit_of_work(database, SENDING, write=False) as work:
        [one] = mail.recent(work.scope)
        return one


def run_later(database: Database, settings: dict[str, Any], hours: int) -> None:
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=hours), tick=True):
        run_all(database, settings)


def test_it_is_sent_once_and_its_link_is_forgotten(
    database: Database, settings: dict[str, Any], postman: Postman
) -> None:
    ask(database)
    for hours in (0, 1):
        run_later(database, settings, hours)
    [sent] = postman.taken
    assert (sent["From"], sent["To"]) == ("quality@office.test", "sam@ambermouth.test")
    assert sent["Subject"] == "Choose a new password for RegionQA"
    assert abs(parsedate_to_datetime(sent["Date"]) - datetime.now(UTC)) < timedelta(hours=1)
    assert sent["Auto-Submitted"] == "auto-generated"
    assert LINK in sent.get_content()
    held = outbox(database)
    assert held.sent_at is not None
    assert held.link is None


def test_a_server_that_is_away_for_most_of_a_day_is_asked_until_it_is_back(
    database: Database, settings: dict[str, Any], postman: Postman
) -> None:
    postman.refusals = 25
    ask(database)
    for hours in range(25):
        run_later(database, settings, hours)
        assert outbox(database).sent_at is None
    for hours in (25, 26, 27):
        run_later(database, settings, hours)
    assert len(postman.taken) == 1
    assert outbox(database).sent_at is not None


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_nothing_leaves_in_clear_when_it_must_be_protected(
    database: Database, settings: dict[str, Any], postman: Postman, security: str
) -> None:
    ask(database)
    run_all(database, {**settings, "MAIL_SECURITY": security})
    assert postman.taken == []
    assert outbox(database).link == LINK
