"""Regional sizes, seeds, reasons, changes by hand, degenerate and wrong inputs."""

from dataclasses import replace

import pytest

from regionqa.statistics.allocation import (
    AllocationInputError,
    Assignment,
    Case,
    Conflict,
    PastReading,
    Reader,
    Rules,
    allocate,
    check,
    effects,
    explain_exclusion,
    reserves,
    why,
)
from regionqa.statistics.allocation.search import Found, Search
from tests.statistics.allocation.allocation_regions import region

ROUND = region(12, 4, 2)


@pytest.fixture(scope="module")
def answer():
    cases, readers, conflicts, history = ROUND
    return allocate(cases, readers, conflicts, Rules(), history)


def test_a_region_is_proven_and_keeps_every_rule(answer):
    cases, readers, conflicts, history = ROUND
    assert answer.state == "optimal"
    assert answer.gap == 0
    assert check(answer.assignments, cases, readers, conflicts, Rules(), history) == ()
    assert answer.uneven == {}
    assert answer.linkage.state == "linked"
    assert sum(answer.loads.values()) == sum(answer.given.values()) == 12 * 4 * 2
    assert all(abs(answer.given[a] - answer.received[a]) <= 1 for a in answer.given)
    assert answer.objective == sum(answer.problem.past[o, h] * n for (o, h), n in _pairs(answer))


def _pairs(answer):
    places = answer.problem.places
    return [((places[o], places[h]), n) for (h, o), n in answer.pairs.items()]


def test_the_seed_decides_between_equals(answer):
    cases, readers, conflicts, history = ROUND
    again = allocate(cases, readers, conflicts, Rules(), history, seed=0)
    other = allocate(cases, readers, conflicts, Rules(), history, seed=1)
    assert again == answer
    assert other.objective == answer.objective
    assert other.assignments != answer.assignments
    assert other.inputs_hash == answer.inputs_hash


def test_the_hash_is_of_every_input(answer):
    cases, readers, conflicts, history = ROUND
    variants = [
        ([replace(cases[0], needs=frozenset()), *cases[1:]], readers, conflicts, Rules(), history),
        (cases, [replace(readers[0], capacity=9), *readers[1:]], conflicts, Rules(), history),
        (cases, readers, conflicts[1:], Rules(), history),
        (cases, readers, conflicts, Rules(load_weight=4), history),
        (cases, readers, conflicts, Rules(), history[1:]),
    ]
    hashes = {allocate(*variant).inputs_hash for variant in variants}
    assert len(hashes | {answer.inputs_hash}) == 6


def test_history_is_avoided_where_it_can_be():
    cases, readers, _, _ = region(8, 2, 2, rounds=0)
    cases = [replace(case, needs=frozenset()) for case in cases]
    met = [PastReading(f"A{b:02d}", "A00") for b in (1, 2, 3)]
    answer = allocate(cases, readers, [], Rules(), met)
    assert answer.repeats == 0
    assert answer.objective == 0


def test_the_same_person_is_not_sent_back_when_a_colleague_can_go():
    cases = [Case("c", "A"), Case("d", "B")]
    readers = [Reader("a", "A", 1), Reader("b1", "B", 1), Reader("b2", "B", 1)]
    rules = Rules(readers_per_case=1)
    answer = allocate(cases, readers, [], rules, [PastReading("B", "A", 1, "b1")])
    assert Assignment("c", "b2") in answer.assignments
    assert answer.objective == 1


def test_chains_and_no_swaps_and_sparse_rounds():
    cases, readers, _, _ = region(9, 3, 2, rounds=0)
    names = sorted({case.authority for case in cases})
    rules = Rules(chains=((*names, names[0]),), swaps=False)
    answer = allocate(cases, readers, [], rules)
    assert answer.feasible
    for first, second in zip(names, [*names[1:], names[0]], strict=True):
        assert answer.pairs[first, second] >= 1
        assert answer.pairs[second, first] == 0
    only = Rules(
        chains=((*names, names[0]),), chains_only=True, readers_per_case=1, pair_limit=3,
        partners=2, experts=0, resistance_limit=None,
    )  # fmt: skip
    answer = allocate(cases, readers, [], only)
    assert set(answer.pairs) == set(zip(names, [*names[1:], names[0]], strict=True))


def test_a_tight_resistance_limit_is_kept_or_said_to_be_out_of_reach():
    cases, readers, conflicts, history = region(10, 3, 2)
    loose = allocate(cases, readers, conflicts, Rules(resistance_limit=None), history)
    tight = allocate(cases, readers, conflicts, Rules(resistance_limit=1.15), history)
    assert tight.feasible
    assert tight.bound >= loose.objective - 1e-6
    assert tight.linkage.largest < loose.linkage.largest
    assert check(tight.assignments, cases, readers, conflicts, tight.problem.rules) == ()


def test_every_assignment_has_its_reasons(answer):
    for item in answer.assignments:
        facts = {fact.code: fact for fact in why(answer, item)}
        assert {"eligible", "history", "load", "pair", "reciprocity"} <= set(facts)
        assert facts["load"].values[0] == answer.loads[item.reader]
        assert all(fact.sentence.endswith(".") for fact in facts.values())
    with pytest.raises(AllocationInputError, match="does not read case"):
        why(answer, Assignment(answer.assignments[0].case, "r00-0"))


