"""The cube of counts: months by domains by grades, small, and kept as months change.

``tally`` makes counts of any number of coded grades in one pass of ``numpy.bincount``; ``cube_of``
counts all months anew by it, and ``with_month`` and ``without_month`` change one slab. The domain
``""`` is the grade over all. A grade that a month does not have is -1, which is not 0.
"""

import json
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from regionqa.benchmarking.months import DRAWN, OTHER, MonthFigures, month_key
from regionqa.benchmarking.windows import MONTHS_IN_YEAR, Window, months_before

OVER_ALL = ""
ABSENT = -1
_CHOSEN = (None, DRAWN, OTHER)
_STANDS, _COMPLETED, _NOT_GRADED, _AUDITORS, _HOW, _SYNTHETIC = range(6)
_FACTS = 6
_CHUNK = 1 << 15
_LENGTH = struct.Struct("<I")

Counts = NDArray[np.int32]


class MonthHeld(Protocol):
    """A month that stands: its figures, and whether they are made up."""

    @property
    def figures(self) -> MonthFigures:
        """The counts."""

    @property
    def synthetic(self) -> bool:
        """Whether they are made up."""


@dataclass(frozen=True, slots=True)
class CubeMonth:
    """A month as the cube has it."""

    figures: MonthFigures
    synthetic: bool


@dataclass(frozen=True, eq=False)
class Cube:
    """``counts`` is months × domains × grades, ``facts`` months × what else a month holds.

    ``first`` is the month of place 0. Domains and grades are in alphabetical order and each is in
    use, so that two cubes of the same months are equal in every byte.
    """

    first: date
    domains: tuple[str, ...]
    grades: tuple[str, ...]
    counts: Counts
    facts: Counts

    def __eq__(self, other: object) -> bool:
        """Whether the two hold the same."""
        return isinstance(other, Cube) and pack(self) == pack(other)

    __hash__ = None  # type: ignore[assignment]  # arrays can change, so a cube has no hash

    def place(self, month: date) -> int:
        """Where a month lies from the first one, which may be outside."""
        return (month.year - self.first.year) * MONTHS_IN_YEAR + month.month - self.first.month

    def months(self, window: Window | None = None, *, domains: bool = True) -> list[CubeMonth]:
        """The months that stand, oldest first; those of the window alone where one is given.

        Without ``domains`` they have the grades over all alone, for pages that ask for no others.
        """
        kept = [at for at, one in enumerate(self.domains) if domains or one == OVER_ALL]
        begin = 0 if window is None else max(0, self.place(window.first))
        end = len(self.facts) if window is None else max(0, self.place(window.last) + 1)
        facts = self.facts[begin:end].tolist()
        counts = self.counts[begin:end].tolist()
        return [
            CubeMonth(self._figures(begin + at, row, counts[at], kept), bool(row[_SYNTHETIC]))
            for at, row in enumerate(facts)
            if row[_STANDS]
        ]

    def audits(self) -> list[tuple[date, int, bool]]:
        """The months that stand, oldest first: how many audits, and whether they are made up."""
        return [
            (months_before(self.first, -place), row[_COMPLETED], bool(row[_SYNTHETIC]))
            for place, row in enumerate(self.facts.tolist())
            if row[_STANDS]
        ]

    def _figures(
        self, place: int, facts: list[int], counts: list[list[int]], kept: Sequence[int]
    ) -> MonthFigures:
        found = {
            self.domains[at]: {
                grade: count
                for grade, count in zip(self.grades, counts[at], strict=True)
                if count != ABSENT
            }
            for at in kept
        }
        return MonthFigures(
            month=months_before(self.first, -place),
            completed=facts[_COMPLETED],
            grades=found.pop(OVER_ALL, {}),
            not_graded=facts[_NOT_GRADED],
            auditors=None if facts[_AUDITORS] == ABSENT else facts[_AUDITORS],
            chosen=_CHOSEN[facts[_HOW]],
            domains={domain: grades for domain, grades in found.items() if grades},
        )


def empty() -> Cube:
    """A cube without months."""
    return Cube(
        date(2000, 1, 1), (), (), np.zeros((0, 0, 0), np.int32), np.zeros((0, _FACTS), np.int32)
    )


def tally(
    shape: Sequence[int],
    codes: Sequence[NDArray[np.integer]],
    weights: NDArray[np.integer] | None = None,
) -> NDArray[np.int64]:
    """How often each combination of codes comes, as an array of ``shape``; one bincount in all.

    ``codes`` has one array for each axis, all of one length, with values from 0 to the axis's
    length; ``weights`` counts each entry so many times. Raises ``ValueError`` for a code outside.
    """
    cells = int(np.prod(shape))
    for size, axis in zip(shape, codes, strict=True):
        if axis.size and (axis.max() >= size or axis.min() < 0):
            raise ValueError(f"A code lies outside 0 to {size - 1}.")
    narrow = np.int32 if cells < np.iinfo(np.int32).max else np.int64
    places = np.empty(len(codes[0]), np.intp)
    for begin in range(0, len(places), _CHUNK):  # a part at a time, so that it stays in the cache
        part = slice(begin, begin + _CHUNK)
        place: NDArray[Any] = codes[0][part].astype(narrow)
        for size, axis in zip(shape[1:], codes[1:], strict=True):
            place *= size
            place += axis[part].astype(narrow, copy=False)
        places[part] = place
    counted = np.bincount(places, weights, cells)
    return counted.astype(np.int64, copy=False).reshape(tuple(shape))


