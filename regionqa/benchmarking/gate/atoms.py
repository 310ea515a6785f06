"""The finest unknowns that a gate has to tell apart: quarters that always stand together are one.

Twelve months of which only the sum is ever printed are one count. Kept apart, a quarter of one or
two cases would seem given away by its own size, though nothing was printed of it.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from regionqa.benchmarking.gate.given import Counts, Given
from regionqa.benchmarking.gate.revisions import is_revised, without_revision
from regionqa.benchmarking.gate.sharing import from_to, shared_with

if TYPE_CHECKING:
    from regionqa.benchmarking.gate.trial import Window

Named = tuple[str, str, str]
"""An authority, a measure and a quarter."""


def in_atoms(windows: "Sequence[Window]", apart: Collection[Named] = ()) -> "list[Window]":
    """The releases with quarters put together that are in just the same of them.

    ``apart`` are those that other figures speak of by themselves. Corrected quarters, and what they
    were before, stay as they are.
    """
    places: dict[Named, set[int]] = {}
    kept = set(apart)
    for number, window in enumerate(windows):
        for authority, measures in window.region.items():
            for code, one in measures.items():
                for quarter in one.quarters:
                    places.setdefault((authority, code, quarter), set()).add(number)
                    if is_revised(quarter):
                        kept |= {
                            (authority, code, quarter),
                            (authority, code, without_revision(quarter)),
                        }

    def merged(authority: str, code: str, one: Given) -> Given:
        found: dict[tuple[str, ...], list[str]] = {}
        for quarter in sorted(one.quarters):
            name = (authority, code, quarter)
            together = (*shared_with(quarter), "in", *map(str, sorted(places[name])))
            where = ("alone", quarter) if name in kept else together
            found.setdefault(where, []).append(quarter)
        return replace(one, quarters=dict(_sum(one, names) for names in found.values()))

    return [
        replace(
            window,
            region={
                authority: {code: merged(authority, code, one) for code, one in measures.items()}
                for authority, measures in window.region.items()
            },
        )
        for window in windows
    ]


def _sum(one: Given, quarters: Sequence[str]) -> tuple[str, Counts]:
    counts = [one.quarters[quarter] for quarter in quarters]
    name = quarters[0] if len(quarters) == 1 else from_to(quarters)
    return name, (sum(x for x, _ in counts), sum(n for _, n in counts))
