"""The mails of moderation: a link and a date, never a case, a grade, an authority or a name."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from regionqa.accounts import email_of
from regionqa.core import mail
from regionqa.core.scope import Scope
from regionqa.moderation.deadlines import in_words

TO_READ = mail.declare(
    "moderation.to_read",
    "{service}: something waits for you",
    "Something waits for you, until {date}. Sign in to see it:\n\n{link}\n",
)
CHANGED = mail.declare(
    "moderation.changed",
    "{service}: something you opened has changed",
    "Something that you opened has changed. What you do in it is still due by {date}. "
    "Sign in to see it:\n\n{link}\n",
)
ON_PANEL = mail.declare(
    "moderation.on_panel",
    "{service}: something waits for you",
    "Something waits for you since {date}. Sign in to see it:\n\n{link}\n",
)
SLOT = mail.declare(
    "moderation.slot",
    "{service}: a time to read in place",
    "A time to read in place was booked, given back or cancelled: {date}. "
    "Sign in to see it:\n\n{link}\n",
)
CONCERN = mail.declare(
    "moderation.concern",
    "{service}: please sign in now",
    "Something needs your answer by {date}. Sign in now:\n\n{link}\n",
)


def remind(
    scope: Scope, people: Iterable[UUID], template: mail.Template, public_url: str, by: datetime
) -> int:
    """Queue one mail for each person who can be reached; wants ``installation``."""
    sent = 0
    for person_id in sorted(set(people), key=str):
        address = email_of(scope, person_id)
        if address:
            link = f"{public_url}/moderation"
            mail.queue(scope, template, address, link=link, date=in_words(by))
            sent += 1
    return sent
