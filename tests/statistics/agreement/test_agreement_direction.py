"""Direction, marginal homogeneity, cuts, specific agreement, widest cases, verdict."""

import numpy as np
import pytest

from regionqa.statistics.agreement import (
    Agreement,
    Ratings,
    RatingsError,
    agreement,
    collapse,
    cuts,
    direction,
    first_against_second,
    marginal_homogeneity,
    membership,
    prevalence,
    specific_agreement,
    verdict,
    widest_cases,
)
from tests.statistics.agreement.oracles import FLEISS, VISION, random_codes, raw5

N = None
SCALE = (1, 2, 3, 4)


def graded(rows, **labels) -> Ratings:
    return Ratings.from_matrix(rows, SCALE, **labels)


def test_each_case_weighs_one_whatever_its_number_of_peers():
    ratings = graded([[3, 2, N, N], [1, 2, 3, 4], [2, 2, 2, N], [4, N, N, N]], raters="hxyz")
    found = direction(ratings, "h")
    assert found.points.value == pytest.approx((1 - 2 + 0) / 3)
    assert found.balance.value == pytest.approx((1 - 1 + 0) / 3)
    assert (found.higher, found.lower) == pytest.approx((1 / 3, 1 / 3))
    assert (found.cases, found.state) == (3, "too_few")


def test_interval_is_that_of_a_mean():
    codes = random_codes(np.random.default_rng(2), 50, 3)
    found = direction(Ratings.from_codes(codes, SCALE), 0)
    gaps = codes[:, 0] - codes[:, 1:].mean(axis=1)
    assert found.points.value == pytest.approx(gaps.mean())
    assert found.points.standard_error == pytest.approx(gaps.std(ddof=1) / np.sqrt(50))
    assert found.points.low < found.points.value < found.points.high
    assert -1 < found.balance.low < found.balance.value < found.balance.high < 1


def test_home_by_case_and_several_home_readers():
    ratings = graded([[3, 2], [2, 3]], subjects="ab", raters="xy")
    by_case = direction(ratings, {"a": "x", "b": "y"})
    assert by_case.points.value == 1.0
    assert by_case.state == "same_gap"
    assert by_case.points.low is None
    assert direction(ratings, {"a": ["x"]}).cases == 1
    several = direction(graded([[4, 2, 1], [2, 4, 1]], raters="xyz"), ["x", "y"])
    assert several.points.value == pytest.approx(2.0)
    assert direction(graded([[2, 2]] * 12, raters="xy"), "x").state == "perfect"


def test_weights_change_the_mean():
    ratings = graded([[3, 2], [1, 2]], subjects="ab", raters="xy")
    assert direction(ratings, "x", weights=[3, 1]).points.value == pytest.approx(0.5)
    assert direction(ratings, "x", weights={"a": 1, "b": 3}).points.value == pytest.approx(-0.5)


def test_numbers_are_grade_points():
    ratings = Ratings.from_matrix([[10, 0]] * 3, (0, 5, 10), raters="xy")
    assert direction(ratings, "x").points.value == 10.0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"home": "w"}, "no reader 'w'; there are: 'x', 'y'"),
        ({"home": "x", "weights": [1]}, "one weight, 0 or more, for each of the 2"),
        ({"home": "x", "weights": [0, 0]}, "have no weight"),
        ({"home": "x", "weights": {"a": 1}}, "needs a weight"),
        ({"home": {"a": "x"}}, "need labelled cases"),
        ({"home": "x", "level": 2}, "confidence level"),
    ],
)
def test_direction_refuses(arguments, message):
    with pytest.raises(RatingsError, match=message):
        direction(graded([[3, 2], [1, 2]], raters="xy"), **arguments)


def test_sentences_say_what_is_clear_and_what_is_not():
    clear = direction(graded([[3, 2], [2, 2], [4, 3]] * 8, raters="xy"), "x")
    assert clear.sentence.startswith("Home graded 0.67 grade points higher than peers on average")
    unclear = direction(graded([[3, 2], [2, 3]] * 8, raters="xy"), "x")
    assert unclear.sentence.startswith("No clear direction")


def test_stuart_1955():
    found = marginal_homogeneity(VISION)
    assert found.stuart_maxwell.statistic == pytest.approx(11.9566, abs=5e-5)
    assert found.bhapkar.statistic == pytest.approx(11.9757, abs=5e-5)
    assert found.bowker.statistic == pytest.approx(19.1066, abs=5e-5)
    assert (found.bhapkar.degrees_of_freedom, found.bowker.degrees_of_freedom) == (3, 6)
    assert found.stuart_maxwell.p_value == pytest.approx(0.0075, abs=5e-5)
    assert found.bowker.p_value == pytest.approx(0.0040, abs=5e-5)
    assert list(found) == [found.bhapkar, found.stuart_maxwell, found.bowker]


def test_two_grades_are_mcnemar():
    found = marginal_homogeneity([[10, 12], [5, 20]])
    assert found.stuart_maxwell.statistic == pytest.approx((12 - 5) ** 2 / 17)
    assert found.bowker.statistic == pytest.approx((12 - 5) ** 2 / 17)


def test_unused_grades_take_no_degree_of_freedom():
    wide = np.zeros((4, 4), dtype=int)
    wide[np.ix_([0, 2], [0, 2])] = [[10, 12], [5, 20]]
    assert marginal_homogeneity(wide) == marginal_homogeneity([[10, 12], [5, 20]])


