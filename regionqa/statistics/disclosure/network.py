"""Exact bounds in a plain table: a flow through two trees, searched by its residual graph.

Where every statement is the sum of a set of unknowns, and the sets fall into two families in
each of which any two are nested or disjoint (rows, sub-totals and the grand total; columns), the
statements form a network: one tree feeds the unknowns, the other collects them. Bounds are whole
numbers, so the extremes of an unknown over the whole numbers are those of a maximum flow, and an
unknown can change at all exactly if the residual graph has a cycle through it (Gusfield 1988).
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from math import inf

from regionqa.statistics.disclosure.model import Target
from regionqa.statistics.disclosure.reduction import Component
from regionqa.statistics.disclosure.verdict import Range, Rule

_UNLIMITED = 1 << 60


@dataclass
class _Arc:
    tail: int
    head: int
    low: int
    high: int
    holders: frozenset[str] = frozenset()


class Network:
    """A component whose statements form a network, with a table that satisfies them.

    ``flow`` holds that table: one number for each arc, unknowns first.
    """

    def __init__(self, arcs: list[_Arc], place: dict[int, int], size: int, flow: list[int]) -> None:
        self.arcs = arcs
        self.place = place
        self.flow = flow
        self.leaving: list[list[tuple[int, int, int]]] = [[] for _ in range(size)]
        for number, arc in enumerate(arcs):
            self.leaving[arc.tail].append((number, 1, arc.head))
            self.leaving[arc.head].append((number, -1, arc.tail))

    def arc_of(self, target: Target) -> int:
        """The arc whose flow is the target's value."""
        return self.place[_mask(target.terms)]

    def value_of(self, target: Target) -> int:
        """The target's value in the table that the network was built around."""
        return self.flow[self.arc_of(target)] + round(target.offset)

    def range_of(self, target: Target, rule: Rule) -> Range:
        """The target's least and greatest value, or enough of them to prove it safe."""
        arc, offset = self.arc_of(target), round(target.offset)
        low = high = self.flow[arc]
        for sign in (1, -1):
            flow = self.flow.copy()
            while not rule.seen_enough(target.kind, low + offset, high + offset):
                cycle = self._cycle(flow, arc, sign, frozenset())
                if cycle is None:
                    break
                step = min(self._room(flow, number, way) for number, way in cycle)
                for number, way in cycle:
                    flow[number] += way * min(step, rule.minimum + rule.spread)
                low, high = min(low, flow[arc]), max(high, flow[arc])
        return Range(low + offset, high + offset)

    def movers(self, target: Target, fixed: frozenset[str]) -> frozenset[str] | None:
        """The holders of what another table changes that keeps ``fixed`` as it is, not the target.

        None where there is no such table: whoever knows the counts of ``fixed`` knows the target.
        """
        for sign in (1, -1):
            cycle = self._cycle(self.flow, self.arc_of(target), sign, fixed)
            if cycle is not None:
                return frozenset().union(*(self.arcs[number].holders for number, _ in cycle))
        return None

    def _room(self, flow: list[int], number: int, way: int) -> int:
        arc = self.arcs[number]
        return arc.high - flow[number] if way > 0 else flow[number] - arc.low

    def _is_open(self, flow: list[int], number: int, way: int, fixed: frozenset[str]) -> bool:
        return self._room(flow, number, way) > 0 and not (
            fixed and self.arcs[number].holders & fixed
        )

    def _cycle(
        self, flow: list[int], through: int, sign: int, fixed: frozenset[str]
    ) -> list[tuple[int, int]] | None:
        """A shortest residual cycle that takes the arc in a direction (breadth first)."""
        if not self._is_open(flow, through, sign, fixed):
            return None
        arc = self.arcs[through]
        start, end = (arc.head, arc.tail) if sign > 0 else (arc.tail, arc.head)
        came: dict[int, tuple[int, int, int]] = {start: (through, sign, end)}
        queue = deque([start])
        while queue and end not in came:
            node = queue.popleft()
            for number, way, other in self.leaving[node]:
                if (
                    other not in came
                    and number != through
                    and self._is_open(flow, number, way, fixed)
                ):
                    came[other] = (number, way, node)
                    queue.append(other)
        if end not in came:
            return None
        cycle = [(through, sign)]
        node = end
        while node != start:
            number, way, node = came[node]
            cycle.append((number, way))
        return cycle


