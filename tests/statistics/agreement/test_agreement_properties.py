"""What must hold for any ratings, and a second computation of every coefficient."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from regionqa.statistics.agreement import (
    COEFFICIENTS,
    METRIC_ORDINAL,
    STATES,
    WEIGHTS,
    Patterns,
    Ratings,
    agreement,
    bootstrap_agreement,
    pair_tables,
    report,
)
from tests.statistics.agreement import naive

SCALE = (1, 2, 3, 4)


def codes_of(cases: tuple[int, int] = (1, 14), readers: tuple[int, int] = (1, 5)):
    shapes = st.tuples(st.integers(*cases), st.integers(*readers))
    return shapes.flatmap(lambda shape: arrays.arrays(np.uint8, shape, elements=st.integers(0, 4)))


coefficients = st.sampled_from(COEFFICIENTS)
families = st.sampled_from(sorted(WEIGHTS))


def close(first, second) -> bool:
    if first is None or second is None:
        return first is None and second is None
    return first == pytest.approx(second, abs=1e-9, rel=1e-9)


def same(first, second) -> bool:
    names = ("value", "standard_error", "low", "high", "observed", "expected")
    return first.state == second.state and all(
        close(getattr(first, name), getattr(second, name)) for name in names
    )


@given(codes_of(), coefficients, families)
def test_value_is_that_of_the_formula(codes, coefficient, family):
    found = agreement(Ratings.from_codes(codes, SCALE), coefficient, family)
    assume(found.value is not None)
    weights = WEIGHTS[family](np.array(SCALE, dtype=float))
    assert found.value == pytest.approx(naive.value(coefficient, codes, weights), abs=1e-9)


@given(codes_of())
def test_ordinal_alpha_is_that_of_the_formula(codes):
    found = agreement(Ratings.from_codes(codes, SCALE), "alpha", METRIC_ORDINAL)
    assume(found.value is not None)
    expected = naive.alpha(codes, naive.ordinal_distances(codes, 4))
    assert found.value == pytest.approx(expected, abs=1e-9)


@given(codes_of(), coefficients, families, st.randoms(use_true_random=False))
def test_order_of_cases_and_readers_changes_nothing(codes, coefficient, family, random):
    rows, columns = list(range(len(codes))), list(range(codes.shape[1]))
    random.shuffle(rows)
    random.shuffle(columns)
    first = agreement(Ratings.from_codes(codes, SCALE), coefficient, family)
    second = agreement(Ratings.from_codes(codes[rows][:, columns], SCALE), coefficient, family)
    assert same(first, second)


@given(
    codes_of(), coefficients, st.sampled_from(["float64", "float32", "int64", "uint8", "object"])
)
def test_dtype_changes_nothing(codes, coefficient, dtype):
    if dtype in ("int64", "uint8"):
        values = np.ma.masked_equal(codes.astype(dtype), 0)
    else:
        values = np.where(codes == 0, np.nan, codes.astype(float)).astype(dtype)
    first = agreement(Ratings.from_codes(codes, SCALE), coefficient)
    assert same(first, agreement(Ratings.from_matrix(values, SCALE), coefficient))


@given(codes_of())
def test_every_way_in_gives_the_same_ratings(codes):
    words = np.array([None, "poor", "fair", "good", "great"], dtype=object)
    scale = ("poor", "fair", "good", "great")
    expected = Ratings.from_codes(codes, SCALE).patterns()
    cases, readers = (axis.ravel() for axis in np.indices(codes.shape))
    frame = pd.DataFrame({"c": cases, "r": readers, "g": words[codes].ravel()})
    long = Ratings.from_long(frame, subject="c", rater="r", grade="g", scale=scale)
    nested = Ratings.from_matrix(words[codes].tolist(), scale)
    table = pd.DataFrame(np.where(codes == 0, None, codes)).astype("Int8")
    nullable = Ratings.from_matrix(table, SCALE)
    counts = np.stack([(codes == place).sum(axis=1) for place in SCALE], axis=1)
    for ratings in (long, nested, nullable, Ratings.from_counts(counts, SCALE)):
        found = ratings.patterns()
        assert np.array_equal(found.counts, expected.counts)
        assert np.array_equal(found.multiplicity, expected.multiplicity)


@given(codes_of(), st.integers(0, 14), families)
def test_adding_pattern_tables_equals_computing_on_the_union(codes, at, family):
    first, second = (
        Ratings.from_codes(part, SCALE).patterns() for part in (codes[:at], codes[at:])
    )
    union = Ratings.from_codes(codes, SCALE)
    assert first + second == union.patterns() == second + first
    assert sum([first, second]) == union.patterns()
    for coefficient in COEFFICIENTS:
        if coefficient != "conger":
            merged = agreement(first + second, coefficient, family)
            whole = agreement(union, coefficient, family)
            # counts cannot tell that nobody but one reader graded
            expected = replace(whole, state="no_overlap") if whole.state == "one_reader" else whole
            assert same(merged, expected)


@given(codes_of(), coefficients, families)
def test_results_are_well_formed(codes, coefficient, family):
    found = agreement(Ratings.from_codes(codes, SCALE), coefficient, family)
    assert found.state in STATES
    assert found.sentence
    for number in (found.value, found.standard_error, found.low, found.high, found.p_value):
        assert number is None or np.isfinite(number)
    if found.low is not None:
        assert found.low <= found.value <= found.high <= 1.0
    if found.state in ("empty", "no_overlap", "one_reader", "needs_readers"):
        assert found.value is None


@given(codes_of(), families)
def test_two_readers_conger_is_symmetric_and_fleiss_is_scott(codes, family):
    pair = codes[:, :2]
    assume(pair.shape[1] == 2)
    complete = pair[(pair > 0).all(axis=1)]
    weights = WEIGHTS[family](np.array(SCALE, dtype=float))
    found = agreement(Ratings.from_codes(complete, SCALE), "fleiss", family)
    assume(found.value is not None)
    table = np.zeros((4, 4))
    np.add.at(table, (complete[:, 0] - 1, complete[:, 1] - 1), 1 / len(complete))
    pooled = (table.sum(axis=0) + table.sum(axis=1)) / 2
    chance = pooled @ weights @ pooled
    assert found.value == pytest.approx(((table * weights).sum() - chance) / (1 - chance), abs=1e-9)


@given(codes_of((2, 14), (2, 5)))
def test_a_grade_never_used_changes_no_alpha_kappa_or_percent(codes):
    wider = Ratings.from_matrix(np.where(codes == 0, np.nan, codes.astype(float)), (1, 2, 3, 4, 9))
    for coefficient in ("percent", "fleiss", "conger", "alpha"):
        narrow = agreement(Ratings.from_codes(codes, SCALE), coefficient, "identity")
        assert same(narrow, agreement(wider, coefficient, "identity"))


@given(codes_of((2, 30), (2, 4)))
def test_pair_tables_are_counts_of_cases(codes):
    tables = pair_tables(Ratings.from_codes(codes, SCALE))
    for first in range(codes.shape[1]):
        for second in range(codes.shape[1]):
            both = codes[(codes[:, first] > 0) & (codes[:, second] > 0)]
            expected = np.zeros((4, 4))
            np.add.at(expected, (both[:, first] - 1, both[:, second] - 1), 1)
            assert np.array_equal(tables[first, second], expected)


@given(codes_of((4, 20), (2, 4)), st.integers(0, 2**32 - 1))
def test_a_seed_repeats_a_bootstrap(codes, seed):
    ratings = Ratings.from_codes(codes, SCALE)
    first = bootstrap_agreement(ratings, replicates=100, seed=seed)
    assert first == bootstrap_agreement(ratings, replicates=100, seed=seed)


@given(
    st.lists(
        st.tuples(st.integers(0, 5), st.integers(0, 3), st.integers(0, 1), st.integers(0, 4)),
        unique_by=lambda row: row[:3],
        max_size=30,
    )
)
def test_a_report_stands_on_any_table(rows):
    columns = {
        name: [row[place] for row in rows]
        for place, name in enumerate(("case", "reader", "domain"))
    }
    columns["grade"] = [row[3] or None for row in rows]
    columns["authority"] = [f"A{row[0] % 2}" for row in rows]
    columns["role"] = ["home" if row[1] == 0 else "peer" for row in rows]
    found = report(
        columns,
        case="case",
        reader="reader",
        grade="grade",
        domain="domain",
        authority="authority",
        role="role",
        scale=SCALE,
    )
    assert found.sentence
    assert len(found.domains) == len(set(columns["domain"]))
    assert sum(sum(map(sum, each.table)) for each in found.domains) == sum(
        each.pairable for each in found.domains
    )
    _no_nan(found.to_dict())


def _no_nan(value):
    if isinstance(value, dict):
        for item in value.values():
            _no_nan(item)
    elif isinstance(value, list):
        for item in value:
            _no_nan(item)
    else:
        assert value is None or isinstance(value, str | int | bool) or np.isfinite(value)


@given(codes_of((1, 8), (2, 3)), codes_of((1, 8), (2, 3)))
def test_patterns_from_stored_rows_are_the_same_table(first, second):
    tables = [Ratings.from_codes(codes, SCALE).patterns() for codes in (first, second)]
    stored = Patterns.of(
        SCALE,
        [row for table in tables for row in table.counts.tolist()],
        [times for table in tables for times in table.multiplicity.tolist()],
    )
    assert stored == tables[0] + tables[1]
