"""Each fact allows exactly the tables that print as it does: all small tables, one by one."""

from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from regionqa.statistics.disclosure import (
    Between,
    Changed,
    Coefficient,
    ContradictionError,
    Fact,
    FewIn,
    Hidden,
    Interval,
    Item,
    OrderStatistic,
    Percentage,
    Quantile,
    Release,
    Rounded,
    Shown,
    UnencodedFigureError,
    WeightedShare,
    ZoneCounts,
    attack,
    printed_interval,
    rounded_count,
    rounding_interval,
)
from tests.statistics.disclosure.tables import cell

NAMES = ("A", "B", "C", "D")

Table = tuple[int, ...]


def ranges_by_attack(fact: Fact, most: Sequence[int]) -> list[tuple[int, int]]:
    """The range of each authority's count, as the attack finds it."""
    facts: list[Fact] = [fact]
    for name, limit in zip(NAMES, most, strict=False):
        facts += [Between((cell(name),), 0, limit), Hidden(cell(name), (cell(name),))]
    units = NAMES[: len(most)]
    found = attack([Release("r", units, facts)], spread=10_000)
    assert [exposure.cell.authority for exposure in found] == list(units)
    return [(exposure.low, exposure.high) for exposure in found]


def ranges_by_listing(
    prints: Callable[[Table], bool], most: Sequence[int]
) -> list[tuple[int, int]]:
    tables = [t for t in product(*(range(limit + 1) for limit in most)) if prints(t)]
    return [(min(column), max(column)) for column in zip(*tables, strict=True)]


def half_up(share: Fraction, places: int) -> Decimal:
    number = Decimal(share.numerator) / Decimal(share.denominator)
    return number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


limits = st.lists(st.integers(1, 5), min_size=1, max_size=4)


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[int], Table]:
    most = draw(limits)
    return most, tuple(draw(st.integers(0, limit)) for limit in most)


def cells_of(table: Sequence[int]) -> tuple:
    return tuple(cell(name) for name in NAMES[: len(table)])


def items_of(most: Sequence[int]) -> tuple[Item, ...]:
    pairs = zip(NAMES, most, strict=False)
    return tuple(Item.share((cell(name),), limit) for name, limit in pairs)


@given(tables(), st.sampled_from([1, 2, 3, 5, 10]))
def test_a_rounded_total_allows_what_rounds_to_it(
    drawn: tuple[list[int], Table], base: int
) -> None:
    most, table = drawn
    printed = rounded_count(sum(table), base)
    fact = Rounded(cells_of(table), printed, base)
    expected = ranges_by_listing(lambda t: rounded_count(sum(t), base) == printed, most)
    assert ranges_by_attack(fact, most) == expected


@given(tables(), st.integers(0, 2), st.integers(1, 40))
def test_a_percentage_of_a_known_number(
    drawn: tuple[list[int], Table], places: int, more: int
) -> None:
    most, table = drawn
    total = sum(most) + more
    printed = half_up(Fraction(100 * sum(table), total), places)
    fact = Percentage(cells_of(table), total, printed)
    expected = ranges_by_listing(
        lambda t: half_up(Fraction(100 * sum(t), total), places) == printed, most
    )
    assert ranges_by_attack(fact, most) == expected


@given(tables(), st.integers(0, 1))
def test_a_percentage_of_unknown_numbers(drawn: tuple[list[int], Table], places: int) -> None:
    most, table = drawn
    if sum(table) == 0:
        table = (1, *table[1:])
    printed = half_up(Fraction(100 * table[0], sum(table)), places)
    fact = Percentage((cell("A"),), cells_of(table), printed)

    def prints(other: Table) -> bool:
        return sum(other) > 0 and half_up(Fraction(100 * other[0], sum(other)), places) == printed

    assert ranges_by_attack(fact, most) == ranges_by_listing(prints, most)


