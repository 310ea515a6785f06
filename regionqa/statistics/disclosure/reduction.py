"""From a model to small independent problems: merge, fix what follows at once, take apart."""

from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from math import ceil, floor, isfinite
from typing import TypeVar

from regionqa.statistics.disclosure.cells import Cell
from regionqa.statistics.disclosure.errors import ContradictionError
from regionqa.statistics.disclosure.model import DERIVED, Model, Row, Target, Variable

_NEAR = 1e-7


@dataclass
class Component:
    """One part of the system that shares no unknown with any other.

    Variables are numbered from 0; rows and targets speak of these numbers.
    """

    variables: list[Variable]
    rows: list[Row]
    targets: list[Target]

    def holders(self, number: int) -> frozenset[str]:
        """The authorities that know what a variable stands for; none for an auxiliary."""
        return frozenset().union(*(cell.holders for cell in self.variables[number].cells))


@dataclass
class Reduced:
    """What is left to be searched, and what follows without a search.

    ``fixed`` holds the unknowns that can only have one value.
    """

    components: list[Component] = field(default_factory=list)
    settled: list[tuple[Target, int]] = field(default_factory=list)
    fixed: list[Variable] = field(default_factory=list)


def reduce(model: Model) -> Reduced:
    """Merge unknowns that always appear together, fix what is forced, split into components.

    Unknowns that every figure adds up in the same way (the months of a quarter, say) become one,
    which is also what an attacker can at most find out about them.

    Raises ``ContradictionError`` where the facts exclude each other.
    """
    merged = _merge(model)
    _Fixing(merged.variables, merged.rows).run()
    return _split(merged)


@dataclass
class _System:
    variables: list[Variable]
    rows: list[Row]
    targets: list[Target]


def _merge(model: Model) -> _System:
    uses: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for place, row in enumerate(model.rows):
        for number, weight in row.terms.items():
            uses[number].append((place, weight))
    for place, target in enumerate(model.targets):
        for number, weight in target.terms.items():
            uses[number].append((-1 - place, weight))
    groups: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for number, variable in enumerate(model.variables):
        owners = {(cell.authority, cell.holders) for cell in variable.cells}
        alone = () if variable.cells else (number,)
        groups[*sorted(uses[number]), frozenset(owners), *alone].append(number)
    number_of = {old: new for new, group in enumerate(groups.values()) for old in group}
    variables = [_joined([model.variables[old] for old in group]) for group in groups.values()]
    rows = [Row(_renumbered(r.terms, number_of), r.low, r.high) for r in model.rows]
    targets = [
        replace(
            target,
            terms=_renumbered(target.terms, number_of),
            told=frozenset(target.terms) in model.stated,
        )
        for target in model.targets
    ]
    targets += _derived(model, list(groups.values()), variables, targets)
    return _System(variables, rows, targets)


def _joined(parts: list[Variable]) -> Variable:
    cells = tuple(cell for part in parts for cell in part.cells)
    low, high = sum(part.low for part in parts), sum(part.high for part in parts)
    return Variable(cells, low, high, parts[0].whole)


def _renumbered(terms: dict[int, float], number_of: dict[int, int]) -> dict[int, float]:
    return {number_of[old]: weight for old, weight in terms.items()}


def _derived(
    model: Model, groups: list[list[int]], variables: list[Variable], targets: list[Target]
) -> list[Target]:
    """Every count that no figure states, but that figures together might give away."""
    guarded = {next(iter(t.terms)) for t in targets if len(t.terms) == 1}
    found = []
    for number, group in enumerate(groups):
        cells = variables[number].cells
        if not cells or number in guarded or frozenset(group) in model.stated:
            continue
        release = model.last_release[group[-1]]
        holders = frozenset(cell.holders for cell in cells)
        found.append(Target(_name(cells), release, {number: 1.0}, DERIVED, holders))
    return found


def _name(cells: tuple[Cell, ...]) -> Cell:
    """One cell's name for a merged unknown: its periods, categories from the first to the last."""
    if len(cells) == 1:
        return cells[0]
    return min(cells)._replace(
        category=_from_to([cell.category for cell in cells]),
        period=_from_to([cell.period for cell in cells]),
        measure=_from_to([cell.measure for cell in cells]),
    )


def _from_to(labels: list[str]) -> str:
    return " to ".join(dict.fromkeys((min(labels), max(labels))))


