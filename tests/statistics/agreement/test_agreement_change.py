"""Change between rounds, bands over domains, other readers, and planning."""

import numpy as np
import pytest

from regionqa.statistics.agreement import (
    Ratings,
    RatingsError,
    agreement,
    difference,
    kappa_cases,
    kappa_cases_two_grades,
    plan_drop,
    plan_width,
    reader_jackknife,
    simultaneous,
)
from regionqa.statistics.agreement.influence import sample
from regionqa.statistics.agreement.planning import pair_variance
from regionqa.statistics.agreement.simultaneous import critical_value
from tests.statistics.agreement.oracles import AFTER, BEFORE, random_codes, raw4, raw5

SCALE = (1, 2, 3, 4)


def rounds(seed: int, cases: int = 80, first: slice = slice(0, 50), second: slice = slice(30, 80)):
    """Two rounds of the same true cases, partly shared, graded anew."""
    rng = np.random.default_rng(seed)
    true = rng.integers(1, 5, cases)
    found = []
    for part in (first, second):
        steps = rng.choice([-1, 0, 0, 1], size=(cases, 3))
        codes = np.clip(true[:, None] + steps, 1, 4).astype(np.uint8)
        codes[rng.random(codes.shape) < 0.1] = 0
        labels = list(range(cases))[part]
        found.append(Ratings.from_codes(codes[part], SCALE, subjects=labels, raters="abc"))
    return found


def test_separate_rounds_are_welchs():
    before, after = rounds(1, 100, slice(0, 50), slice(50, 100))
    found = difference(before, after)
    errors = [agreement(each).standard_error for each in (before, after)]
    assert found.standard_error == pytest.approx(np.hypot(*errors))
    assert (found.shared_subjects, found.shared_raters) == (0, 3)
    same = difference(before.patterns(), after.patterns(), paired=False)
    assert same.standard_error == pytest.approx(found.standard_error)
    assert same.degrees_of_freedom == pytest.approx(found.degrees_of_freedom, rel=0.03)


@pytest.mark.parametrize("coefficient", ["ac", "conger", "alpha"])
def test_the_order_of_cases_does_not_matter(coefficient):
    before, after = rounds(2)
    turned = after.select(np.arange(after.cases)[::-1])
    first, second = (difference(before, each, coefficient) for each in (after, turned))
    assert first.standard_error == pytest.approx(second.standard_error)
    assert first.shared_subjects == 20
    back = difference(after, before, coefficient)
    assert (back.value, back.low) == pytest.approx((-first.value, -first.high))


@pytest.mark.timeout(1800)
def test_partly_shared_rounds_are_told_apart_as_often_as_they_should(full):
    replicates = 2000 if full else 300
    errors, changes, rejected = [], [], 0
    for seed in range(replicates):
        found = difference(*rounds(seed, 80, slice(0, 60), slice(20, 80)))
        errors.append(found.standard_error)
        changes.append(found.value)
        rejected += found.p_value < 0.05
    assert np.mean(errors) == pytest.approx(np.std(changes), rel=0.12)
    assert 0.02 < rejected / replicates < 0.09


def test_the_same_round_twice_has_no_change():
    found = difference(raw5(), raw5())
    assert (found.value, found.standard_error, found.state) == (0.0, None, "ok")


def test_pairing_must_be_said_without_labels():
    before, after = (Ratings.from_matrix(each, (1, 2, 3)) for each in (BEFORE, AFTER))
    with pytest.raises(RatingsError, match="say paired=True"):
        difference(before, after)
    with pytest.raises(RatingsError, match="one to one; there are 14 and 15"):
        difference(before.select(np.arange(14)), after, paired=True)
    with pytest.raises(RatingsError, match="different scales"):
        difference(raw4(), raw5())
    assert difference(before, after, paired=False).shared_subjects == 0