@given(tables(), st.data())
def test_an_order_statistic(drawn: tuple[list[int], Table], data: st.DataObject) -> None:
    most, table = drawn
    rank = data.draw(st.integers(1, len(most)))

    def value(other: Table) -> Fraction:
        return sorted(Fraction(x, n) for x, n in zip(other, most, strict=True))[rank - 1]

    step = Fraction(1, data.draw(st.sampled_from([1, 2, 3, 10])))
    low = value(table) // step * step
    within = Interval(low, low + step, high_open=True)
    fact = OrderStatistic(items_of(most), rank, within)
    expected = ranges_by_listing(lambda t: low <= value(t) < low + step, most)
    assert ranges_by_attack(fact, most) == expected


@given(tables(), st.sampled_from([Fraction(1, 4), Fraction(1, 2), Fraction(3, 4)]))
def test_a_quantile(drawn: tuple[list[int], Table], probability: Fraction) -> None:
    most, table = drawn

    def value(other: Table) -> Fraction:
        ordered = sorted(Fraction(x, n) for x, n in zip(other, most, strict=True))
        place = (len(ordered) - 1) * probability
        below = ordered[int(place)]
        above = ordered[min(int(place) + 1, len(ordered) - 1)]
        return below + (place - int(place)) * (above - below)

    assert float(value(table)) == pytest.approx(
        np.quantile([x / n for x, n in zip(table, most, strict=True)], float(probability))
    )
    low, high = value(table) - Fraction(1, 20), value(table) + Fraction(1, 20)
    fact = Quantile(items_of(most), probability, Interval(low, high))
    expected = ranges_by_listing(lambda t: low <= value(t) <= high, most)
    assert ranges_by_attack(fact, most) == expected


@given(tables(), st.data())
def test_zone_counts(drawn: tuple[list[int], Table], data: st.DataObject) -> None:
    most, table = drawn
    edges = tuple(
        tuple(sorted(data.draw(st.tuples(st.integers(0, n), st.integers(0, n + 1))))) for n in most
    )

    def zones(other: Table) -> list[int]:
        return [sum(x >= e for e in ends) for x, ends in zip(other, edges, strict=True)]

    groups = data.draw(st.sampled_from([[(0,), (1,), (2,)], [(0, 2), (1,)], [(2,)]]))

    def counts(other: Table) -> dict[tuple[int, ...], int]:
        return {group: sum(zone in group for zone in zones(other)) for group in groups}

    printed = counts(table)
    fact = ZoneCounts(items_of(most), edges, printed)
    expected = ranges_by_listing(lambda t: counts(t) == printed, most)
    assert ranges_by_attack(fact, most) == expected


@given(tables(), st.data())
def test_a_finer_count_that_was_not_printed(
    drawn: tuple[list[int], Table], data: st.DataObject
) -> None:
    """One of the finer groups is small, whichever it is."""
    most, table = drawn
    edges = tuple(
        tuple(sorted(data.draw(st.tuples(st.integers(0, n), st.integers(0, n + 1))))) for n in most
    )
    limit = data.draw(st.integers(1, 3))
    groups = data.draw(st.sampled_from([((0,), (1,), (2,)), ((0, 1), (2,)), ((2,),)]))

    def standing(other: Table, group: tuple[int, ...]) -> int:
        return sum(sum(x >= e for e in ends) in group for x, ends in zip(other, edges, strict=True))

    def is_small(other: Table) -> bool:
        return any(1 <= standing(other, group) <= limit for group in groups)

    assume(is_small(table))
    printed = {(2,): standing(table, (2,))} if data.draw(st.booleans()) else {}
    fact = ZoneCounts(items_of(most), edges, printed, FewIn(groups, limit))
    expected = ranges_by_listing(
        lambda t: is_small(t) and all(standing(t, g) == n for g, n in printed.items()), most
    )
    assert ranges_by_attack(fact, most) == expected


