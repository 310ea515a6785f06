"""Any small region: every rule is kept and the cost is least, or it is truly impossible."""

import random

from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from regionqa.statistics.allocation import allocate, check
from tests.statistics.allocation.allocation_brute import best_cost, size
from tests.statistics.allocation.allocation_regions import small_regions


@given(small_regions(most_authorities=3))
def test_least_cost_of_all_allocations_or_none_exists(inputs):
    cases, readers, conflicts, rules, history = inputs
    assume(size(cases, readers, conflicts, rules) <= 3000)
    answer = allocate(cases, readers, conflicts, rules, history)
    expected = best_cost(cases, readers, conflicts, rules, history)
    event(f"{answer.state}, least cost {expected}")
    if expected is None:
        assert not answer.feasible
        assert answer.reasons
    elif not answer.feasible:
        assert not answer.proven
    else:
        assert answer.bound - 1e-6 <= expected <= answer.objective + 1e-6
        if answer.state == "optimal":
            assert round(answer.objective) == expected


@given(small_regions())
def test_rules_are_kept_and_alternatives_work(inputs):
    cases, readers, conflicts, rules, history = inputs
    answer = allocate(cases, readers, conflicts, rules, history)
    if answer.feasible:
        assert check(answer.assignments, cases, readers, conflicts, rules, history) == ()
        return
    for way in answer.alternatives:
        assert way.changes
        assert way.sentences
        accepted = rules.accept(way.changes)
        assert check(way.assignments, cases, readers, conflicts, accepted, history) == ()
        assert allocate(cases, readers, conflicts, accepted, history).feasible
    assert len({way.changes for way in answer.alternatives}) == len(answer.alternatives) <= 3


@settings(max_examples=15)
@given(small_regions(), st.randoms(use_true_random=False))
def test_the_order_of_the_inputs_does_not_matter(inputs, order: random.Random):
    cases, readers, conflicts, rules, history = inputs
    first = allocate(cases, readers, conflicts, rules, history, seed=7)
    shuffled = [order.sample(items, len(items)) for items in (cases, readers, conflicts, history)]
    second = allocate(shuffled[0], shuffled[1], shuffled[2], rules, shuffled[3], seed=7)
    assert first == second
