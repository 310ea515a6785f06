"""Figures as the rows of a file, with symbols where there is none, and the method in notes."""

from collections.abc import Iterator, Sequence

from regionqa.benchmarking.measures import Measure, measures
from regionqa.benchmarking.months import month_key
from regionqa.benchmarking.position.paper import Paper
from regionqa.benchmarking.position.rows import MonthRow
from regionqa.benchmarking.products import (
    CHANCE_ALONE,
    Band,
    Limits,
    OwnState,
    Placed,
    RegionFigure,
    RegionState,
)
from regionqa.exchange import Notes, write_csv, write_xlsx
from regionqa.symbols import Symbol

HEADERS = (
    "measure", "title", "first_month", "last_month", "own_state", "own_numerator",
    "own_denominator", "own_cases", "own_percent", "own_interval_low", "own_interval_high", "zone",
    "limits_95_low", "limits_95_high", "limits_998_low", "limits_998_high", "region_percent",
    "region_contributors", "region_lower_quartile", "region_median", "region_upper_quartile",
    "synthetic",
)  # fmt: skip
ROW_HEADERS = ("month", "numerator", "denominator", "compared", "why_not", "synthetic")
_NONE = Symbol.NOT_AVAILABLE.value
_NOT_APPLICABLE = Symbol.NOT_APPLICABLE.value
SYMBOLS = {
    _NONE: "not available: not given, not comparable or not released",
    _NOT_APPLICABLE: "not applicable: there is nothing it could be",
    Symbol.LOW.value: "more than zero, but it rounds to zero",
}
METHOD = (
    "Own figures are counts of the authority’s own cases. Intervals are Wilson’s (95%). Limits are "
    "where chance alone leaves an authority with as many cases around the region’s share; where a "
    "case is counted more than once, as pairs of grades are, both go by the number of cases. "
    f"{CHANCE_ALONE} What is said of the region is the published release and nothing else; "
    "quartiles are bands."
)


def _range(held: Limits | None) -> tuple[object, object]:
    return (held.low, held.high) if held else (_NONE, _NONE)


def _band(held: Band | None) -> str:
    return f"{held.low}-{held.high}" if held else _NONE


def _share(region: RegionFigure) -> object:
    """The region's share as a number, or the symbol that is printed for it."""
    return region.share_text if region.share is None else region.share


def _row(paper: Paper, one: Placed) -> list[object]:
    own, region = one.own, one.region
    shown = own.state in {OwnState.SHOWN, OwnState.FEW}
    released = region.state is RegionState.SHOWN
    return [
        own.code,
        own.title,
        month_key(paper.window.first),
        month_key(paper.window.last),
        own.state.value,
        own.numerator if shown else _NONE,
        own.denominator if shown else _NONE,
        (own.cases or own.denominator) if shown else _NONE,
        own.percent if own.percent is not None else _NONE,
        *_range(own.interval),
        own.zone or (_NOT_APPLICABLE if own.state is OwnState.FEW else _NONE),
        *_range(own.guide),
        *_range(own.flag),
        _share(region) if released else _NONE,
        region.contributors if released else _NONE,
        _band(region.lower_quartile),
        _band(region.median),
        _band(region.upper_quartile),
        "yes" if paper.synthetic else "no",
    ]


def position_csv(paper: Paper) -> bytes:
    """Every figure of the paper."""
    return write_csv(HEADERS, [_row(paper, one) for one in paper.placed])


def position_xlsx(paper: Paper) -> bytes:
    """The same as a workbook with notes."""
    about = paper.about
    more = {"Moderation": paper.beside.told}
    if about is not None:
        more["Release"] = (
            f"{about.title}, rules version {about.rule_version}, data {about.data_hash}"
        )
    more |= {one.own.title: measures()[one.own.code].noted for one in paper.placed}
    notes = Notes(
        f"Our position, {paper.authority}, {paper.window.words}",
        method=METHOD,
        source="The authority’s own returns and moderated cases; the region’s published release.",
        symbols=SYMBOLS,
        more=more,
    )
    return write_xlsx(HEADERS, [_row(paper, one) for one in paper.placed], notes, "Figures")


def _month_rows(rows: Sequence[MonthRow]) -> Iterator[list[object]]:
    for row in rows:
        yield [
            month_key(row.month),
            _NONE if row.numerator is None else row.numerator,
            _NONE if row.denominator is None else row.denominator,
            "no" if row.why else "yes",
            row.why or _NOT_APPLICABLE,
            "yes" if row.synthetic else "no",
        ]


def rows_csv(rows: Sequence[MonthRow]) -> bytes:
    """The months behind one figure."""
    return write_csv(ROW_HEADERS, _month_rows(rows))


def rows_xlsx(rows: Sequence[MonthRow], measure: Measure, authority: str) -> bytes:
    """The same as a workbook with notes."""
    notes = Notes(
        f"{measure.title}, {authority}",
        method=f"{measure.definition} Months that are not compared are no part of the figure.",
        source=measure.source,
        symbols=SYMBOLS,
        more={"It may tell": measure.tells, "It may not tell": measure.does_not_tell},
    )
    return write_xlsx(ROW_HEADERS, _month_rows(rows), notes, "Months")
