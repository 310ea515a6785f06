"""Mail: an outbox in the same transaction as its cause, sent after the commit, retried, logged.

A mail holds a link and a date and never a case, a grade or a name: its words are declared here and
the only things that go into them are the service's name, the link and the date.
"""

import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, CursorResult, String, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from regionqa.core import jobs
from regionqa.core.errors import NotFound
from regionqa.core.scope import Scope
from regionqa.core.tables import Base, Installation, now, uuid_key
from regionqa.core.unit_of_work import session, unit_of_work
from regionqa.core.worker import JobRun

SENDING = Scope.for_installation("send mail")
TIMEOUT_SECONDS = 20
# The waits double up to an hour: a mail server that is away for most of a day loses nothing.
TRIES = 30
# Four weeks answer "did my invitation go out?" and outlast every link a mail may hold (seven days).
KEPT = timedelta(weeks=4)


class Mail(Installation, Base):
    """A mail in the outbox. The link is taken out once the mail is sent: it may be a key."""

    __tablename__ = "mails"
    insertable_by_all = True

    id: Mapped[UUID] = uuid_key()
    template: Mapped[str] = mapped_column(String(80))
    address: Mapped[str] = mapped_column(String(254))
    link: Mapped[str | None] = mapped_column(String(500))
    date_text: Mapped[str] = mapped_column(String(60), default="")
    created_at: Mapped[datetime] = mapped_column(index=True)
    sent_at: Mapped[datetime | None]


@dataclass(frozen=True, slots=True)
class Template:
    """A mail's words. ``body`` may hold ``{service}``, ``{link}`` and ``{date}``, nothing else."""

    name: str
    subject: str
    body: str


_TEMPLATES: dict[str, Template] = {}


def declare(name: str, subject: str, body: str) -> Template:
    """Declare a mail. Raises ``KeyError`` when the words ask for more than link, date, service."""
    for words in (subject, body):
        words.format(service="", link="", date="")
    template = Template(name, subject, body)
    _TEMPLATES[name] = template
    return template


def templates() -> Mapping[str, Template]:
    """Every declared mail by its name."""
    return dict(_TEMPLATES)


def queue(scope: Scope, template: Template, address: str, *, link: str, date: str = "") -> None:
    """Put a mail in the outbox, in the transaction in force; it is sent after the commit."""
    mail = Mail(
        template=template.name, address=address, link=link, date_text=date, created_at=now()
    )
    unit = session(scope)
    unit.add(mail)
    unit.flush()  # the job names the mail
    jobs.enqueue(scope, "core.send_mail", {"mail_id": mail.id}, title="Send a mail")


def written(mail: Mail, service: str) -> tuple[str, str]:
    """Subject and body of a mail."""
    template = _TEMPLATES[mail.template]
    parts = {"service": service, "link": mail.link or "", "date": mail.date_text}
    return template.subject.format(**parts), template.body.format(**parts)


def recent(scope: Scope, limit: int = 50) -> list[Mail]:
    """The newest mails of the outbox, for the demonstration's page."""
    found = session(scope).scalars(select(Mail).order_by(Mail.created_at.desc()).limit(limit))
    return list(found)


def forget_old(scope: Scope, moment: datetime) -> int:
    """Delete mails that are four weeks old, sent or not; how many. Wants the installation's scope.

    By then no link in them works, and an address is kept no longer than it is of use.
    """
    return _delete(scope, Mail.created_at < moment - KEPT)


def forget_address(scope: Scope, address: str) -> int:
    """Delete every mail to somebody who is forgotten; how many. Wants the installation's scope."""
    return _delete(scope, func.lower(Mail.address) == address.lower())


def _delete(scope: Scope, which: ColumnElement[bool]) -> int:
    done = session(scope).execute(delete(Mail).where(which))
    return cast("CursorResult[Any]", done).rowcount


def send(run: JobRun) -> None:
    """Send one mail; a failure of the server is retried. Without a server it stays where it is."""
    if run.settings["MAIL_SERVER"] is None:
        return
    mail_id = UUID(run.payload["mail_id"])
    with unit_of_work(run.database, SENDING, write=False):
        mail = session(SENDING).get(Mail, mail_id)
        if mail is None:
            raise NotFound
    if mail.sent_at is not None:
        return
    subject, body = written(mail, run.settings["SERVICE_NAME"])
    _deliver(run.settings, mail, subject, body)
    with unit_of_work(run.database, SENDING):
        held = session(SENDING).get_one(Mail, mail_id)
        held.sent_at = now()
        held.link = None


def _deliver(settings: Mapping[str, Any], mail: Mail, subject: str, body: str) -> None:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = (
        subject,
        settings["MAIL_FROM"],
        mail.address,
    )
    message["Message-ID"] = f"<{mail.id}@{settings['MAIL_FROM'].rpartition('@')[2]}>"
    message["Date"] = now()
    message["Auto-Submitted"] = "auto-generated"  # so that no absence note comes back
    message.set_content(body)
    secure = ssl.create_default_context()
    if settings["MAIL_SECURITY"] == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            settings["MAIL_SERVER"], settings["MAIL_PORT"], timeout=TIMEOUT_SECONDS, context=secure
        )
    else:
        server = smtplib.SMTP(
            settings["MAIL_SERVER"], settings["MAIL_PORT"], timeout=TIMEOUT_SECONDS
        )
    with server:
        if settings["MAIL_SECURITY"] == "starttls":
            server.starttls(context=secure)
        if settings["MAIL_USERNAME"]:
            server.login(settings["MAIL_USERNAME"], settings["MAIL_PASSWORD"] or "")
        server.send_message(message)


jobs.declare("core.send_mail", send, tries=TRIES)
