"""The paper itself: everything that a Director reads of their own authority, gathered once.

What it says of the region is the released product and nothing else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from regionqa.benchmarking import queries
from regionqa.benchmarking.beside import Beside, beside
from regionqa.benchmarking.contributions import Contribution, contribution, of_months
from regionqa.benchmarking.cube import CubeMonth
from regionqa.benchmarking.gate.figures import placed
from regionqa.benchmarking.gate.given import Given
from regionqa.benchmarking.history import FEWEST_CASES
from regionqa.benchmarking.measures import Measure, measures
from regionqa.benchmarking.months import month_words
from regionqa.benchmarking.products import (
    About,
    OwnFigure,
    OwnProduct,
    OwnState,
    Placed,
    RegionFigure,
)
from regionqa.benchmarking.products import RegionState as State
from regionqa.benchmarking.queries.release_steps import ReleaseStep, list_steps
from regionqa.benchmarking.return_measures import GOOD
from regionqa.benchmarking.windows import Window, newest_window
from regionqa.core.scope import Scope
from regionqa.web.layout import counted, long_date

STALE_AFTER = timedelta(days=365)
"""A release whose window ended longer ago says of itself that it is old."""
CHECKING, HIDDEN = "checking", frozenset({"draft", "opening", "abandoned", "withdrawn"})


@dataclass(frozen=True)
class Paper:
    """What every version has.

    ``released`` and ``about`` are None before the first release; ``stale`` and ``next_release``
    are words. ``months`` are all that stand, without domains, and ``counts`` what they and
    moderation give before a release. ``also`` are the newest published releases of other series.
    """

    authority: str
    window: Window
    released: ReleaseStep | None
    about: About | None
    placed: tuple[Placed, ...]
    stale: str
    next_release: str
    beside: Beside
    synthetic: bool
    months: tuple[CubeMonth, ...]
    counts: Mapping[str, Contribution | None]
    left_out: bool = False
    also: tuple[ReleaseStep, ...] = ()

    @property
    def main(self) -> Placed | None:
        """The figure that the first line is about: good or outstanding, or what there is."""
        held = [one for one in self.placed if one.own.percent is not None]
        return next((one for one in held if one.own.code == GOOD.code), held[0] if held else None)


def gather_paper(scope: Scope, authority: str, product: OwnProduct | None, today: date) -> Paper:
    """What every version has. ``product`` is the newest release as this reader was given it."""
    releases = list_open(scope)
    released = None
    if product is not None:
        released = next(one for one in releases if str(one.id) == product.about.release_id)
    window = window_of(product, today)
    months = tuple(queries.read_cube(scope).months(domains=False))
    counts = {} if product else counts_of(scope, window, months, shown_measures())
    said = beside(scope, Window(window.first, max(window.last, today.replace(day=1))))
    return Paper(
        authority=authority,
        window=window,
        released=released,
        about=product.about if product is not None else None,
        placed=tuple(known_figures(product) if product else _own_only(counts)),
        stale=_stale(released, today),
        next_release=_next(releases, released),
        beside=said,
        synthetic=bool(
            (released and released.synthetic)
            or any(one.synthetic for one in months)
            or said.synthetic
            or any(one.synthetic for one in counts.values() if one is not None)
        ),
        months=months,
        counts=counts,
        left_out=product is not None and product.left_out,
        also=_of_other_series(releases, released),
    )


def _of_other_series(
    releases: Sequence[ReleaseStep], released: ReleaseStep | None
) -> tuple[ReleaseStep, ...]:
    newest: dict[UUID, ReleaseStep] = {}
    for one in releases:
        if one.published:
            newest.setdefault(one.definition_id, one)
    if released is not None:
        newest.pop(released.definition_id, None)
    return tuple(newest.values())


def list_open(scope: Scope) -> list[ReleaseStep]:
    """The releases that concern a reader, the newest window first."""
    return [one for one in list_steps(scope) if one.state not in HIDDEN]


def window_of(product: OwnProduct | None, today: date) -> Window:
    """The months that the paper is of: those of the release, or else the newest that are over."""
    if product is None:
        return newest_window(today)
    ends = (product.about.first_month, product.about.last_month)
    return Window(*(date.fromisoformat(f"{month}-01") for month in ends))


def shown_codes(product: OwnProduct | None) -> set[str]:
    """The measures that the paper has a figure of."""
    if product is None:
        return {one.code for one in shown_measures()}
    return {one.own.code for one in known_figures(product)}


def counts_of(
    scope: Scope, window: Window, months: Sequence[CubeMonth], wanted: Sequence[Measure]
) -> dict[str, Contribution | None]:
    """What the authority has on each of these measures over the window, by code."""
    mappings = queries.list_mappings(scope)
    held = [one for one in months if window.holds(one.figures.month)]
    return {
        one.code: of_months(one, window, held, mappings)
        if one.parts is not None
        else contribution(scope, one, window)
        for one in wanted
    }


def shown_measures() -> list[Measure]:
    """The shares over all that a paper shows, in the catalogue's order."""
    return [one for one in measures().values() if one.share and one.domain is None]


def known_figures(product: OwnProduct) -> list[Placed]:
    """The released figures whose measures the catalogue holds, and so can explain."""
    return [one for one in product.figures if one.own.code in measures()]


def _own_only(counts: Mapping[str, Contribution | None]) -> list[Placed]:
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
    return Given({"window": (held.numerator, held.denominator)}, cases=held.cases)


def _stale(released: ReleaseStep | None, today: date) -> str:
    if released is None or today < released.window.after + STALE_AFTER:
        return ""
    return (
        f"These figures are old: they end with {month_words(released.window.last)}, and no newer "
        "release has been published."
    )


def _next(releases: Sequence[ReleaseStep], released: ReleaseStep | None) -> str:
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


def lead(paper: Paper, *, numbers: bool = True) -> str:
    """The first line, to be read aloud. Without ``numbers`` it says no numbers of audits."""
    main = paper.main
    begin = f"In the months from {paper.window.words}"
    if main is None:
        return f"{begin}, there is no figure of ours yet."
    own = main.own
    cases = f", from {counted(own.cases, 'case')}" if own.cases else ""
    base = f" ({own.numerator:,} of {own.denominator:,}{cases})" if numbers else ""
    few = own.state is OwnState.FEW
    beside_it = ", too few cases to compare" if few else _against(own, main.region)
    said = f"{begin}, {_aloud(own, base)}{beside_it}."
    return f"{said} {paper.beside.told}" if measures()[own.code].of_grades else said


def _aloud(own: OwnFigure, base: str) -> str:
    """A figure as it is read aloud; the one that leads a paper in a sentence of its own."""
    if own.code == GOOD.code:
        return f"{percent_words(own)} of our graded audits{base} were good or outstanding"
    return f"{own.title[0].lower()}{own.title[1:]}: {percent_words(own)}{base}"


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
