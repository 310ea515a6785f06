"""What the form of a release tells: every world is printed anew, and the gate must agree exactly.

The gate's facts are never asked here which worlds there are: they are listed, each is printed by
the rule, and those that print the same are what an attacker who knows the rule is left with.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import combinations, combinations_with_replacement, pairwise, product

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from regionqa.benchmarking.gate.facts import COUNTED
from regionqa.benchmarking.gate.figures import PARTITIONS, merged, passed_over, region_figure
from regionqa.benchmarking.gate.given import Given
from regionqa.benchmarking.gate.recipes import RULES, Printing, Recipe, Rules
from regionqa.benchmarking.gate.trial import Bench, Window, facts_of, figure_of, try_group
from regionqa.benchmarking.products import RegionFigure
from regionqa.statistics.disclosure import (
    Cell,
    ContradictionError,
    Exposure,
    Release,
    Shown,
    ZoneCounts,
    attack,
    attack_all,
)
from regionqa.statistics.disclosure.engines import truth_of
from regionqa.statistics.disclosure.looks import model_of
from regionqa.statistics.disclosure.programme import Clock
from regionqa.statistics.disclosure.reduction import reduce

YEAR = "2025-01"
SMALL = 99
RULE = Rules(fewest=3, cases=1, others=1)
World = tuple[int, ...]
Fallen = Mapping[tuple[str, frozenset[str]], str]


@pytest.fixture(scope="module", autouse=True)
def _a_rule_for_small_regions() -> Iterator[None]:
    """Three authorities of one case, so that every world can be listed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("regionqa.benchmarking.gate.recipes.RULES", {**RULES, SMALL: RULE})
        yield


def _region(sizes: Sequence[int], world: World) -> dict[str, dict[str, Given]]:
    return {
        f"A{at}": {"good": Given({YEAR: (count, size)})}
        for at, (size, count) in enumerate(zip(sizes, world, strict=True))
    }


def _window(sizes: Sequence[int], world: World, printing: Printing, version: int) -> Window:
    return Window("2025", Recipe(version, (printing,)), _region(sizes, world))


def _figure(sizes: Sequence[int], world: World, printing: Printing, rules: Rules) -> RegionFigure:
    counts = {who: one["good"] for who, one in _region(sizes, world).items()}
    return region_figure("", printing, rules, counts)


@lru_cache(maxsize=64)
def _prints(sizes: tuple[int, ...], printing: Printing) -> Mapping[RegionFigure, list[World]]:
    """Every world of a small region by what it prints."""
    found = defaultdict(list)
    for world in product(*(range(size + 1) for size in sizes)):
        found[_figure(sizes, world, printing, RULE)].append(world)
    return found


def _really_fallen(worlds: Sequence[World], truth: World) -> Fallen:
    """Whose count falls to whom, by counting values in the worlds that are left."""
    found: dict[tuple[str, frozenset[str]], str] = {}
    for at in range(len(truth)):
        values = {world[at] for world in worlds}
        if len(values) < 4:
            found[f"A{at}", frozenset()] = "exact" if len(values) == 1 else "narrow"
            continue
        others = [other for other in range(len(truth)) if other != at]
        for readers in [*combinations(others, 1), *combinations(others, 2)]:
            names = frozenset(f"A{other}" for other in readers)
            left = {w[at] for w in worlds if all(w[one] == truth[one] for one in readers)}
            smaller = any(who == f"A{at}" and few < names for who, few in found)
            if len(left) == 1 and not smaller:
                found[f"A{at}", names] = "exact"
    return found


def _said_fallen(exposures: Sequence[Exposure]) -> Fallen:
    return {
        (one.cell.authority, one.reader or frozenset()): one.reason
        for one in exposures
        if one.cell.category == COUNTED
    }


SIZES = [(9, 2, 7, 3), (12, 4, 4, 4), (6, 2, 2, 2, 3), (1, 1, 1, 8, 8), (3, 3, 3, 3, 3)]


