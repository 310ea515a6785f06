"""From a long table to a report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from regionqa.statistics.agreement.clusters import Clusters, read_clusters
from regionqa.statistics.agreement.crosstabs import first_against_second, widest_cases
from regionqa.statistics.agreement.cuts import cuts, specific_agreement
from regionqa.statistics.agreement.estimate import METHODS, agreement
from regionqa.statistics.agreement.homogeneity import marginal_homogeneity
from regionqa.statistics.agreement.intervals import checked_level
from regionqa.statistics.agreement.ratings import Ratings
from regionqa.statistics.agreement.reader_jackknife import reader_jackknife
from regionqa.statistics.agreement.reporting.directions import directions
from regionqa.statistics.agreement.reporting.results import DomainResult, Report
from regionqa.statistics.agreement.reporting.sentences import domain_sentences, report_sentence
from regionqa.statistics.agreement.reporting.table import LongTable, read_table
from regionqa.statistics.agreement.result import Agreement
from regionqa.statistics.agreement.scale import Grade, Scale
from regionqa.statistics.agreement.simultaneous import simultaneous
from regionqa.statistics.agreement.states import cases, explain
from regionqa.statistics.agreement.verdict import prevalence, verdict
from regionqa.statistics.agreement.weights import METRIC_ORDINAL, FloatArray, Weights

TOGETHER = "All domains"

METHOD_VERSION = "1.0"
"""Rises whenever the same file would give another figure."""

Progress = Callable[[str], None]


def report(
    columns: Mapping[str, Any],
    *,
    case: str,
    reader: str,
    grade: str,
    scale: Scale | Iterable[Grade],
    domain: str | None = None,
    authority: str | None = None,
    role: str | None = None,
    level: float = 0.95,
    benchmark: str = "landis-koch",
    seed: int = 0,
    row_numbers: Sequence[int] | None = None,
    progress: Progress | None = None,
) -> Report:
    """Everything a page about double-graded cases shows, from one row for each grade given.

    Args:
        columns: any mapping of column names to columns of one length; a DataFrame too.
        case: the name of the column that says which case.
        reader: the column that says who read it.
        grade: the column with the grade; a missing one means "not graded".
        scale: the grades, lowest first; never inferred.
        domain: the column with the judgement domain; without it all rows are one domain.
        authority: the column with the authority, the case's or the reader's: it is the case's when
            all rows of every case have the same.
        role: the column that says ``home`` or ``peer``, for the direction of home against peers.
        level: confidence level of every interval.
        benchmark: whose bands the verdict uses.
        seed: of the simulation behind the bands over domains.
        row_numbers: what messages call each row, such as its row in a file; from 1 if not given.
        progress: called with the name of each domain once it is done.

    Raises:
        UnknownGradeError: a grade that is not on the scale, with its row.
        RatingsError: a fault in the table; the message names row, column and fix.

    """
    checked_level(level)
    names = {
        "case": case,
        "reader": reader,
        "grade": grade,
        "domain": domain,
        "authority": authority,
        "role": role,
    }
    table = read_table(columns, scale, names, row_numbers)
    return _report_of(table, _Settings(level, benchmark, seed), progress)


def _report_of(table: LongTable, settings: _Settings, progress: Progress | None) -> Report:
    """Every domain of a table with its band, and all of them together where there are several."""
    pieces = [_piece(table, place) for place in range(len(table.domains.labels))]
    banded, critical = _banded(pieces, settings)
    domains = []
    for piece, band in zip(pieces, banded, strict=True):
        domains.append(_result(table, piece, settings, band))
        if progress is not None:
            progress(piece.name)
    together = _result(table, _all(table), settings, None) if len(pieces) > 1 else None
    return Report(
        scale=table.scale.grades,
        level=settings.level,
        rows=len(table.places),
        graded=int(np.count_nonzero(table.places)),
        cases=len(table.cases.labels),
        readers=len(table.readers.labels),
        domains=tuple(domains),
        together=together,
        band_critical=critical,
        settings=_described(table.scale, settings, critical),
        sentence=report_sentence(domains) if domains else explain("empty", 0),
    )


class _Settings(NamedTuple):
    level: float
    benchmark: str
    seed: int


class _Piece(NamedTuple):
    """Rows that are reported on together."""

    name: str
    ratings: Ratings
    order: NDArray[np.int64]
    rows: NDArray[np.intp]
    subjects: list[Any]
    clusters: Clusters | None


def _piece(table: LongTable, place: int) -> _Piece:
    rows = table.rows_of(place)
    ratings, order = table.ratings(rows)
    subjects = [table.cases.labels[each] for each in table.cases.index[rows].tolist()]
    return _Piece(str(table.domains.labels[place]), ratings, order, rows, subjects, None)


def _all(table: LongTable) -> _Piece:
    """All domains: a case's domains are a cluster, as the same people read the same file."""
    ratings, order = table.ratings_together()
    rows = np.arange(len(table.places))
    subjects = [
        (table.cases.labels[case], table.domains.labels[domain])
        for case, domain in zip(
            table.cases.index.tolist(), table.domains.index.tolist(), strict=True
        )
    ]
    clusters = read_clusters(ratings, [subject[0] for subject in ratings.subjects or ()])
    return _Piece(TOGETHER, ratings, order, rows, subjects, clusters)