def test_other_readers_widen_the_change():
    before, after = rounds(3)
    found = difference(before, after)
    assert found.reader_error > found.standard_error
    unlabelled = difference(
        *(Ratings.from_matrix(e, (1, 2, 3)) for e in (BEFORE, AFTER)), paired=True
    )
    assert unlabelled.reader_error is None


def test_reader_jackknife_leaves_out_one_at_a_time():
    found = reader_jackknife(raw5())
    by_hand = [agreement(raw5().without_rater(place)).value for place in range(5)]
    assert [each.value for each in found.without] == pytest.approx(by_hand)
    spread = 4 / 5 * np.sum((by_hand - np.mean(by_hand)) ** 2)
    assert found.reader_error == pytest.approx(np.sqrt(spread))
    assert found.standard_error == pytest.approx(np.hypot(found.case_error, found.reader_error))
    assert found.low < found.cases.low
    assert found.high >= found.cases.value
    assert reader_jackknife(Ratings.from_matrix([[1, 2], [2, 2]] * 9, SCALE)).state == "too_few"


def test_the_odd_reader_out_is_found():
    rng = np.random.default_rng(1)
    codes = np.repeat(rng.integers(1, 5, (60, 1)), 4, axis=1).astype(np.uint8)
    codes[:, 3] = rng.integers(1, 5, 60)
    found = reader_jackknife(Ratings.from_codes(codes, SCALE, raters="abcd"))
    assert max(found.without, key=lambda each: each.change).rater == "d"


def test_critical_values_of_separate_and_of_one_domain():
    from scipy.stats import norm, t

    assert critical_value(np.eye(1), 14) == pytest.approx(t.ppf(0.975, 14), abs=0.04)
    separate = norm.ppf(0.5 + 0.95 ** (1 / 8) / 2)
    assert critical_value(np.eye(8), 1e6) == pytest.approx(separate, abs=0.03)
    assert critical_value(np.ones((8, 8)), 1e6) == pytest.approx(1.96, abs=0.03)


def domains(seed: int, cases: int = 60, number: int = 6) -> dict[str, Ratings]:
    rng = np.random.default_rng(seed)
    mood = rng.choice([-1, 0, 0, 0, 1], size=(cases, 1, 2))
    true = rng.integers(1, 5, size=(cases, number, 1))
    steps = rng.choice([-1, 0, 0, 0, 1], size=(cases, number, 2))
    codes = np.clip(true + steps + mood, 1, 4).astype(np.uint8)
    labels = list(range(cases))
    return {f"D{d}": Ratings.from_codes(codes[:, d], SCALE, subjects=labels) for d in range(number)}


@pytest.mark.timeout(1800)
def test_bands_hold_together(full):
    replicates = 1000 if full else 60
    true = {name: agreement(each).value for name, each in domains(999, 60_000).items()}
    together = alone = 0
    for seed in range(replicates):
        sample_of = domains(seed)
        band = simultaneous(sample_of)
        together += all(f.low <= true[name] <= f.high for name, f in band.domains.items())
        alone += all(
            f.low <= true[name] <= f.high
            for name, f in ((name, agreement(each)) for name, each in sample_of.items())
        )
    slack = 2.5 * np.sqrt(0.95 * 0.05 / replicates)
    assert 0.93 - slack <= together / replicates
    assert alone < together
    assert alone / replicates < 0.93


def test_bands_of_few_domains():
    one = simultaneous({"x": raw5()})
    assert one.critical == pytest.approx(2.145, abs=0.04)
    nothing = simultaneous({"x": Ratings.from_matrix([[1, 1]], SCALE)})
    assert (nothing.critical, nothing.domains["x"].state) == (None, "one_grade")
    with pytest.raises(RatingsError, match="no domain"):
        simultaneous({})


