"""A named table that falls beside the rest: what the gate offers instead, and that it passes."""

from dataclasses import replace

import pytest

from regionqa.benchmarking.gate.atoms import in_atoms
from regionqa.benchmarking.gate.looking import look
from regionqa.benchmarking.gate.trial import Bench
from tests.benchmarking.gate_regions import some_region, window_of


@pytest.mark.parametrize(("seed", "cases", "share"), [(2, (2, 12), 0.3), (3, (2, 12), 0.3)])
def test_a_named_table_that_falls_beside_the_rest_has_a_remedy_that_passes(
    seed: int, cases: tuple[int, int], share: float
) -> None:
    region = some_region(seed, 9, cases, share=share)
    (named,), (unnamed,) = in_atoms([window_of(region, named=True)]), in_atoms([window_of(region)])
    assert look(Bench(), unnamed, {}).verdict.passed, "what is unnamed stands alone"
    seen = look(Bench(), named, {})
    assert not seen.verdict.passed
    assert (seen.figures, seen.tables) == ((), ())
    first, *_, last = seen.verdict.remedies
    assert "leave it out of the named tables" in first.words.lower()
    assert last.words == "Leave the measure out of this release"
    for remedy in seen.verdict.remedies:
        printing = replace(named.recipe.printing("good"), **remedy.change)
        again = look(Bench(), named.printed_as(printing), {})
        assert again.verdict.passed
        assert not again.tables, "no named table of it is printed"
    later = replace(named.recipe.printing("good"), **first.later)
    assert not later.by_name
    assert look(Bench(), named.printed_as(later), {}).verdict.passed, "a release to come"