def test_reserves_break_nothing_and_changes_tell_what_they_break(answer):
    cases, readers, conflicts, _ = ROUND
    item = answer.assignments[5]
    stand_ins = reserves(answer, item)
    assert stand_ins
    for name in stand_ins:
        after = {*answer.assignments} - {item} | {Assignment(item.case, name)}
        assert check(after, cases, readers, conflicts, Rules()) == ()
    owner = next(case.authority for case in cases if case.id == item.case)
    home = next(reader.id for reader in readers if reader.authority == owner)
    broken = effects(answer, [item], [Assignment(item.case, home)]).broken
    assert ("forbidden", (item.case, home)) in {(b.family, b.subject) for b in broken}
    assert "own authority" in explain_exclusion(answer, item.case, home)
    dropped = effects(answer, remove=[item])
    assert ("coverage", (item.case,)) in {(b.family, b.subject) for b in dropped.broken}


def test_check_names_every_kind_of_breach():
    cases = [Case("c1", "A", frozenset({"x"})), Case("c2", "B"), Case("c3", "C")]
    readers = [
        Reader("a", "A", 1),
        Reader("b1", "B", 5),
        Reader("b2", "B", 5, available=False),
        Reader("d", "C", 5),
    ]
    conflicts = [Conflict(reader="d", case="c2")]
    made = [
        Assignment("c1", "b1"),
        Assignment("c1", "b2"),
        Assignment("c2", "a"),
        Assignment("c2", "d"),
        Assignment("c3", "a"),
    ]
    rules = Rules(chains=(("C", "A"),), swaps=False, pair_limit=1)
    found = check(made, cases, readers, conflicts, rules)
    families = "forbidden coverage same_authority expertise capacity pair chain swap links"
    assert {breach.family for breach in found} == set(families.split())
    sentences = " ".join(breach.sentence for breach in found)
    assert "a conflict is declared" in sentences
    assert "not available" in sentences
    few = check(made, cases, [*readers, Reader("e", "E", 1)], conflicts, Rules(partners=3))
    assert "partners" in {breach.family for breach in few}
    alone = check([Assignment("c1", "b1")], cases, readers, [], Rules(readers_per_case=1))
    assert ("links", ("connection",)) in {(breach.family, breach.subject) for breach in alone}


@pytest.mark.parametrize(
    ("cases", "readers", "state"),
    [
        ([], [], "no_cases"),
        ([], [Reader("r", "A", 1)], "no_cases"),
        ([Case("c", "A")], [], "no_readers"),
        ([Case("c", "A")], [Reader("r", "A", 1)], "one_authority"),
    ],
)
def test_degenerate_inputs_are_named(cases, readers, state):
    answer = allocate(cases, readers, [], Rules())
    assert (answer.state, answer.feasible, answer.proven) == (state, False, True)
    assert answer.reasons[0].endswith(".")


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: allocate([Case("c", "A")] * 2, [], [], Rules()), "Case 'c' is given 2 times"),
        (lambda: allocate([Case("c", "A", readers=0)], [], [], Rules()), "readers is 0"),
        (lambda: allocate([], [Reader("r", "A", -1)], [], Rules()), "capacity is -1"),
        (lambda: allocate([], [], [Conflict(reader="x", case="c")], Rules()), "'x' is not among"),
        (lambda: allocate([], [], [], Rules(chains=(("A", "B"),))), "authority 'A' has neither"),
        (lambda: Conflict(reader="r"), "either a case or"),
        (lambda: Conflict(case="c"), "either a reader or"),
        (lambda: Rules(readers_per_case=0), "readers_per_case is 0"),
        (lambda: Rules(resistance_limit=0.5), "at least 1"),
        (lambda: Rules(chains_only=True), "at least one chain"),
        (lambda: check([Assignment("c", "r")], [], [], [], Rules()), "case 'c' is not among"),
    ],
)
def test_wrong_inputs_are_named(build, message):
    with pytest.raises(AllocationInputError, match=message):
        build()


def test_time_limit_and_progress():
    cases, readers, conflicts, history = ROUND
    stages = []
    answer = allocate(
        cases, readers, conflicts, Rules(), history,
        progress=lambda stage, seconds: stages.append((stage, seconds)),
    )  # fmt: skip
    assert answer.state == "optimal"
    assert {stage for stage, _ in stages} == {"choosing authorities", "choosing people"}
    assert [seconds for _, seconds in stages] == sorted(seconds for _, seconds in stages)
    cut_short = allocate(cases, readers, conflicts, Rules(), history, time_limit=0)
    assert (cut_short.state, cut_short.proven) == ("out_of_time", False)


def test_a_plan_that_was_not_found_is_not_called_impossible(monkeypatch):
    cases, readers, conflicts, history = ROUND
    monkeypatch.setattr(Search, "run", lambda _search: Found("links"))
    answer = allocate(cases, readers, conflicts, Rules(), history, time_limit=30)
    assert answer.state == "not_linked"
    assert not answer.proven
    assert "none is proven impossible: ask for more readers" in answer.reasons[0]
    assert not any("cannot all be kept" in reason for reason in answer.reasons)
