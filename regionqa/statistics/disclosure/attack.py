"""What a reader can work out from everything that was ever published."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from regionqa.statistics.disclosure.cells import Cell
from regionqa.statistics.disclosure.coalitions import coalitions_exposing
from regionqa.statistics.disclosure.common_knowledge import CommonKnowledge
from regionqa.statistics.disclosure.engines import Memory, engine_for, truth_of
from regionqa.statistics.disclosure.looks import known_rows, model_of, readers_in
from regionqa.statistics.disclosure.model import Target
from regionqa.statistics.disclosure.policy import Policy
from regionqa.statistics.disclosure.programme import Clock
from regionqa.statistics.disclosure.reduction import Component, Reduced, reduce
from regionqa.statistics.disclosure.releases import EXACT, NARROW, UNDECIDED, Exposure, Release
from regionqa.statistics.disclosure.search import Search, Undecided
from regionqa.statistics.disclosure.verdict import Range, Rule

Progress = Callable[[int, int], None]
_NOBODY: frozenset[str] = frozenset()
_UNKNOWN = Range(None, None, decided=False)


def attack(
    releases: Iterable[Release],
    reader: Collection[str] | None = None,
    *,
    policy: Policy | None = None,
    spread: int | None = None,
    time_limit: float | None = 60.0,
    progress: Progress | None = None,
) -> list[Exposure]:
    """Every hidden or derived count that the facts of all releases together give away.

    To the public (``reader=None``) a count is exposed when it is exact or when fewer values than
    the policy's spread are possible; to a reader, who adds the own rows of these authorities,
    when it is exact. A count that nobody printed is exposed when it can be derived and is small.

    Args:
        releases: everything published so far and what is about to be.
        reader: None, or the authorities that share what they know.
        policy: the minimum and the spread; the default policy where None.
        spread: how many values must stay possible; where None the policy's for the public, 2 for
            a reader.
        time_limit: seconds; what is undecided by then comes back as an exposure.
        progress: called with how many targets are done and how many there are.

    Raises ``ContradictionError`` where the facts exclude each other and ``UnknownReaderError``
    where a reader is no unit or no own row of it is among the facts.

    """
    kept = list(releases)
    rules = Policy() if policy is None else policy
    who = None if reader is None else frozenset(reader)
    known = _NOBODY if who is None else known_rows(kept, who)
    if spread is None:
        spread = rules.spread if who is None else 2
    rule = Rule(spread, rules.minimum)
    clock = Clock(time_limit)
    ranges = _ranges(reduce(model_of(kept, known)), rule, clock, None, progress)
    if who is None:
        return _exposures(ranges, rule, None)
    common = CommonKnowledge(reduce(model_of(kept)), clock)
    return _exposures([pair for pair in ranges if _is_news(*pair, known, common)], rule, who)


def _is_news(target: Target, span: Range, known: frozenset[str], common: CommonKnowledge) -> bool:
    """Whether a target that may be exposed to a reader says anything of somebody else."""
    if target.is_known_to(known):
        return False
    if not span.decided or span.low != span.high:
        return True
    try:
        return not common.has_the_rest(target, known)
    except Undecided:
        return True


def attack_all(
    releases: Iterable[Release],
    *,
    policy: Policy | None = None,
    time_limit: float | None = 60.0,
    progress: Progress | None = None,
) -> list[Exposure]:
    """The public's attack, and that of every coalition of readers up to the policy's size.

    A coalition exposes a count when no other table that keeps the coalition's own rows gives it
    another value. One such table speaks for every coalition it leaves alone, so only those that
    it touches are looked at further: a few solves clear all pairs.

    Args:
        releases: everything published so far and what is about to be, with every unit's own rows.
        policy: minimum, spread and coalition; the default policy where None.
        time_limit: seconds for all of it.
        progress: called with how many targets are done and how many there are.

    Raises like ``attack``.

    """
    return list(every_exposure(releases, policy=policy, time_limit=time_limit, progress=progress))


def every_exposure(
    releases: Iterable[Release],
    *,
    policy: Policy | None = None,
    time_limit: float | None = None,
    memory: Memory | None = None,
    progress: Progress | None = None,
) -> Iterator[Exposure]:
    """Like ``attack_all``, one by one: who only asks whether there is any need not wait for all.

    ``memory`` carries tables from one attack to the next and holds the true counts.
    """
    kept = list(releases)
    rules = Policy() if policy is None else policy
    clock = Clock(time_limit)
    reduced = reduce(model_of(kept))
    if memory is None and rules.coalition:
        try:
            memory = Memory(truth_in(kept, clock))
        except Undecided:
            yield from _undecided(reduced)
            return
    rule = Rule(rules.spread, rules.minimum)
    found = _exposures(_ranges(reduced, rule, clock, memory, progress), rule, None)
    yield from found
    if rules.coalition and memory is not None:
        known = {(exposure.release, exposure.cell) for exposure in found}
        yield from _by_coalitions(reduced, rules, clock, memory, known)


def truth_in(releases: Sequence[Release], clock: Clock) -> dict[Cell, int]:
    """Counts that agree with every figure and with every unit's own rows.

    Raises like ``attack``.
    """
    everyone = known_rows(releases, readers_in(releases))
    return truth_of(reduce(model_of(releases, everyone)), clock)


def _undecided(reduced: Reduced) -> list[Exposure]:
    return [
        Exposure(target.release, target.name, None, None, None, UNDECIDED)
        for component in reduced.components
        for target in component.targets
    ]


def _ranges(
    reduced: Reduced,
    rule: Rule,
    clock: Clock,
    memory: Memory | None,
    progress: Progress | None,
) -> list[tuple[Target, Range]]:
    """The range of every target."""
    found = [(target, Range(value, value)) for target, value in reduced.settled]
    total = sum(len(component.targets) for component in reduced.components)
    done = 0
    for component in reduced.components:
        ranges = _ranges_in(component, rule, clock, memory)
        for pair in zip(component.targets, ranges, strict=True):
            found.append(pair)
            done += 1
            if progress is not None:
                progress(done, total)
    return found


def _ranges_in(
    component: Component,
    rule: Rule,
    clock: Clock,
    memory: Memory | None,
) -> Iterator[Range]:
    try:
        engine = engine_for(component, clock, memory)
    except Undecided:
        yield from [_UNKNOWN] * len(component.targets)
        return
    if isinstance(engine, Search):
        engine.meet_many(component.targets, rule)
    for target in component.targets:
        yield engine.range_of(target, rule)
    if memory is not None:
        memory.keep(engine)


def _exposures(
    ranges: list[tuple[Target, Range]], rule: Rule, reader: frozenset[str] | None
) -> list[Exposure]:
    found = []
    for target, span in ranges:
        if not span.decided or span.low is None or span.high is None:
            reason = UNDECIDED
        elif _is_told(target, span.low, rule) or rule.is_safe(
            target.kind, span.low, span.high, span.values
        ):
            continue
        else:
            reason = EXACT if span.low == span.high else NARROW
        found.append(Exposure(target.release, target.name, reader, span.low, span.high, reason))
    return sorted(found, key=lambda exposure: (exposure.release, exposure.cell))


def _is_told(target: Target, value: int, rule: Rule) -> bool:
    """Whether a hidden figure stands in print elsewhere and is not one that may not."""
    return target.told and not rule.is_small(value)


def _by_coalitions(
    reduced: Reduced,
    policy: Policy,
    clock: Clock,
    memory: Memory,
    known: set[tuple[str, Cell]],
) -> Iterator[Exposure]:
    """What readers together learn exactly, leaving out what anyone could find."""
    rule = Rule(2, policy.minimum)
    common = CommonKnowledge(reduced, clock, memory)
    for component in reduced.components:
        targets = [t for t in component.targets if (t.release, t.name) not in known]
        try:
            engine = engine_for(component, clock, memory)
        except Undecided:
            yield from _exposures([(t, _UNKNOWN) for t in targets], rule, None)
            continue
        for target in targets:
            value = engine.value_of(target)
            if _is_told(target, value, rule) or rule.is_safe(target.kind, value, value):
                continue
            for readers, reason in coalitions_exposing(engine, target, policy.coalition, common):
                end = value if reason == EXACT else None
                yield Exposure(target.release, target.name, readers, end, end, reason)
        memory.keep(engine)
