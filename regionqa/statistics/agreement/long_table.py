"""A long table (one row for each grade given) as places on a grid of readers × cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from regionqa.statistics.agreement.errors import (
    RatingsError,
    RepeatedGradeError,
    UnknownGradeError,
)
from regionqa.statistics.agreement.scale import Codes, Scale, is_missing


@dataclass(frozen=True)
class Labelled:
    """A column as positions among its different labels, in order of first appearance."""

    index: NDArray[np.intp]
    labels: tuple[Any, ...]


def read(
    columns: Mapping[str, Any],
    subject: str,
    rater: str,
    grade: str,
    scale: Scale,
    numbers: Sequence[int] | None = None,
) -> tuple[Labelled, Labelled, Codes]:
    """Cases, readers and the place of each row's grade (0 = not rated).

    ``numbers`` is what messages call each row; they count from 1 when it is not given.

    Raises:
        RatingsError: see ``Ratings.from_long``.

    """
    cases = labelled(column(columns, subject, "subject"), subject, "subject", numbers)
    readers = labelled(column(columns, rater, "rater"), rater, "rater", numbers)
    grades = column(columns, grade, "grade")
    refuse_lengths({subject: len(cases.index), rater: len(readers.index), grade: len(grades)})
    places = placed(scale, grades, grade, numbers)
    refuse_repeats(cases, readers, numbers)
    return cases, readers, places


def placed(
    scale: Scale, grades: NDArray[Any], name: str, numbers: Sequence[int] | None = None
) -> Codes:
    """The place of each grade, 0 for a missing one.

    Raises:
        UnknownGradeError: a grade that is not on the scale, with its row.

    """
    places: Codes = np.empty(len(grades), dtype=np.uint8)
    unknown = scale.encode(grades, places)
    if unknown >= 0:
        value = grades[unknown]
        raise UnknownGradeError(
            value.item() if isinstance(value, np.generic) else value,
            scale.grades,
            row=unknown,
            where=f"row {called(unknown, numbers)}, column {name!r}",
        )
    return places


def called(row: int, numbers: Sequence[int] | None) -> int:
    """What messages call a row."""
    return row + 1 if numbers is None else numbers[row]


def refuse_lengths(lengths: Mapping[str, int]) -> None:
    """Refuse columns of different lengths.

    Raises:
        RatingsError: names the columns and their lengths.

    """
    if len(set(lengths.values())) > 1:
        raise RatingsError(f"Columns of different lengths: {dict(lengths)}.")


def column(columns: Mapping[str, Any], name: str, role: str) -> NDArray[Any]:
    """One column as an array.

    Raises:
        RatingsError: there is no column of that name, or it is not a flat list.

    """
    try:
        values = columns[name]
    except KeyError as error:
        known = ", ".join(repr(str(key)) for key in columns)
        raise RatingsError(
            f"There is no column {name!r} ({role}); there are: {known}.", field=role
        ) from error
    # numpy would turn NaN among texts into the text "nan", and labels that are pairs into a table
    array = (
        np.fromiter(values, dtype=object, count=len(values))
        if isinstance(values, list | tuple)
        else np.asarray(values)
    )
    if array.ndim != 1:
        raise RatingsError(f"The column {name!r} ({role}) is not a flat list.", field=role)
    return array


def labelled(
    values: NDArray[Any], name: str, role: str, numbers: Sequence[int] | None = None
) -> Labelled:
    """The labels of a column and each row's position among them.

    Raises:
        RatingsError: a row without a label.

    """
    if values.dtype.kind in "iu":
        return _labelled_by_sorting(values)
    places: dict[Any, int] = {}
    index = np.empty(len(values), dtype=np.intp)
    for row, label in enumerate(values.tolist()):
        if is_missing(label) or label == "":
            raise RatingsError(
                f"row {called(row, numbers)}: the column {name!r} ({role}) is empty; "
                "every row needs one.",
                row=row,
                field=role,
            )
        index[row] = places.setdefault(label, len(places))
    return Labelled(index, tuple(places))


def _labelled_by_sorting(values: NDArray[Any]) -> Labelled:
    different, first, inverse = np.unique(values, return_index=True, return_inverse=True)
    appearance = np.argsort(first)
    rank = np.empty_like(appearance)
    rank[appearance] = np.arange(len(appearance))
    return Labelled(rank[inverse], tuple(different[appearance].tolist()))


def refuse_repeats(
    cases: Labelled, readers: Labelled, numbers: Sequence[int] | None = None
) -> None:
    """Refuse a reader who has graded a case twice.

    Raises:
        RepeatedGradeError: names both rows.

    """
    cells = cases.index * max(len(readers.labels), 1) + readers.index
    different, first = np.unique(cells, return_index=True)
    if len(different) == len(cells):
        return
    repeated = np.ones(len(cells), dtype=bool)
    repeated[first] = False
    row = int(np.flatnonzero(repeated)[0])
    earlier = int(np.flatnonzero(cells == cells[row])[0])
    case, reader = cases.labels[cases.index[row]], readers.labels[readers.index[row]]
    raise RepeatedGradeError(
        f"row {called(row, numbers)}: reader {reader!r} has graded case {case!r} already in "
        f"row {called(earlier, numbers)}. Keep one of the two rows.",
        row=row,
        field="rater",
    )
