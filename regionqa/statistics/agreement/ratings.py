"""Ratings: who graded which case how, in whatever form it arrived."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from regionqa.statistics.agreement import long_table
from regionqa.statistics.agreement.errors import RatingsError, UnknownGradeError
from regionqa.statistics.agreement.patterns import (
    Counts,
    Patterns,
    case_counts,
    count_patterns,
    merged,
    slices,
    whole_numbers,
)
from regionqa.statistics.agreement.scale import Codes, Grade, Scale

Label = Any
"""What names a case or a reader: anything hashable."""


@dataclass(frozen=True, eq=False)
class Ratings:
    """Grades of cases by readers on one declared scale; any of them may be missing.

    Make one with ``from_matrix``, ``from_long``, ``from_codes``, ``from_counts`` or ``from_table``.

    Attributes:
        scale: the declared scale, with grades that were never used.
        codes: readers × cases, the place of the grade (1…k) or 0 for "not rated"; None when the
            ratings came as counts, which do not say who gave which grade.
        counts: cases × grades, only when the ratings came as counts.
        subjects: the cases' labels, or None.
        raters: the readers' labels, or None.

    """

    scale: Scale
    codes: Codes | None
    counts: Counts | None = None
    subjects: tuple[Label, ...] | None = None
    raters: tuple[Label, ...] | None = None

    @classmethod
    def from_matrix(
        cls,
        values: ArrayLike,
        scale: Scale | Iterable[Grade],
        subjects: Sequence[Label] | None = None,
        raters: Sequence[Label] | None = None,
    ) -> Ratings:
        """Ratings from a table of subjects × raters.

        Args:
            values: grades; None, NaN or a masked cell means "not rated". Any dtype.
            scale: the grades, lowest first. Numbers match by value, text by text.
            subjects: one label for each row.
            raters: one label for each column.

        Raises:
            UnknownGradeError: a grade that is not on the scale, with its row and column.
            RatingsError: a table that is not rectangular, or labels that do not fit it.

        """
        declared = Scale.of(scale)
        table, masked = _as_table(values)
        rows, columns = table.shape
        codes = np.empty((columns, rows), dtype=np.uint8)
        for block in slices(rows):
            piece = table[block]
            placed = np.empty(piece.shape, dtype=np.uint8)
            if masked is not None:
                piece = _without(piece, masked[block])
            unknown = declared.encode(piece, placed)
            if unknown >= 0:
                row, column = divmod(unknown, columns)
                _refuse(piece[row, column], declared, block.start + row, column, subjects, raters)
            codes[:, block] = placed.T
        return cls(
            declared,
            codes,
            subjects=_labels(subjects, rows, "subjects"),
            raters=_labels(raters, columns, "raters"),
        )

    @classmethod
    def from_codes(
        cls,
        codes: ArrayLike,
        scale: Scale | Iterable[Grade],
        subjects: Sequence[Label] | None = None,
        raters: Sequence[Label] | None = None,
    ) -> Ratings:
        """Ratings from subjects × raters of bytes: 1 is the scale's lowest grade, 0 is "not rated".

        The quickest way in: nothing has to be matched.

        Raises:
            RatingsError: not whole numbers from 0 to the number of grades.

        """
        declared = Scale.of(scale)
        table = np.asarray(codes)
        if table.ndim != 2 or table.dtype.kind not in "iu":
            raise RatingsError(
                "Codes must be a table of whole numbers, subjects × raters.", field="grade"
            )
        if table.size and not 0 <= int(table.min()) <= int(table.max()) <= len(declared):
            raise RatingsError(f"Codes must lie between 0 and {len(declared)}.", field="grade")
        stored = np.empty(table.shape[::-1], dtype=np.uint8)
        for block in slices(len(table)):
            stored[:, block] = table[block].T
        return cls(
            declared,
            stored,
            subjects=_labels(subjects, table.shape[0], "subjects"),
            raters=_labels(raters, table.shape[1], "raters"),
        )

    @classmethod
    def from_long(
        cls,
        columns: Mapping[str, Any],
        *,
        subject: str,
        rater: str,
        grade: str,
        scale: Scale | Iterable[Grade],
        row_numbers: Sequence[int] | None = None,
    ) -> Ratings:
        """Ratings from a long table: one row for each grade given.

        Args:
            columns: any mapping of column names to columns of one length; a DataFrame too.
            subject: the name of the column that says which case.
            rater: the name of the column that says which reader.
            grade: the name of the column with the grade; a missing one means "not rated".
            scale: the grades, lowest first.
            row_numbers: what messages call each row, such as its row in a file; else from 1.

        Raises:
            UnknownGradeError: a grade that is not on the scale, with its row.
            RatingsError: an absent column, a row without case or reader, or a case graded twice by
                the same reader.

        """
        declared = Scale.of(scale)
        cases, readers, places = long_table.read(
            columns, subject, rater, grade, declared, row_numbers
        )
        codes = np.zeros((len(readers.labels), len(cases.labels)), dtype=np.uint8)
        codes[readers.index, cases.index] = places
        return cls(declared, codes, subjects=cases.labels, raters=readers.labels)

    @classmethod
    def from_counts(cls, counts: ArrayLike, scale: Scale | Iterable[Grade]) -> Ratings:
        """Ratings from subjects × grades: how many readers gave each grade; who did is not known.

        Raises:
            RatingsError: a column count other than the scale's, or a number that is not a count.

        """
        declared = Scale.of(scale)
        table = whole_numbers(counts, "counts")
        if not table.size:
            table = table.reshape(0, len(declared))
        if table.ndim != 2 or table.shape[1] != len(declared):
            raise RatingsError(
                f"Counts need one column for each of the {len(declared)} grades; "
                f"this table has the shape {table.shape}.",
                field="counts",
            )
        return cls(declared, None, counts=table)

    @classmethod
    def from_table(cls, table: ArrayLike, scale: Scale | Iterable[Grade]) -> Ratings:
        """Ratings of two readers from grades × grades: rows the first reader, columns the second.

        Raises:
            RatingsError: a table that is not square on the scale, or a number that is not a count.

        """
        declared = Scale.of(scale)
        size = len(declared)
        cells = whole_numbers(table, "table")
        if cells.shape != (size, size):
            raise RatingsError(
                f"The table must be {size} × {size}, one row and column for each grade; "
                f"this one has the shape {cells.shape}.",
                field="table",
            )
        first, second = np.divmod(np.repeat(np.arange(size * size), cells.ravel()), size)
        return cls(declared, np.stack([first + 1, second + 1]).astype(np.uint8))

    @property
    def knows_readers(self) -> bool:
        """Whether it is known which reader gave which grade."""
        return self.codes is not None

    @property
    def cases(self) -> int:
        """Cases listed, graded or not: what labels, clusters and weights run along."""
        if self.codes is not None:
            return int(self.codes.shape[1])
        return 0 if self.counts is None else len(self.counts)

    @property
    def used_raters(self) -> int | None:
        """Readers who graded at least one case; None when readers are not known."""
        return None if self.codes is None else int(self.codes.any(axis=1).sum())

    def patterns(self) -> Patterns:
        """The table of pattern counts, which adds up over domains, rounds and months."""
        return self._patterns

    @cached_property
    def _patterns(self) -> Patterns:
        if self.codes is not None:
            return Patterns(self.scale, *count_patterns(self.codes, len(self.scale)))
        rows = self.case_counts()
        return Patterns(self.scale, *merged(rows, np.ones(len(rows), dtype=np.int64)))

    def case_counts(self, block: slice | NDArray[np.intp] = slice(None)) -> Counts:
        """Cases × grades, for some of the cases by slice or position."""
        if self.codes is not None:
            return case_counts(self.codes[:, block], len(self.scale))
        return (
            self.counts[block]
            if self.counts is not None
            else np.zeros((0, len(self.scale)), np.int64)
        )

    def blocks(self) -> Iterator[slice]:
        """Slices of the cases that are small enough to work on at once."""
        return slices(self.cases)

    def select(self, chosen: NDArray[Any]) -> Ratings:
        """The same readers on some of the cases: a mask, or positions.

        Raises:
            IndexError: a position outside the cases.

        """
        places = np.arange(self.cases)[chosen]
        return Ratings(
            self.scale,
            None if self.codes is None else self.codes[:, places],
            counts=None if self.counts is None else self.counts[places],
            subjects=None
            if self.subjects is None
            else tuple(self.subjects[i] for i in places.tolist()),
            raters=self.raters,
        )

    def without_rater(self, position: int) -> Ratings:
        """The same cases without one reader.

        Raises:
            RatingsError: ratings that came as counts have no readers.

        """
        if self.codes is None:
            raise RatingsError("Counts do not say which reader gave which grade.", field="rater")
        raters = (
            None if self.raters is None else self.raters[:position] + self.raters[position + 1 :]
        )
        return Ratings(
            self.scale,
            np.delete(self.codes, position, axis=0),
            subjects=self.subjects,
            raters=raters,
        )


def _as_table(values: ArrayLike) -> tuple[NDArray[Any], NDArray[np.bool_] | None]:
    """The values as a two-dimensional array, and the mask of a masked one."""
    if isinstance(values, np.ma.MaskedArray):
        table, masked = np.asarray(values.data), np.ma.getmaskarray(values)
    elif isinstance(values, list | tuple):
        # numpy would turn NaN among texts into the text "nan"
        try:
            table, masked = np.array(values, dtype=object), None
        except ValueError as error:
            raise RatingsError(
                "Every row needs one value for each reader.", field="grade"
            ) from error
    else:
        table, masked = np.asarray(values), None
    if table.size == 0 and table.ndim < 2:
        return table.reshape(0, 0), None
    if table.ndim != 2:
        raise RatingsError(
            f"Ratings must be a table of subjects × raters, every row of one length; "
            f"this has {table.ndim} dimension(s).",
            field="grade",
        )
    return table, masked


def _without(values: NDArray[Any], masked: NDArray[np.bool_]) -> NDArray[Any]:
    """The values with None where they are masked."""
    plain = values.astype(object)
    plain[masked] = None
    return plain


def _labels(labels: Sequence[Label] | None, length: int, name: str) -> tuple[Label, ...] | None:
    if labels is None:
        return None
    listed = tuple(labels)
    if len(listed) != length:
        raise RatingsError(f"{len(listed)} {name} are named, but there are {length}.", field=name)
    if len(set(listed)) < length:
        twice = next(label for label in listed if listed.count(label) > 1)
        raise RatingsError(f"Two {name} are named {twice!r}.", field=name)
    return listed


def _refuse(
    grade: object,
    scale: Scale,
    row: int,
    column: int,
    subjects: Sequence[Label] | None,
    raters: Sequence[Label] | None,
) -> None:
    who = f"column {column + 1}" if raters is None else f"reader {raters[column]!r}"
    case = f"row {row + 1}" if subjects is None else f"row {row + 1} (case {subjects[row]!r})"
    plain = grade.item() if isinstance(grade, np.generic) else grade
    raise UnknownGradeError(plain, scale.grades, row=row, where=f"{case}, {who}")
