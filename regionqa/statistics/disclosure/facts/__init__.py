"""Figures as facts: each is written as linear statements over the unknown counts.

A figure that none of these describes may not be released.
"""

from regionqa.statistics.disclosure.facts.coefficients import Coefficient
from regionqa.statistics.disclosure.facts.fact import Fact
from regionqa.statistics.disclosure.facts.linear import (
    Between,
    Changed,
    Hidden,
    Percentage,
    Rounded,
    Shown,
    WeightedShare,
    difference,
)
from regionqa.statistics.disclosure.facts.ranks import (
    FewIn,
    Item,
    OrderStatistic,
    Quantile,
    ZoneCounts,
)
from regionqa.statistics.disclosure.facts.rounding import (
    Interval,
    printed_interval,
    rounded_count,
    rounding_interval,
)

__all__ = [
    "Between",
    "Changed",
    "Coefficient",
    "Fact",
    "FewIn",
    "Hidden",
    "Interval",
    "Item",
    "OrderStatistic",
    "Percentage",
    "Quantile",
    "Rounded",
    "Shown",
    "WeightedShare",
    "ZoneCounts",
    "difference",
    "printed_interval",
    "rounded_count",
    "rounding_interval",
]
