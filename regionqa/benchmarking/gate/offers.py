"""Regional figures that other features print, offered to the gate as facts.

Whatever is printed about a region by another feature may bear on the counts of a release. A feature
registers a function that gives what it printed, and the gate attacks it all together. What bears on
no count of the release, over however many steps, is set aside and counted.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from regionqa.core.database import Database

if TYPE_CHECKING:
    from uuid import UUID

    from regionqa.statistics.disclosure import Cell, Release

Offer = Callable[[Database, "UUID", "UUID"], "Iterable[Release]"]
"""Given the database, a region and its office, everything printed there, with own rows.

It opens its own units of work, one authority at a time.
"""

_OFFERS: dict[str, Offer] = {}
_NOBODY: Mapping[str, tuple[str, ...]] = {}


def offer_figures(name: str, offer: Offer) -> None:
    """Register where a feature's printed figures come from. Raises ``ValueError`` for a second."""
    if name in _OFFERS:
        raise ValueError(f"The figures of {name} are offered already.")
    _OFFERS[name] = offer


def offers() -> Mapping[str, Offer]:
    """Every offer by the feature's name."""
    return dict(_OFFERS)


def bearing(own: "Iterable[Release]", other: "Sequence[Release]") -> "list[Release]":
    """Those of the others that share an unknown with one's own, directly or through another."""
    from regionqa.statistics.disclosure.looks import successors_in

    mine = list(own)
    gone = successors_in([*mine, *other])
    reached = {cell for one in mine for cell in cells_in(one, gone)}
    waiting = [(one, cells_in(one, gone)) for one in other]
    kept: list[Release] = []
    while True:
        near = [pair for pair in waiting if pair[1] & reached]
        waiting = [pair for pair in waiting if not pair[1] & reached]
        if not near:
            return kept
        kept += [one for one, _ in near]
        reached |= {cell for _, cells in near for cell in cells}


def cells_in(
    release: "Release", successors: Mapping[str, tuple[str, ...]] = _NOBODY
) -> "set[Cell]":
    """Every unknown that a release speaks of; an abolished authority's are its successors'."""
    from regionqa.statistics.disclosure.model import Model

    model = Model(successors)
    for fact in release.facts:
        fact.write(model)
    return {cell for variable in model.variables for cell in variable.cells}