def cube_of(months: Iterable[MonthHeld]) -> Cube:
    """The cube of months counted anew; a month may stand once."""
    held = sorted(months, key=lambda one: one.figures.month)
    if not held:
        return empty()
    first = held[0].figures.month
    entries = [
        (one.figures.month, domain, grade, count)
        for one in held
        for domain, grades in ((OVER_ALL, one.figures.grades), *one.figures.domains.items())
        for grade, count in grades.items()
    ]
    domains = tuple(sorted({entry[1] for entry in entries}))
    grades = tuple(sorted({entry[2] for entry in entries}))
    bare = Cube(first, domains, grades, np.zeros((0, 0, 0), np.int32), np.zeros((0, 0), np.int32))
    length = bare.place(held[-1].figures.month) + 1
    codes = [
        np.array([bare.place(entry[0]) for entry in entries], np.int64),
        np.array([domains.index(entry[1]) for entry in entries], np.int64),
        np.array([grades.index(entry[2]) for entry in entries], np.int64),
    ]
    shape = (length, len(domains), len(grades))
    counts = tally(shape, codes, np.array([entry[3] for entry in entries], np.int64))
    present = tally(shape, codes)
    facts = np.zeros((length, _FACTS), np.int32)
    for one in held:
        facts[bare.place(one.figures.month)] = _facts(one.figures, synthetic=one.synthetic)
    return replace(bare, counts=np.where(present, counts, ABSENT).astype(np.int32), facts=facts)


def _facts(figures: MonthFigures, *, synthetic: bool) -> list[int]:
    auditors = ABSENT if figures.auditors is None else figures.auditors
    how = _CHOSEN.index(figures.chosen)
    return [1, figures.completed, figures.not_graded, auditors, how, int(synthetic)]


def with_month(cube: Cube, figures: MonthFigures, *, synthetic: bool) -> Cube:
    """The cube with a month as it stands now, whatever it was."""
    slabs = ((OVER_ALL, figures.grades), *figures.domains.items())
    domains = sorted({*cube.domains, *(domain for domain, _ in slabs)})
    grades = sorted({*cube.grades, *(grade for _, held in slabs for grade in held)})
    first = min(cube.first, figures.month) if len(cube.facts) else figures.month
    wider = replace(cube, first=first)
    shift = wider.place(cube.first) if len(cube.facts) else 0
    length = max(len(cube.facts) + shift, wider.place(figures.month) + 1)
    counts = np.full((length, len(domains), len(grades)), ABSENT, np.int32)
    facts = np.zeros((length, _FACTS), np.int32)
    if len(cube.facts):
        rows = np.arange(shift, shift + len(cube.facts))
        columns = np.array([domains.index(one) for one in cube.domains], np.intp)
        depths = np.array([grades.index(one) for one in cube.grades], np.intp)
        counts[np.ix_(rows, columns, depths)] = cube.counts
        facts[rows] = cube.facts
    at = wider.place(figures.month)
    counts[at] = ABSENT
    for domain, held in slabs:
        for grade, count in held.items():
            counts[at, domains.index(domain), grades.index(grade)] = count
    facts[at] = _facts(figures, synthetic=synthetic)
    return _trimmed(Cube(first, tuple(domains), tuple(grades), counts, facts))


def without_month(cube: Cube, month: date) -> Cube:
    """The cube without a month, which may be absent already."""
    at = cube.place(month)
    if not 0 <= at < len(cube.facts):
        return cube
    counts, facts = cube.counts.copy(), cube.facts.copy()
    counts[at], facts[at] = ABSENT, 0
    return _trimmed(replace(cube, counts=counts, facts=facts))


def _trimmed(cube: Cube) -> Cube:
    """Without the months at the ends, the domains and the grades that nothing is left of."""
    stands = np.flatnonzero(cube.facts[:, _STANDS])
    if not stands.size:
        return empty()
    begin, end = int(stands[0]), int(stands[-1]) + 1
    held = cube.counts[begin:end]
    used = held != ABSENT
    domains = np.flatnonzero(used.any(axis=(0, 2)))
    grades = np.flatnonzero(used.any(axis=(0, 1)))
    return Cube(
        months_before(cube.first, -begin),
        tuple(cube.domains[at] for at in domains),
        tuple(cube.grades[at] for at in grades),
        np.ascontiguousarray(held[:, domains][:, :, grades]),
        np.ascontiguousarray(cube.facts[begin:end]),
    )


def pack(cube: Cube) -> bytes:
    """A cube as it is kept: a line that says what it holds, then the counts."""
    head = json.dumps(
        {
            "first": month_key(cube.first),
            "domains": cube.domains,
            "grades": cube.grades,
            "months": len(cube.facts),
        },
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()
    return b"".join(
        (
            _LENGTH.pack(len(head)),
            head,
            cube.counts.astype("<i4").tobytes(),
            cube.facts.astype("<i4").tobytes(),
        )
    )


def unpack(packed: bytes) -> Cube:
    """A kept cube."""
    (length,) = _LENGTH.unpack_from(packed)
    begin = _LENGTH.size + length
    head = json.loads(packed[_LENGTH.size : begin])
    year, month = head["first"].split("-")
    shape = (head["months"], len(head["domains"]), len(head["grades"]))
    numbers = np.frombuffer(packed, "<i4", offset=begin)
    cells = int(np.prod(shape))
    return Cube(
        date(int(year), int(month), 1),
        tuple(head["domains"]),
        tuple(head["grades"]),
        numbers[:cells].reshape(shape).astype(np.int32),
        numbers[cells:].reshape((-1, _FACTS)).astype(np.int32),
    )
