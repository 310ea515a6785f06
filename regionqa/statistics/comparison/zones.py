"""Where a unit stands against its limits, in words."""

from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from regionqa.statistics.comparison._cells import (
    FloatOrArray,
    Interval,
    counts,
    named,
    numbers,
    part_of,
)
from regionqa.statistics.comparison.funnel import FunnelMethod, funnel_limits

GUIDE_LEVEL = 0.95
FLAG_LEVEL = 0.998


class Zone(StrEnum):
    """A position against the 95% and 99.8% limits; which side is good is the indicator's matter."""

    FAR_BELOW = "below the 99.8% limits"
    BELOW = "below the 95% limits"
    WITHIN = "within the limits"
    ABOVE = "above the 95% limits"
    FAR_ABOVE = "above the 99.8% limits"
    NO_CASES = "no cases"

    @property
    def flagged(self) -> bool:
        """Whether the position is worth a question: beyond the 99.8% limits only.

        Of 228 figures of a stable region 8 fall outside 95% limits by chance, and 0.3 outside
        99.8% limits.
        """
        return self in {Zone.FAR_BELOW, Zone.FAR_ABOVE}


def zones(
    events: ArrayLike,
    totals: ArrayLike,
    target: ArrayLike,
    method: FunnelMethod = "exact-symmetric",
) -> FloatOrArray:
    """The ``Zone`` of each proportion: one for scalars, an array of them for arrays.

    Raises ValueError as ``funnel_limits`` and for events above totals.
    """
    x, n = counts(events, "events"), counts(totals, "totals")
    part_of(x, n, "events", "totals")
    share = np.divide(x, n, out=np.full(np.broadcast(x, n).shape, np.nan), where=n > 0)
    limits = (funnel_limits(target, n, level, method) for level in (GUIDE_LEVEL, FLAG_LEVEL))
    return place(share, *limits)


def place(values: ArrayLike, guide: Interval, flag: Interval) -> FloatOrArray:
    """The ``Zone`` of each value against its own 95% (guide) and 99.8% (flag) limits.

    For rates, ratios and limits adjusted for overdispersion. A value on a limit is inside it; a
    value that is None, nan or masked has no cases behind it.
    """
    value = numbers(values, "values")
    return named(
        Zone,
        [
            np.isnan(value),
            value < flag.low,
            value > flag.high,
            value < guide.low,
            value > guide.high,
        ],
        [Zone.NO_CASES, Zone.FAR_BELOW, Zone.FAR_ABOVE, Zone.BELOW, Zone.ABOVE],
        otherwise=Zone.WITHIN,
    )
