"""How well readings link the units that are to be compared: components, effective resistance.

Each reading is an edge of conductance 1 between a case and the unit (an authority, or a person)
that read it. With one effect for each case and independent readings of variance s2, the
information on the units' effects, the cases taken out, is the Laplacian
``L = diag(readings by unit) - N' diag(1 / readings of case) N`` (N: cases by units). It gives
each pair of the q readers of a case the weight 1/q, and the variance of the difference of two
units is s2 times their effective resistance ``R_ab = L+_aa + L+_bb - 2 L+_ab``
(Klein and Randic 1993; for paired comparisons and block designs, Bailey and Cameron 2009).
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Linkage:
    """What a set of readings links.

    ``state`` is ``linked`` (every unit can be compared with every other), ``apart`` (two or
    more components), ``one_unit`` or ``empty``. ``resistances`` is units by units in the order
    of ``units``, infinite between components; ask for one pair with :meth:`resistance`.
    """

    state: str
    units: tuple[str, ...]
    components: tuple[tuple[str, ...], ...]
    neighbours: dict[str, int]
    resistances: Floats

    def resistance(self, first: str, second: str) -> float | None:
        """Variance of the difference of two units, a reading's being 1; None: not linked."""
        places = {unit: place for place, unit in enumerate(self.units)}
        if first not in places or second not in places:
            return None
        value = float(self.resistances[places[first], places[second]])
        return value if np.isfinite(value) else None

    @property
    def weakest(self) -> tuple[str, str] | None:
        """The linked pair with the largest resistance; None when no pair is linked."""
        values = np.triu(np.where(np.isfinite(self.resistances), self.resistances, -1.0), 1)
        if len(self.units) < 2 or values.max() <= 0:
            return None
        first, second = np.unravel_index(int(values.argmax()), values.shape)
        return self.units[int(first)], self.units[int(second)]

    @property
    def largest(self) -> float | None:
        """The largest resistance of a linked pair; None when no pair is linked."""
        pair = self.weakest
        return None if pair is None else self.resistance(*pair)

    @property
    def mean(self) -> float | None:
        """The mean resistance over all pairs; None unless all are linked."""
        if self.state != "linked":
            return None
        return float(self.resistances[np.triu_indices(len(self.units), 1)].mean())


def linkage(readings: Iterable[tuple[Hashable, str]], units: Iterable[str] = ()) -> Linkage:
    """Judge which units a set of readings lets us compare, and how well.

    :param readings: (case, unit) for each reading, the home authority's own included; a unit
        that read a case twice is given twice.
    :param units: units to report even if they read nothing (they stand apart).
    """
    pairs = [(case, unit) for case, unit in readings]
    names = tuple(sorted({unit for _, unit in pairs} | set(units)))
    cases = {case: place for place, case in enumerate(dict.fromkeys(c for c, _ in pairs))}
    places = {unit: place for place, unit in enumerate(names)}
    counts = np.zeros((len(cases), len(names)))
    for case, unit in pairs:
        counts[cases[case], places[unit]] += 1
    laplacian = unit_laplacian(counts)
    labels = component_labels(counts)
    groups = tuple(
        tuple(names[i] for i in np.flatnonzero(labels == label)) for label in np.unique(labels)
    )
    shared = (laplacian < -1e-12).sum(axis=1)
    return Linkage(
        state=_state(len(names), len(groups)),
        units=names,
        components=tuple(sorted(groups, key=lambda group: (-len(group), group))),
        neighbours={name: int(shared[place]) for place, name in enumerate(names)},
        resistances=resistance_matrix(laplacian, labels),
    )


def _state(units: int, components: int) -> str:
    if units == 0:
        return "empty"
    if units == 1:
        return "one_unit"
    return "linked" if components == 1 else "apart"


def unit_laplacian(counts: Floats) -> Floats:
    """The Laplacian over units of a table of readings, cases by units."""
    by_case = counts.sum(axis=1)
    scaled = counts / np.where(by_case > 0, by_case, 1.0)[:, None]
    return np.asarray(np.diag(counts.sum(axis=0)) - counts.T @ scaled, float)


def component_labels(counts: Floats) -> npt.NDArray[np.int64]:
    """For each unit (column) the number of its component."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    shared = csr_array(counts.T @ counts)
    labels: npt.NDArray[np.int64] = connected_components(shared, directed=False)[1].astype(np.int64)
    return labels


def resistance_matrix(laplacian: Floats, labels: npt.NDArray[np.int64]) -> Floats:
    """Effective resistance between every two units; infinite between components.

    Within a component of m units the Laplacian plus the all-1/m matrix is invertible, and its
    inverse differs from the pseudo-inverse by a constant that cancels.
    """
    size = len(labels)
    resistances = np.full((size, size), np.inf)
    for label in np.unique(labels):
        inside = np.flatnonzero(labels == label)
        part = laplacian[np.ix_(inside, inside)]
        inverse = np.linalg.inv(part + 1.0 / len(inside))
        own = np.diag(inverse)
        resistances[np.ix_(inside, inside)] = own[:, None] + own[None, :] - 2 * inverse
    np.fill_diagonal(resistances, 0.0)
    return resistances


def potentials(counts: Floats, first: int, second: int) -> tuple[Floats, Floats]:
    """Potentials of the cases and of the units for a unit current from one unit to another.

    Both units must be in one component. The difference of their potentials is their resistance.
    """
    laplacian = unit_laplacian(counts)
    current = np.zeros(counts.shape[1])
    current[first], current[second] = 1.0, -1.0
    unit: Floats = np.asarray(np.linalg.lstsq(laplacian, current, rcond=None)[0], float)
    by_case = counts.sum(axis=1)
    case: Floats = np.asarray((counts @ unit) / np.where(by_case > 0, by_case, 1.0), float)
    return case, unit


def weakest_first(excess: Floats, most: int) -> Sequence[tuple[int, int]]:
    """The pairs with the largest positive excess, at most ``most`` of them."""
    upper = np.triu(excess, 1)
    order = np.argsort(-upper, axis=None, kind="stable")[:most]
    rows, columns = np.unravel_index(order, upper.shape)
    return [
        (int(row), int(column))
        for row, column in zip(rows, columns, strict=True)
        if upper[row, column] > 1e-7
    ]
