"""Made-up releases for the demonstration: published, in its check, and refused by the gate.

A fourth is of what a round found. They are made by the same operations that people use, on months
and cases that say they are made up. Only the days until which authorities could answer are moved,
so that a check can be over.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from regionqa.benchmarking import queries
from regionqa.benchmarking.measures import Measure
from regionqa.benchmarking.moderated_measures import EXACT_AGREEMENT, GRADES_CHANGED
from regionqa.benchmarking.operations import contributing
from regionqa.benchmarking.operations import releases as running
from regionqa.benchmarking.queries import releases as reading
from regionqa.benchmarking.return_measures import GOOD, INADEQUATE, NOT_GRADED
from regionqa.benchmarking.windows import Window, months_before, newest_quarter_end, newest_window
from regionqa.core.database import Database
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import unit_of_work
from regionqa.core.worker import run_all

DISPUTE = "A month of the window was returned twice, once with audits of another service."


@dataclass(frozen=True)
class Player:
    """Plays the office of the demonstration and those authorities that have somebody to answer."""

    database: Database
    settings: Mapping[str, Any]
    lead: Scope
    second: Scope

    def do(self, scope: Scope, operation: Callable[..., Any], *args: Any, **more: Any) -> Any:
        """One operation in a transaction of its own."""
        with unit_of_work(self.database, scope):
            return operation(scope, *args, **more)

    def define(self, title: str, measures: Sequence[Measure], window_months: int = 12) -> UUID:
        """A series of releases of these measures, by windows that do not overlap."""
        made: UUID = self.do(
            self.lead,
            running.define,
            title=title,
            window_months=window_months,
            overlapping=False,
            codes=[one.code for one in measures],
        )
        return made

    def version(self, release_id: UUID) -> int:
        """The release's version as a page would show it."""
        with unit_of_work(self.database, self.lead, write=False):
            return reading.get_release(self.lead, release_id).version

    def opened(self, series: UUID, window: Window, title: str) -> UUID:
        """A release in its own-figure check."""
        made: UUID = self.do(
            self.lead, running.propose, series, title=title, first_month=window.first
        )
        self.do(self.lead, running.open_check, made, version=self.version(made))
        run_all(self.database, self.settings)
        return made

    def attacked(self, series: UUID, window: Window, title: str) -> UUID:
        """A release whose check is over, after the gate has looked at it."""
        made = self.opened(series, window, title)
        with unit_of_work(self.database, self.lead):
            held = reading.held_release(self.lead, made)
            held.check_due = queries.today() - timedelta(days=1)
        self.do(self.lead, running.send, made, version=self.version(made))
        run_all(self.database, self.settings)
        return made


def fill_releases(
    database: Database,
    settings: Mapping[str, Any],
    lead: Scope,
    second: Scope,
    answering: tuple[Scope, Scope],
) -> None:
    """Make the three releases. ``answering`` are two leads: one confirms, the other disputes."""
    player = Player(database, settings, lead, second)
    year = newest_window(queries.today())
    audits = player.define("Audits of the year", (GOOD, INADEQUATE, NOT_GRADED))
    quarters = player.define("Audits by quarter", (GOOD, NOT_GRADED), 3)
    published = player.attacked(audits, year.before, f"Audits, {year.before.words}")
    player.do(second, running.publish, published, version=player.version(published))
    last = newest_quarter_end(queries.today())
    quarter = Window(months_before(last, 2), last)
    player.attacked(quarters, quarter, f"Audits, {quarter.words}")
    checking = player.opened(audits, year, f"Audits, {year.words}")
    confirming, disputing = answering
    player.do(confirming, contributing.confirm, checking, number=1)
    player.do(disputing, contributing.dispute, checking, number=1, reason=DISPUTE)


def fill_round_release(
    database: Database, settings: Mapping[str, Any], lead: Scope, second: Scope
) -> None:
    """Make a release of what the year's rounds found, published where the gate lets it pass."""
    player = Player(database, settings, lead, second)
    year = newest_window(queries.today())
    series = player.define("Moderation of the year", (EXACT_AGREEMENT, GRADES_CHANGED))
    made = player.attacked(series, year, f"Moderation, {year.words}")
    with unit_of_work(database, lead, write=False):
        passed = reading.get_release(lead, made).state == "passed"
    if passed:
        player.do(second, running.publish, made, version=player.version(made))