@given(tables(), st.lists(st.integers(0, 4), min_size=4, max_size=4))
def test_a_weighted_share(drawn: tuple[list[int], Table], quarters: list[int]) -> None:
    most, table = drawn
    weights = dict(zip(cells_of(table), (Fraction(q, 4) for q in quarters), strict=False))

    def share(other: Table) -> Fraction:
        return sum(
            (w * x for w, x in zip(weights.values(), other, strict=True)), Fraction(0)
        ) / Fraction(10)

    printed = half_up(share(table), 1)
    fact = WeightedShare(weights, 10, printed_interval(printed))
    expected = ranges_by_listing(lambda t: half_up(share(t), 1) == printed, most)
    assert ranges_by_attack(fact, most) == expected


def test_a_coefficient_with_known_chance_is_an_interval_of_agreement() -> None:
    """Two readers, ten cases, chance one half: 0.6 is 8 of 10, with A's count one part of it."""
    agreeing = {cell("A"): Fraction(1), cell("B"): Fraction(1)}
    fact = Coefficient(agreeing, 10, Fraction(1, 2), "0.6")
    assert ranges_by_attack(fact, [5, 5]) == [(3, 5), (3, 5)]


def test_a_coefficient_with_unknown_chance_may_not_be_released() -> None:
    fact = Coefficient({cell("A"): Fraction(1)}, 10, None, "0.6")
    with pytest.raises(UnencodedFigureError, match="may not be released"):
        attack([Release("r", ["A"], [fact])])


def test_a_figure_that_is_no_fact_may_not_be_released() -> None:
    with pytest.raises(UnencodedFigureError, match="standard deviation"):
        Release("r", ["A"], ["standard deviation 3.2"])  # type: ignore[list-item]


@pytest.mark.parametrize(
    ("value", "unit", "half", "inside", "outside"),
    [
        (20, 10, "up", [15, 24], [14, 25]),
        (20, 10, "even", [15, 25], [14, 26]),
        (10, 10, "even", [6, 14], [5, 15]),
        (20, 5, "up", [18, 22], [17, 23]),
    ],
)
def test_the_ends_of_a_rounding_interval(
    value: int, unit: int, half: str, inside: list[int], outside: list[int]
) -> None:
    reach = rounding_interval(value, unit, half)
    for number in inside:
        _allowed(reach, number)
    for number in outside:
        with pytest.raises(ContradictionError):
            _allowed(reach, number)


def _allowed(reach: Interval, number: int) -> None:
    share = WeightedShare({cell("A"): Fraction(1)}, 1, reach)
    attack([Release("r", ["A"], [share, Shown((cell("A"),), number)])])


def test_a_rounded_value_must_be_a_multiple() -> None:
    with pytest.raises(ValueError, match="no multiple of 10"):
        rounding_interval(23, 10)


def test_a_correction_that_moves_a_published_total_shows_itself() -> None:
    """The total goes from 40 to 42 and only A was corrected: two cases came to light."""
    before = tuple(cell(name) for name in NAMES)
    after = (cell("A", revision=1), *before[1:])
    first = Release("first", NAMES, [Shown(before, 40)])
    again = Release("again", NAMES, [Shown(after, 42), Changed(cell("A"), after[0])])
    found = attack([first, again])
    assert [(e.release, e.cell, e.low, e.high, e.reason) for e in found] == [
        ("again", after[0], 2, 2, "exact")
    ]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: OrderStatistic(items_of([3, 3]), 3, Interval(Fraction(0), Fraction(1))), "rank 3"),
        (lambda: Quantile((), Fraction(1, 2), Interval(Fraction(0), Fraction(1))), "needs values"),
        (lambda: Item.share((cell("A"),), 0), "1 or more"),
        (lambda: ZoneCounts(items_of([3]), ((2, 1),), {}), "must rise"),
        (lambda: ZoneCounts(items_of([3, 3]), ((1, 2),), {}), "own edges"),
        (lambda: attack([Release("r", ["A"], [Percentage((cell("A"),), 0, 5)])]), "denominator"),
        (lambda: rounding_interval(1, 1, "down"), "half must be"),
    ],
)
def test_a_fact_that_is_none_is_refused(make: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make()
