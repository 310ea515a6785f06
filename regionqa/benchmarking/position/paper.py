"""The paper itself: everything that a Director reads of their own authority, gathered once.

What it says of the region is the released product and nothing else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from regionqa.benchmarking import queries
from regionqa.benchmarking.beside import Beside, beside
from regionqa.benchmarking.contributions import Contribution, contribution, of_months
from regionqa.benchmarking.cube import CubeMonth
from regionqa.benchmarking.gate.figures import placed
from regionqa.benchmarking.gate.given import Given
from regionqa.benchmarking.history import FEWEST_CASES, Run, run_of
from regionqa.benchmarking.mapping import ToolMap, in_force
from regionqa.benchmarking.measures import Measure, measures, monthly_measures
from regionqa.benchmarking.moderated_measures import EXACT_AGREEMENT, GRADES_CHANGED
from regionqa.benchmarking.months import month_words
from regionqa.benchmarking.operations.contributing import own_standing
from regionqa.benchmarking.position.questions import Own, Question, questions
from regionqa.benchmarking.products import OwnFigure, OwnProduct, OwnState, Placed, RegionFigure
from regionqa.benchmarking.products import RegionState as State
from regionqa.benchmarking.queries import releases as reading
from regionqa.benchmarking.return_measures import GOOD
from regionqa.benchmarking.windows import Window, newest_window
from regionqa.core.scope import Scope
from regionqa.web.layout import counted, long_date

STALE_AFTER = timedelta(days=365)
"""A release whose window ended longer ago says of itself that it is old."""
RUN_MONTHS = 24
CHECKING, HIDDEN = "checking", frozenset({"draft", "opening", "abandoned", "withdrawn"})


@dataclass(frozen=True, slots=True)
class Awaited:
    """Something that the authority has to do, and the endpoint of the page where it is done."""

    words: str
    endpoint: str
    release_id: UUID | None = None


@dataclass(frozen=True)
class Paper:
    """``released`` is None before the first release; ``stale`` and ``next_release`` are words."""

    authority: str
    window: Window
    released: reading.ReleaseView | None
    placed: tuple[Placed, ...]
    stale: str
    next_release: str
    awaited: tuple[Awaited, ...]
    beside: Beside
    changed: Contribution | None
    agreed: Contribution | None
    runs: tuple[Run, ...]
    apart: tuple[tuple[str, Contribution], ...]
    questions: tuple[Question, ...]
    synthetic: bool

    @property
    def main(self) -> Placed | None:
        """The figure that the first line is about: good or outstanding, or what there is."""
        held = [one for one in self.placed if one.own.percent is not None]
        return next((one for one in held if one.own.code == GOOD.code), held[0] if held else None)


def gather_paper(scope: Scope, product: OwnProduct | None, today: date) -> Paper:
    """Everything on the paper. ``product`` is the newest release as this reader was given it."""
    releases = [one for one in reading.list_releases(scope) if one.state not in HIDDEN]
    released = None
    if product is not None:
        released = next(one for one in releases if str(one.id) == product.about.release_id)
    window = released.window if released else newest_window(today)
    cube = queries.read_cube(scope)
    months = cube.months()
    mappings = queries.list_mappings(scope)
    counts = _counts(scope, window, cube.months(window), mappings, product)
    figures = _known(product) if product else _own_only(counts)
    said = beside(scope, Window(window.first, max(window.last, today.replace(day=1))))
    recent = [one.figures for one in months][-RUN_MONTHS:]
    runs = tuple(run_of(one, recent) for one in monthly_measures() if one.domain is None)
    apart = tuple(
        (measures()[code].title, held)
        for code, held in counts.items()
        if held is not None and held.not_comparable
    )
    changed = contribution(scope, GRADES_CHANGED, said.window)
    return Paper(
        authority=queries.own_name(scope),
        window=window,
        released=released,
        placed=tuple(figures),
        stale=_stale(released, today),
        next_release=_next(releases, released),
        awaited=tuple(_awaited(scope, releases, months, mappings, today)),
        beside=said,
        changed=changed,
        agreed=contribution(scope, EXACT_AGREEMENT, said.window),
        runs=runs,
        apart=apart[:1],
        questions=questions(Own(figures, said, runs, changed, apart)),
        synthetic=bool(
            (released and released.synthetic)
            or any(one.synthetic for one in months)
            or said.synthetic
            or any(one.synthetic for one in counts.values() if one is not None)
        ),
    )


def _counts(
    scope: Scope,
    window: Window,
    held: Sequence[CubeMonth],
    mappings: Sequence[ToolMap],
    product: OwnProduct | None,
) -> dict[str, Contribution | None]:
    """What is held on each measure; beside a release only what months feed, for what is apart."""
    return {
        one.code: of_months(one, window, held, mappings)
        if one.parts is not None
        else contribution(scope, one, window)
        for one in shown_measures()
        if product is None or one.parts is not None
    }


def shown_measures() -> list[Measure]:
    """The shares over all that a paper shows, in the catalogue's order."""
    return [one for one in measures().values() if one.share and one.domain is None]


