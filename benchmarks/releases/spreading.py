"""``python -m benchmarks.releases.spreading``: what a region's spread beyond chance would tell.

Every world of the smallest region that has figures, eight authorities of five cases, is printed as
it is today, and then with the overdispersion of all counts beside it, in ever coarser words. Of the
worlds in which nothing falls today it is counted in which a count falls with the spread.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from itertools import combinations_with_replacement

from benchmarks import report
from benchmarks.releases.knowing import AUTHORITIES, CASES, Form, World, falls, ways
from regionqa.benchmarking.gate.recipes import Printing
from regionqa.statistics.comparison import overdispersion

NOTE = (
    "Per cent of all worlds. Phi is the mean square of the z-scores (arcsine, 10% drawn in), tau "
    "the square root of what is left of it after chance. A count falls where fewer than four "
    "values are left to the public, or one to a reader or to two."
)
Said = Callable[[float, float], object]
SAYINGS: Sequence[tuple[str, Said]] = (
    ("nothing", lambda _phi, _tau: None),
    ("whether tau is 0", lambda _phi, tau: tau > 0),
    ("phi: under 1, under 2, more", lambda phi, _tau: (phi >= 1) + (phi >= 2)),
    ("phi to the nearest whole", lambda phi, _tau: round(phi)),
    ("phi to one decimal", lambda phi, _tau: round(phi, 1)),
    ("phi to two decimals", lambda phi, _tau: round(phi, 2)),
    ("limits widened by tau, in whole per cent", lambda _phi, tau: round(100 * tau)),
)


def spread(world: World) -> tuple[float, float]:
    """Phi and tau of a world; (0, 0) where nobody or everybody counts."""
    found = overdispersion(world, [CASES] * AUTHORITIES)
    return found.phi or 0.0, (found.tau_squared or 0.0) ** 0.5


def rows(printing: Printing, worlds: Sequence[World]) -> list[dict[str, str | int | float]]:
    """For each way of saying the spread, in how many worlds a count falls that does not today."""
    form = Form(printing, worlds)
    spreads = {world: spread(world) for world in worlds}
    safe = [world for world in worlds if not form.refuses(world)]
    everything = sum(map(ways, worlds))
    found = []
    for words, said in SAYINGS:
        same: dict[object, list[World]] = defaultdict(list)
        for world in worlds:
            same[form.figures[world], said(*spreads[world])].append(world)
        counted: Counter[str] = Counter()
        for world in safe:
            left = same[form.figures[world], said(*spreads[world])]
            counted[falls(left, world)] += ways(world)
        found.append(
            {
                "said of the spread": words,
                **{who: round(100 * counted[who] / everything, 3) for who in ("public", "readers")},
            }
        )
    return found


def main() -> None:
    """Run it for a measure that is printed as proposed."""
    worlds = list(combinations_with_replacement(range(CASES + 1), AUTHORITIES))
    report("spreading", rows(Printing("good"), worlds), NOTE)


if __name__ == "__main__":
    main()
