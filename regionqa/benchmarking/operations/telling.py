"""Mails of releases: that a check opens, that it is due, that a release is out. Link and date only.

The office's job asks for one job for each authority, in that authority's name; each queues its
mails and its end in one transaction, so that nobody is told twice.
"""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from regionqa.accounts import email_of, list_people
from regionqa.authorities import Role
from regionqa.benchmarking.queries import releases as reading
from regionqa.benchmarking.working_days import is_working_day
from regionqa.core import jobs, mail
from regionqa.core.scope import Scope

TELL, TELL_ONE = "benchmarking.tell", "benchmarking.tell_authority"
OPENED, DUE, OUT = "opened", "due", "out"
TOLD = frozenset({Role.QA_LEAD, Role.QA_DEPUTY, Role.DCS})
REMIND_BEFORE = 2
MORNING = time(9)

_MAILS = {
    OPENED: mail.declare(
        "benchmarking.check_opened",
        "{service}: please check your figures",
        "Figures of your authority wait for your check, until {date}. Sign in to see them:"
        "\n\n{link}\n",
    ),
    DUE: mail.declare(
        "benchmarking.check_due",
        "{service}: your answer is due",
        "Figures of your authority still wait for your check, until {date}. Sign in to see them:"
        "\n\n{link}\n",
    ),
    OUT: mail.declare(
        "benchmarking.release_out",
        "{service}: a release is out",
        "The region published figures on {date}. Sign in to see yours beside them:\n\n{link}\n",
    ),
}


def ask_to_tell(scope: Scope, release_id: UUID, what: str, run_at: datetime | None = None) -> None:
    """Ask, in the office's name, that every authority is told; once for each release."""
    jobs.enqueue(
        scope,
        TELL,
        {"release_id": release_id, "what": what},
        title="Tell authorities of a release",
        key=f"{TELL} {what} {release_id}",
        run_at=run_at,
    )


def reminder_at(due: date) -> datetime:
    """The morning so many working days before an answer is due."""
    day, left = due, REMIND_BEFORE
    while left:
        day -= timedelta(days=1)
        left -= is_working_day(day)
    return datetime.combine(day, MORNING, UTC)


def ask_one(scope: Scope, release_id: UUID, what: str) -> None:
    """Ask, in an authority's name, that its people are told."""
    jobs.enqueue(
        scope,
        TELL_ONE,
        {"release_id": release_id, "what": what},
        title="Tell the authority of a release",
        key=f"{TELL_ONE} {what} {release_id} {scope.authority_id}",
    )


def tell_people(scope: Scope, release_id: UUID, what: str, public_url: str) -> int:
    """Queue a mail for each lead and director of the authority; wants ``installation``.

    Whoever has answered is not reminded. Gives how many mails there are.
    """
    release = reading.get_release(scope, release_id)
    standing = None
    if scope.authority_id is not None:
        standing = reading.list_standings(scope, release_id).get(scope.authority_id)
    waits = standing is not None and not standing.answered and release.state == "checking"
    if what in {OPENED, DUE} and not waits:
        return 0
    day = release.check_due if what != OUT else None
    if day is None and release.published_at is not None:
        day = release.published_at.date()
    sent = 0
    for one in list_people(scope):
        address = email_of(scope, one.person_id) if TOLD & set(one.roles) else None
        if address:
            link = f"{public_url}/benchmark/releases/{release_id}"
            mail.queue(scope, _MAILS[what], address, link=link, date=_in_words(day))
            sent += 1
    return sent


def _in_words(day: date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day is not None else ""
