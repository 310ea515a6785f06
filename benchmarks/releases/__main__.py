"""``./run bench releases``: seconds and processor seconds of the gate, first release to n-th.

Made-up regions of nineteen authorities. Separate windows share no count, so each measure stays as
small as in the first release; rolling years share nine months with the one before.
"""

import argparse
from random import Random
from time import monotonic, process_time

from benchmarks import report
from regionqa.benchmarking.gate.atoms import in_atoms
from regionqa.benchmarking.gate.given import Given
from regionqa.benchmarking.gate.looking import look
from regionqa.benchmarking.gate.recipes import RULE_VERSION, Printing, Recipe
from regionqa.benchmarking.gate.trial import Bench, Window

AUTHORITIES, QUARTERS_IN_YEAR = 19, 4
NOTE = (
    "Public, every reader and every pair, as the gate does it; the limit is 60 s for twelve "
    "measures. CPU is of this process."
)


def counts(measures: int, quarters: int, seed: int = 1) -> dict[str, dict[str, Given]]:
    """Counts of every authority, measure and quarter."""
    dice = Random(seed)  # made-up counts, no secret
    region: dict[str, dict[str, Given]] = {}
    for at in range(AUTHORITIES):
        share = dice.uniform(0.35, 0.65)
        region[f"A{at:02}"] = {
            f"m{number:02}": Given(
                {
                    f"q{quarter:02}": _pair(dice, share, dice.randint(8, 60))
                    for quarter in range(quarters)
                }
            )
            for number in range(measures)
        }
    return region


def _pair(dice: Random, share: float, cases: int) -> tuple[int, int]:
    return sum(dice.random() < share for _ in range(cases)), cases


def window(everything: dict[str, dict[str, Given]], first: int) -> Window:
    """A release over four quarters from one on."""
    wanted = {f"q{quarter:02}" for quarter in range(first, first + QUARTERS_IN_YEAR)}
    region = {
        authority: {
            code: Given({q: pair for q, pair in one.quarters.items() if q in wanted})
            for code, one in measures.items()
        }
        for authority, measures in everything.items()
    }
    codes = sorted(next(iter(everything.values())))
    return Window(f"from q{first:02}", Recipe(RULE_VERSION, tuple(map(Printing, codes))), region)


def grow(name: str, measures: int, releases: int, step: int) -> list[dict[str, str | int | float]]:
    """Each release attacked beside all before it."""
    everything = counts(measures, QUARTERS_IN_YEAR + step * (releases - 1))
    windows = [window(everything, step * number) for number in range(releases)]
    rows: list[dict[str, str | int | float]] = []
    for number in range(releases):
        began, cpu = monotonic(), process_time()
        *earlier, one = in_atoms(windows[: number + 1])
        seen = look(Bench(earlier), one, {})
        rows.append(
            {
                "windows": name,
                "measures": measures,
                "release": number + 1,
                "facts": seen.verdict.facts,
                "seconds": round(monotonic() - began, 2),
                "cpu": round(process_time() - cpu, 2),
                "verdict": "passed" if seen.verdict.passed else "refused",
            }
        )
        print(rows[-1], flush=True)
    return rows


def main() -> None:
    """Run it."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--measures", type=int, default=12)
    asked.add_argument("--releases", type=int, default=4)
    options = asked.parse_args()
    rows = grow("separate years", options.measures, options.releases, QUARTERS_IN_YEAR)
    rows += grow("rolling years, one measure", 1, options.releases, 1)
    report("releases", rows, NOTE)


if __name__ == "__main__":
    main()
