"""Trying a release: every measure's figures as facts, with all that stands, against every reader.

Measures whose counts are parts of one whole, such as good and inadequate audits, are attacked
together; all others are unknowns apart and are attacked one after the other.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING

from regionqa.benchmarking.gate.facts import joined, known_facts, printed_facts
from regionqa.benchmarking.gate.figures import region_figure
from regionqa.benchmarking.gate.given import Given, Region, enough, of_measure
from regionqa.benchmarking.gate.offers import bearing
from regionqa.benchmarking.gate.recipes import Printing, Recipe
from regionqa.benchmarking.gate.verdict import ANYONE, CONTRADICTION, Finding, found
from regionqa.benchmarking.products import RegionFigure

if TYPE_CHECKING:
    from regionqa.statistics.disclosure import Release, Unit

SECONDS = 60.0
"""What is undecided after so long is refused."""
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Window:
    """A release as the gate sees it: its window, how it is printed, and what was given."""

    label: str
    recipe: Recipe
    region: Region
    successors: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def facts_of(window: Window, printing: Printing, figure: RegionFigure) -> "Release | None":
    """What a release says of one measure; None where it says nothing of anybody."""
    from regionqa.statistics.disclosure import Release

    given = enough(of_measure(window.region, printing.code), printing.cases)
    printed = joined([printed_facts(figure, given)])
    if not printed:
        return None
    known = joined([known_facts(printing.code, window.label, given)])
    return Release(window.label, units_of(window, given), (*known, *printed))


def units_of(window: Window, given: Mapping[str, Given]) -> "list[Unit]":
    """The authorities, and for one that was abolished those that took its place."""
    from regionqa.statistics.disclosure import Unit

    return [Unit(authority, window.successors.get(authority, ())) for authority in given]


def figure_of(window: Window, printing: Printing, title: str = "") -> RegionFigure:
    """What a release prints of a measure over the region."""
    given = of_measure(window.region, printing.code)
    return region_figure(title, printing, window.recipe.rules, given)


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

    def beside(self, code: str) -> "list[Release]":
        """What earlier releases said of a measure."""
        said = []
        for window in self.earlier:
            for printing in window.recipe.printed:
                if printing.code == code:
                    release = facts_of(window, printing, figure_of(window, printing))
                    said += [release] if release is not None else []
        return said


def try_measure(bench: Bench, window: Window, printing: Printing) -> tuple[Finding, ...]:
    """What falls, to whom, if a measure is printed in this way beside all that stands."""
    from regionqa.statistics.disclosure import ContradictionError, attack_all

    said = said_of(bench, window, printing)
    try:
        return found(attack_all(said, time_limit=bench.left())) if said else ()
    except ContradictionError:
        return (Finding(printing.code, window.label, "", ANYONE, (), CONTRADICTION),)


def passes(bench: Bench, window: Window, printing: Printing) -> bool:
    """Whether nothing falls; it stops at the first thing that does."""
    from regionqa.statistics.disclosure import ContradictionError
    from regionqa.statistics.disclosure.attack import every_exposure

    said = said_of(bench, window, printing)
    try:
        return next(iter(every_exposure(said, time_limit=bench.left())), None) is None
    except ContradictionError:
        return False


def said_of(bench: Bench, window: Window, printing: Printing) -> "list[Release]":
    """All that is said of a measure: the release, earlier ones, what else bears on its counts."""
    release = facts_of(window, printing, figure_of(window, printing))
    if release is None:
        return []
    said = [*bench.beside(printing.code), release]
    return said + bearing(said, bench.others)


def try_all(
    bench: Bench, window: Window, progress: Progress | None = None
) -> Iterable[tuple[Printing, tuple[Finding, ...]]]:
    """Each measure in turn with what falls."""
    printed = window.recipe.printed
    for number, printing in enumerate(printed):
        if progress is not None:
            progress(number, len(printed))
        yield printing, try_measure(bench, window, printing)
