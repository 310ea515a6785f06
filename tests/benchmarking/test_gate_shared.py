"""Rounds: who read another's cases knows a part of its counts, and the gate must reckon with it.

As for the forms of zones, every world of a small region is listed and printed anew.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import combinations, product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from regionqa.benchmarking.gate.atoms import in_atoms
from regionqa.benchmarking.gate.facts import COUNTED
from regionqa.benchmarking.gate.figures import own_figure, region_figure
from regionqa.benchmarking.gate.given import Given, given_from_json, given_to_json
from regionqa.benchmarking.gate.recipes import RULES, Printing, Recipe, Rules
from regionqa.benchmarking.gate.revisions import in_revisions
from regionqa.benchmarking.gate.sharing import named_with, shared_with
from regionqa.benchmarking.gate.trial import Beside, Window, facts_of, tables_of
from regionqa.benchmarking.products import RegionFigure
from regionqa.statistics.comparison import wilson_interval
from regionqa.statistics.disclosure import Exposure, attack, attack_all

YEAR, LABEL, CODE = "2025-01", "2025", "same"
SMALL = 98
RULE = Rules(fewest=3, cases=1, others=1)
BARE = Printing(CODE, cases=1, quartiles=False, zones=False)
PRINTINGS = (BARE, Printing(CODE, cases=1), Printing(CODE, 10, cases=1, quartiles=False))
Part = tuple[int, tuple[int, ...]]
"""How many pairs, and which other authorities read their cases."""
Sizes = tuple[tuple[Part, ...], ...]
World = tuple[tuple[int, ...], ...]
Fallen = Mapping[tuple[str, frozenset[str]], str]


@pytest.fixture(scope="module", autouse=True)
def _a_rule_for_small_regions() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("regionqa.benchmarking.gate.recipes.RULES", {**RULES, SMALL: RULE})
        yield


def _name(at: int) -> str:
    return f"A{at}"


def _region(sizes: Sizes, world: World) -> dict[str, dict[str, Given]]:
    return {
        _name(at): {
            CODE: Given(
                {
                    named_with(YEAR, map(_name, readers)): (count, size)
                    for (size, readers), count in zip(parts, counts, strict=True)
                }
            )
        }
        for at, (parts, counts) in enumerate(zip(sizes, world, strict=True))
    }


def _window(sizes: Sizes, world: World, printing: Printing) -> Window:
    return Window(LABEL, Recipe(SMALL, (printing,)), _region(sizes, world))


def _worlds(sizes: Sizes) -> Iterator[World]:
    own = [list(product(*(range(size + 1) for size, _ in parts))) for parts in sizes]
    return product(*own)


@lru_cache(maxsize=16)
def _prints(sizes: Sizes, printing: Printing) -> Mapping[RegionFigure, list[World]]:
    found = defaultdict(list)
    for world in _worlds(sizes):
        counts = {who: one[CODE] for who, one in _region(sizes, world).items()}
        found[region_figure("", printing, RULE, counts)].append(world)
    return found


def _known(sizes: Sizes, readers: frozenset[int]) -> list[tuple[int, int]]:
    """The parts that these authorities know before anything is printed."""
    return [
        (at, place)
        for at, parts in enumerate(sizes)
        for place, (_size, others) in enumerate(parts)
        if readers & {at, *others}
    ]


def _falls_to(
    readers: frozenset[int], at: int, sizes: Sizes, worlds: Sequence[World], truth: World
) -> bool:
    """Whether these authorities together learn a count that they did not know or could not read."""
    known = _known(sizes, readers)
    rest = [place for place in range(len(sizes[at])) if (at, place) not in known]
    left = [world for world in worlds if all(world[a][p] == truth[a][p] for a, p in known)]
    if not rest or len({sum(world[at]) for world in left}) > 1:
        return False
    rest_is_open = len({sum(world[at][place] for place in rest) for world in worlds}) == 1
    return len(rest) == len(sizes[at]) or not rest_is_open


def _really_fallen(sizes: Sizes, worlds: Sequence[World], truth: World) -> Fallen:
    found: dict[tuple[str, frozenset[str]], str] = {}
    everyone = range(len(sizes))
    for at in everyone:
        totals = {sum(world[at]) for world in worlds}
        if len(totals) < 4:
            found[_name(at), frozenset()] = "exact" if len(totals) == 1 else "narrow"
            continue
        for some in [*combinations(everyone, 1), *combinations(everyone, 2)]:
            names = frozenset(map(_name, some))
            smaller = any(who == _name(at) and few < names for who, few in found)
            if not smaller and _falls_to(frozenset(some), at, sizes, worlds, truth):
                found[_name(at), names] = "exact"
    return found


def _said_fallen(exposures: Sequence[Exposure]) -> Fallen:
    return {
        (one.cell.authority, one.reader or frozenset()): one.reason
        for one in exposures
        if one.cell.category == COUNTED and one.cell.period == LABEL
    }


def _read_by_nobody(sizes: Sizes) -> Sizes:
    """The same parts, told apart by readers that are no authorities."""
    return tuple(
        tuple((size, (90 + place,)) for place, (size, _) in enumerate(parts)) for parts in sizes
    )


RING: Sizes = (((3, (1,)), (2, (2,))), ((4, (2,)),), ((4, (0,)),), ((3, (0, 1)), (1, ())))
HUB: Sizes = (((6, ()),), ((4, (0,)),), ((2, (0,)), (3, (1,))), ((5, (0,)),))


@pytest.mark.parametrize("sizes", [RING, HUB])
def test_what_falls_is_what_falls_to_who_read_the_cases_and_prints_every_world_anew(
    sizes: Sizes,
) -> None:
    to_readers, differs = set(), 0
    for printing in PRINTINGS:
        for worlds in list(_prints(sizes, printing).values())[:6]:
            truth = worlds[len(worlds) // 2]
            release = facts_of(_window(sizes, truth, printing), (CODE,))
            assert release is not None
            really = _really_fallen(sizes, worlds, truth)
            assert _said_fallen(attack_all([release])) == really, truth
            to_readers |= {len(readers) for _who, readers in really if readers}
            alone = facts_of(_window(_read_by_nobody(sizes), truth, printing), (CODE,))
            assert alone is not None
            differs += _said_fallen(attack_all([alone])) != really
            held = [at for at in range(len(sizes)) if len({sum(w[at]) for w in worlds}) > 1]
            for reader in range(len(sizes)):
                said = _said_fallen(attack([release], {_name(reader)}, spread=2))
                for at in held:
                    falls = _falls_to(frozenset({reader}), at, sizes, worlds, truth)
                    assert ((_name(at), frozenset({_name(reader)})) in said) == falls
    assert to_readers == {1, 2}
    assert differs, "who read made no difference"


def _sorted(found: set[int]) -> tuple[int, ...]:
    return tuple(sorted(found))


@st.composite
def _sizes(draw: st.DrawFn) -> Sizes:
    number = draw(st.integers(3, 4))
    regions = []
    for at in range(number):
        others = st.sets(st.sampled_from([o for o in range(number) if o != at]), max_size=2)
        groups = draw(
            st.lists(
                others.map(lambda found: tuple(sorted(found))), min_size=1, max_size=2, unique=True
            )
        )
        regions.append(tuple((draw(st.integers(1, 4)), group) for group in groups))
    return tuple(regions)


@settings(max_examples=settings.default.max_examples // 4)
@given(sizes=_sizes(), printing=st.sampled_from(PRINTINGS), data=st.data())
def test_what_falls_in_any_small_region_of_readers(
    sizes: Sizes, printing: Printing, data: st.DataObject
) -> None:
    assume(len(list(_worlds(sizes))) <= 2500)
    truth = tuple(tuple(data.draw(st.integers(0, n)) for n, _ in parts) for parts in sizes)
    worlds = next(held for held in _prints(sizes, printing).values() if truth in held)
    release = facts_of(_window(sizes, truth, printing), (CODE,))
    assume(release is not None)
    assert release is not None
    assert _said_fallen(attack_all([release])) == _really_fallen(sizes, worlds, truth)


PARTS = {
    "2025-01|A1,A2": (3, 6),
    "2025-01|A3": (2, 4),
    "2025-04|A3": (1, 4),
    "2025-07": (0, 0),
}


def test_parts_that_others_know_are_never_put_together_with_parts_that_they_do_not() -> None:
    region = {"A0": {CODE: Given(PARTS, cases=5)}}
    (window,) = in_atoms([Window(LABEL, Recipe(SMALL, (BARE,)), region)])
    merged = window.region["A0"][CODE]
    assert merged.quarters == {
        "2025-01|A1,A2": (3, 6),
        "2025-01/2025-04|A3": (3, 8),
        "2025-07": (0, 0),
    }
    assert [shared_with(quarter) for quarter in merged.quarters] == [("A1", "A2"), ("A3",), ()]
    assert (merged.numerator, merged.denominator, merged.size) == (6, 14, 5)


def test_a_part_that_was_corrected_is_another_unknown_that_the_same_authorities_know() -> None:
    later = {**PARTS, "2025-01|A3": (4, 4)}
    windows = [
        Window(label, Recipe(SMALL, (BARE,)), {"A0": {CODE: Given(quarters)}})
        for label, quarters in (("first", PARTS), ("second", later))
    ]
    corrected = in_revisions(windows)[1].region["A0"][CODE].quarters
    assert corrected["2025-01|A3+1"] == (4, 4)
    assert shared_with("2025-01|A3+1") == ("A3",)


def test_a_share_of_pairs_is_as_sure_as_its_cases_are_many() -> None:
    """Forty pairs of five cases weigh as five: limits, interval and minimum go by the cases."""
    few = Given({YEAR: (30, 40)}, cases=5)
    many = Given({YEAR: (30, 40)})
    assert given_from_json(given_to_json({CODE: few})) == {CODE: few}
    old = given_to_json({CODE: many})
    del old[CODE]["cases"]
    assert given_from_json(old) == {CODE: many}, "as it was frozen before there was such a number"
    region = region_figure(
        "", Printing(CODE, target=40), RULES[1], {f"A{at}": few for at in range(3)}
    )
    of_cases, of_pairs = (own_figure("", CODE, one, region) for one in (few, many))
    assert (of_cases.percent, of_pairs.percent) == (75, 75)
    assert (of_cases.zone, of_pairs.zone) == ("within the limits", "above the 99.8% limits")
    low, high = wilson_interval(3.75, 5)
    assert of_cases.interval is not None
    assert (of_cases.interval.low, of_cases.interval.high) == (
        round(100 * float(low)),
        round(100 * float(high)),
    )
    wanting = own_figure("", CODE, Given({YEAR: (30, 40)}, cases=4), region)
    assert wanting.state == "few"


def test_no_named_table_is_made_of_counts_that_others_know_in_part() -> None:
    def tables(quarters: Mapping[str, tuple[int, int]]) -> int:
        region = {f"A{at}": {CODE: Given(quarters)} for at in range(9)}
        recipe = Recipe(1, (Printing(CODE),), named=True)
        window = Window(LABEL, recipe, region, named=True)
        return len(tables_of(window, (CODE,), Beside(), 20.0))

    assert tables({YEAR: (20, 40)}) == 1
    assert tables({f"{YEAR}|A9": (20, 40)}) == 0
