"""Ways in, and what is refused with row, field and fix."""

import subprocess
import sys
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from regionqa.statistics.agreement import (
    Patterns,
    Ratings,
    RatingsError,
    RepeatedGradeError,
    Scale,
    UnknownGradeError,
    agreement,
)
from regionqa.statistics.agreement.patterns import total
from regionqa.statistics.agreement.weights import weight_matrix
from tests.statistics.agreement.oracles import random_codes

OFSTED = ("Inadequate", "Requires improvement", "Good", "Outstanding")
LONG = {
    "case": ["a", "a", "b", "b"],
    "who": ["x", "y", "x", "y"],
    "grade": ["Good", "Good", "Inadequate", None],
}


def long(**changed):
    return Ratings.from_long(
        {**LONG, **changed}, subject="case", rater="who", grade="grade", scale=OFSTED
    )


def test_text_grades_keep_the_declared_order():
    ratings = Ratings.from_matrix([["Good", "Inadequate"], ["Outstanding", "Good"]], OFSTED)
    assert ratings.codes.T.tolist() == [[3, 1], [4, 3]]


def test_labels_come_in_order_of_appearance():
    ratings = long()
    assert (ratings.subjects, ratings.raters) == (("a", "b"), ("x", "y"))
    assert ratings.codes.tolist() == [[3, 1], [3, 0]]
    numbers = long(case=[7, 7, 3, 3])
    assert numbers.subjects == (7, 3)
    assert long(case=np.array([7, 7, 3, 3])).subjects == (7, 3)


@pytest.mark.parametrize(
    "missing", [None, float("nan"), np.nan, pd.NA, pd.NaT, np.float32("nan"), Decimal("NaN")]
)
def test_what_counts_as_not_rated(missing):
    ratings = Ratings.from_matrix([[1, missing], [2, 3]], (1, 2, 3))
    assert ratings.codes.T.tolist() == [[1, 0], [2, 3]]


def test_numbers_match_by_value():
    values = [[1, 2.0], [Decimal(1), np.int8(2)], [True, np.float32(2)]]
    assert Ratings.from_matrix(values, (1.0, 2)).codes.T.tolist() == [[1, 2]] * 3
    halves = np.array([[0.1, 0.5]], dtype=np.float32)
    assert Ratings.from_matrix(halves, (0.1, 0.5)).codes.T.tolist() == [[1, 2]]


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame(LONG),
        pd.DataFrame(LONG).astype({"grade": "category", "case": "category"}),
        pd.DataFrame(LONG).convert_dtypes(),
        pd.DataFrame(LONG, index=[9, 8, 7, 6]),
    ],
)
def test_frames_of_any_kind(frame):
    found = Ratings.from_long(frame, subject="case", rater="who", grade="grade", scale=OFSTED)
    assert found.codes.tolist() == [[3, 1], [3, 0]]


