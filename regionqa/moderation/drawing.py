"""Drawing cases at random, stratified by service, so that the same seed draws the same cases."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True, order=True)
class Line:
    """A line of a frame."""

    reference: str
    service: str
    age_band: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """The cases drawn, in order, and the rest in the order in which they stand in."""

    cases: tuple[Line, ...]
    reserves: tuple[Line, ...]


def shares(counts: dict[str, int], wanted: int) -> dict[str, int]:
    """How many to draw of each service: in proportion, by largest remainders.

    Ties of remainders go to the larger service, then by name, so that the answer is one. Never more
    of a service than it has; ``wanted`` above the total draws all.
    """
    total = sum(counts.values())
    wanted = min(wanted, total)
    if total == 0:
        return dict.fromkeys(counts, 0)
    given = {name: wanted * count // total for name, count in counts.items()}
    order = sorted(counts, key=lambda name: (-(wanted * counts[name] % total), -counts[name], name))
    for name in order[: wanted - sum(given.values())]:
        given[name] += 1
    return given


def draw(lines: Sequence[Line], wanted: int, seed: str) -> Drawn:
    """Draw ``wanted`` lines, stratified by service; the order of ``lines`` does not matter.

    Raises ``ValueError`` for fewer lines than wanted, or a reference that stands twice.
    """
    if len({line.reference for line in lines}) != len(lines):
        raise ValueError("A reference stands twice in the frame.")
    if wanted > len(lines):
        raise ValueError(f"The frame has {len(lines)} cases, and {wanted} are to be drawn.")
    dice = Random(seed)  # noqa: S311  # reproducible on purpose, and shown
    strata: dict[str, list[Line]] = {}
    for line in sorted(lines):
        strata.setdefault(line.service, []).append(line)
    for name in sorted(strata):
        dice.shuffle(strata[name])
    given = shares({name: len(held) for name, held in strata.items()}, wanted)
    cases = [line for name in sorted(strata) for line in strata[name][: given[name]]]
    reserves = [line for name in sorted(strata) for line in strata[name][given[name] :]]
    dice.shuffle(cases)
    return Drawn(tuple(cases), tuple(reserves))


def stand_in(drawn: Drawn, used: Sequence[str], service: str) -> Line | None:
    """The next reserve of the same service that is not used, else of any; None when all are."""
    free = [line for line in drawn.reserves if line.reference not in set(used)]
    same = [line for line in free if line.service == service]
    return next(iter(same or free), None)
