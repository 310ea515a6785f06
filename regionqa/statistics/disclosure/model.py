"""The system of linear statements that facts add up to, before anything is worked out from it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil, floor, inf, lcm

from regionqa.statistics.disclosure.cells import Cell

HIDDEN = "hidden"
DERIVED = "derived"
CHANGE = "change"


@dataclass
class Variable:
    """An unknown: ``cells`` is empty for an auxiliary that an encoding needs."""

    cells: tuple[Cell, ...]
    low: float = 0
    high: float = inf
    whole: bool = True


@dataclass
class Row:
    """``low <= sum of terms <= high``; terms map a variable's number to its coefficient."""

    terms: dict[int, float]
    low: float
    high: float


@dataclass
class Target:
    """A quantity that may not come to light: a hidden cell, a change, or what follows from both.

    ``holders`` are, for each of its counts, the authorities that know that count. ``told`` says
    that another figure prints this very quantity.
    """

    name: Cell
    release: str
    terms: dict[int, float]
    kind: str = HIDDEN
    holders: frozenset[frozenset[str]] = frozenset()
    offset: float = 0
    told: bool = False

    def is_known_to(self, readers: frozenset[str]) -> bool:
        """Whether readers know all of it without any figure."""
        return all(holders & readers for holders in self.holders)

    def is_partly_known_to(self, readers: frozenset[str]) -> bool:
        """Whether readers know a part of it without any figure."""
        return any(holders & readers for holders in self.holders)


@dataclass
class Model:
    """Facts write themselves into this: rows over unknowns, auxiliaries, and the hidden quantities.

    Args:
        successors: for each abolished authority those whose counts make up its own.
        release: the label of the release whose facts are being written.

    """

    successors: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    release: str = ""
    variables: list[Variable] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)
    stated: set[frozenset[int]] = field(default_factory=set)
    last_release: dict[int, str] = field(default_factory=dict)
    _numbers: dict[Cell, int] = field(default_factory=dict)

    def terms(self, cells: Iterable[Cell] | Mapping[Cell, int | Fraction]) -> dict[int, Fraction]:
        """A sum of cells, or a weighted one, over the variables that stand for them."""
        weights = cells if isinstance(cells, Mapping) else dict.fromkeys(cells, 1)
        found: dict[int, Fraction] = {}
        for cell, weight in weights.items():
            for number in self._expand(cell):
                found[number] = found.get(number, Fraction(0)) + Fraction(weight)
                self.last_release[number] = self.release
        return {number: weight for number, weight in found.items() if weight}

    def _expand(self, cell: Cell) -> list[int]:
        heirs = self.successors.get(cell.authority, ())
        if heirs:
            return [n for heir in heirs for n in self._expand(cell._replace(authority=heir))]
        if any(name in self.successors for name in cell.known_to):
            return self._expand(cell._replace(known_to=self._standing(cell.known_to)))
        if cell not in self._numbers:
            self._numbers[cell] = len(self.variables)
            self.variables.append(Variable((cell,)))
        return [self._numbers[cell]]

    def _standing(self, authorities: Iterable[str]) -> tuple[str, ...]:
        """Those that know what an abolished authority knew are those that took its place."""
        found: set[str] = set()
        for name in authorities:
            heirs = self.successors.get(name, ())
            found.update(self._standing(heirs) if heirs else (name,))
        return tuple(sorted(found))

    def auxiliary(self, low: float = 0, high: float = 1, *, whole: bool = True) -> int:
        """The number of a new variable that no cell stands for, a binary unless told otherwise."""
        self.variables.append(Variable((), low, high, whole))
        return len(self.variables) - 1

    def row(self, terms: Mapping[int, float | Fraction], low: float, high: float) -> None:
        """A statement over variables as it stands."""
        self.rows.append(Row({n: _plain(w) for n, w in terms.items() if w}, low, high))

    def compare(
        self,
        terms: Mapping[int, Fraction],
        low: Fraction | None = None,
        high: Fraction | None = None,
        *,
        low_open: bool = False,
        high_open: bool = False,
    ) -> None:
        """A statement over whole variables with exact fractions and open or closed ends.

        It is scaled to whole numbers, where ``less than`` is ``at most one less``: no tolerance
        is left for a solver to misjudge.
        """
        scale = lcm(*(weight.denominator for weight in terms.values()), 1)
        whole = {number: int(weight * scale) for number, weight in terms.items()}
        self.row(whole, _least(low, scale, low_open), _most(high, scale, high_open))

    def state(self, cells: Iterable[Cell], value: int) -> None:
        """The reader is told this sum itself, so it is not something that comes to light."""
        terms = self.terms(cells)
        self.stated.add(frozenset(terms))
        self.compare(terms, Fraction(value), Fraction(value))

    def guard(self, name: Cell, cells: Iterable[Cell] | Mapping[Cell, int], kind: str) -> None:
        """This sum was held back: name it as something that the attack must not find."""
        terms = {number: float(weight) for number, weight in self.terms(cells).items()}
        holders = frozenset(cell.holders for n in terms for cell in self.variables[n].cells)
        self.targets.append(Target(name, self.release, terms, kind, holders))


def _plain(weight: float | Fraction) -> float:
    if isinstance(weight, Fraction) and weight.denominator == 1:
        return weight.numerator
    return weight if isinstance(weight, int) else float(weight)


def _least(bound: Fraction | None, scale: int, is_open: bool) -> float:
    if bound is None:
        return -inf
    scaled = bound * scale
    return floor(scaled) + 1 if is_open else ceil(scaled)


def _most(bound: Fraction | None, scale: int, is_open: bool) -> float:
    if bound is None:
        return inf
    scaled = bound * scale
    return ceil(scaled) - 1 if is_open else floor(scaled)
