"""The gate: what passes falls to nobody by a second way of looking, and what falls is refused."""

from collections.abc import Iterator
from dataclasses import asdict, replace
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from regionqa.benchmarking.gate.atoms import in_atoms
from regionqa.benchmarking.gate.facts import printed_facts
from regionqa.benchmarking.gate.figures import (
    PARTITIONS,
    edges,
    merged,
    own_figure,
    placed,
    region_figure,
    zone_at,
)
from regionqa.benchmarking.gate.given import Given, enough, of_measure
from regionqa.benchmarking.gate.looking import look
from regionqa.benchmarking.gate.recipes import RULES, Printing, Rules
from regionqa.benchmarking.gate.revisions import in_revisions
from regionqa.benchmarking.gate.trial import Bench, Window, facts_of, figure_of, try_group
from regionqa.benchmarking.products import ZONES, RegionFigure, RegionState, ZoneCount
from regionqa.statistics.comparison import zones
from regionqa.statistics.disclosure import ContradictionError, Hidden, Shown
from regionqa.statistics.disclosure.engines import truth_of
from regionqa.statistics.disclosure.looks import model_of
from regionqa.statistics.disclosure.programme import Clock
from regionqa.statistics.disclosure.reduction import reduce
from tests.benchmarking.gate_regions import QUARTERS, some_region, window_of

RULE = RULES[1]
Totals = dict[str, tuple[int, int]]


def _totals(window: Window) -> Totals:
    found = of_measure(window.region, "good")
    return {who: (one.numerator, one.denominator) for who, one in found.items()}


def _printed(totals: Totals, printing: Printing) -> RegionFigure:
    counts = {who: Given({"year": pair}) for who, pair in totals.items()}
    return region_figure("", printing, RULE, counts)


def _moved(totals: Totals, changes: dict[str, int]) -> Totals | None:
    found = dict(totals)
    for who, change in changes.items():
        x, n = found[who]
        if not 0 <= x + change <= n:
            return None
        found[who] = (x + change, n)
    return found


