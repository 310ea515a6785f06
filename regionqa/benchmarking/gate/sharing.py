"""Counts that others know too: in a round, who read a case knows how it was graded.

Where authorities read each other's cases, an authority's count is kept in parts, each named by its
quarter and by the other authorities that know that part before anything is printed.
"""

from collections.abc import Iterable, Mapping, Sequence

from regionqa.benchmarking.gate.given import Counts, Given
from regionqa.benchmarking.gate.revisions import without_revision

_MARK, _AND = "|", ","


def shared_with(quarter: str) -> tuple[str, ...]:
    """The other authorities that know these counts; none for those of the owner alone."""
    _, _, names = without_revision(quarter).partition(_MARK)
    return tuple(names.split(_AND)) if names else ()


def without_sharing(quarter: str) -> str:
    """The quarter itself."""
    return quarter.partition(_MARK)[0]


def named_with(quarter: str, authorities: Iterable[str]) -> str:
    """The name of the part of a quarter that these other authorities know."""
    names = _AND.join(sorted(authorities))
    return f"{quarter}{_MARK}{names}" if names else quarter


def from_to(quarters: Sequence[str]) -> str:
    """One name for parts of several quarters, in order, that the same authorities know."""
    first, last = (without_sharing(quarter) for quarter in (quarters[0], quarters[-1]))
    return named_with(f"{first}/{last}", shared_with(quarters[0]))


def sharers_in(given: Mapping[str, Given]) -> frozenset[str]:
    """Every authority that knows a part of another's counts."""
    quarters = {quarter for one in given.values() for quarter in one.quarters}
    return frozenset().union(*(shared_with(quarter) for quarter in quarters))


def by_quarter(given: Given) -> list[tuple[str, Counts]]:
    """The counts of each quarter, whoever else knows a part of them."""
    found: dict[str, list[Counts]] = {}
    for name, counts in given.quarters.items():
        found.setdefault(without_sharing(name), []).append(counts)
    return [
        (quarter, (sum(x for x, _ in parts), sum(n for _, n in parts)))
        for quarter, parts in sorted(found.items())
    ]
