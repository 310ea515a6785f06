"""Which readers, putting their own rows together, learn another authority's count exactly."""

from regionqa.statistics.disclosure.common_knowledge import CommonKnowledge
from regionqa.statistics.disclosure.engines import Engine
from regionqa.statistics.disclosure.model import Target
from regionqa.statistics.disclosure.releases import EXACT, UNDECIDED
from regionqa.statistics.disclosure.search import Undecided

Readers = frozenset[str]


def coalitions_exposing(
    engine: Engine, target: Target, size: int, common: CommonKnowledge
) -> list[tuple[Readers, str]]:
    """The smallest coalitions of up to ``size`` readers that know the target, with the reason.

    A table that changes the target and leaves a coalition's rows alone clears that coalition. So
    a coalition that is not cleared by a table shares an authority with those the table changes:
    starting from nobody and adding one of these at a time meets every coalition that is exposed.
    A coalition that only adds its own part to what is public has exposed nothing.
    """
    found: list[tuple[Readers, str]] = []
    seen: set[Readers] = set()
    waiting: list[Readers] = [frozenset()]
    while waiting:
        readers = waiting.pop(0)
        if readers in seen or any(smaller <= readers for smaller, _ in found):
            continue
        seen.add(readers)
        try:
            movers = engine.movers(target, readers)
            if movers is None and common.has_the_rest(target, readers):
                continue
        except Undecided:
            found.append((readers, UNDECIDED))
            continue
        if movers is None:
            found.append((readers, EXACT))
        elif len(readers) < size:
            more = [readers | {authority} for authority in sorted(movers)]
            waiting.extend(bigger for bigger in more if not target.is_known_to(bigger))
    return found
