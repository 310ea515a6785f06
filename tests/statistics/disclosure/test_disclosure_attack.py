"""The attack finds what is there, by two computations, and the attacks that the papers name."""

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from regionqa.statistics.disclosure import (
    Between,
    Cell,
    Changed,
    ContradictionError,
    Hidden,
    Item,
    OrderStatistic,
    Percentage,
    Policy,
    Quantile,
    Release,
    Rounded,
    Shown,
    Unit,
    UnknownReaderError,
    attack,
    attack_all,
    difference,
    engines,
    printed_interval,
    rounded_count,
)
from regionqa.statistics.disclosure.network import Network
from tests.statistics.disclosure.tables import cell, frame_of, naive_release, own, random_counts


def found_ranges(releases: list[Release], reader: frozenset[str] | None = None) -> dict:
    return {e.cell: (e.low, e.high) for e in attack(releases, reader, spread=10_000)}


def ranges_by_milp(counts: np.ndarray, base: int) -> dict[tuple[int, int], tuple[int, int]]:
    """An own model of a table with small counts hidden, straight for the solver."""
    rows, columns = counts.shape
    hidden = [(i, j) for i, j in np.ndindex(counts.shape) if 0 < counts[i, j] < 6]
    place = {figure: n for n, figure in enumerate(hidden)}
    statements, low, high = [], [], []

    def state(members: list[tuple[int, int]], least: float, most: float) -> None:
        line = np.zeros(len(hidden))
        for figure in members:
            line[place[figure]] = 1
        statements.append(line)
        low.append(least)
        high.append(most)

    for i in range(rows):
        members = [figure for figure in hidden if figure[0] == i]
        total = sum(counts[figure] for figure in members)
        state(members, total, total)
    for j in [*range(columns), None]:
        members = [figure for figure in hidden if j is None or figure[1] == j]
        inside = sum(counts[figure] for figure in members)
        total = counts.sum() if j is None else counts[:, j].sum()
        printed = (total + base // 2) // base * base
        state(
            members,
            printed - base // 2 - total + inside,
            printed + (base - 1) // 2 - total + inside,
        )
    table = LinearConstraint(np.array(statements), low, high)
    found = {}
    for figure, n in place.items():
        ends = []
        for sign in (1, -1):
            objective = np.zeros(len(hidden))
            objective[n] = sign
            answer = milp(objective, integrality=1, bounds=Bounds(1, np.inf), constraints=table)
            ends.append(round(sign * answer.fun))
        found[figure] = (ends[0], ends[1])
    return found


def rounded_release(counts: np.ndarray, base: int) -> Release:
    frame = frame_of(counts)
    release = naive_release(frame)
    facts = [
        Rounded(fact.cells, rounded_count(fact.value, base), base)
        if isinstance(fact, Shown) and len({c.authority for c in fact.cells}) > 1
        else fact
        for fact in release.facts
    ]
    return Release("q", release.units, facts)


@given(
    st.integers(2, 5).flatmap(
        lambda columns: st.lists(
            st.lists(st.integers(0, 9), min_size=columns, max_size=columns), min_size=2, max_size=5
        )
    ),
    st.sampled_from([1, 5, 10]),
)
def test_bounds_equal_an_independent_programme(values: list[list[int]], base: int) -> None:
    counts = np.array(values)
    frame = frame_of(counts)
    found = found_ranges([rounded_release(counts, base)])
    for (i, j), expected in ranges_by_milp(counts, base).items():
        assert found[Cell(frame.index[i], frame.columns[j], "q")] == expected


@pytest.mark.parametrize("seed", range(3))
def test_network_and_programme_agree(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    releases = [rounded_release(random_counts(seed, 9).to_numpy(), 10)]
    used = set()
    original = engines.network_of

    def noting(*arguments):
        network = original(*arguments)
        used.add(type(network))
        return network

    monkeypatch.setattr(engines, "network_of", noting)
    by_network = found_ranges(releases)
    assert used == {Network}
    monkeypatch.setattr(engines, "network_of", lambda *_: None)
    assert found_ranges(releases) == by_network


@pytest.mark.parametrize("as_network", [True, False])
def test_coalitions_are_those_that_reading_one_by_one_finds(
    as_network: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every pair's own attack, one after another, against the search by moves."""
    counts = random_counts(4, 7, median=40)
    release = naive_release(counts)
    if not as_network:
        monkeypatch.setattr(engines, "network_of", lambda *_: None)
    public = {e.cell for e in attack([release]) if e.reason == "exact"}
    expected = set()
    for size in (1, 2):
        for readers in combinations(counts.index, size):
            for exposure in attack([release], frozenset(readers)):
                if exposure.cell not in public:
                    expected.add((exposure.cell, frozenset(readers), exposure.low))
    smallest = {
        (c, readers, value)
        for c, readers, value in expected
        if not any(other < readers and c == d for d, other, _ in expected)
    }
    assert smallest
    found = attack_all([release], policy=Policy(spread=2))
    assert {(e.cell, e.reader, e.low) for e in found if e.reader} == smallest


def test_hiding_small_counts_alone_fails_often() -> None:
    """Attack S1: with the margins shown a good part of the hidden counts is exact."""
    hidden = exact = 0
    for seed in range(30):
        counts = random_counts(seed)
        hidden += int(((counts > 0) & (counts < 6)).to_numpy().sum())
        exact += sum(e.reason == "exact" for e in attack([naive_release(counts)]))
    assert hidden / 30 == pytest.approx(18, abs=3)
    assert 0.25 < exact / hidden < 0.6


def region(values: list[int]) -> tuple[list[str], list[Cell]]:
    names = [f"A{n}" for n in range(len(values))]
    return names, [cell(name) for name in names]


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


def test_successors_that_disagree_or_circle_are_refused() -> None:
    one = Release("1", [Unit("A", ("B",))], [])
    other = Release("2", [Unit("A", ("C",))], [])
    with pytest.raises(ValueError, match="disagree on the successors of A"):
        attack([one, other])
    with pytest.raises(ValueError, match="own successors"):
        attack([one, Release("2", [Unit("B", ("A",))], [])])


def test_facts_that_exclude_each_other_are_named() -> None:
    facts = [Shown((cell("A"), cell("B")), 5), Shown((cell("A"),), 9)]
    with pytest.raises(ContradictionError, match="B, all"):
        attack([Release("r", ["A", "B"], facts)])


def test_facts_that_only_a_search_finds_contradictory_are_named() -> None:
    """Pairs that must add to 1 around a triangle: fine in halves, impossible in whole numbers."""
    a, b, c = cell("A"), cell("B"), cell("C")
    facts = [Shown((a, b), 1), Shown((b, c), 1), Shown((a, c), 1)]
    with pytest.raises(ContradictionError, match="no table of counts"):
        attack([Release("r", ["A", "B", "C"], facts)])


def test_whole_numbers_find_what_fractions_miss() -> None:
    """x + y + z = 2 with x = y: relaxed, z may be 1; in whole numbers it is 0 or 2."""
    a, b, c = cell("A"), cell("B"), cell("C")
    facts = [
        Shown((a, b, c), 3),
        Between((a, b), 0, 1),
        Between((b, c), 2, 3),
        Between((a, c), 2, 3),
        Hidden(b, (b,)),
    ]
    listed = [
        y
        for x in range(4)
        for y in range(4)
        for z in range(4)
        if x + y + z == 3 and x + y <= 1 and 2 <= y + z <= 3 and 2 <= x + z <= 3
    ]
    found = found_ranges([Release("r", ["A", "B", "C"], facts)])
    assert found[b] == (min(listed), max(listed))


def test_a_hidden_count_that_stands_in_print_elsewhere_is_exposed_only_if_small() -> None:
    for value, exposed in ((7, 0), (3, 1)):
        facts = [Hidden(cell("A"), (cell("A"),), 1), own("A", value), own("B", 9, cell("B"))]
        hidden = Release("1", ["A", "B"], facts)
        printed = Release("2", ["A", "B"], [Shown((cell("A"),), value)])
        assert len(attack([hidden, printed])) == exposed
        assert len(attack_all([hidden, printed])) == exposed


def test_a_reader_without_own_rows_is_refused() -> None:
    release = Release("r", ["A", "B"], [Shown((cell("A"), cell("B")), 5)])
    with pytest.raises(UnknownReaderError, match="no release holds an own row"):
        attack([release], {"A"})
    with pytest.raises(UnknownReaderError, match="no unit"):
        attack([release], {"Z"})


def test_what_is_undecided_in_time_is_an_exposure() -> None:
    found = attack([naive_release(random_counts(1))], time_limit=0)
    decided = attack([naive_release(random_counts(1))])
    undecided = {e.cell for e in found if e.reason == "undecided"}
    assert undecided > {e.cell for e in decided if e.reason == "narrow"}
    assert {e.reason for e in found if e.cell not in undecided} == {"exact"}


def test_readers_are_undecided_too_when_time_is_up() -> None:
    """The order of two values needs a search, so no time means no verdict for anyone."""
    names, cells = region([4, 9])
    items = tuple(Item((c,), most=50) for c in cells)
    facts = [
        OrderStatistic(items, 1, printed_interval(4)),
        *(own(name, value, c) for name, value, c in zip(names, [4, 9], cells, strict=True)),
        *(Hidden(c, (c,)) for c in cells),
    ]
    found = attack_all([Release("r", names, facts)], time_limit=0)
    assert {(e.cell, e.reason, e.low) for e in found} == {(c, "undecided", None) for c in cells}


def test_months_that_are_only_ever_added_up_count_as_one_unknown() -> None:
    """Twelve months of which only the sum is told are not twelve small exposures."""
    months = tuple(cell("A", period=f"{month:02}") for month in range(1, 13))
    assert attack([Release("r", ["A"], [Shown(months, 8)])]) == []


def test_nothing_published_exposes_nothing() -> None:
    assert attack([]) == []
    assert attack([Release("r", [], [])]) == []
    assert attack_all([]) == []


def test_progress_reaches_the_end() -> None:
    steps: list[tuple[int, int]] = []
    attack([naive_release(random_counts(1))], progress=lambda *step: steps.append(step))
    assert steps[-1][0] == steps[-1][1] == len(steps)


def test_search_is_used_where_sets_cross_three_ways() -> None:
    """Rows, columns and a diagonal are no network."""
    cells = {(i, j): cell(f"A{i}", f"c{j}") for i in range(3) for j in range(3)}
    lines = [[(i, j) for j in range(3)] for i in range(3)]
    lines += [[(i, j) for i in range(3)] for j in range(3)]
    lines.append([(i, i) for i in range(3)])
    facts = [Shown(tuple(cells[f] for f in line), 6) for line in lines]
    facts += [Hidden(c, (c,)) for c in cells.values()]
    found = found_ranges([Release("r", ["A0", "A1", "A2"], facts)])
    assert found[cells[0, 0]] == (0, 6)
    assert found[cells[0, 1]] == (0, 6)
