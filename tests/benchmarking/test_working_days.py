"""Working days: weekends, England's bank holidays, and years that nobody has listed."""

from datetime import date, timedelta

import pytest
from dateutil.easter import easter
from hypothesis import given
from hypothesis import strategies as st

from regionqa.benchmarking.operations import releases as running
from regionqa.benchmarking.operations.telling import reminder_at
from regionqa.benchmarking.working_days import (
    UnknownHolidaysError,
    bank_holidays,
    is_working_day,
    working_days_after,
    years_held,
)
from regionqa.core.database import Database
from regionqa.core.errors import Conflict
from tests.benchmarking.releasing import ReleasingRegion

MONDAY, SATURDAY = 0, 5


def test_working_days_leave_out_weekends_and_english_bank_holidays() -> None:
    assert working_days_after(date(2026, 12, 18), 10) == date(2027, 1, 6)
    assert working_days_after(date(2026, 3, 30), 10) == date(2026, 4, 15)
    assert reminder_at(date(2026, 4, 8)).date() == date(2026, 4, 2)
    assert working_days_after(date(2026, 6, 5), 1) - date(2026, 6, 5) == timedelta(days=3)


def _by_the_rules(year: int) -> set[date]:
    """Easter, the first and the last Mondays, and weekdays in place of those on a weekend."""
    days = {easter(year) - timedelta(days=2), easter(year) + timedelta(days=1)}
    for month, nearest in ((5, 1), (5, 25), (8, 25)):
        week = [date(year, month, nearest) + timedelta(days=at) for at in range(7)]
        days |= {day for day in week if day.weekday() == MONDAY}
    for fixed in (date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)):
        day = fixed
        while day.weekday() >= SATURDAY or day in days:
            day += timedelta(days=1)
        days.add(day)
    return days


def test_every_year_holds_what_the_rules_of_england_say() -> None:
    assert years_held() == set(range(2025, 2041))
    for year in years_held():
        assert {day for day in bank_holidays() if day.year == year} == _by_the_rules(year)


@given(st.dates(date(2025, 1, 1), date(2040, 11, 30)), st.integers(1, 15))
def test_so_many_working_days_lie_between(day: date, number: int) -> None:
    found = working_days_after(day, number)
    between = [day + timedelta(days=at) for at in range(1, (found - day).days + 1)]
    assert sum(map(is_working_day, between)) == number
    assert is_working_day(found)


def test_a_year_that_is_not_held_is_an_error_and_never_counted_by_weekdays() -> None:
    with pytest.raises(UnknownHolidaysError, match="2041"):
        working_days_after(date(2040, 12, 20), 10)
    with pytest.raises(UnknownHolidaysError, match="2024"):
        is_working_day(date(2024, 12, 25))


@pytest.mark.writes_reference
@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_no_check_opens_whose_last_day_cannot_be_counted(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    region = ReleasingRegion(database)
    release_id = region.propose(region.define())
    version = region.release(release_id).version
    with monkeypatch.context() as patched:
        patched.setattr(running.queries, "today", lambda: date(2040, 12, 20))
        with pytest.raises(Conflict, match="bank_holidays"):
            region.do(region.lead, running.open_check, release_id, version=version)
    assert region.release(release_id).state == "draft"
