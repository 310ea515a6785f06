"""Three questions for a management team, each drawn by a rule from a figure of its own.

The rules stand in order: what lies outside the limits first, what is merely worth knowing last.
Each question names the figure that it comes from, so that anybody can look it up.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from regionqa.benchmarking.beside import Beside
from regionqa.benchmarking.contributions import Contribution
from regionqa.benchmarking.history import Run, per_100
from regionqa.benchmarking.products import OwnState, Placed
from regionqa.benchmarking.return_measures import COMPLETION, INADEQUATE, NOT_GRADED
from regionqa.web.layout import counted

WANTED = 3
RECENT = 12
MANY_CHANGED = 25
FEW_DONE = 90
"""Per cent of own grades changed, and audits for every 100 auditors, from which to ask."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question, the figure it comes from in words, and where that figure stands on the page."""

    words: str
    comes_from: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Own:
    """The own figures that questions may be drawn from."""

    placed: Sequence[Placed]
    beside: Beside
    runs: Sequence[Run]
    changed: Contribution | None
    apart: Sequence[tuple[str, Contribution]]


def questions(own: Own) -> tuple[Question, ...]:
    """The first three that a rule gives, at most one of each rule; fewer where there is less."""
    found: list[Question] = []
    for rule in RULES:
        one = next(rule(own), None)
        if one is not None and len(found) < WANTED:
            found.append(one)
    return tuple(found)


def _outside(own: Own) -> Iterator[Question]:
    for one in own.placed:
        if one.own.flagged:
            side = "higher" if (one.own.zone or "").startswith("above") else "lower"
            yield Question(
                f"What explains that we are {side} than chance would have it: practice, the cases "
                "that were chosen, or how we grade?",
                f"{one.own.title}: {one.own.percent}%, {one.own.zone}",
                "position",
            )


def _harder_or_softer(own: Own) -> Iterator[Question]:
    if own.beside.surely:
        word = "more generously" if own.beside.surely == "higher" else "more strictly"
        yield Question(
            f"In which domains do we grade {word} than our peers, and what will our auditors do "
            "differently next month?",
            own.beside.sentence.removesuffix("."),
            "moderation",
        )


def _moved(own: Own) -> Iterator[Question]:
    from regionqa.statistics.comparison import Signal

    for run in own.runs:
        recent = run.points[-RECENT:]
        flagged = [one for one in recent if one.signal in {Signal.OUTSIDE, Signal.TREND}]
        if flagged:
            newest = flagged[-1]
            yield Question(
                "What changed then: practice, the cases that were chosen, or who graded them?",
                f"{run.measure.title}, {newest.month:%B} {newest.month.year}: {newest.shown}, "
                f"{newest.signal}",
                "moved",
            )


def _lowest(own: Own) -> Iterator[Question]:
    for one in own.placed:
        if one.own.code == INADEQUATE.code and one.own.numerator:
            yield Question(
                "What was done for each child whose audit was graded inadequate, and who has "
                "checked that it helped?",
                f"{one.own.title}: {one.own.numerator:,} of {one.own.denominator:,}",
                "position",
            )


def _changed(own: Own) -> Iterator[Question]:
    held = own.changed
    if held is not None and 100 * held.numerator >= MANY_CHANGED * max(held.denominator, 1):
        yield Question(
            "What did the moderators see that our auditors did not, and was each auditor told?",
            f"Own grades that moderation changed: {held.numerator:,} of {held.denominator:,}",
            "moderation",
        )


def _nobody_looked(own: Own) -> Iterator[Question]:
    if not own.beside.cases:
        yield Question(
            "When will somebody from outside grade cases of ours, so that we know what our own "
            "grades are worth?",
            "Moderated cases: none in this time",
            "moderation",
        )


def _counted_apart(own: Own) -> Iterator[Question]:
    for title, held in own.apart:
        if held.not_comparable:
            yield Question(
                "What keeps these audits from being compared, and by when will it be put right?",
                f"{title}, not comparable: {held.reason.removesuffix('.')}",
                "due",
            )


def _too_few(own: Own) -> Iterator[Question]:
    for one in own.placed:
        if one.own.state is OwnState.FEW:
            cases = one.own.cases or one.own.denominator or 0
            yield Question(
                "Do we audit enough cases to know how good our practice is?",
                f"{one.own.title}: {counted(cases, 'case')}, too few to compare",
                "position",
            )


def _not_done(own: Own) -> Iterator[Question]:
    for run in own.runs:
        newest = run.points[-1] if run.points else None
        if run.measure.code != COMPLETION.code or newest is None or newest.value is None:
            continue
        if newest.value < FEW_DONE:
            yield Question(
                "What kept the audits from being done that were to be done?",
                f"Completed audits, {newest.month:%B} {newest.month.year}: {newest.numerator:,} "
                f"for {counted(newest.denominator or 0, 'auditor')}",
                "moved",
            )


def _without_grade(own: Own) -> Iterator[Question]:
    for one in own.placed:
        if one.own.code == NOT_GRADED.code and one.own.numerator:
            yield Question(
                "Why do these audits have no grade, and what do they say?",
                f"{one.own.title}: {one.own.numerator:,} of {one.own.denominator:,}",
                "position",
            )


def _how_sure(own: Own) -> Iterator[Question]:
    for one in own.placed:
        held = one.own
        if held.state is OwnState.SHOWN and held.interval and held.numerator is not None:
            whole = per_100(held.numerator, held.denominator or 1)
            yield Question(
                "Would we be content if the truth lay at the worse end of what we can be sure of, "
                "and how would we find out?",
                f"{held.title}: {whole}, 95% interval {held.interval.low}% to "
                f"{held.interval.high}%",
                "position",
            )


RULES = (
    _outside,
    _harder_or_softer,
    _moved,
    _changed,
    _nobody_looked,
    _counted_apart,
    _lowest,
    _too_few,
    _not_done,
    _without_grade,
    _how_sure,
)
