"""The mails that accounts send. Each holds a link and a date: no name, no authority, no role."""

from datetime import datetime
from zoneinfo import ZoneInfo

from regionqa.accounts.limits import limits
from regionqa.accounts.models import LinkPurpose
from regionqa.core import mail
from regionqa.core.scope import Scope

_LONDON = ZoneInfo("Europe/London")
_PATHS = {LinkPurpose.INVITATION: "invitation", LinkPurpose.RESET: "reset-password"}

INVITATION = mail.declare(
    "accounts.invitation",
    "You are invited to {service}",
    "You are invited to {service}.\n\n"
    "Open this link to accept. It works once, until {date}:\n\n{link}\n\n"
    "If you did not expect this, do nothing: the link stops working by itself.\n",
)
RESET = mail.declare(
    "accounts.reset",
    "Choose a new password for {service}",
    "Somebody asked for a new password for your account with {service}.\n\n"
    "Open this link to choose one. It works once, until {date}:\n\n{link}\n\n"
    "If it was not you, do nothing: your password stays as it is.\n",
)
PASSWORD_CHANGED = mail.declare(
    "accounts.password_changed",
    "Your password for {service} was changed",
    "Your password for {service} was changed on {date}.\n\n"
    "If it was not you, choose a new one at once:\n\n{link}\n",
)


def link_for(purpose: LinkPurpose, token: str) -> str:
    """The address that a one-time link is opened at."""
    return f"{limits().public_url}/{_PATHS[purpose]}/{token}"


def in_words(moment: datetime) -> str:
    """21 November 2026 at 16:05, in London's time."""
    local = moment.astimezone(_LONDON)
    return f"{local.day} {local:%B %Y at %H:%M}"


def send_link(
    scope: Scope, purpose: LinkPurpose, address: str, token: str, expires_at: datetime
) -> None:
    """Queue the mail that carries a one-time link, in the transaction in force."""
    template = INVITATION if purpose == LinkPurpose.INVITATION else RESET
    mail.queue(scope, template, address, link=link_for(purpose, token), date=in_words(expires_at))


def send_password_changed(scope: Scope, address: str, moment: datetime) -> None:
    """Queue the notice that a password was changed."""
    link = f"{limits().public_url}/forgotten-password"
    mail.queue(scope, PASSWORD_CHANGED, address, link=link, date=in_words(moment))