def network_of(component: Component, table: list[int]) -> Network | None:
    """The component as a network around a table that satisfies it; None where it is none."""
    sets = _sets(component)
    families = None if sets is None else _two_families(list(sets))
    if sets is None or families is None:
        return None
    count = len(component.variables)
    arcs: list[_Arc] = []
    place: dict[int, int] = {}
    feeding, collecting = (_Tree(family, count) for family in families)
    shift = len(feeding.family) + 1
    for number, variable in enumerate(component.variables):
        place[1 << number] = len(arcs)
        tail, head = feeding.leaf(number), collecting.leaf(number) + shift
        ends = int(variable.low), _whole(variable.high)
        arcs.append(_Arc(tail, head, *ends, component.holders(number)))
    for node, mask in enumerate(feeding.family, start=1):
        place[mask] = len(arcs)
        arcs.append(_Arc(feeding.parent[node], node, *sets[mask]))
    for node, mask in enumerate(collecting.family, start=1):
        place[mask] = len(arcs)
        arcs.append(_Arc(node + shift, collecting.parent[node] + shift, *sets[mask]))
    arcs.append(_Arc(shift, 0, -_UNLIMITED, _UNLIMITED))
    flow = [0] * len(arcs)
    for mask, number in place.items():
        flow[number] = sum(table[n] for n in _members(mask))
    flow[-1] = sum(table)
    return Network(arcs, place, shift + len(collecting.family) + 1, flow)


class _Tree:
    """A family of nested or disjoint sets as a tree: node 0 is the root, node i its i-th set."""

    def __init__(self, family: list[int], count: int) -> None:
        self.family = sorted(family, key=int.bit_count)
        self.parent = {
            node: next(
                (
                    above
                    for above, other in enumerate(self.family[node:], start=node + 1)
                    if mask & other == mask
                ),
                0,
            )
            for node, mask in enumerate(self.family, start=1)
        }
        self.leaves = [0] * count
        for node, mask in reversed(list(enumerate(self.family, start=1))):
            for number in _members(mask):
                self.leaves[number] = node

    def leaf(self, number: int) -> int:
        """The smallest set that holds an unknown."""
        return self.leaves[number]


def _sets(component: Component) -> dict[int, tuple[int, int]] | None:
    """Each stated or guarded set of two or more unknowns with its bounds, as bit masks."""
    found: dict[int, tuple[int, int]] = {}
    if not all(v.whole and v.cells for v in component.variables):
        return None
    for row in component.rows:
        if set(row.terms.values()) != {1}:
            return None
        mask = _mask(row.terms)
        low, high = found.get(mask, (-_UNLIMITED, _UNLIMITED))
        found[mask] = (max(low, _whole(row.low)), min(high, _whole(row.high)))
    for target in component.targets:
        if set(target.terms.values()) != {1}:
            return None
        if len(target.terms) > 1:
            found.setdefault(_mask(target.terms), (-_UNLIMITED, _UNLIMITED))
    return found


def _two_families(masks: list[int]) -> tuple[list[int], list[int]] | None:
    """Sets parted so that within a part no two cross; None where two parts do not do."""
    crossing: list[list[int]] = [[] for _ in masks]
    for (i, one), (j, other) in combinations(enumerate(masks), 2):
        shared = one & other
        if shared not in {0, one, other}:
            crossing[i].append(j)
            crossing[j].append(i)
    side: dict[int, int] = {}
    for start in range(len(masks)):
        if start in side:
            continue
        side[start] = 0
        queue = deque([start])
        while queue:
            i = queue.popleft()
            for j in crossing[i]:
                if j not in side:
                    side[j] = 1 - side[i]
                    queue.append(j)
                elif side[j] == side[i]:
                    return None
    return [m for i, m in enumerate(masks) if not side[i]], [
        m for i, m in enumerate(masks) if side[i]
    ]


def _mask(numbers: Iterable[int]) -> int:
    mask = 0
    for number in numbers:
        mask |= 1 << number
    return mask


def _members(mask: int) -> Iterable[int]:
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


def _whole(bound: float) -> int:
    if bound == inf:
        return _UNLIMITED
    return -_UNLIMITED if bound == -inf else int(bound)
