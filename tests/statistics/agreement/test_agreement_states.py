"""Degenerate input has a named state, a sentence and no NaN."""

import numpy as np
import pytest

from regionqa.statistics.agreement import (
    COEFFICIENTS,
    STATES,
    Patterns,
    Ratings,
    agreement,
    bootstrap_agreement,
    difference,
    direction,
    explain,
    plan_drop,
    plan_width,
    prevalence,
    reader_jackknife,
    specific_agreement,
    verdict,
    widest_cases,
)
from tests.statistics.agreement.oracles import random_codes, raw5

SCALE = (1, 2, 3, 4)
N = None

STATE_CASES = {
    "empty": [[N, N], [N, N]],
    "one_reader": [[1, N], [2, N], [3, N]],
    "no_overlap": [[1, N], [N, 2], [3, N]],
    "one_grade": [[2, 2], [2, 2], [2, 2]],
    "perfect": [[1, 1], [2, 2], [3, 3]],
    "too_few": [[1, 2], [2, 2], [3, 4]],
}


@pytest.mark.parametrize("state", STATE_CASES)
@pytest.mark.parametrize("coefficient", COEFFICIENTS)
def test_states(state, coefficient):
    found = agreement(Ratings.from_matrix(STATE_CASES[state], SCALE), coefficient)
    assert found.state == state
    assert found.sentence == explain(state, found.pairable)
    if state in ("empty", "one_reader", "no_overlap"):
        assert found.value is None
    if state in ("one_grade", "perfect"):
        assert (found.standard_error, found.low, found.high) == (None, None, None)
    if state == "one_grade" and coefficient in ("fleiss", "conger", "alpha"):
        assert found.value is None
    elif state in ("one_grade", "perfect"):
        assert found.value == pytest.approx(1.0)
    if state == "too_few":
        assert found.low < found.value < found.high


@pytest.mark.parametrize("cases", [0, 1, 2])
@pytest.mark.parametrize("coefficient", COEFFICIENTS)
def test_next_to_nothing(cases, coefficient):
    found = agreement(
        Ratings.from_matrix(np.array([[1.0, 2.0], [3.0, 3.0]])[:cases], SCALE), coefficient
    )
    assert found.state == ("empty" if cases == 0 else "too_few")
    assert (found.value is None) == (cases == 0)
    assert (found.standard_error is None) == (cases < 2)


def test_ok_from_ten_cases_on():
    codes = random_codes(np.random.default_rng(1), 10, 2)
    assert agreement(Ratings.from_codes(codes, SCALE)).state == "ok"
    assert agreement(Ratings.from_codes(codes[1:], SCALE)).state == "too_few"


def test_counts_need_readers_where_it_matters():
    counts = Ratings.from_counts([[0, 2, 0, 0], [1, 1, 0, 0], [0, 0, 1, 1]], SCALE)
    for source in (counts, counts.patterns()):
        assert agreement(source, "conger").state == "needs_readers"
        assert direction(source, "A").state == "needs_readers"
        assert reader_jackknife(source).state == "needs_readers"
        assert agreement(source, "ac").value is not None
    assert difference(counts.patterns(), counts.patterns()).state == "needs_readers"
    assert difference(counts.patterns(), counts.patterns(), paired=False).value == 0.0


def test_empty_counts_and_patterns():
    assert agreement(Ratings.from_counts([], SCALE)).state == "empty"
    empty = Patterns.of(SCALE, [], [])
    assert agreement(empty).state == "empty"
    assert empty + raw_patterns() == raw_patterns()
    assert agreement(Ratings.from_counts([[1, 0, 0, 0]], SCALE)).state == "no_overlap"


def raw_patterns() -> Patterns:
    return Ratings.from_matrix([[1, 2], [2, 2]], SCALE).patterns()


def test_a_pairable_one_grade_beside_other_single_grades():
    ratings = Ratings.from_matrix([[2, 2], [2, 2], [3, N]], SCALE)
    assert agreement(ratings, "alpha").state == "one_grade"
    assert agreement(ratings, "alpha").value is None
    assert agreement(ratings, "fleiss").state == "perfect"


def test_all_disagree_alike():
    found = agreement(Ratings.from_matrix([[1, 2]] * 12, SCALE), "percent", "identity")
    assert (found.value, found.low, found.high, found.p_value) == (0.0, None, None, None)


@pytest.mark.parametrize("state", STATE_CASES)
def test_everything_else_stands_on_every_state(state):
    ratings = Ratings.from_matrix(STATE_CASES[state], SCALE, raters="AB")
    none = state in ("empty", "one_reader", "no_overlap")
    assert bootstrap_agreement(ratings, seed=1).state == state
    assert (verdict(agreement(ratings)).band is None) == (state != "too_few")
    assert direction(ratings, "A").state == {"one_grade": "perfect"}.get(state, state)
    assert reader_jackknife(ratings).state in STATES
    assert len(specific_agreement(ratings)) == 4
    assert prevalence(ratings).distorts is False
    assert widest_cases(ratings) == []
    for plan in (plan_width(ratings, 0.1), plan_drop(ratings, 0.1)):
        assert (len(plan.options) > 0) == (state == "too_few")
        assert plan.sentence
    change = difference(ratings, ratings, paired=True)
    assert change.state == state
    assert (change.value is None) == none


def test_every_state_has_a_sentence():
    assert len({explain(state, 5) for state in STATES}) == len(STATES)
    assert "1 case " in explain("too_few", 1)
    assert "3% of cases" in explain("perfect", 100)


def test_plain_values_for_json():
    plain = agreement(raw5()).to_dict()
    assert plain["state"] == "ok"
    assert plain["sentence"] == "Based on 15 cases graded by two or more readers."
    assert plain["replicates"] is None


def test_one_cluster_has_no_interval():
    ratings = Ratings.from_matrix([[1, 2], [2, 2]] * 10, SCALE)
    found = agreement(ratings, clusters=["a"] * 20)
    assert (found.state, found.low, found.clusters) == ("too_few", None, 1)
    assert found.value is not None
    assert "one cluster" in found.sentence
    gap = direction(ratings, 0, clusters=["a"] * 20)
    assert (gap.state, gap.points.low) == ("too_few", None)
    assert gap.sentence.startswith("Too few cases to say")


def test_many_readers_are_no_burden():
    rng = np.random.default_rng(0)
    codes = np.zeros((400, 300), dtype=np.uint8)
    for case in codes:
        case[rng.choice(300, 2, replace=False)] = rng.integers(1, 5, 2)
    found = agreement(Ratings.from_codes(codes, SCALE), "conger")
    assert found.state == "ok"
    assert found.low < 0 < found.high


def test_clusters_that_move_nothing_still_count():
    rows = [[1, 2], [2, 2], [2, 2], [2, 2]]
    ratings = Ratings.from_matrix(rows, SCALE)
    for clusters in (["a", "a", "b", "b"], ["a", "b", "b", "b"]):
        for coefficient in COEFFICIENTS:
            found = agreement(ratings, coefficient, "identity", clusters=clusters)
            assert found.clusters == 2
            assert found.low is None or found.low <= found.value <= found.high