def _other_worlds(totals: Totals, printing: Printing, who: str) -> Iterator[tuple[set[str], int]]:
    """Other counts of ``who`` with which the very same product would be printed.

    With each, those whose counts differ. Found by moving cases and printing anew, without a fact.
    """
    before = _printed(totals, printing)
    others = [one for one in totals if one != who]
    for change in (1, -1, 2, -2, 3, -3, 4, -4):
        moves = [{who: change}, *({who: change, one: -change} for one in others)]
        moves += [
            {who: change, one: -change // 2, two: -change - -change // 2}
            for one, two in combinations(others, 2)
        ] if abs(change) > 1 else []  # fmt: skip
        for move in moves:
            world = _moved(totals, move)
            if world is not None and _printed(world, printing) == before:
                yield {one for one, by in move.items() if by}, totals[who][0] + change


def _further_world(
    window: Window, totals: Totals, printing: Printing, held: dict[str, int]
) -> Totals | None:
    """Counts of which all that is printed is true, ``held`` among them, however far from the real.

    A solver proposes them and is not believed: what is printed is counted anew.
    """
    release = facts_of(window, (printing.code,))
    assert release is not None
    atoms = {
        fact.cells[0].authority: fact.cells for fact in release.facts if isinstance(fact, Hidden)
    }
    said = tuple(Shown(atoms[who], count) for who, count in held.items())
    with_them = replace(release, facts=(*release.facts, *said))
    try:
        table = truth_of(reduce(model_of([with_them])), Clock(60.0))
    except ContradictionError:
        return None
    world = {who: (sum(table[cell] for cell in atoms[who]), n) for who, (_, n) in totals.items()}
    assert all(world[who][0] == count for who, count in held.items())
    assert _holds(_printed(totals, printing), world, printing)
    return world


def _holds(said: RegionFigure, world: Totals, printing: Printing) -> bool:
    """Whether every figure of a product is true of other counts."""
    figure = replace(_printed(world, printing), zones=said.zones)
    at = (
        [ZONES[zone_at(edges(said.centre, n, n), x)] for x, n in world.values()]
        if said.zones
        else []
    )
    return figure == said and all(
        one.count == sum(zone in one.zones for zone in at) for one in said.zones
    )


def _near(totals: Totals, who: str) -> Iterator[int]:
    x, n = totals[who]
    return (x + by for by in (1, -1, 2, -2, 3, -3, 4, -4) if 0 <= x + by <= n)


@example(seed=564, authorities=14, cases=(4, 12), share=0.1)
@settings(max_examples=settings.default.max_examples // 8)
@given(
    seed=st.integers(0, 10**6),
    authorities=st.integers(5, 19),
    cases=st.sampled_from([(1, 2), (1, 6), (4, 12)]),
    share=st.sampled_from([0.1, 0.5, 0.9]),
)
def test_what_passes_falls_to_no_reader_and_no_pair(
    seed: int, authorities: int, cases: tuple[int, int], share: float
) -> None:
    (window,) = in_atoms([window_of(some_region(seed, authorities, cases, share=share))])
    printing = window.recipe.measures[0]
    if try_group(Bench(), window, ("good",)):
        return
    stands = enough(of_measure(window.region, "good"), printing.cases)
    totals = {who: pair for who, pair in _totals(window).items() if who in stands}
    if _printed(totals, printing).state is not RegionState.SHOWN:
        return
    for who in totals:
        values = {totals[who][0]}
        waiting = {
            frozenset(pair) for pair in combinations([one for one in totals if one != who], 2)
        }
        for touched, value in _other_worlds(totals, printing, who):
            values.add(value)
            waiting = {pair for pair in waiting if pair & touched}
            if len(values) >= 4 and not waiting:
                break
        for value in _near(totals, who):
            if len(values) < 4 and _further_world(window, totals, printing, {who: value}):
                values.add(value)
        for pair in sorted(map(sorted, waiting)):
            own = {one: totals[one][0] for one in pair}
            if any(
                _further_world(window, totals, printing, {who: value, **own})
                for value in _near(totals, who)
            ):
                waiting.discard(frozenset(pair))
        assert len(values) >= 4, f"the public knows {who} to be one of {sorted(values)}"
        assert not waiting, f"{who} falls to {sorted(map(sorted, waiting))[:3]}"


def test_a_count_that_falls_is_refused_and_the_page_is_told_without_a_value() -> None:
    """Two cases among 400: each authority has 0, 1 or 2 of them."""
    region = {
        f"A{at:02}": {"good": Given({"2025-01": (1 if at < 2 else 0, 40)})} for at in range(10)
    }
    seen = look(Bench(), window_of(region), {})
    assert {(one.who, one.reason) for one in seen.verdict.findings} == {("anyone", "narrow")}
    assert {one.authority for one in seen.verdict.findings} == set(region)
    assert seen.figures == ()
    assert [one.change for one in seen.verdict.remedies][-1] == {"left_out": True}
    assert {frozenset(one.change) for one in seen.verdict.remedies} == {frozenset({"left_out"})}
    for remedy in seen.verdict.remedies:
        changed = replace(
            window_of(region).recipe.measures[0], **dict(remedy.later or remedy.change)
        )
        assert look(Bench(), window_of(region).printed_as(changed), {}).verdict.passed


def _leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(inner, (*path, name))
    elif isinstance(value, list | tuple):
        for place, inner in enumerate(value):
            yield from _leaves(inner, (*path, place))
    elif isinstance(value, int) and not isinstance(value, bool):
        yield path


def _with(value: Any, path: tuple[Any, ...], change: int) -> Any:
    if not path:
        return value + change
    name, rest = path[0], path[1:]
    if isinstance(value, tuple):
        return tuple(
            _with(one, rest, change) if at == name else one for at, one in enumerate(value)
        )
    return replace(value, **{name: _with(getattr(value, name), rest, change)})


def test_every_number_of_a_product_is_a_fact_that_is_attacked() -> None:
    """What is printed is what is attacked: another number printed would be another fact."""
    window = window_of(some_region(3, 19, (10, 40)))
    figure = figure_of(window, window.recipe.measures[0])
    assert figure.zones
    assert figure.median is not None
    given_ = of_measure(window.region, "good")
    said = list(printed_facts(figure, window.recipe.measures[0], RULE, given_))
    numbers = list(_leaves(asdict(figure)))
    assert len(numbers) >= 10
    for path in numbers:
        changed = _with(figure, path, 1)
        try:
            other = list(printed_facts(changed, window.recipe.measures[0], RULE, given_))
        except ValueError:
            continue  # the fact cannot even be written: a figure that stands on nobody
        if path == ("minimum_cases",):
            continue  # who is counted, which the number of contributors says
        assert other != said, f"{path} is printed and is no fact"


def test_zones_are_those_of_the_comparison_core() -> None:
    for centre in (3, 42, 50, 97):
        for cases in (1, 5, 8, 30, 247):
            counts = np.arange(cases + 1)
            expected = zones(counts, np.full(cases + 1, cases), np.full(cases + 1, centre / 100))
            starts = edges(centre, cases, cases)
            assert [ZONES[zone_at(starts, int(x))] for x in counts] == [str(z) for z in expected]


@given(st.lists(st.integers(0, 6), min_size=5, max_size=5))
def test_every_reader_sees_no_other_authority_in_a_zone_or_at_least_three(
    found: list[int],
) -> None:
    counts = merged(found, RULE.others)
    for zone, there in zip(ZONES, found, strict=True):
        if there == 0:
            continue
        seen = [one.count - (zone in one.zones) for one in counts]
        assert all(count == 0 or count >= RULE.others for count in seen)
    if counts:
        assert sum(one.count for one in counts) == sum(found)
    assert sum(len(one.zones) for one in counts) in {0, len(ZONES)}
    assert all(sorted(sum(partition, ())) == [0, 1, 2, 3, 4] for partition in PARTITIONS)


def test_fewer_than_eight_see_their_own_figure_against_a_fixed_one_only() -> None:
    window = window_of(some_region(1, 7, (5, 9)), target=60)
    figure = figure_of(window, window.recipe.measures[0])
    assert figure.state is RegionState.FEW
    assert facts_of(window, ("good",)) is None
    numbers = {path: asdict(figure)[path[0]] for path in _leaves(asdict(figure))}
    assert numbers == {
        ("contributors",): 0, ("minimum_cases",): 5, ("share_step",): 1, ("target",): 60,
    }  # fmt: skip
    one = placed("", of_measure(window.region, "good")["A00"], figure)
    assert one.own.zone is not None
    assert one.others == ()


def test_an_authority_on_too_few_cases_sees_itself_and_is_in_no_figure() -> None:
    region = some_region(5, 12, (10, 20))
    region["A00"] = {"good": Given(dict.fromkeys(QUARTERS, (1, 1)))}
    window = window_of(region)
    figure = figure_of(window, window.recipe.measures[0])
    assert figure.contributors == 11
    assert "A00" not in {unit.authority for unit in facts_of(window, ("good",)).units}  # type: ignore[union-attr]
    own = own_figure("", "good", region["A00"]["good"], figure)
    assert (own.numerator, own.denominator, str(own.state)) == (4, 4, "few")


def test_an_authority_alone_outside_a_filter_is_found_beside_the_earlier_release() -> None:
    """Nine authorities on 45 cases, then eight of them: each whole per cent gives a sum away."""
    region = some_region(8, 9, (5, 5), quarters=("2025-01",))
    everyone, filtered = window_of(region), window_of(
        {who: given_ for who, given_ in region.items() if who != "A04"}, "2025 filtered"
    )  # fmt: skip
    assert try_group(Bench(), filtered, ("good",)) == ()
    fallen = try_group(Bench([everyone]), filtered, ("good",))
    assert ("A04", "exact") in {(one.authority, one.reason) for one in fallen}


def test_a_release_keeps_the_rules_that_it_was_made_by(monkeypatch: pytest.MonkeyPatch) -> None:
    window = window_of(some_region(1, 9, (5, 9)))
    before = figure_of(window, window.recipe.measures[0])
    stricter = {**RULES, 2: Rules(fewest=10, cases=5, others=3)}
    monkeypatch.setattr("regionqa.benchmarking.gate.recipes.RULES", stricter)
    assert figure_of(window, window.recipe.measures[0]) == before
    later = replace(window, recipe=replace(window.recipe, rule_version=2))
    assert figure_of(later, later.recipe.measures[0]).state is RegionState.FEW
    assert try_group(Bench([window]), replace(later, label="later"), ("good",)) == ()


def test_quarters_that_always_stand_together_are_one_unknown() -> None:
    """A quarter of one case gives nothing away where only the year is printed."""
    region = some_region(3, 9, (1, 2))
    (year,) = in_atoms([window_of(region)])
    assert {tuple(one["good"].quarters) for one in year.region.values()} == {("2025-01/2025-10",)}
    assert _totals(year) == _totals(window_of(region))
    later = window_of(some_region(4, 9, (1, 2), quarters=(*QUARTERS[1:], "2026-01")), "later")
    first, second = in_atoms(in_revisions([window_of(region), later]), [("A00", "good", "2026-01")])
    assert set(first.region["A01"]["good"].quarters) >= {"2025-01"}
    assert sum(n for _, n in second.region["A00"]["good"].quarters.values()) == sum(
        n for _, n in later.region["A00"]["good"].quarters.values()
    )


def test_an_abolished_authority_is_the_sum_of_those_that_came_after_it() -> None:
    """Two successors of A00 give beside eight others; A00 gave alone before, in other months."""
    before = some_region(8, 9, (5, 5), quarters=("2025-01",))
    after = some_region(9, 8, (5, 5), quarters=("2025-01",))
    split = {f"B{at:02}": one for at, one in enumerate(after.values())}
    gone = replace(window_of(before), successors={"A00": ("B00", "B01")})
    new = replace(window_of(split, "again"), successors={})
    release = facts_of(gone, ("good",))
    assert release is not None
    assert release.units[0].successors == ("B00", "B01")
    assert {one.reason for one in try_group(Bench([gone]), new, ("good",))} == {"contradiction"}


def test_totals_that_contradict_each_other_are_refused() -> None:
    region = some_region(2, 9, (5, 9), quarters=QUARTERS[:2])
    wrong = {**region, "A00": {"good": Given(dict.fromkeys(QUARTERS, (0, 30)))}}
    fallen = try_group(Bench([window_of(region)]), window_of(wrong, "again"), ("good",))
    assert [one.reason for one in fallen] == ["contradiction"]
    corrected = in_revisions([window_of(region), window_of(wrong, "again")])
    fallen = try_group(Bench(corrected[:1]), corrected[1], ("good",))
    assert "contradiction" not in {one.reason for one in fallen}


def test_what_is_not_decided_in_time_is_refused() -> None:
    window = window_of(some_region(1, 19, (10, 40)))
    fallen = try_group(Bench(seconds=0.0), window, ("good",))
    assert {one.reason for one in fallen} == {"undecided"}
    seen = look(Bench(seconds=0.0), window, {})
    assert next(one.words for one in seen.verdict.remedies if not one.change).startswith("Ask the")


def test_named_tables_show_no_small_count_and_pass_with_the_rest() -> None:
    (window,) = in_atoms([window_of(some_region(5, 9, (2, 12), share=0.3), named=True)])
    seen = look(Bench(), window, {"good": "Good"})
    shown = seen.verdict.passed
    fallback = window.printed_as(replace(window.recipe.measures[0], by_name=False))
    assert look(Bench(), fallback, {}).tables == ()
    for named in seen.tables:
        hidden = [
            (row, column)
            for (row, column), value in named.table.figures.items()
            if row is not None and column is not None and not isinstance(value, int)
        ]
        small = [
            (row, column)
            for row, line in enumerate(named.table.table.values)
            for column, value in enumerate(line)
            if 1 <= value <= 5
        ]
        assert set(small) <= set(hidden)
    assert shown
    assert seen.tables


def test_merged_zones_are_named_in_words() -> None:
    assert ZoneCount(ZONES[:2], 4).words == "below the 95% limits"
    assert ZoneCount((ZONES[0], ZONES[1], ZONES[3], ZONES[4]), 7).words.startswith("outside")