def test_tables_without_anything_to_test():
    assert marginal_homogeneity(np.zeros((3, 3))).state == "empty"
    assert marginal_homogeneity(np.diag([3, 4])).state == "perfect"
    assert marginal_homogeneity([[0, 5], [0, 0]]).bhapkar.statistic is None
    with pytest.raises(RatingsError, match="must be square"):
        marginal_homogeneity([[1, 2, 3]])
    with pytest.raises(RatingsError, match="negative"):
        marginal_homogeneity([[1, -2], [1, 1]])


def test_cuts_are_the_binary_collapse():
    found = cuts(raw5())
    assert [cut.name for cut in found] == [f"below {grade} against the rest" for grade in (1, 2, 3)]
    for line, cut in enumerate(found, start=1):
        binary = collapse(raw5(), [(0, 1, 2, 3)[:line], (0, 1, 2, 3)[line:]], ["low", "high"])
        assert cut.ac.value == agreement(binary, "ac", "identity").value
        assert cut.percent.value == agreement(binary, "percent", "identity").value
    assert cuts(raw5().patterns())[0].ac.value == found[0].ac.value


@pytest.mark.parametrize(
    ("groups", "names", "message"),
    [
        ([[0, 1], [1, 2, 3]], ["a", "b"], "1 is in two groups"),
        ([[0, 1], [2]], ["a", "b"], "3 is in no group"),
        ([[0, 1], [2, 3]], ["a"], "1 names for 2 groups"),
    ],
)
def test_collapse_refuses(groups, names, message):
    with pytest.raises(RatingsError, match=message):
        collapse(raw5(), groups, names)


def test_specific_agreement_of_two_readers_is_cicchetti_and_feinstein():
    table = np.array([[20, 5, 0], [3, 30, 4], [1, 2, 35]])
    found = specific_agreement(Ratings.from_table(table, (1, 2, 3)))
    expected = [2 * table[g, g] / (table[g].sum() + table[:, g].sum()) for g in range(3)]
    assert [each.value for each in found] == pytest.approx(expected)
    assert all(0 < each.low < each.value < each.high < 1 for each in found)


def test_specific_agreement_of_several_readers_counts_pairs():
    found = specific_agreement(Ratings.from_matrix(FLEISS, (1, 2, 3, 4, 5)))
    counts = np.array([[patient.count(grade) for grade in range(1, 6)] for patient in FLEISS])
    expected = (counts * (counts - 1)).sum(axis=0) / (counts * 5).sum(axis=0)
    assert [each.value for each in found] == pytest.approx(expected)
    assert sum(each.given for each in found) == 180


def test_specific_agreement_of_clusters_and_of_an_unused_grade():
    plain = specific_agreement(raw5())
    alone = specific_agreement(raw5(), clusters=list(range(15)))
    for one, other in zip(plain, alone, strict=True):
        assert one.standard_error == pytest.approx(other.standard_error)
    unused = specific_agreement(graded([[1, 1], [1, 2]] * 10))[3]
    assert (unused.value, unused.state) == (None, "empty")


def test_widest_cases_come_first():
    ratings = graded([[1, 2], [1, 3], [4, 1], [N, 4], [2, 4]], subjects="abcde", raters="xy")
    found = widest_cases(ratings)
    assert [(case.case, case.steps) for case in found] == [("c", 3), ("b", 2), ("e", 2)]
    assert found[0].grades == {"x": 4, "y": 1}
    assert len(widest_cases(ratings, limit=1)) == 1
    counts = Ratings.from_counts([[1, 0, 0, 1]], SCALE)
    assert widest_cases(counts)[0].grades == {}


def test_first_against_second_skips_who_did_not_read():
    ratings = graded([[N, 2, 3], [1, N, 4], [2, N, N]])
    table = first_against_second(ratings)
    assert table[1, 2] == table[0, 3] == 1
    assert table.sum() == 2
    late_first = np.array([[2, 2, 2], [1, 1, 1], [0, 0, 0]])
    assert first_against_second(ratings, late_first)[2, 1] == 1
    assert first_against_second(ratings.without_rater(0).without_rater(0)).sum() == 0


def test_verdict_is_surer_than_the_label():
    figure = agreement(raw5())
    found = verdict(figure)
    assert found.band == "substantial"
    assert "'almost perfect'" in found.sentence
    assert sum(band.probability for band in found.bands) == pytest.approx(1.0)


def test_verdict_of_the_oracle_is_moderate():
    figure = Agreement(
        0.67, 0.15, 0.4, 0.9, 0.01, 0.8, 0.4, 30, 30, 2, "ok", "ac", "quadratic", 0.95, "given"
    )
    assert verdict(figure).band == "moderate"
    assert "'substantial'" in verdict(figure).sentence
    with pytest.raises(RatingsError, match="no benchmark 'mine'"):
        verdict(figure, "mine")
    with pytest.raises(RatingsError, match="must be positive"):
        membership(0.5, 0.0)


def test_prevalence_warns_when_one_grade_rules():
    common = graded([[3, 3]] * 90 + [[3, 2], [2, 3]] * 5)
    found = prevalence(common)
    assert found.distorts
    assert (found.grade, round(found.share, 2)) == (3, 0.95)
    assert found.sentence.startswith("95% of all grades are 3.")
    assert found.ac > 0.9 > 0.0 > found.kappa
    assert not prevalence(raw5()).distorts
