"""The attack finds what is there, by two computations."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from regionqa.statistics.disclosure import (
    Between,
    Cell,
    ContradictionError,
    Hidden,
    Item,
    OrderStatistic,
    Policy,
    Release,
    Rounded,
    Shown,
    Unit,
    UnknownReaderError,
    attack,
    attack_all,
    engines,
    printed_interval,
    rounded_count,
)
from regionqa.statistics.disclosure.network import Network
from tests.statistics.disclosure.tables import (
    cell,
    found_ranges,
    frame_of,
    naive_release,
    own,
    random_counts,
    region,
)


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
