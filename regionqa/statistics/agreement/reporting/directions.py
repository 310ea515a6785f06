"""Whose grades run higher: home, authorities, readers, against all others on the same cases."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from regionqa.statistics.agreement.clusters import Clusters, read_clusters
from regionqa.statistics.agreement.gap import direction
from regionqa.statistics.agreement.ratings import Ratings
from regionqa.statistics.agreement.reporting.results import DirectionOf
from regionqa.statistics.agreement.reporting.table import LongTable


def directions(
    table: LongTable, ratings: Ratings, rows: NDArray[np.intp], subjects: list[Any], level: float
) -> tuple[DirectionOf, ...]:
    """Every direction that the rows can tell.

    Args:
        table: the file.
        ratings: these rows as ratings.
        rows: the rows.
        subjects: each row's case label in ``ratings``.
        level: confidence level.

    """
    clusters = _clusters(ratings)
    found: list[DirectionOf] = []
    if table.home is not None:
        at_home = _readers_by_case(table, rows, subjects, table.home[rows])
        found.append(
            DirectionOf("home", "Home", direction(ratings, at_home, None, clusters, level))
        )
        if table.authorities is not None and table.authority_of == "case":
            found += _widest(_by_case_authority(table, ratings, rows, subjects, level))
    if table.authorities is not None and table.authority_of == "reader":
        by_authority = []
        for place, name in enumerate(table.authorities.labels):
            own = _readers_by_case(table, rows, subjects, table.authorities.index[rows] == place)
            if own:
                found_direction = direction(ratings, own, None, clusters, level)
                by_authority.append(DirectionOf("authority", str(name), found_direction))
        found += _widest(by_authority)
    readers = [
        DirectionOf("reader", str(rater), direction(ratings, rater, None, clusters, level))
        for rater in ratings.raters or ()
    ]
    return (*found, *_widest(readers))


def _by_case_authority(
    table: LongTable, ratings: Ratings, rows: NDArray[np.intp], subjects: list[Any], level: float
) -> list[DirectionOf]:
    """Home against peers on the cases of each authority."""
    if table.authorities is None or table.home is None:
        return []
    found = []
    places = {subject: place for place, subject in enumerate(ratings.subjects or ())}
    for place, name in enumerate(table.authorities.labels):
        own = np.flatnonzero(table.authorities.index[rows] == place)
        if not len(own):
            continue
        chosen = ratings.select(np.unique([places[subjects[row]] for row in own]))
        labels = [subjects[row] for row in own]
        at_home = _readers_by_case(table, rows[own], labels, table.home[rows[own]])
        result = direction(chosen, at_home, None, _clusters(chosen), level)
        found.append(DirectionOf("authority", str(name), result))
    return found


def _readers_by_case(
    table: LongTable, rows: NDArray[np.intp], subjects: list[Any], chosen: NDArray[np.bool_]
) -> dict[Any, list[Any]]:
    """The chosen rows' readers, by case."""
    found: dict[Any, list[Any]] = {}
    for place in np.flatnonzero(chosen).tolist():
        reader = table.readers.labels[table.readers.index[rows[place]]]
        found.setdefault(subjects[place], []).append(reader)
    return found


def _clusters(ratings: Ratings) -> Clusters | None:
    """The domains of one case are alike; in one domain every case stands for itself."""
    if not ratings.subjects or not isinstance(ratings.subjects[0], tuple):
        return None
    return read_clusters(ratings, [subject[0] for subject in ratings.subjects])


def _widest(found: list[DirectionOf]) -> list[DirectionOf]:
    """Largest gap first; those without one last."""
    return sorted(found, key=lambda each: -abs(each.direction.points.value or 0.0))