@pytest.mark.parametrize("sizes", SIZES)
def test_what_falls_is_just_what_falls_to_who_prints_every_world_anew(
    sizes: tuple[int, ...],
) -> None:
    """A world of each form of zones that the region can take, with and without quartiles."""
    for printing in (Printing("good", cases=1), Printing("good", cases=1, quartiles=False)):
        forms: dict[object, int] = defaultdict(int)
        for figure, worlds in _prints(sizes, printing).items():
            form = (passed_over(figure, printing), len(figure.zones), figure.centre is None)
            forms[form] += 1
            if forms[form] > 3:
                continue
            truth = worlds[len(worlds) // 2]
            release = facts_of(_window(sizes, truth, printing, SMALL), ("good",))
            assert release is not None
            assert _said_fallen(attack_all([release])) == _really_fallen(worlds, truth), truth
        assert any(over is not None for over, *_ in forms), "no form told anything"


@settings(max_examples=settings.default.max_examples // 4)
@given(data=st.data(), quartiles=st.booleans(), step=st.sampled_from([1, 5, 10]))
def test_what_falls_is_just_what_falls_in_any_small_region(
    data: st.DataObject, quartiles: bool, step: int
) -> None:
    sizes = tuple(data.draw(st.lists(st.integers(1, 7), min_size=3, max_size=5)))
    assume(len(list(product(*(range(size + 1) for size in sizes)))) <= 1500)
    truth = tuple(data.draw(st.integers(0, size)) for size in sizes)
    printing = Printing("good", step, cases=1, quartiles=quartiles)
    worlds = _prints(sizes, printing)[_figure(sizes, truth, printing, RULE)]
    release = facts_of(_window(sizes, truth, printing, SMALL), ("good",))
    assert release is not None
    assert _said_fallen(attack_all([release])) == _really_fallen(worlds, truth)


def _allows(release: Release, world: World) -> bool:
    counts = tuple(
        Shown((Cell(f"A{at}", COUNTED, YEAR, "good"),), count) for at, count in enumerate(world)
    )
    said = replace(release, facts=(*release.facts, *counts))
    try:
        return bool(truth_of(reduce(model_of([said])), Clock(60.0)))
    except ContradictionError:
        return False


@pytest.mark.parametrize("truth", [(4, 0, 0, 0), (3, 1, 0, 0), (5, 2, 2, 1), (5, 0, 1, 0)])
def test_the_facts_allow_just_the_worlds_that_print_the_same(truth: World) -> None:
    sizes, printing = (5, 2, 2, 2), Printing("good", cases=1)
    release = facts_of(_window(sizes, truth, printing, SMALL), ("good",))
    assert release is not None
    figure = _figure(sizes, truth, printing, RULE)
    same = set(_prints(sizes, printing)[figure])
    everything = product(*(range(size + 1) for size in sizes))
    assert {world for world in everything if _allows(release, world)} == same


def _without_the_form(release: Release) -> Release:
    """The same as the gate read it when the choice of form was no fact."""
    facts = tuple(
        replace(fact, few=None) if isinstance(fact, ZoneCounts) else fact for fact in release.facts
    )
    kept = [f for f in facts if not isinstance(f, ZoneCounts) or f.counts]
    return replace(release, facts=tuple(kept))


def test_zones_that_are_not_printed_give_a_count_away() -> None:
    """Seven authorities of five audits and one of ten; 51% are good.

    By what is printed the one may have 2 to 10 of them. That no zones are printed says that one to
    three stand outside the limits, which at 51% only the one can: it has 9 or 10 of its 10.
    """
    sizes, counts = (*(5,) * 7, 10), (0, 1, 1, 2, 2, 3, 4, 10)
    window = _window(sizes, counts, Printing("good"), 1)
    figure, release = figure_of(window, window.recipe.measures[0]), facts_of(window, ("good",))
    assert release is not None
    assert (figure.centre, figure.zones) == (51, ())
    assert attack_all([_without_the_form(release)]) == []
    fallen = try_group(Bench(), window, ("good",))
    assert {(one.authority, one.who, one.reason) for one in fallen} == {("A7", "anyone", "narrow")}
    unasked = window.printed_as(Printing("good", zones=False))
    assert figure_of(unasked, unasked.recipe.measures[0]) == figure
    assert try_group(Bench(), unasked, ("good",)) == ()


@lru_cache(maxsize=1)
def _eight_of_five() -> Mapping[RegionFigure, set[int]]:
    """What one of eight equal authorities may have, by what is printed under the rules in force."""
    found: dict[RegionFigure, set[int]] = defaultdict(set)
    for world in combinations_with_replacement(range(6), 8):
        found[_figure((5,) * 8, world, Printing("good"), RULES[1])] |= set(world)
    return found


@example(counts=[0, 0, 0, 0, 0, 1, 1, 4])
@example(counts=[0, 0, 0, 0, 0, 0, 0, 3])
@settings(max_examples=settings.default.max_examples // 4)
@given(counts=st.lists(st.integers(0, 5), min_size=8, max_size=8))
def test_the_smallest_region_that_is_printed_falls_to_the_public_just_where_it_does(
    counts: list[int],
) -> None:
    window = _window((5,) * 8, tuple(counts), Printing("good"), 1)
    release, figure = facts_of(window, ("good",)), figure_of(window, window.recipe.measures[0])
    assert release is not None
    values = _eight_of_five()[figure]
    said = _said_fallen(attack([release]))
    assert bool(said) == (len(values) < 4), values
    assert len(said) in {0, 8}


@given(
    found=st.lists(st.integers(0, 6), min_size=5, max_size=5),
    others=st.integers(1, 4),
)
def test_the_coarsest_way_passed_over_tells_all_that_the_choice_tells(
    found: list[int], others: int
) -> None:
    """Where a way of putting zones together has a small group, every finer one has one too."""
    small = [
        any(0 < sum(found[zone] for zone in group) <= others for group in partition)
        for partition in PARTITIONS
    ]
    assert small == sorted(small, reverse=True)
    assert len(merged(found, others)) == ([*map(len, PARTITIONS), 0])[sum(small)]
    for finer, coarser in pairwise(PARTITIONS):
        assert all(any(set(part) <= set(group) for group in coarser) for part in finer)