def test_importing_loads_neither_pandas_nor_scipy():
    script = (
        "import sys, regionqa.statistics.agreement as a;"
        "r = a.Ratings.from_long({'c': [1, 1], 'r': [1, 2], 'g': [1, 2]},"
        " subject='c', rater='r', grade='g', scale=(1, 2));"
        "sys.exit(bool({'pandas', 'scipy'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


@pytest.mark.parametrize(
    ("values", "scale", "message"),
    [
        ([["Good", "good"]], OFSTED, r"row 1, column 2: the grade 'good' .* Did you mean 'Good'\?"),
        (
            [[1, 2], [3, 7]],
            (1, 2, 3),
            r"row 2, column 2: the grade 7 is not on the scale \(1, 2, 3\)",
        ),
        (np.array([[1.0, 2.5]]), (1, 2), r"row 1, column 2: the grade 2\.5"),
        (np.array([[1, 300]]), (1, 2), r"the grade 300"),
        (np.array([[1.0, np.inf]]), (1, 2), r"the grade inf"),
        ([["1", "2"]], (1, 2), r"the grade '1' .* Did you mean 1\?"),
        ([[1, 2]], ("1", "2"), r"the grade 1 .* Did you mean '1'\?"),
        (np.array([["Good", "Bad"]]), OFSTED, r"column 2: the grade 'Bad'"),
        ([["Good", ""]], OFSTED, r"the grade '' .* leave it empty"),
    ],
)
def test_unknown_grades_are_refused_by_name(values, scale, message):
    with pytest.raises(UnknownGradeError, match=message):
        Ratings.from_matrix(values, scale)


def test_unknown_grades_name_case_and_reader():
    with pytest.raises(UnknownGradeError, match=r"row 2 \(case 'b'\), reader 'y'") as caught:
        Ratings.from_matrix([[1, 2], [2, 9]], (1, 2), subjects=["a", "b"], raters=["x", "y"])
    assert (caught.value.grade, caught.value.row, caught.value.field) == (9, 1, "grade")
    far = np.ones((70_000, 2))
    far[66_000, 1] = 5
    with pytest.raises(UnknownGradeError, match="row 66001, column 2"):
        Ratings.from_matrix(far, (1, 2))


@pytest.mark.parametrize(
    ("changed", "error", "message"),
    [
        (
            {"grade": ["Good", "Fine", None, None]},
            UnknownGradeError,
            "row 2, column 'grade': .*'Fine'",
        ),
        ({"case": ["a", None, "b", "b"]}, RatingsError, r"row 2: the column 'case' \(subject\)"),
        ({"who": ["x", "y", "", "y"]}, RatingsError, r"row 3: the column 'who' \(rater\)"),
        (
            {"who": ["x", "x", "x", "y"]},
            RepeatedGradeError,
            "row 2: reader 'x' .* case 'a' .* row 1",
        ),
        ({"grade": ["Good"]}, RatingsError, "Columns of different lengths: .*'grade': 1"),
        ({"grade": [["Good"]] * 4}, UnknownGradeError, r"the grade \['Good'\]"),
    ],
)
def test_long_tables_are_refused_with_row_and_column(changed, error, message):
    with pytest.raises(error, match=message):
        long(**changed)


def test_row_numbers_of_a_file_are_used():
    with pytest.raises(UnknownGradeError, match="row 12, column 'grade'") as caught:
        Ratings.from_long(
            LONG | {"grade": ["Good", "Good", "Bad", None]},
            subject="case",
            rater="who",
            grade="grade",
            scale=OFSTED,
            row_numbers=[2, 3, 12, 13],
        )
    assert caught.value.row == 2


def test_an_absent_column_lists_the_others():
    with pytest.raises(
        RatingsError, match=r"no column 'reader' \(rater\); there are: 'case', 'who'"
    ):
        Ratings.from_long(LONG, subject="case", rater="reader", grade="grade", scale=OFSTED)


@pytest.mark.parametrize(
    ("scale", "message"),
    [
        ("abc", "list of grades"),
        ((1, "two"), "mixes numbers and text"),
        (("a", "a"), "'a' twice"),
        ((1,), "1 grade; it needs 2"),
        (range(300), "300 grades"),
        ((1, float("nan")), "NaN"),
        (((1,), (2,)), "number or text"),
    ],
)
def test_scales_that_are_none(scale, message):
    with pytest.raises(RatingsError, match=message):
        Scale.of(scale)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda: Ratings.from_matrix([[1, 2], [1]], (1, 2)),
            "every row of one length|one value for",
        ),
        (lambda: Ratings.from_matrix(np.ones((2, 2, 2)), (1, 2)), "3 dimension"),
        (
            lambda: Ratings.from_matrix([[1, 2]], (1, 2), subjects=["a", "b"]),
            "2 subjects are named",
        ),
        (
            lambda: Ratings.from_matrix([[1, 2]], (1, 2), raters=["a", "a"]),
            "Two raters are named 'a'",
        ),
        (lambda: Ratings.from_codes([[1, 9]], (1, 2)), "between 0 and 2"),
        (lambda: Ratings.from_codes([[1.5]], (1, 2)), "whole numbers"),
        (lambda: Ratings.from_counts([[1, 2, 3]], (1, 2)), "one column for each of the 2"),
        (lambda: Ratings.from_counts([[1, -2]], (1, 2)), "negative"),
        (lambda: Ratings.from_counts([[1, 0.5]], (1, 2)), "whole numbers"),
        (lambda: Ratings.from_counts([["x", "y"]], (1, 2)), "whole numbers"),
        (lambda: Ratings.from_table([[1, 2, 3]], (1, 2)), "must be 2 × 2"),
        (lambda: Patterns.of((1, 2), [[1, 2]], [1, 2]), "1 patterns but 2"),
        (lambda: total([]), "no table"),
        (lambda: Patterns.of((1, 2), [], []) + Patterns.of((1, 3), [], []), "different scales"),
        (lambda: total([Patterns.of(s, [], []) for s in ((1, 2), (1, 3))]), "different scales"),
        (lambda: agreement(Ratings.from_matrix([[1]], (1, 2)), "kappa"), "no coefficient 'kappa'"),
        (
            lambda: agreement(Ratings.from_matrix([[1]], (1, 2)), weights="cubic"),
            "no weights 'cubic'",
        ),
        (lambda: agreement(Ratings.from_matrix([[1]], (1, 2)), se="hc3"), "se must be"),
        (lambda: agreement(Ratings.from_matrix([[1]], (1, 2)), level=95), "confidence level"),
        (
            lambda: agreement(Ratings.from_matrix([[1]], (1, 2)), "ac", "metric-ordinal"),
            "coefficient alpha only",
        ),
        (lambda: weight_matrix("ratio", Scale.of((-1, 2))), "without negative"),
        (lambda: weight_matrix(np.eye(3), Scale.of((1, 2))), "must be 2 × 2"),
        (lambda: weight_matrix([[1, 0.5], [0, 1]], Scale.of((1, 2))), "symmetric"),
        (lambda: weight_matrix([[1, np.nan], [np.nan, 1]], Scale.of((1, 2))), "finite"),
        (lambda: weight_matrix([[1, 2], [2, 1]], Scale.of((1, 2))), "1 on its diagonal"),
        (lambda: weight_matrix([["a", "b"], ["b", "a"]], Scale.of((1, 2))), "must hold numbers"),
    ],
)
def test_refused(make, message):
    with pytest.raises(RatingsError, match=message):
        make()


