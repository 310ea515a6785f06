"""Counts of patterns: all that agreement among like readers needs to know, and they add up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from regionqa.statistics.agreement.errors import RatingsError
from regionqa.statistics.agreement.scale import Codes, Grade, Scale

Counts = NDArray[np.int64]

BLOCK = 1 << 15
"""Cases handled at once, so that the working arrays stay in the processor's cache."""

COUNTED = 1 << 17
"""Cases whose packed patterns are counted together: a large table is then not walked too often."""

DIRECT = 1 << 20
"""Up to so many possible patterns are counted in one table; more are sorted."""


@dataclass(frozen=True, eq=False)
class Patterns:
    """How many cases got each combination of grades, without which case or which reader.

    A pattern is a count of grades: on a four-grade scale ``(0, 2, 1, 0)`` is a case that two
    readers placed on the second grade and one on the third. Keep one table for each domain, round
    and month: the sum of the tables of any period gives the same figures as its cases.

    Attributes:
        scale: the declared scale.
        counts: patterns × grades, each row once, in ascending order; no row is all zero.
        multiplicity: the number of cases with each pattern.

    """

    scale: Scale
    counts: Counts
    multiplicity: Counts

    @classmethod
    def of(
        cls, scale: Scale | Iterable[Grade], counts: ArrayLike, multiplicity: ArrayLike
    ) -> Patterns:
        """A table from stored rows: merges repeated patterns and leaves out cases without a grade.

        Raises:
            RatingsError: shapes that do not fit, or a number that is negative or not whole.

        """
        declared = Scale.of(scale)
        rows = whole_numbers(counts, "counts").reshape(-1, len(declared))
        times = whole_numbers(multiplicity, "multiplicity").ravel()
        if len(rows) != len(times):
            raise RatingsError(f"{len(rows)} patterns but {len(times)} multiplicities.")
        return cls(declared, *merged(rows, times))

    @property
    def subjects(self) -> int:
        """Cases with at least one grade."""
        return int(self.multiplicity.sum())

    @property
    def pairable(self) -> int:
        """Cases with two grades or more."""
        return int(self.multiplicity[self.counts.sum(axis=1) >= 2].sum())

    def __add__(self, other: Patterns) -> Patterns:
        """The table of the cases of both.

        Raises:
            RatingsError: the two tables are on different scales.

        """
        if self.scale != other.scale:
            raise RatingsError(
                f"Tables on different scales cannot be added: "
                f"{self.scale.grades} and {other.scale.grades}.",
                field="scale",
            )
        return Patterns(
            self.scale,
            *merged(
                np.concatenate([self.counts, other.counts]),
                np.concatenate([self.multiplicity, other.multiplicity]),
            ),
        )

    def __radd__(self, other: int) -> Patterns:
        """Lets ``sum()`` add tables: its start, 0, is the empty table."""
        if other != 0:
            return NotImplemented
        return self

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Patterns):
            return NotImplemented
        return (
            self.scale == other.scale
            and np.array_equal(self.counts, other.counts)
            and np.array_equal(self.multiplicity, other.multiplicity)
        )

    __hash__ = None  # type: ignore[assignment]  # the tables are arrays: equal, but not hashable


def whole_numbers(values: ArrayLike, name: str) -> Counts:
    """Counts as int64, whatever type they came in.

    Raises:
        RatingsError: a number that is negative, not whole or missing.

    """
    given = np.asarray(values)
    if given.size == 0:
        return np.zeros(given.shape, dtype=np.int64)
    if given.dtype.kind not in "fiub":
        try:
            given = given.astype(np.float64)
        except (TypeError, ValueError) as error:
            raise RatingsError(f"{name} must hold whole numbers only.", field=name) from error
    if given.dtype.kind == "f" and not (
        np.isfinite(given).all() and (given == np.floor(given)).all()
    ):
        raise RatingsError(f"{name} must hold whole numbers only.", field=name)
    counts = given.astype(np.int64)
    if (counts < 0).any():
        raise RatingsError(f"{name} must not hold a negative number.", field=name)
    return counts


