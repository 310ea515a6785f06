"""Trying a release: every measure's figures as facts, with all that stands, against every reader.

Measures whose counts are parts of one whole, such as good and inadequate audits, are attacked
together; all others are unknowns apart and are attacked one after the other.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import TYPE_CHECKING

from regionqa.benchmarking.gate.facts import joined, known_facts, printed_facts
from regionqa.benchmarking.gate.figures import region_figure
from regionqa.benchmarking.gate.given import Given, Region, enough, of_measure
from regionqa.benchmarking.gate.naming import Named, named_tables
from regionqa.benchmarking.gate.offers import bearing
from regionqa.benchmarking.gate.recipes import Printing, Recipe
from regionqa.benchmarking.gate.sharing import sharers_in
from regionqa.benchmarking.gate.verdict import ANYONE, CONTRADICTION, NAMED, Finding, found
from regionqa.benchmarking.products import RegionFigure, RegionState

if TYPE_CHECKING:
    from regionqa.statistics.disclosure import Release, Unit

SECONDS = 300.0
"""What is undecided after so long is refused. Five times what a release is to take, so that a busy
machine refuses nothing that it could decide."""
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Window:
    """A release as the gate sees it: its window, how it is printed, and what was given.

    ``wholes`` names the whole that a measure's cases are a part of, where others are parts of it
    too. ``named`` says that every contributor agreed to named tables. ``unparted`` are measures of
    which it is not kept who else knows the counts, with the reason (``gate.unparted``).
    """

    label: str
    recipe: Recipe
    region: Region
    successors: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    wholes: Mapping[str, str] = field(default_factory=dict)
    named: bool = False
    unparted: Mapping[str, str] = field(default_factory=dict)

    @property
    def groups(self) -> list[tuple[str, ...]]:
        """The measures that are printed, those of one whole together."""
        found: dict[str, list[str]] = {}
        for one in self.recipe.printed:
            found.setdefault(self.wholes.get(one.code, one.code), []).append(one.code)
        return [tuple(codes) for codes in found.values()]

    def printed_as(self, changed: Printing) -> "Window":
        """The same release with one measure printed in another way."""
        return replace(self, recipe=self.recipe.with_printing(changed))


def figure_of(window: Window, printing: Printing, title: str = "") -> RegionFigure:
    """What a release prints of a measure over the region."""
    given = of_measure(window.region, printing.code)
    return region_figure(title, printing, window.recipe.rules, given)


def facts_of(window: Window, codes: Sequence[str]) -> "Release | None":
    """What a release says of measures of one whole; None where it says nothing of anybody."""
    from regionqa.statistics.disclosure import Release

    stands: dict[str, dict[str, Given]] = {}
    printed = []
    for one in window.recipe.printed:
        if one.code not in codes:
            continue
        figure = figure_of(window, one)
        if figure.state is RegionState.SHOWN:
            stands[one.code] = enough(of_measure(window.region, one.code), one.cases)
            printed.append(printed_facts(figure, one, window.recipe.rules, stands[one.code]))
    said = joined(printed)
    if not said:
        return None
    known = joined([known_facts(window.label, stands, window.wholes)])
    authorities = {authority for given in stands.values() for authority in given}
    authorities = authorities.union(*(sharers_in(given) for given in stands.values()))
    return Release(window.label, units_of(window, sorted(authorities)), (*known, *said))


def units_of(window: Window, authorities: Sequence[str]) -> "list[Unit]":
    """The authorities, and for one that was abolished those that took its place."""
    from regionqa.statistics.disclosure import Unit

    return [Unit(authority, window.successors.get(authority, ())) for authority in authorities]


@dataclass
class Bench:
    """Everything that a release is tried beside: earlier ones still standing, others' figures."""

    earlier: Sequence[Window] = ()
    others: "Sequence[Release]" = ()
    seconds: float = SECONDS
    began: float = field(default_factory=monotonic)

    def left(self) -> float:
        """Seconds that are left for all of it."""
        return max(self.seconds - (monotonic() - self.began), 0.01)

    def anew(self) -> "Bench":
        """The same with all of its time left."""
        return Bench(self.earlier, self.others, self.seconds)

    def beside(self, codes: Sequence[str]) -> "Beside":
        """What earlier releases said of these measures and of others of the same whole."""
        said = Beside()
        for window in self.earlier:
            wholes = {window.wholes.get(code, code) for code in codes}
            for group in window.groups:
                if wholes & {window.wholes.get(code, code) for code in group}:
                    said = all_said(window, group, said, self.left())
        return said