def test_weights_follow_values_or_places():
    even, uneven, text = Scale.of((1, 2, 3)), Scale.of((1, 2, 5)), Scale.of(("a", "b", "c"))
    assert weight_matrix("linear", uneven)[0].tolist() == [1.0, 0.75, 0.0]
    assert np.array_equal(weight_matrix("linear", even), weight_matrix("linear", text))
    assert weight_matrix("quadratic", even)[0].tolist() == [1.0, 0.75, 0.0]
    assert weight_matrix("ordinal", uneven)[0] == pytest.approx([1.0, 2 / 3, 0.0])
    assert weight_matrix("radical", even)[0] == pytest.approx([1.0, 1 - np.sqrt(0.5), 0.0])
    assert weight_matrix("ratio", even)[0] == pytest.approx([1.0, 1 - (1 / 9) / (1 / 4), 0.0])
    assert weight_matrix("circular", even)[0] == pytest.approx([1.0, 0.0, 0.0])
    assert weight_matrix("bipolar", even)[0] == pytest.approx([1.0, 1 - (1 / 3) / 1.0, 0.0])


def test_long_scales_and_many_readers_take_the_other_road():
    codes = random_codes(np.random.default_rng(1), 40_000, 40, 0.5)
    counted = np.stack([(codes == place).sum(axis=1) for place in (1, 2, 3, 4)], axis=1)
    by_sorting = Ratings.from_codes(codes, (1, 2, 3, 4)).patterns()
    assert by_sorting == Ratings.from_counts(counted, (1, 2, 3, 4)).patterns()
    percentages = np.random.default_rng(2).integers(0, 101, (50, 3)).astype(float)
    found = agreement(Ratings.from_matrix(percentages, range(101)), "alpha", "metric-ordinal")
    assert found.state == "ok"
    assert abs(found.value) < 0.3


def test_a_sample_of_cases_and_readers():
    ratings = Ratings.from_matrix([[1, 2], [2, 2], [1, 1]], (1, 2), subjects="abc", raters="xy")
    assert ratings.select(np.array([2, 0])).subjects == ("c", "a")
    assert ratings.without_rater(0).raters == ("y",)
    assert ratings.without_rater(0).codes.tolist() == [[2, 2, 1]]
    with pytest.raises(RatingsError, match="which reader"):
        Ratings.from_counts([[1, 1]], (1, 2)).without_rater(0)
