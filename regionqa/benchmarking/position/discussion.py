"""What only the Director's own version of the paper has: what moved, what to ask, what is due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from regionqa.benchmarking import queries
from regionqa.benchmarking.contributions import Contribution, contribution
from regionqa.benchmarking.cube import CubeMonth
from regionqa.benchmarking.history import Run, run_of
from regionqa.benchmarking.mapping import in_force
from regionqa.benchmarking.measures import measures, monthly_measures
from regionqa.benchmarking.moderated_measures import EXACT_AGREEMENT, GRADES_CHANGED
from regionqa.benchmarking.months import month_words
from regionqa.benchmarking.position.paper import (
    Paper,
    counts_of,
    shown_measures,
)
from regionqa.benchmarking.position.questions import Own, Question, questions
from regionqa.benchmarking.queries.release_steps import list_steps
from regionqa.benchmarking.windows import newest_window
from regionqa.core.scope import Scope
from regionqa.web.layout import counted, long_date

RUN_MONTHS = 24


@dataclass(frozen=True, slots=True)
class Awaited:
    """Something that the authority has to do, and the endpoint of the page where it is done."""

    words: str
    endpoint: str
    release_id: UUID | None = None


@dataclass(frozen=True)
class Discussion:
    """``apart`` is a measure with what was counted apart of it; ``runs`` are of recent months."""

    changed: Contribution | None
    agreed: Contribution | None
    runs: tuple[Run, ...]
    apart: tuple[tuple[str, Contribution], ...]
    questions: tuple[Question, ...]
    awaited: tuple[Awaited, ...]


def gather_discussion(scope: Scope, paper: Paper, today: date) -> Discussion:
    """What a management team talks of, from the figures of a paper. ``apart`` is the first such."""
    recent = [one.figures for one in paper.months[-RUN_MONTHS:]]
    runs = tuple(run_of(one, recent) for one in monthly_measures() if one.domain is None)
    fed = [one for one in shown_measures() if one.parts is not None]
    counts = paper.counts or counts_of(scope, paper.window, paper.months, fed)
    apart = tuple(
        (measures()[code].title, held)
        for code, held in counts.items()
        if held is not None and held.not_comparable
    )
    changed = contribution(scope, GRADES_CHANGED, paper.beside.window)
    return Discussion(
        changed=changed,
        agreed=contribution(scope, EXACT_AGREEMENT, paper.beside.window),
        runs=runs,
        apart=apart[:1],
        questions=questions(Own(paper.placed, paper.beside, runs, changed, apart)),
        awaited=tuple(_awaited(scope, paper.months, today)),
    )


def _awaited(
    scope: Scope,
    months: Sequence[CubeMonth],
    today: date,
) -> list[Awaited]:
    found = []
    for one in list_steps(scope):
        if one.asks and one.check_due:
            words = "our figures" if one.standing == "awaited" else "our word on our figures"
            found.append(
                Awaited(
                    f"{words.capitalize()} for {one.title}, by {long_date(one.check_due)}",
                    "releases.show",
                    one.id,
                )
            )
    held = {one.figures.month for one in months}
    wanted = newest_window(today)
    missing = [month for month in wanted.months if month not in held]
    if missing:
        named = ", ".join(map(month_words, missing[:3])) + (" and more" if missing[3:] else "")
        found.append(
            Awaited(
                f"{counted(len(missing), 'month').capitalize()} of {wanted.words}: {named}",
                "benchmarking.index",
            )
        )
    if in_force(queries.list_mappings(scope), wanted.last) is None:
        words = "A mapping of our tool to the common domains that both have accepted"
        found.append(Awaited(words, "benchmarking.mappings"))
    return found
