"""The cube equals a recount after any sequence of returns, corrections and withdrawals."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regionqa.benchmarking import operations, queries
from regionqa.benchmarking.checking import add_up
from regionqa.benchmarking.cube import (
    cube_of,
    empty,
    pack,
    tally,
    unpack,
    with_month,
    without_month,
)
from regionqa.benchmarking.months import DRAWN, OTHER, MonthFigures
from regionqa.benchmarking.windows import Window, months_before
from regionqa.core.database import Database
from regionqa.core.unit_of_work import unit_of_work
from tests.factories.world import World

START = date(2025, 6, 1)
GRADES = ("Inadequate", "Requires improvement", "Good", "Outstanding")
DOMAINS = ("Planning", "The child’s voice", "Oversight")


@dataclass(frozen=True)
class Held:
    figures: MonthFigures
    synthetic: bool


COUNTS = st.dictionaries(st.sampled_from(GRADES), st.integers(0, 9), min_size=1)


@st.composite
def months(draw: st.DrawFn) -> MonthFigures:
    grades = draw(COUNTS)
    domains = draw(st.dictionaries(st.sampled_from(DOMAINS), COUNTS, max_size=2))
    most = max(sum(grades.values()), *(sum(one.values()) for one in domains.values()), 0)
    return add_up(
        months_before(START, -draw(st.integers(0, 7))),
        grades,
        most + draw(st.integers(0, 3)),
        None,
        draw(st.none() | st.integers(0, 30)),
        chosen=draw(st.sampled_from([None, DRAWN, OTHER])),
        domains=domains,
    )


STEPS = st.lists(
    st.tuples(st.just("return"), months(), st.booleans())
    | st.tuples(st.just("withdraw"), st.integers(0, 7), st.booleans()),
    max_size=14,
)


@given(STEPS)
def test_steps_in_any_order_end_in_the_recount(steps: list[tuple[str, object, bool]]) -> None:
    cube = empty()
    held: dict[date, Held] = {}
    for word, what, synthetic in steps:
        if isinstance(what, MonthFigures):
            held[what.month] = Held(what, synthetic)
            cube = with_month(cube, what, synthetic=synthetic)
        else:
            month = months_before(START, -int(str(what)))
            held.pop(month, None)
            cube = without_month(cube, month)
            assert word == "withdraw"
        recounted = cube_of(held.values())
        assert cube == recounted
        assert unpack(pack(cube)) == cube
    found = {one.figures.month: (one.figures, one.synthetic) for one in cube.months()}
    assert found == {
        month: (
            # a domain without a grade holds nothing, so it is not kept
            MonthFigures(**{**_plain(one.figures), "domains": _filled(one.figures)}),
            one.synthetic,
        )
        for month, one in held.items()
    }
    window = Window(months_before(START, -2), months_before(START, -4))
    assert [one.figures.month for one in cube.months(window)] == sorted(
        month for month in held if window.holds(month)
    )
    assert [one.figures for one in cube.months(domains=False)] == [
        replace(one.figures, domains={}) for one in cube.months()
    ]


def _plain(figures: MonthFigures) -> dict[str, object]:
    return {name: getattr(figures, name) for name in figures.__dataclass_fields__}


def _filled(figures: MonthFigures) -> dict[str, object]:
    return {domain: grades for domain, grades in figures.domains.items() if grades}


@settings(max_examples=6)
@given(steps=STEPS)
def test_the_kept_cube_is_the_recount_of_the_rows(
    database: Database, steps: list[tuple[str, object, bool]]
) -> None:
    scope = World.a.scope("qa_lead")
    for _word, what, synthetic in steps:
        with unit_of_work(database, scope):
            held = queries.read_months(scope)
            if isinstance(what, MonthFigures):
                operations.record_months(
                    scope, [what], how="form", seen=held.seen, reason="Again", synthetic=synthetic
                )
            else:
                month = months_before(START, -int(str(what)))
                if month in {one.figures.month for one in held.standing}:
                    operations.withdraw_month(scope, month, reason="Wrong", seen=held.seen)
        with unit_of_work(database, scope, write=False):
            assert queries.read_cube(scope) == queries.recount(scope)
            assert queries.list_months(scope) == queries.read_months(scope)
    other = World.b.scope("qa_lead")
    with unit_of_work(database, other, write=False):
        assert queries.read_cube(other) == empty()


@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 2), st.integers(0, 3)), max_size=60),
    st.booleans(),
)
def test_a_tally_is_the_count_of_each_combination(
    entries: list[tuple[int, int, int]], weighted: bool
) -> None:
    codes = [np.array([entry[axis] for entry in entries], np.uint8) for axis in range(3)]
    weights = np.arange(len(entries)) if weighted else None
    found = tally((5, 3, 4), codes, weights)
    expected: Counter[tuple[int, ...]] = Counter()
    for place, entry in enumerate(entries):
        expected[entry] += place if weighted else 1
    assert {at: found[at] for at in np.ndindex(5, 3, 4) if found[at]} == +expected


def test_a_code_that_is_outside_is_refused() -> None:
    with pytest.raises(ValueError, match="A code lies outside 0 to 2"):
        tally((3,), [np.array([0, 3], np.uint8)])