def merged(rows: Counts, times: Counts) -> tuple[Counts, Counts]:
    """Each different row once with its total, in ascending order, without all-zero rows."""
    used = (times > 0) & (rows.sum(axis=1) > 0)
    rows, times = rows[used], times[used]
    if not len(rows):
        return rows, times
    order = np.lexsort(rows.T[::-1])
    rows, times = rows[order], times[order]
    starts = np.flatnonzero(np.r_[True, (rows[1:] != rows[:-1]).any(axis=1)])
    return rows[starts], np.add.reduceat(times, starts)


def count_patterns(codes: Codes, grades: int) -> tuple[Counts, Counts]:
    """Pattern counts of codes (readers × cases, 0 = not rated)."""
    readers, cases = codes.shape
    base = readers + 1
    if base**grades > DIRECT:
        base = _most_graded(codes) + 1
    if base**grades > DIRECT:
        return _count_by_sorting(codes, grades)
    table = np.zeros(base**grades, dtype=np.int64)
    packed = np.empty(min(cases, COUNTED), dtype=np.int32)
    for chunk in slices(cases, COUNTED):
        for block in slices(chunk.stop - chunk.start):
            packed[block] = _packed(codes[:, chunk][:, block], grades, base)
        table += np.bincount(packed[: chunk.stop - chunk.start], minlength=len(table))
    found = np.flatnonzero(table)
    rows = np.stack(
        [found // base ** (grades - 1 - place) % base for place in range(grades)], axis=1
    )
    return merged(rows, table[found])


def _most_graded(codes: Codes) -> int:
    """The most grades that any case has: few, where many readers share the cases out."""
    return max(
        (int(np.count_nonzero(codes[:, block], axis=0).max()) for block in slices(codes.shape[1])),
        default=0,
    )


def _packed(block: Codes, grades: int, base: int) -> NDArray[np.int32]:
    """One number for the count of every grade in a case, the lowest grade weighing most."""
    packed = np.zeros(block.shape[1], dtype=np.int32)
    for place in range(1, grades + 1):
        packed *= base
        packed += grade_count(block, place)
    return packed


def grade_count(block: Codes, place: int) -> NDArray[np.uint8] | NDArray[np.uint16]:
    """How many readers gave each case the grade at ``place``."""
    total = np.uint8 if len(block) < 256 else np.uint16
    counted: NDArray[np.uint8] | NDArray[np.uint16] = np.add.reduce(
        (block == place).view(np.uint8), axis=0, dtype=total
    )
    return counted


def case_counts(codes: Codes, grades: int) -> Counts:
    """Cases × grades: how many readers gave each grade to each case."""
    return np.stack([grade_count(codes, place) for place in range(1, grades + 1)], axis=1).astype(
        np.int64
    )


def _count_by_sorting(codes: Codes, grades: int) -> tuple[Counts, Counts]:
    """For long scales and many readers: a case's sorted grades are its pattern."""
    readers, cases = codes.shape
    if not cases:
        return np.zeros((0, grades), dtype=np.int64), np.zeros(0, dtype=np.int64)
    row = np.dtype((np.void, max(readers, 1)))
    found: dict[bytes, int] = {}
    for start in range(0, cases, BLOCK):
        ordered = np.sort(codes[:, start : start + BLOCK].T, axis=1)
        kinds, times = np.unique(
            np.ascontiguousarray(ordered).view(row).ravel(), return_counts=True
        )
        for kind, many in zip(kinds.tolist(), times.tolist(), strict=True):
            found[kind] = found.get(kind, 0) + many
    patterns = np.frombuffer(b"".join(found), dtype=np.uint8).reshape(-1, readers)
    rows = case_counts(np.ascontiguousarray(patterns.T), grades)
    return merged(rows, np.array(list(found.values()), dtype=np.int64))


def slices(length: int, size: int = BLOCK) -> Iterator[slice]:
    """Consecutive slices that cover ``length`` items."""
    return (slice(start, min(start + size, length)) for start in range(0, length, size))


def total(tables: Sequence[Patterns]) -> Patterns:
    """The sum of several tables, merged once.

    Raises:
        RatingsError: no table, or tables on different scales.

    """
    if not tables:
        raise RatingsError("There is no table to add up.")
    scale = tables[0].scale
    if any(table.scale != scale for table in tables):
        raise RatingsError("Tables on different scales cannot be added.", field="scale")
    return Patterns(
        scale,
        *merged(
            np.concatenate([table.counts for table in tables]),
            np.concatenate([table.multiplicity for table in tables]),
        ),
    )
