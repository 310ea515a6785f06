"""Positions in words, and how often chance alone brings a flag."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from regionqa.statistics.comparison import (
    Zone,
    exact_p_values,
    funnel_limits,
    place,
    rate_funnel_limits,
    zones,
)


def test_only_positions_beyond_the_outer_limits_are_flags():
    events = [2, 14, 20, 28, 38, 0]
    found = zones(events, [40, 40, 40, 40, 40, 0], 0.5)
    assert found.tolist() == [
        Zone.FAR_BELOW,
        Zone.WITHIN,
        Zone.WITHIN,
        Zone.ABOVE,
        Zone.FAR_ABOVE,
        Zone.NO_CASES,
    ]
    assert [zone.flagged for zone in found] == [True, False, False, False, True, False]
    assert zones(2, 40, 0.5) is Zone.FAR_BELOW
    assert str(zones(14, 40, 0.5)) == "within the limits"
    assert str(zones(13, 40, 0.5)) == "below the 95% limits"


def test_a_value_on_a_limit_is_inside_it():
    guide, flag = (funnel_limits(0.5, 100, level) for level in (0.95, 0.998))
    assert place(guide.high, guide, flag) is Zone.WITHIN
    assert place(flag.high, guide, flag) is Zone.ABOVE
    assert place(None, guide, flag) is Zone.NO_CASES
    masked = np.ma.MaskedArray([0.5, 0.0], mask=[False, True])
    assert place(masked, guide, flag).tolist() == [Zone.WITHIN, Zone.NO_CASES]


def test_rates_are_placed_by_their_own_limits():
    guide, flag = (rate_funnel_limits(1, [10, 10, 0], level) for level in (0.95, 0.998))
    assert place([3.0, 1.2, None], guide, flag).tolist() == [
        Zone.FAR_ABOVE,
        Zone.WITHIN,
        Zone.NO_CASES,
    ]


@given(st.floats(0.02, 0.98), st.integers(1, 300))
def test_a_flag_and_a_small_p_value_are_the_same_thing(target, total):
    events = np.arange(total + 1)
    p = exact_p_values(events, total, target)
    found = zones(events, total, target)
    for value, zone in zip(p, found, strict=True):
        if abs(value - 0.002) > 1e-9:
            assert zone.flagged == (value < 0.002)


def test_in_a_stable_region_a_flag_is_rare_and_a_95_percent_crossing_is_not():
    """The same 228 figures as the region's: 19 authorities and 12 components, 12 to 90 audits."""
    totals = np.random.default_rng(11).integers(12, 91, size=228)
    flagged, outside = 0.0, 0.0
    for total in totals:
        events = np.arange(total + 1)
        chance = stats.binom.pmf(events, total, 0.7)
        found = zones(events, total, 0.7)
        flagged += chance[[zone.flagged for zone in found]].sum()
        outside += chance[[zone is not Zone.WITHIN for zone in found]].sum()
    assert flagged < 0.46
    assert 5 < outside < 11.4


def test_events_above_their_total_are_named():
    with pytest.raises(ValueError, match=r"events\[1\] is 3 of totals 2"):
        zones([1, 3], [2, 2], 0.5)