def _known(product: OwnProduct) -> list[Placed]:
    """The released figures whose measures the catalogue holds, and so can explain."""
    return [one for one in product.figures if one.own.code in measures()]


def _own_only(counts: dict[str, Contribution | None]) -> list[Placed]:
    """Own figures with nothing of the region beside them."""
    found = []
    for code, held in counts.items():
        title = measures()[code].title
        nothing = RegionFigure(code, title, State.LEFT_OUT, 0, FEWEST_CASES)
        given = _given(held)
        found.append(placed(title, given, nothing))
    return found


def _given(held: Contribution | None) -> Given:
    if held is None:
        return Given(state="awaited", why="Nothing is held for this time.")
    if not held.comparable:
        return Given(state="not_comparable", why=held.reason or "There are no cases to count.")
    return Given({"window": (held.numerator, held.denominator)})


def _stale(released: reading.ReleaseView | None, today: date) -> str:
    if released is None or today < released.window.after + STALE_AFTER:
        return ""
    return (
        f"These figures are old: they end with {month_words(released.window.last)}, and no newer "
        "release has been published."
    )


def _next(releases: Sequence[reading.ReleaseView], released: reading.ReleaseView | None) -> str:
    coming = next((one for one in releases if not one.published), None)
    newer = "The next release" if released else "The first release"
    if coming is None:
        return f"{newer} has not been proposed yet; the region’s office proposes it."
    if coming.state == CHECKING and coming.check_due:
        return (
            f"{newer}, {coming.window.words}, is in the own-figure check until "
            f"{long_date(coming.check_due)}."
        )
    return f"{newer}, {coming.window.words}, is being attacked before it may be published."


def _awaited(
    scope: Scope,
    releases: Sequence[reading.ReleaseView],
    months: Sequence[CubeMonth],
    mappings: Sequence[ToolMap],
    today: date,
) -> list[Awaited]:
    found = []
    for one in releases:
        standing = own_standing(scope, one.id) if one.state == CHECKING else None
        if standing is not None and one.check_due and not standing.answered:
            words = "our figures" if standing.state == "awaited" else "our word on our figures"
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
    if in_force(mappings, wanted.last) is None:
        words = "A mapping of our tool to the common domains that both have accepted"
        found.append(Awaited(words, "benchmarking.mappings"))
    return found


def lead(paper: Paper, *, numbers: bool = True) -> str:
    """The first line, to be read aloud. Without ``numbers`` it says no numbers of audits."""
    main = paper.main
    begin = f"In the months from {paper.window.words}"
    if main is None:
        return f"{begin}, there is no figure of ours yet."
    own = main.own
    title = own.title[0].lower() + own.title[1:]
    base = f" ({own.numerator:,} of {own.denominator:,})" if numbers else ""
    if own.state is OwnState.FEW:
        said = f"{begin}, {title}: {percent_words(own)}{base}, too few cases to compare."
    else:
        said = f"{begin}, {title}: {percent_words(own)}{base}{_against(own, main.region)}."
    return f"{said} {paper.beside.sentence}" if measures()[own.code].of_grades else said


def percent_words(own: OwnFigure) -> str:
    """The own percentage in whole numbers; what rounds to nothing or to all says so."""
    if own.percent == 0 and own.numerator:
        return "less than 1%"
    if own.percent == 100 and own.numerator != own.denominator:
        return "more than 99%"
    return f"{own.percent}%"


def _against(own: OwnFigure, region: RegionFigure) -> str:
    if own.zone is None or region.centre is None:
        return ""
    return f", {own.zone} around the region’s {region.centre}%"
