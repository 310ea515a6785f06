"""Counts over a region that give no authority's answer away: what may be shown, and how finely.

Each contributor stands in one state: absent, or in part or in full with a step. What is printed is
written as facts and attacked for the public, for every reader and for every pair of readers with
the own answers in hand, together with everything printed on earlier dates. The attacker is taken to
know who contributes and who changed since. A count is given away when an authority's answer becomes
certain; that an authority is *not* in a category nobody is in, is no answer.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from regionqa.frameworks.answers import Coverage

if TYPE_CHECKING:
    from regionqa.statistics.disclosure import Fact, Release

FEWEST = 5
"""The fewest contributors that a count may stand on, those shared by name set apart."""
COALITION = 2
SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one authority adds to the count of a component; ``named`` is public already."""

    authority: str
    coverage: Coverage
    maturity: int | None
    named: bool

    @property
    def state(self) -> str:
        """Coverage and step as one word, such as ``full 3``."""
        return f"{self.coverage.value} {self.maturity or 0}"


class Detail(StrEnum):
    """How finely a component is counted, finest first."""

    STEPS = "steps"
    COVERAGE = "coverage"
    PLACE = "place"
    EARLIER = "earlier"
    CONTRIBUTORS = "contributors"
    FEW = "few"


Category = tuple[str, str]
"""What is counted and its value, such as ``("coverage", "full")``."""


@dataclass(frozen=True, slots=True)
class Counted:
    """The counts of one component on one date. ``contributors`` is None where they are too few.

    ``unnamed`` says whether those without a name are counted in, which needs five of them; None
    for counts that were frozen before this was kept.
    """

    detail: Detail
    contributors: int | None = None
    figures: Mapping[Category, int] = field(default_factory=dict)
    unnamed: bool | None = None


@dataclass(frozen=True, slots=True)
class Printed:
    """What was printed of a component on an earlier date, with what stood behind it."""

    period: str
    contributions: tuple[Contribution, ...]
    counted: Counted


def counted_ones(contributions: Iterable[Contribution]) -> tuple[Contribution, ...]:
    """Those that a count may take in: all by name, and those without a name if they are enough.

    Fewer than five without a name are left out: whoever takes the named ones away would be left
    with a count over fewer than five.
    """
    given = sorted(contributions, key=lambda one: one.authority)
    named = tuple(one for one in given if one.named)
    unnamed = tuple(one for one in given if not one.named)
    return named + unnamed if len(unnamed) >= FEWEST else named


def count(
    period: str, contributions: Iterable[Contribution], earlier: Sequence[Printed] = ()
) -> Counted:
    """The finest count of a component that gives no answer away."""
    taken = counted_ones(contributions)
    unnamed = not all(one.named for one in taken)
    if len(taken) < FEWEST:
        return Counted(Detail.FEW, unnamed=unnamed)
    history = [one for one in earlier if one.counted.detail in _FIGURES]
    for detail in _FIGURES:
        figures = figures_of(taken, detail)
        printed = Printed(period, taken, Counted(detail, len(taken), figures, unnamed))
        if not gives_away([*history, printed]):
            return printed.counted
    if history and _all_still_there(history[-1].contributions, taken):
        last = history[-1].counted
        return Counted(Detail.EARLIER, last.contributors, last.figures, last.unnamed)
    return Counted(Detail.CONTRIBUTORS, len(taken), unnamed=unnamed)


def _all_still_there(before: Sequence[Contribution], after: Sequence[Contribution]) -> bool:
    return {one.authority for one in before} <= {one.authority for one in after}


def _step(one: Contribution) -> Category:
    return ("maturity", str(one.maturity or 0))


def _coverage(one: Contribution) -> Category:
    return ("coverage", one.coverage.value)


def _place(one: Contribution) -> Category:
    return ("place", "no" if one.coverage is Coverage.ABSENT else "yes")


_COVERAGES = [("coverage", one.value) for one in Coverage]
_STEPS = [("maturity", str(step)) for step in range(5)]
_PLACES = [("place", "yes"), ("place", "no")]
_FIGURES = {
    Detail.STEPS: ((_coverage, _step), (*_COVERAGES, *_STEPS)),
    Detail.COVERAGE: ((_coverage,), tuple(_COVERAGES)),
    Detail.PLACE: ((_place,), tuple(_PLACES)),
}


def figures_of(contributions: Iterable[Contribution], detail: Detail) -> dict[Category, int]:
    """The figures printed at a level of detail, zeros included."""
    sorts, categories = _FIGURES[detail]
    found = Counter(sort(one) for one in contributions for sort in sorts)
    return {category: found[category] for category in categories}


def gives_away(printed: Sequence[Printed]) -> bool:
    """Whether all that was printed lets anyone, or two readers together, know an answer."""
    from regionqa.statistics.disclosure import Policy, attack_all

    policy = Policy(minimum=1, spread=2, coalition=COALITION)
    found = attack_all(releases_of(printed), policy=policy, time_limit=SECONDS)
    return bool(found)


def releases_of(printed: Sequence[Printed]) -> "list[Release]":
    """All that was printed of a component, date by date, as facts."""
    from regionqa.statistics.disclosure import Release

    return [
        Release(one.period, [c.authority for c in one.contributions], _facts(one, printed))
        for one in printed
    ]


def _facts(one: Printed, printed: Sequence[Printed]) -> list["Fact"]:
    from regionqa.statistics.disclosure import Between, Cell, Hidden, Shown

    states = sorted({c.state for held in printed for c in held.contributions})
    samples = {c.state: c for held in printed for c in held.contributions}
    sorts = _FIGURES[one.counted.detail][0]

    def cells(c: Contribution, category: Category | None = None) -> tuple[Cell, ...]:
        since = _since(c, one, printed)
        return tuple(
            Cell(c.authority, state, since)
            for state in states
            if category is None or any(sort(samples[state]) == category for sort in sorts)
        )

    facts: list[Fact] = []
    for c in one.contributions:
        facts.append(Between(cells(c), 1, 1))  # not Shown: that would allow it to be found
        own = Cell(c.authority, c.state, _since(c, one, printed))
        facts.append(Shown((own,), 1, known_to=c.authority))
        if c.named:
            facts.append(Shown((own,), 1))
    for category, value in one.counted.figures.items():
        whole = tuple(cell for c in one.contributions for cell in cells(c, category))
        if whole:
            facts.append(Shown(whole, value))
    for c in _one_of_each_kind(one, printed):
        for category in {sort(c) for sort in sorts}:
            name = Cell(c.authority, " ".join(category), one.period)
            facts.append(Hidden(name, cells(c, category)))
    return facts


def _one_of_each_kind(one: Printed, printed: Sequence[Printed]) -> Iterable[Contribution]:
    """One contributor without a name for each course of states through the dates.

    Contributors with one course are exchangeable in every fact, so what is found of one holds of
    all. Only what is true of it need be guarded: a certain zero is no answer.
    """
    courses: dict[tuple[str | None, ...], Contribution] = {}
    states = [{c.authority: f"{c.state} {c.named}" for c in held.contributions} for held in printed]
    for c in one.contributions:
        if not c.named:
            courses.setdefault(tuple(held.get(c.authority) for held in states), c)
    return courses.values()


def _since(c: Contribution, one: Printed, printed: Sequence[Printed]) -> str:
    """The first date from which on, without a break, the authority has given this same answer.

    What was shared by name and is no longer begins anew: nobody is told that it stayed the same.
    """
    since = one.period
    for held in reversed(printed[: printed.index(one)]):
        if c not in held.contributions:
            break
        since = held.period
    return since
