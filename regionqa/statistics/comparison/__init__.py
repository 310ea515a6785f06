"""Fair comparison: saying who differs, and being right.

Proportions are 0..1; counts may be scalars or arrays and the answer has their shape. A limit of
which nothing is known is the end of the whole range; another number that is not defined is None,
or masked in an array; nothing is nan. Formulas and sources: docs/methods/comparison.md.
"""

from regionqa.statistics.comparison._cells import Interval
from regionqa.statistics.comparison.funnel import funnel_limits, rate_funnel_limits
from regionqa.statistics.comparison.grades import (
    Shares,
    mean_ridit,
    ridit_interval,
    ridits,
    stacked_shares,
)
from regionqa.statistics.comparison.intervals import (
    CountState,
    binomial_interval,
    byar_interval,
    count_state,
    poisson_interval,
    rate_interval,
    wilson_interval,
)
from regionqa.statistics.comparison.many import benjamini_hochberg, exact_p_values
from regionqa.statistics.comparison.overdispersion import (
    DispersionState,
    Overdispersion,
    overdispersion,
)
from regionqa.statistics.comparison.ranks import RankIntervals, rank_intervals
from regionqa.statistics.comparison.shrinkage import Shrinkage, ShrinkageState, empirical_bayes
from regionqa.statistics.comparison.xmr import Assurance, Signal, Xmr, XmrState, assurance, xmr
from regionqa.statistics.comparison.zones import Zone, place, zones

__all__ = [
    "Assurance",
    "CountState",
    "DispersionState",
    "Interval",
    "Overdispersion",
    "RankIntervals",
    "Shares",
    "Shrinkage",
    "ShrinkageState",
    "Signal",
    "Xmr",
    "XmrState",
    "Zone",
    "assurance",
    "benjamini_hochberg",
    "binomial_interval",
    "byar_interval",
    "count_state",
    "empirical_bayes",
    "exact_p_values",
    "funnel_limits",
    "mean_ridit",
    "overdispersion",
    "place",
    "poisson_interval",
    "rank_intervals",
    "rate_funnel_limits",
    "rate_interval",
    "ridit_interval",
    "ridits",
    "stacked_shares",
    "wilson_interval",
    "xmr",
    "zones",
]
