"""What bears on a measure besides its own figures: parts of a whole, other features’ counts."""

from dataclasses import replace

from regionqa.benchmarking.gate.given import Given
from regionqa.benchmarking.gate.offers import bearing
from regionqa.benchmarking.gate.trial import Bench, facts_of, try_group
from regionqa.benchmarking.gate.wholes import wholes_of
from regionqa.benchmarking.measures import measures
from regionqa.benchmarking.queries import common_scale
from regionqa.benchmarking.return_measures import GOOD, INADEQUATE, NOT_GRADED
from regionqa.statistics.disclosure import Cell, Release, Shown
from tests.benchmarking.gate_regions import some_region, window_of


def test_parts_of_one_whole_are_attacked_together() -> None:
    """All but one are good, so inadequate ones are few everywhere, however they are hidden."""
    codes = ("good", "poor")
    region = {
        f"A{at:02}": {
            "good": Given({"2025-01": (40 - (at == 0), 40)}),
            "poor": Given({"2025-01": (int(at == 0), 40)}),
        }
        for at in range(12)
    }
    apart = window_of(region, zones=False, quartiles=False)
    apart = apart.printed_as(replace(apart.recipe.printing("poor"), share_step=5))
    together = replace(apart, wholes=dict.fromkeys(codes, "grades"))
    assert try_group(Bench(), apart, ("poor",)) == ()
    fallen = try_group(Bench(), together, codes)
    assert {one.code for one in fallen} == set(codes)


def test_measures_of_one_whole_are_those_that_share_no_grade() -> None:
    found = wholes_of(measures().values(), common_scale().words)
    assert found[GOOD.code] == found[INADEQUATE.code]
    assert NOT_GRADED.code not in found
    assert len(set(found.values())) == len(found) / 2


def test_other_features_figures_bear_only_where_they_share_a_count() -> None:
    window = window_of(some_region(1, 9, (5, 9)))
    own = facts_of(window, ("good",))
    assert own is not None
    near = Release("other", ["A00"], [Shown((Cell("A00", "counted", "2025-01", "good"),), 3)])
    far = Release("crosswalk", ["A00"], [Shown((Cell("A00", "full 3", "2025-01"),), 1)])
    through = Release(
        "through", ["A00"],
        [Shown((Cell("A00", "counted", "2025-01", "good"), Cell("A00", "full 3", "2025-01")), 4)],
    )  # fmt: skip
    assert bearing([own], [near, far]) == [near]
    assert bearing([own], [far, through]) == [through, far]
