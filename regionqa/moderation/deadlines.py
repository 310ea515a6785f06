"""Deadlines: by a day means by 17:00 on it in London, whatever the clocks do meanwhile."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
CLOSE_OF_DAY = time(17)
START_OF_DAY = time(9)
ANSWER_WITHIN = timedelta(hours=2)


def end_of(day: date) -> datetime:
    """17:00 in London on a day, as an aware moment."""
    return datetime.combine(day, CLOSE_OF_DAY, LONDON)


def start_of(day: date) -> datetime:
    """09:00 in London on a day."""
    return datetime.combine(day, START_OF_DAY, LONDON)


def day_of(moment: datetime) -> date:
    """The day it is in London."""
    return moment.astimezone(LONDON).date()


def has_passed(day: date, moment: datetime) -> bool:
    """Whether the close of a day lies behind a moment."""
    return moment >= end_of(day)


def grace_end(closes_on: date, grace_days: int) -> datetime:
    """Until when late readings are taken."""
    return end_of(closes_on + timedelta(days=grace_days))


def reminders(opens_on: date, closes_on: date) -> tuple[tuple[str, datetime], ...]:
    """When readers are reminded: at the opening, two days before the end, on the day."""
    two_before = max(closes_on - timedelta(days=2), opens_on)
    return (
        ("opened", start_of(opens_on)),
        ("two_days", start_of(two_before)),
        ("today", start_of(closes_on)),
    )


def answer_by(raised: datetime) -> datetime:
    """Until when a concern is to be acknowledged: two hours on, real hours, day or night."""
    return raised + ANSWER_WITHIN


def in_words(moment: datetime) -> str:
    """17:00 on 21 November 2026, in London's time."""
    local = moment.astimezone(LONDON)
    return f"{local:%H:%M} on {local.day} {local:%B %Y}"