@dataclass(frozen=True)
class Beside:
    """What is said of some measures: of the unnamed region, and by name."""

    unnamed: "tuple[Release, ...]" = ()
    tables: tuple[Named, ...] = ()

    @property
    def releases(self) -> "list[Release]":
        """All of it."""
        return [*self.unnamed, *(one.release for one in self.tables)]


def all_said(window: Window, codes: Sequence[str], before: Beside, seconds: float) -> Beside:
    """What was said before, and what a release says of measures of one whole.

    Named tables are protected beside the named ones before them, which stays quick; whether they
    give anything away beside the rest is for the attack on all of it. Raises
    ``UnpublishableError`` where no named table can be printed.
    """
    release = facts_of(window, codes)
    unnamed = (*before.unnamed, release) if release is not None else before.unnamed
    return Beside(unnamed, (*before.tables, *tables_of(window, codes, before, seconds)))


def tables_of(
    window: Window, codes: Sequence[str], before: Beside, seconds: float
) -> tuple[Named, ...]:
    """The named tables of measures of one whole; none of counts that others know in part."""
    if not (window.recipe.named and window.named):
        return ()
    given = {
        one.code: of_measure(window.region, one.code)
        for one in window.recipe.printed
        if one.code in codes and one.by_name
    }
    given = {code: own for code, own in given.items() if not sharers_in(own)}
    earlier = [one.release for one in before.tables]
    return named_tables(window.label, given, earlier, seconds)


def try_group(bench: Bench, window: Window, codes: Sequence[str]) -> tuple[Finding, ...]:
    """What falls, to whom, if measures of one whole are printed so beside all that stands."""
    from regionqa.statistics.disclosure import (
        ContradictionError,
        UnpublishableError,
        attack_all,
    )

    if any(code in window.unparted for code in codes):
        return tuple(
            Finding(code, window.label, "", ANYONE, (), window.unparted[code])
            for code in codes
            if code in window.unparted
        )
    try:
        said = said_of(bench, window, codes)
        fallen = found(attack_all(said, time_limit=bench.left())) if said else ()
        # What is left of a whole, neither good nor inadequate, is no measure of its own.
        return tuple(one if one.code in codes else replace(one, code=codes[0]) for one in fallen)
    except ContradictionError:
        return (Finding(codes[0], window.label, "", ANYONE, (), CONTRADICTION),)
    except UnpublishableError:
        return (Finding(codes[0], window.label, "", ANYONE, (), NAMED),)


def passes(bench: Bench, window: Window, codes: Sequence[str]) -> bool:
    """Whether nothing falls; it stops at the first thing that does."""
    from regionqa.statistics.disclosure import ContradictionError, UnpublishableError
    from regionqa.statistics.disclosure.attack import every_exposure

    if any(code in window.unparted for code in codes):
        return False
    try:
        said = said_of(bench, window, codes)
        return next(iter(every_exposure(said, time_limit=bench.left())), None) is None
    except (ContradictionError, UnpublishableError):
        return False


def said_of(bench: Bench, window: Window, codes: Sequence[str]) -> "list[Release]":
    """All that is said of measures: by the release, and what bears on them of all else.

    An earlier release that shares no count, over however many steps, changes nothing of what falls:
    separate windows cost no more, however many there are.
    """
    before = bench.beside(codes)
    said = all_said(window, codes, before, bench.left())
    own = [
        *said.unnamed[len(before.unnamed) :],
        *(one.release for one in said.tables[len(before.tables) :]),
    ]
    return [*bearing(own, [*before.releases, *bench.others]), *own] if own else []


def try_all(
    bench: Bench, window: Window, progress: Progress | None = None
) -> Iterator[tuple[tuple[str, ...], tuple[Finding, ...]]]:
    """The measures in turn, those of one whole together, with what falls."""
    groups = window.groups
    for number, codes in enumerate(groups):
        if progress is not None:
            progress(number, len(groups))
        yield codes, try_group(bench, window, codes)