def _banded(
    pieces: list[_Piece], settings: _Settings
) -> tuple[list[Agreement | None], float | None]:
    """Each domain's AC2 with an interval that holds for all domains together."""
    if len(pieces) < 2:
        return [None] * len(pieces), None
    numbered = {place: piece.ratings for place, piece in enumerate(pieces)}
    band = simultaneous(numbered, level=settings.level, seed=settings.seed)
    return [band.domains[place] for place in numbered], band.critical


def _result(
    table: LongTable, piece: _Piece, settings: _Settings, band: Agreement | None
) -> DomainResult:
    ratings, level = piece.ratings, settings.level

    def figure(coefficient: str, weights: Weights) -> Agreement:
        return agreement(ratings, coefficient, weights, level=level, clusters=piece.clusters)

    exact = figure("percent", "identity")
    adjacent = figure("percent", adjacent_weights(len(table.scale)))
    ac = figure("ac", "quadratic")
    found = directions(table, ratings, piece.rows, piece.subjects, level)
    cells = first_against_second(ratings, piece.order)
    widest = tuple(widest_cases(ratings))
    common = prevalence(ratings)
    return DomainResult(
        name=piece.name,
        cases=ac.subjects,
        pairable=ac.pairable,
        readers=ac.raters or 0,
        state=ac.state,
        exact=exact,
        adjacent=replace(adjacent, weights="adjacent"),
        ac=ac,
        alpha=figure("alpha", METRIC_ORDINAL),
        ac_band=ac if band is None else band,
        verdict=verdict(ac, settings.benchmark),
        prevalence=common,
        readers_spread=reader_jackknife(ratings, level=level, clusters=piece.clusters),
        directions=found,
        cuts=cuts(ratings, level, piece.clusters),
        specific=specific_agreement(ratings, level, piece.clusters),
        table=tuple(tuple(row) for row in cells.tolist()),
        homogeneity=marginal_homogeneity(cells),
        widest=widest,
        sentences=domain_sentences(
            exact, adjacent, ac, found, widest, common, counted=_counted(piece, exact)
        ),
    )


def _counted(piece: _Piece, exact: Agreement) -> str:
    """What the figure rests on, in words."""
    if piece.clusters is None:
        return cases(exact.pairable)
    number = piece.clusters.used(piece.ratings.case_counts().sum(axis=1) >= 2)
    judgements = "1 judgement" if exact.pairable == 1 else f"{exact.pairable:,} judgements"
    return f"{judgements} of {cases(number)}"


def adjacent_weights(size: int) -> FloatArray:
    """1 for the same grade and the next one, 0 beyond."""
    steps = np.abs(np.subtract.outer(np.arange(size), np.arange(size)))
    return (steps <= 1).astype(np.float64)


def _described(scale: Scale, settings: _Settings, critical: float | None) -> dict[str, str]:
    """What a download's front page says about how its figures were made."""
    described = {
        "method": (
            "exact and adjacent agreement; Gwet's AC2 with quadratic weights; Krippendorff's alpha "
            "with his ordinal metric"
        ),
        "version": METHOD_VERSION,
        "scale, lowest first": ", ".join(str(grade) for grade in scale.grades),
        "intervals": f"{METHODS['ratio']}; for shares Wilson's; level {settings.level:g}",
        "verdict": f"Gwet's cumulative membership, benchmark {settings.benchmark}",
        "table": "the first reader of a case, in the order of the file, against the second",
        "seed": str(settings.seed),
    }
    if critical is not None:
        described["bands over domains"] = f"largest t, critical value {critical:.3f}"
    return described