@pytest.mark.parametrize(
    ("coefficient", "weights"),
    [
        ("ac", "quadratic"),
        ("alpha", "metric-ordinal"),
        ("fleiss", "identity"),
        ("percent", "linear"),
    ],
)
def test_planned_variance_is_that_of_a_round_with_so_many_readers(coefficient, weights):
    rng = np.random.default_rng(1)
    last = Ratings.from_codes(random_codes(rng, 20_000, 5), SCALE)
    parts = pair_variance(sample(last, coefficient, weights))
    for readers in (2, 3, 5):
        found = agreement(
            Ratings.from_codes(random_codes(rng, 20_000, readers), SCALE), coefficient, weights
        )
        assert np.sqrt(parts.of(readers)) == pytest.approx(
            found.standard_error * np.sqrt(20_000), rel=0.04
        )


def test_a_planned_round_has_the_planned_width():
    rng = np.random.default_rng(2)
    last = Ratings.from_codes(random_codes(rng, 5_000, 4), SCALE)
    plan = plan_width(last, 0.06, readers=(2, 3))
    assert [option.basis for option in plan.options] == ["measured", "measured"]
    for option in plan.options:
        widths = []
        for _ in range(150):
            codes = random_codes(rng, option.cases, option.readers)
            found = agreement(Ratings.from_codes(codes, SCALE))
            widths.append((found.high - found.low) / 2)
        assert np.mean(widths) == pytest.approx(0.06, rel=0.08)
    assert "The least work is with" in plan.sentence


def test_missing_grades_ask_for_more_cases():
    last = Ratings.from_codes(random_codes(np.random.default_rng(2), 500, 4), SCALE)
    full_round, gaps = (plan_width(last, 0.1, missing=each).options for each in (0.0, 0.3))
    assert all(more.cases > less.cases for less, more in zip(full_round, gaps, strict=True))


def test_two_readers_cannot_tell_what_a_third_would_add():
    last = Ratings.from_codes(random_codes(np.random.default_rng(2), 300, 2), SCALE)
    plan = plan_width(last, 0.1)
    assert [option.basis for option in plan.options] == ["measured", "cautious", "cautious"]
    assert len({option.cases for option in plan.options}) == 1
    assert "cautious" in plan.sentence


@pytest.mark.timeout(1800)
def test_a_drop_of_the_planned_size_is_seen(full):
    rng = np.random.default_rng(3)
    last = Ratings.from_codes(random_codes(rng, 20_000, 2, wobble=0.45), SCALE)
    worse = Ratings.from_codes(random_codes(rng, 200_000, 2, wobble=0.62), SCALE)
    drop = agreement(last).value - agreement(worse).value
    cases = plan_drop(last, drop, readers=(2,)).options[0].cases
    replicates = 1000 if full else 200
    seen = 0
    for _ in range(replicates):
        first = random_codes(rng, cases, 2, wobble=0.45)
        second = random_codes(rng, cases, 2, wobble=0.62)
        rounds_ = (Ratings.from_codes(codes, SCALE) for codes in (first, second))
        seen += difference(*rounds_, paired=False).p_value < 0.05
    assert seen / replicates == pytest.approx(0.8, abs=0.1)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: plan_width(raw5(), 2.0), "half-width"),
        (lambda: plan_width(raw5(), 0.1, readers=(1,)), "two readers or more"),
        (lambda: plan_width(raw5(), 0.1, readers=()), "two readers or more"),
        (lambda: plan_width(raw5(), 0.1, missing=1.0), "missing share"),
        (lambda: plan_width(raw5(), 0.1, "conger"), "Conger's kappa depends"),
        (lambda: plan_drop(raw5(), 0.0), "A drop must lie"),
        (lambda: kappa_cases([0.5, 0.6], 0.6, 0.4), "add up to 1"),
        (lambda: kappa_cases([0.9, 0.1], -0.9, 0.4), "No table with these shares"),
        (lambda: kappa_cases_two_grades(0.5, 0.5, 0.7, 0.7), "must differ"),
    ],
)
def test_planning_refuses(call, message):
    with pytest.raises(RatingsError, match=message):
        call()


def test_no_number_in_reach_is_said():
    plan = plan_width(raw5(), 1e-6, readers=(2,))
    assert plan.options[0].cases is None
    assert plan.sentence.startswith("No number of cases")
