"""``python -m benchmarks.releases.knowing``: what it tells that the gate let a form pass or not.

Every world of the smallest region that has figures, eight authorities of five cases, is printed
and attacked by listing. A reader is told more than the release: that the form that was proposed
passed, or that the gate refused it and which coarser form is the first that would have passed. What
falls to that reader is counted over all worlds.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations_with_replacement
from math import factorial, prod

from benchmarks import report
from regionqa.benchmarking.gate.figures import region_figure
from regionqa.benchmarking.gate.given import Given
from regionqa.benchmarking.gate.looking import CHANGES
from regionqa.benchmarking.gate.recipes import RULE_VERSION, RULES, Printing
from regionqa.benchmarking.products import RegionFigure

AUTHORITIES, CASES, SPREAD = 8, 5, 4
World = tuple[int, ...]
NOTE = (
    "Per cent of all worlds. Who knows the course of the release falls upon a count where fewer "
    "than four values are left to the public, or one to a reader or to two."
)


def ways(world: World) -> int:
    """In how many orders the authorities can have these counts."""
    return factorial(len(world)) // prod(factorial(n) for n in Counter(world).values())


def without(world: World, own: Sequence[int]) -> World | None:
    """The counts that are left when readers take out their own; None where they are not there."""
    left = list(world)
    for count in own:
        if count not in left:
            return None
        left.remove(count)
    return tuple(left)


def falls(worlds: Sequence[World], truth: World) -> str:
    """To whom a count falls if just these worlds are possible: nobody, the public or readers."""
    if len(set().union(*worlds)) < SPREAD:
        return "public"
    pairs = {*combinations_with_replacement(truth, 2), *((one,) for one in truth)}
    for own in pairs:
        if without(truth, own) is None:
            continue
        left = [rest for world in worlds if (rest := without(world, own)) is not None]
        if len(set().union(*left)) == 1:
            return "readers"
    return ""


@dataclass
class Form:
    """A way of printing, every world by what it prints, and whether the gate refuses it."""

    printing: Printing
    worlds: Sequence[World]
    figures: dict[World, RegionFigure] = field(default_factory=dict)
    same: dict[RegionFigure, list[World]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        """Print every world."""
        for world in self.worlds:
            counts = {str(at): Given({"year": (x, CASES)}) for at, x in enumerate(world)}
            figure = region_figure("", self.printing, RULES[RULE_VERSION], counts)
            self.figures[world] = figure
            self.same[figure].append(world)

    def refuses(self, world: World) -> bool:
        """Whether something falls to a reader of this form alone."""
        return bool(falls(self.same[self.figures[world]], world))


def course(
    forms: Sequence[tuple[str, Form]], worlds: Sequence[World], *, at_once: bool
) -> list[dict[str, str | int | float]]:
    """Each world's way through the forms, and what falls to who knows the way it went.

    The first form is the proposed one. A coarser one is printed ``at_once``, or only said to be
    that of the next release, while nothing is printed of these counts.
    """
    ended: dict[tuple[str, RegionFigure | None], list[World]] = defaultdict(list)
    for world in worlds:
        taken = next(((name, f) for name, f in forms if not f.refuses(world)), ("nothing", None))
        name, form = taken
        printed = form is not None and (at_once or form is forms[0][1])
        ended[name, form.figures[world] if form and printed else None].append(world)
    everything = sum(map(ways, worlds))
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for (name, _), left in ended.items():
        for world in left:
            counted[name]["worlds"] += ways(world)
            counted[name][falls(left, world)] += ways(world)
    return [
        {
            "coarser": "at once" if at_once else "next time" if len(forms) > 1 else "never",
            "the first that passes": name,
            **{who: round(100 * n[who] / everything, 3) for who in ("worlds", "public", "readers")},
        }
        for name, n in counted.items()
    ]


def main() -> None:
    """Run it for leaving out, for the remedies as they are, and as they must not be."""
    worlds = list(combinations_with_replacement(range(CASES + 1), AUTHORITIES))
    proposed = Printing("good")
    forms = [("as proposed", Form(proposed, worlds))]
    for words, change in CHANGES:
        if not {"by_name", "cases"} & set(change):
            forms.append((words, Form(replace(proposed, **change), worlds)))
    rows = course(forms[:1], worlds, at_once=False)
    rows += course(forms, worlds, at_once=False) + course(forms, worlds, at_once=True)
    report("knowing", rows, NOTE)


if __name__ == "__main__":
    main()
