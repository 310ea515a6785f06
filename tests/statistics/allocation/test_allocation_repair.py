"""Repair keeps what stands; infeasible rounds say what to change, as in the paper's scenarios."""

from dataclasses import replace

import pytest

from regionqa.statistics.allocation import (
    AllocationInputError,
    Assignment,
    Conflict,
    Rules,
    allocate,
    check,
    repair,
    why,
)
from tests.statistics.allocation.allocation_regions import region

ROUND = region(12, 4, 2)


@pytest.fixture(scope="module")
def first():
    cases, readers, conflicts, history = ROUND
    return allocate(cases, readers, conflicts, Rules(), history)


@pytest.mark.parametrize("leavers", [("r03-1",), ("r00-0", "r05-2", "r11-3")])
def test_repair_fills_only_the_lapsed_places(first, leavers):
    cases, readers, conflicts, history = ROUND
    stays = [item for item in first.assignments if item.reader not in leavers]
    left = [replace(r, available=r.id not in leavers) for r in readers]
    answer = repair(stays, cases, left, conflicts, Rules(), history)
    assert answer.feasible
    assert set(stays) <= set(answer.assignments)
    assert answer.standing == frozenset(stays)
    assert len(answer.assignments) == len(first.assignments)
    assert not {item.reader for item in answer.assignments} & set(leavers)
    assert check(answer.assignments, cases, left, conflicts, Rules(), history) == ()
    assert "standing" in {fact.code for fact in why(answer, stays[0])}


def test_repair_after_a_case_is_withdrawn_keeps_the_rest(first):
    cases, readers, conflicts, history = ROUND
    gone = {conflict.case for conflict in conflicts}
    withdrawn = next(case.id for case in cases if case.id not in gone)
    rest = [case for case in cases if case.id != withdrawn]
    stays = [item for item in first.assignments if item.case != withdrawn]
    answer = repair(stays, rest, readers, conflicts, Rules(), history)
    assert answer.assignments == tuple(stays)


def test_repair_of_nothing_lapsed_changes_nothing(first):
    cases, readers, conflicts, history = ROUND
    answer = repair(first.assignments, cases, readers, conflicts, Rules(), history)
    assert answer.assignments == first.assignments
    assert answer.objective == first.objective


def test_repair_refuses_a_standing_conflict(first):
    cases, readers, conflicts, history = ROUND
    item = first.assignments[0]
    declared = [*conflicts, Conflict(reader=item.reader, case=item.case)]
    with pytest.raises(AllocationInputError, match="a conflict is declared"):
        repair(first.assignments, cases, readers, declared, Rules(), history)
    with pytest.raises(AllocationInputError, match="is not among the readers"):
        repair([Assignment(item.case, "nobody")], cases, readers, [], Rules(), history)


def test_repair_when_nobody_can_step_in_says_so(first):
    cases, readers, conflicts, history = ROUND
    item = first.assignments[0]
    stays = first.assignments[1:]
    on_it = {other.reader for other in stays if other.case == item.case}
    closed = [Conflict(reader=r.id, case=item.case) for r in readers if r.id not in on_it]
    answer = repair(stays, cases, readers, [*conflicts, *closed], Rules(), history)
    assert (answer.state, answer.proven) == ("infeasible", True)
    changes = [change for way in answer.alternatives for change in way.changes]
    assert ("coverage", (item.case,)) in {(change.family, change.subject) for change in changes}


def scenario(name):
    cases, readers, conflicts, history = region(10, 4, 2)
    if name == "limits cut":
        readers = [
            replace(reader, capacity=1 if place % 3 else 2) for place, reader in enumerate(readers)
        ]
    elif name == "one eligible":
        conflicts = [*conflicts, *(Conflict(reader=r.id, case="c03-01") for r in readers[1:])]
    elif name == "one expert":
        readers = [
            replace(r, expertise=r.expertise - {"neglect"} if i else r.expertise | {"neglect"})
            for i, r in enumerate(readers)
        ]
    elif name == "two halves":
        names = [f"A{i:02d}" for i in range(10)]
        conflicts = [
            Conflict(reader_authority=a, case_authority=b) for a in names[:5] for b in names[5:]
        ]
    return cases, readers, conflicts, history


@pytest.mark.parametrize(
    ("name", "words", "families"),
    [
        ("limits cut", "readings and the readers can take", {"capacity"}),
        ("one eligible", "Case c03-01: needs two readers", {"coverage"}),
        ("one expert", "experience of neglect", {"expertise"}),
        ("two halves", "fall into two groups", {"links"}),
    ],
)
def test_infeasible_rounds_say_what_to_change(name, words, families):
    cases, readers, conflicts, history = scenario(name)
    answer = allocate(cases, readers, conflicts, Rules(), history)
    assert (answer.state, answer.proven) == ("infeasible", True)
    assert words in " ".join(answer.reasons)
    offered = [{change.family for change in way.changes} for way in answer.alternatives]
    assert 1 <= len(offered) <= 3
    assert any(families <= given for given in offered)
    for way in answer.alternatives:
        accepted = Rules().accept(way.changes)
        assert check(way.assignments, cases, readers, conflicts, accepted, history) == ()


def test_experts_short_says_how_many_more_readers():
    cases, readers, conflicts, history = scenario("one expert")
    answer = allocate(cases, readers, conflicts, Rules(), history)
    sentences = [sentence for way in answer.alternatives for sentence in way.sentences]
    assert any("more reader" in s and "experience of neglect for case" in s for s in sentences)


def test_chains_that_cannot_hold_are_named():
    cases, readers, _, history = region(8, 3, 2)
    conflicts = [Conflict(reader_authority="A00", case_authority="A01")]
    answer = allocate(cases, readers, conflicts, Rules(chains=(("A00", "A01", "A02"),)), history)
    assert answer.shortages[0].family == "chain"
    changes = [change for way in answer.alternatives for change in way.changes]
    assert ("chain", ("A00", "A01")) in {(change.family, change.subject) for change in changes}
