"""The attacks that the papers name, each found in what was printed."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regionqa.statistics.disclosure import (
    Between,
    Changed,
    Hidden,
    Item,
    OrderStatistic,
    Percentage,
    Quantile,
    Release,
    Rounded,
    Shown,
    Unit,
    attack,
    difference,
    printed_interval,
    rounded_count,
)
from tests.statistics.disclosure.tables import (
    cell,
    found_ranges,
    naive_release,
    own,
    random_counts,
    region,
)


def test_hiding_small_counts_alone_fails_often() -> None:
    """Attack S1: with the margins shown a good part of the hidden counts is exact."""
    hidden = exact = 0
    for seed in range(30):
        counts = random_counts(seed)
        hidden += int(((counts > 0) & (counts < 6)).to_numpy().sum())
        exact += sum(e.reason == "exact" for e in attack([naive_release(counts)]))
    assert hidden / 30 == pytest.approx(18, abs=3)
    assert 0.25 < exact / hidden < 0.6


def test_everyone_but_the_county_gives_the_county() -> None:
    """Attack S4: total 97 and total without the county 80 give 17; rounded to 5, 16 to 24."""
    names, cells = region([11, 9, 13, 12, 17, 18, 17])
    county = Hidden(cells[-1], (cells[-1],))
    exact = Release("r", names, [Shown(tuple(cells), 97), Shown(tuple(cells[:-1]), 80), county])
    assert found_ranges([exact])[cells[-1]] == (17, 17)
    rounded = [Rounded(tuple(cells), 100, 5), Rounded(tuple(cells[:-1]), 80, 5), county]
    assert found_ranges([Release("r", names, rounded)])[cells[-1]] == (16, 24)


def test_a_filter_is_watched_by_what_it_leaves_out() -> None:
    """Two left out have 3 cases between them: no count of one is exact, their sum is."""
    names, cells = region([11, 9, 13, 12, 17, 2, 1])
    facts = [Shown(tuple(cells), 65), Shown(tuple(cells[:5]), 62)]
    rest = cell("left out")
    watched = difference(rest, cells, cells[:5])
    assert attack([Release("r", names, facts)]) == []
    assert [(e.cell, e.low) for e in attack([Release("r", names, [*facts, watched])])] == [
        (rest, 3)
    ]
    with pytest.raises(ValueError, match="some, but not all"):
        difference(rest, cells[:5], cells)
    with pytest.raises(ValueError, match="some, but not all"):
        difference(rest, cells, cells)


def test_a_joiner_of_a_rolling_total_is_exact() -> None:
    """Attack S5: the same window with five and with six authorities."""
    names, cells = region([8, 9, 7, 8, 9, 3])
    five = Release("March", names[:5], [Shown(tuple(cells[:5]), 41)])
    six = Release("April", names, [Shown(tuple(cells), 44)])
    (exposure,) = attack([five, six])
    assert (exposure.cell, exposure.low, exposure.high) == (cells[5], 3, 3)
    assert attack([five]) == attack([six]) == []


def test_year_to_date_less_last_year_to_date_is_the_month() -> None:
    """Attack S5: April to May 14, April to June 17: June is 3, by its own unknown."""
    months = [cell("A", period=month) for month in ("04", "05", "06")]
    first = Release("May", ["A"], [Shown(tuple(months[:2]), 14)])
    second = Release("June", ["A"], [Shown(tuple(months), 17)])
    (exposure,) = attack([first, second])
    assert (exposure.release, exposure.cell, exposure.low) == ("June", months[2], 3)


@given(st.lists(st.integers(4, 40), min_size=2, max_size=5), st.integers(-4, 4), st.integers(1, 10))
def test_a_correction_shows_itself_exactly_where_totals_are_exact(
    values: list[int], change: int, base: int
) -> None:
    """Only the first authority corrected its count; both totals were published."""
    names, cells = region(values)
    after = (cells[0]._replace(revision=1), *cells[1:])
    totals = [sum(values), sum(values) + change]
    first, second = (
        Release(label, names, [Rounded(tuple(counted), rounded_count(total, base), base)])
        for label, counted, total in zip("12", (cells, after), totals, strict=True)
    )
    watched = Release("2", names, [*second.facts, Changed(cells[0], after[0])])
    found = [(e.cell, e.low, e.high) for e in attack([first, watched])]
    assert found == ([(after[0], change, change)] if base == 1 and change else [])


def test_what_a_director_and_open_data_know_narrows_a_total() -> None:
    """Attack S6: a total of 60 of three; own figure 14; the third is 3 to 7 by open data."""
    names, cells = region([14, 41, 5])
    facts = [Shown(tuple(cells), 60), Hidden(cells[1], (cells[1],)), own("A0", 14, cells[0])]
    release = Release("r", names, facts)
    assert found_ranges([release])[cells[1]] == (0, 60)
    assert found_ranges([release], frozenset({"A0"}))[cells[1]] == (0, 46)
    elsewhere = Release("public", (), [Between((cells[2],), 3, 7)])
    assert found_ranges([release, elsewhere], frozenset({"A0"}))[cells[1]] == (39, 43)


@pytest.mark.parametrize("total", [8, 23, 60])
@pytest.mark.parametrize("part", [0.1, 0.4, 0.9])
def test_a_percentage_and_its_denominator_give_the_numerator(total: int, part: float) -> None:
    """Attack S7, whole per cent, denominators 8 to 60."""
    value = round(total * part)
    printed = int(Fraction(100 * value, total) + Fraction(1, 2))
    facts = [Percentage((cell("A"),), total, printed), Hidden(cell("A"), (cell("A"),))]
    assert found_ranges([Release("r", ["A"], facts)])[cell("A")] == (value, value)


def test_a_percentage_over_a_banded_denominator_leaves_a_range() -> None:
    """Attack S7: 42% of 20 to 29 cases can be 9 to 12."""
    whole, part = (cell("A", "yes"), cell("A", "no")), cell("A", "yes")
    facts = [Percentage((part,), whole, 42), Between(whole, 20, 29), Hidden(part, (part,))]
    possible = [x for n in range(20, 30) for x in range(n + 1) if int(100 * x / n + 0.5) == 42]
    assert found_ranges([Release("r", ["A"], facts)])[part] == (min(possible), max(possible))


def test_least_median_most_and_mean_of_five_give_the_last_value() -> None:
    """Attack S10: least 10, median 30, most 60 and a total of 155 of 60, 20, 30, 35 and 10."""
    values = [60, 20, 30, 35, 10]
    names, cells = region(values)
    items = tuple(Item((c,), most=100) for c in cells)
    facts = [
        OrderStatistic(items, 1, printed_interval(10)),
        OrderStatistic(items, 5, printed_interval(60)),
        Quantile(items, Fraction(1, 2), printed_interval(30)),
        Shown(tuple(cells), sum(values)),
        *(own(name, value, c) for name, value, c in zip(names, values, cells, strict=True)),
        *(Hidden(c, (c,)) for c in cells),
    ]
    release = Release("r", names, facts)
    readers = frozenset({"A0", "A1", "A4"})
    found = found_ranges([release], readers)
    assert found == {cells[2]: (30, 35), cells[3]: (30, 35)}
    both = {e.cell: e.low for e in attack([release], readers | {"A2"})}
    assert both == {cells[3]: 35}


def test_a_predecessor_is_the_sum_of_its_successors() -> None:
    """Cumberland is exact once the old county's and the other heir's figures are out."""
    old = Release("2022", [Unit("Old", ("East", "West"))], [Shown((cell("Old"),), 20)])
    new = Release("2023", ["East", "West"], [Shown((cell("East"),), 17)])
    (exposure,) = attack([old, new])
    assert (exposure.cell, exposure.low, exposure.high) == (cell("West"), 3, 3)


def test_heirs_who_read_together_know_the_predecessors_rows() -> None:
    old = Release(
        "2022",
        [Unit("Old", ("East", "West")), "North"],
        [
            own("Old", 20, cell("Old")),
            own("North", 4, cell("North")),
            Shown((cell("Old"), cell("North")), 24),
            Hidden(cell("North"), (cell("North"),)),
        ],
    )
    new = Release("2023", ["East", "West"], [own("East", 12, cell("East", period="2023"))])
    assert attack([old, new], {"East"}) == []
    west = Release("2023", ["West"], [own("West", 8, cell("West", period="2023"))])
    (exposure,) = attack([old, new, west], {"East", "West"})
    assert (exposure.cell, exposure.low) == (cell("North"), 4)
