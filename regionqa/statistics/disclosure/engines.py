"""Choosing how a component is searched: as a network where it is one, else by integer programme."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from regionqa.statistics.disclosure.cells import Cell
from regionqa.statistics.disclosure.errors import ContradictionError
from regionqa.statistics.disclosure.model import Variable
from regionqa.statistics.disclosure.network import Network, network_of
from regionqa.statistics.disclosure.programme import Clock, Programme, Vector
from regionqa.statistics.disclosure.reduction import Component, Reduced
from regionqa.statistics.disclosure.search import Search, Undecided

Engine = Network | Search


class Memory:
    """What one attack leaves for the next on nearly the same releases.

    ``truth`` is a table that agrees with every own row; ``tables`` are others that satisfied the
    figures then. Each is checked again before it is used, so a wrong one costs time, not safety.
    """

    def __init__(self, truth: dict[Cell, int]) -> None:
        self.truth = truth
        self.tables: list[Vector] = []
        self._base = np.array(list(truth.values()), dtype=float)
        self._place = {cell: place for place, cell in enumerate(truth)}

    def vectors(self, component: Component, programme: Programme) -> list[Vector]:
        """The tables that still satisfy a component."""
        if not self.tables or not all(variable.cells for variable in component.variables):
            return []
        places = [[self._place[cell] for cell in v.cells] for v in component.variables]
        counts = np.array([len(cells) for cells in places])
        starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
        picked = np.array(self.tables)[:, np.concatenate(places)]
        vectors = np.add.reduceat(picked, starts, axis=1)
        return [vector for vector in vectors if programme.is_table(vector)]

    def keep(self, engine: Engine) -> None:
        """Remember the tables that a search met."""
        if isinstance(engine, Search):
            for table in engine.tables[engine.given :]:
                kept = self._base.copy()
                for variable, value in zip(engine.component.variables, table, strict=True):
                    places = [self._place[cell] for cell in variable.cells]
                    kept[places] = 0
                    kept[places[:1]] = value
                self.tables.append(kept)
            engine.given = len(engine.tables)


def engine_for(component: Component, clock: Clock, memory: Memory | None = None) -> Engine:
    """A search of the component, around the true table where that is known.

    Raises ``ContradictionError`` where no table satisfies the component, and ``Undecided`` where
    none was found in time.
    """
    programme, table = _start(component, clock, memory)
    network = network_of(component, [round(value) for value in table])
    return _search(component, programme, table, memory) if network is None else network


def search_for(component: Component, clock: Clock, memory: Memory | None = None) -> Search:
    """Like ``engine_for``, for quantities that no figure of the component is about."""
    return _search(component, *_start(component, clock, memory), memory)


def _start(component: Component, clock: Clock, memory: Memory | None) -> tuple[Programme, Vector]:
    programme = Programme.of_tables(component, clock)
    table = _table(component, programme, None if memory is None else memory.truth)
    if table is None:
        raise Undecided
    return programme, table


def _search(
    component: Component, programme: Programme, table: Vector, memory: Memory | None
) -> Search:
    given = [] if memory is None else memory.vectors(component, programme)
    return Search(component, programme, [table, *given])


def _table(
    component: Component, programme: Programme, truth: Mapping[Cell, int] | None
) -> Vector | None:
    if truth is None:
        return programme.first_table()
    values = [
        sum(truth[cell] for cell in variable.cells) if variable.cells else np.nan
        for variable in component.variables
    ]
    table = np.array(values, dtype=float)
    if not np.isnan(table).any():
        if not programme.is_table(table):
            raise ContradictionError("the true counts do not satisfy the figures")
        return table
    known = ~np.isnan(table)
    bound = replace(
        programme,
        low=np.where(known, table, programme.low),
        high=np.where(known, table, programme.high),
    )
    return bound.first_table()


def truth_of(reduced: Reduced, clock: Clock) -> dict[Cell, int]:
    """Counts that satisfy everything that anyone knows, own rows included.

    A merged unknown's count is put on its first cell: only sums over all its cells are ever asked.
    Raises like ``engine_for``.
    """
    truth: dict[Cell, int] = {}
    for variable in reduced.fixed:
        _put(truth, variable, variable.low)
    for component in reduced.components:
        table = Programme.of_tables(component, clock).first_table()
        if table is None:
            raise Undecided
        for variable, value in zip(component.variables, table, strict=True):
            _put(truth, variable, value)
    return truth


def _put(truth: dict[Cell, int], variable: Variable, value: float) -> None:
    if variable.cells:
        truth.update(dict.fromkeys(variable.cells, 0))
        truth[variable.cells[0]] = round(value)
