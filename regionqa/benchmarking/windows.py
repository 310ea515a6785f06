"""Windows of whole months that a figure is over: twelve months that end with a quarter."""

from dataclasses import dataclass
from datetime import date

from regionqa.benchmarking.months import month_key, month_words, next_month, run_of_months

MONTHS_IN_YEAR = 12
MONTHS_IN_QUARTER = 3


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """Whole months from ``first`` to ``last``, both the first day of a month and both within.

    Raises ``ValueError`` for a day that begins no month and for an end before the beginning.
    """

    first: date
    last: date

    def __post_init__(self) -> None:
        """Refuse what is no window."""
        if self.first.day != 1 or self.last.day != 1:
            raise ValueError("A window's ends are the first days of months.")
        if self.last < self.first:
            raise ValueError("A window ends before it begins.")

    @property
    def months(self) -> tuple[date, ...]:
        """Every month of it, oldest first."""
        return tuple(run_of_months(self.first, self.last))

    @property
    def after(self) -> date:
        """The first day that is no longer in it."""
        return next_month(self.last)

    @property
    def words(self) -> str:
        """October 2025 to September 2026."""
        if self.first == self.last:
            return month_words(self.first)
        return f"{month_words(self.first)} to {month_words(self.last)}"

    @property
    def key(self) -> str:
        """2025-10_2026-09, as it stands in addresses and files."""
        return f"{month_key(self.first)}_{month_key(self.last)}"

    @property
    def before(self) -> "Window":
        """The window of the same length that ends where this one begins."""
        length = len(self.months)
        return Window(months_before(self.first, length), months_before(self.first, 1))

    def holds(self, day: date) -> bool:
        """Whether the day is in it."""
        return self.first <= day < self.after

    def overlaps(self, other: "Window") -> bool:
        """Whether the two have a month in common."""
        return self.first <= other.last and other.first <= self.last


def months_before(month: date, number: int) -> date:
    """The first day of the month that lies so many months before (a negative number: after)."""
    total = month.year * MONTHS_IN_YEAR + month.month - 1 - number
    return date(total // MONTHS_IN_YEAR, total % MONTHS_IN_YEAR + 1, 1)


def year_to(last: date) -> Window:
    """The twelve months that end with the month of ``last``."""
    end = last.replace(day=1)
    return Window(months_before(end, MONTHS_IN_YEAR - 1), end)


def newest_quarter_end(today: date) -> date:
    """The last month of the newest quarter that is over on ``today``: March, June, and so on."""
    month = months_before(today.replace(day=1), 1)
    return months_before(month, month.month % MONTHS_IN_QUARTER)


def newest_window(today: date) -> Window:
    """The twelve months that end with the newest quarter that is over."""
    return year_to(newest_quarter_end(today))


def yearly_windows(last: date, number: int) -> tuple[Window, ...]:
    """So many windows of twelve months that do not overlap, the newest one last."""
    found = [year_to(last)]
    while len(found) < number:
        found.append(found[-1].before)
    return tuple(reversed(found))


def quarterly_windows(last: date, number: int) -> tuple[Window, ...]:
    """So many windows of twelve months, each a quarter after the one before, the newest last."""
    return tuple(
        year_to(months_before(last.replace(day=1), MONTHS_IN_QUARTER * place))
        for place in reversed(range(number))
    )