class _Fixing:
    """Tightens bounds by rows with one unknown left and by rows at the end of their reach."""

    def __init__(self, variables: list[Variable], rows: list[Row]) -> None:
        self.variables = variables
        self.rows = rows
        self.rows_of: dict[int, set[int]] = defaultdict(set)
        for place, row in enumerate(rows):
            for number in row.terms:
                self.rows_of[number].add(place)
        self.waiting = deque(range(len(rows)))
        self.queued = set(self.waiting)

    def run(self) -> None:
        while self.waiting:
            place = self.waiting.popleft()
            self.queued.discard(place)
            self._tighten(self.rows[place])

    def _tighten(self, row: Row) -> None:
        open_terms = {n: w for n, w in row.terms.items() if not _is_fixed(self.variables[n])}
        known = sum(w * self.variables[n].low for n, w in row.terms.items() if n not in open_terms)
        low, high = row.low - known, row.high - known
        if not open_terms:
            if low > _NEAR or high < -_NEAR:
                raise _contradiction(self.variables, row.terms)
            return
        if len(open_terms) == 1:
            ((number, weight),) = open_terms.items()
            ends = sorted((low / weight, high / weight))
            self._narrow(number, ends[0], ends[1])
            return
        self._force(open_terms, low, high)

    def _force(self, terms: dict[int, float], low: float, high: float) -> None:
        """At the end of a row's reach every unknown in it is at an end of its own."""
        ends = {
            n: (self.variables[n].low, self.variables[n].high)
            if w > 0
            else (self.variables[n].high, self.variables[n].low)
            for n, w in terms.items()
        }
        least = sum(w * ends[n][0] for n, w in terms.items())
        most = sum(w * ends[n][1] for n, w in terms.items())
        if least > high + _NEAR or most < low - _NEAR:
            raise _contradiction(self.variables, terms)
        if isfinite(least) and least >= high - _NEAR:
            for number in terms:
                self._narrow(number, ends[number][0], ends[number][0])
        elif isfinite(most) and most <= low + _NEAR:
            for number in terms:
                self._narrow(number, ends[number][1], ends[number][1])

    def _narrow(self, number: int, low: float, high: float) -> None:
        variable = self.variables[number]
        if variable.whole:
            low = ceil(low - _NEAR) if isfinite(low) else low
            high = floor(high + _NEAR) if isfinite(high) else high
        low, high = max(low, variable.low), min(high, variable.high)
        if low > high + _NEAR:
            raise _contradiction(self.variables, [number])
        if (low, high) != (variable.low, variable.high):
            variable.low, variable.high = low, high
            fresh = self.rows_of[number] - self.queued
            self.waiting.extend(fresh)
            self.queued |= fresh


def _is_fixed(variable: Variable) -> bool:
    return variable.low == variable.high


def _contradiction(variables: list[Variable], numbers: Iterable[int]) -> ContradictionError:
    cells = [str(cell) for number in numbers for cell in variables[number].cells]
    more = f" and {len(cells) - 3} more" if len(cells) > 3 else ""
    return ContradictionError(
        f"the figures contradict each other at {'; '.join(cells[:3])}{more}; a figure, a rounding "
        "base or the periods that a release covers are described wrongly"
    )


def _split(system: _System) -> Reduced:
    """Substitute what is fixed, then one component for each set of unknowns that rows join."""
    variables = system.variables
    rows = [row for row in (_open_row(row, variables) for row in system.rows) if row is not None]
    reduced, targets = Reduced(fixed=[v for v in variables if v.cells and _is_fixed(v)]), []
    for target in system.targets:
        opened = _open_target(target, variables)
        if opened.terms:
            targets.append(opened)
        else:
            reduced.settled.append((opened, round(opened.offset)))
    forest = _Forest(len(variables))
    for terms in [*(row.terms for row in rows), *(target.terms for target in targets)]:
        forest.join(list(terms))
    members: dict[int, list[int]] = defaultdict(list)
    for number, variable in enumerate(variables):
        if not _is_fixed(variable):
            members[forest.root(number)].append(number)
    rows_of = _grouped(rows, forest)
    targets_of = _grouped(targets, forest)
    for top, numbers in members.items():
        if top in targets_of or top in rows_of:
            number_of = {old: new for new, old in enumerate(numbers)}
            for row in rows_of[top]:
                row.terms = _renumbered(row.terms, number_of)
            for target in targets_of[top]:
                target.terms = _renumbered(target.terms, number_of)
            parts = [variables[old] for old in numbers]
            reduced.components.append(Component(parts, rows_of[top], targets_of[top]))
    return reduced


class _Forest:
    """Which unknowns belong together (disjoint sets with path halving)."""

    def __init__(self, size: int) -> None:
        self.parent = list(range(size))

    def root(self, number: int) -> int:
        while self.parent[number] != number:
            self.parent[number] = self.parent[self.parent[number]]
            number = self.parent[number]
        return number

    def join(self, numbers: list[int]) -> None:
        for number in numbers[1:]:
            self.parent[self.root(number)] = self.root(numbers[0])


T = TypeVar("T", Row, Target)


def _grouped(items: list[T], forest: _Forest) -> dict[int, list[T]]:
    groups: dict[int, list[T]] = defaultdict(list)
    for item in items:
        groups[forest.root(next(iter(item.terms)))].append(item)
    return groups


def _open_terms(
    terms: dict[int, float], variables: list[Variable]
) -> tuple[dict[int, float], float]:
    opened = {n: w for n, w in terms.items() if not _is_fixed(variables[n])}
    return opened, sum(w * variables[n].low for n, w in terms.items() if n not in opened)


def _open_row(row: Row, variables: list[Variable]) -> Row | None:
    """The row over what is still open; None where the bounds of its unknowns already say it."""
    terms, known = _open_terms(row.terms, variables)
    if len(terms) < 2:
        return None
    low, high = row.low - known, row.high - known
    least = sum(w * (variables[n].low if w > 0 else variables[n].high) for n, w in terms.items())
    most = sum(w * (variables[n].high if w > 0 else variables[n].low) for n, w in terms.items())
    return None if least >= low and most <= high else Row(terms, low, high)


def _open_target(target: Target, variables: list[Variable]) -> Target:
    terms, known = _open_terms(target.terms, variables)
    return replace(target, terms=terms, offset=known)
