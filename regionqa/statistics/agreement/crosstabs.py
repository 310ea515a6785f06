"""Tables of one reader against another, and the cases on which readers lie furthest apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from regionqa.statistics.agreement.errors import RatingsError
from regionqa.statistics.agreement.patterns import Counts, slices
from regionqa.statistics.agreement.ratings import Ratings
from regionqa.statistics.agreement.scale import Codes, Grade


@dataclass(frozen=True)
class WideCase:
    """A case whose grades lie far apart.

    Attributes:
        case: the case's label, or its position counted from 1.
        steps: how many grades lie between the lowest and the highest, counted in steps.
        lowest: the lowest grade given.
        highest: the highest grade given.
        grades: each reader's grade, by label or position; empty when readers are not known.

    """

    case: Any
    steps: int
    lowest: Grade
    highest: Grade
    grades: dict[Any, Grade]


def pair_tables(ratings: Ratings) -> Counts:
    """Every reader against every other: readers × readers × grades × grades counts of cases.

    The table of one reader against another is the transpose of the other against the one; a
    reader's table with themselves counts their own grades on its diagonal.

    Raises:
        RatingsError: the ratings came as counts.

    """
    codes = _codes(ratings)
    readers, grades = len(codes), len(ratings.scale)
    places = np.arange(1, grades + 1, dtype=np.uint8)[None, :, None]
    total = np.zeros((readers * grades, readers * grades), dtype=np.int64)
    for block in slices(codes.shape[1], WORDS * 64):
        given = (codes[:, None, block] == places).reshape(readers * grades, -1)
        total += _shared_bits(_words(given))
    return total.reshape(readers, grades, readers, grades).transpose(0, 2, 1, 3)


WORDS = 1024
"""Words of 64 cases handled at once, so that all readers' bits stay in the processor's cache."""


def _words(given: NDArray[np.bool_]) -> NDArray[np.uint64]:
    """Rows of true and false as rows of 64-bit words."""
    rows, length = given.shape
    packed = np.zeros((rows, -(-length // 64) * 8), dtype=np.uint8)
    packed[:, : -(-length // 8)] = np.packbits(given, axis=1)
    return packed.view(np.uint64)


def _shared_bits(words: NDArray[np.uint64]) -> Counts:
    """How many bits each pair of rows has in common: exact, and quicker than any product."""
    shared = np.zeros((len(words), len(words)), dtype=np.int64)
    for row, own in enumerate(words):
        shared[row, row:] = np.bitwise_count(words[row:] & own).sum(axis=1, dtype=np.uint32)
    return shared + np.triu(shared, 1).T


def first_against_second(ratings: Ratings, order: NDArray[Any] | None = None) -> Counts:
    """Grades × grades: the first reader's grade of a case against the second's.

    Args:
        ratings: ratings that know their readers; cases with one grade are left out.
        order: readers × cases, who came first (smallest) in each case; the readers' own order when
            not given.

    Raises:
        RatingsError: the ratings came as counts.

    """
    codes, grades = _codes(ratings), len(ratings.scale)
    if len(codes) < 2:
        return np.zeros((grades, grades), dtype=np.int64)
    late = np.iinfo(np.int64).max
    turn = np.arange(len(codes))[:, None] + np.zeros_like(codes, dtype=np.int64)
    turn = np.where(codes > 0, turn if order is None else order, late)
    first, second = np.argsort(turn, axis=0, kind="stable")[:2]
    cases = np.arange(codes.shape[1])
    one, two = codes[first, cases].astype(np.int64), codes[second, cases].astype(np.int64)
    both = (one > 0) & (two > 0)
    cells = (one[both] - 1) * grades + two[both] - 1
    return np.bincount(cells, minlength=grades * grades).reshape(grades, grades).astype(np.int64)


def widest_cases(ratings: Ratings, steps: int = 2, limit: int | None = None) -> list[WideCase]:
    """Cases whose grades lie ``steps`` grades apart or more, widest first, then in their order."""
    counts = ratings.case_counts()
    size = len(ratings.scale)
    lowest = np.where(counts.any(axis=1), (counts > 0).argmax(axis=1), 0)
    highest = np.where(counts.any(axis=1), size - 1 - (counts[:, ::-1] > 0).argmax(axis=1), 0)
    apart = highest - lowest
    wide = np.flatnonzero(apart >= max(steps, 1))
    wide = wide[np.argsort(-apart[wide], kind="stable")][:limit]
    grades = ratings.scale.grades
    return [
        WideCase(
            case=place + 1 if ratings.subjects is None else ratings.subjects[place],
            steps=int(apart[place]),
            lowest=grades[int(lowest[place])],
            highest=grades[int(highest[place])],
            grades=_given(ratings, place),
        )
        for place in wide.tolist()
    ]


def _given(ratings: Ratings, place: int) -> dict[Any, Grade]:
    if ratings.codes is None:
        return {}
    column = ratings.codes[:, place].tolist()
    labels = ratings.raters or range(1, len(column) + 1)
    return {
        label: ratings.scale.grades[code - 1]
        for label, code in zip(labels, column, strict=True)
        if code
    }


def _codes(ratings: Ratings) -> Codes:
    if ratings.codes is None:
        raise RatingsError("Counts do not say which reader gave which grade.", field="rater")
    return ratings.codes
