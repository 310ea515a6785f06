"""Disclosure control: what may be published, and the attacker that proves it.

Every printed figure is written as a fact, linear in whole unknown counts. ``attack`` finds what
the facts of all releases give away, ``protect`` hides what must be hidden so that it finds
nothing. What has no encoding as a fact may not be released.
"""

from regionqa.statistics.disclosure.attack import attack, attack_all
from regionqa.statistics.disclosure.cells import Cell, Unit
from regionqa.statistics.disclosure.errors import (
    ContradictionError,
    CountsError,
    DisclosureError,
    SolverError,
    UnencodedFigureError,
    UnknownReaderError,
    UnpublishableError,
)
from regionqa.statistics.disclosure.facts import (
    Between,
    Changed,
    Coefficient,
    Fact,
    FewIn,
    Hidden,
    Interval,
    Item,
    OrderStatistic,
    Percentage,
    Quantile,
    Rounded,
    Shown,
    WeightedShare,
    ZoneCounts,
    difference,
    printed_interval,
    rounded_count,
    rounding_interval,
)
from regionqa.statistics.disclosure.matching import match_by_size, part_right, stitch_months
from regionqa.statistics.disclosure.policy import Policy
from regionqa.statistics.disclosure.protect import Protected, protect, protect_table
from regionqa.statistics.disclosure.releases import Exposure, Release
from regionqa.statistics.disclosure.rules import is_sensitive_total
from regionqa.statistics.disclosure.table import CountTable, Frame, release_of, table_from_frame

__all__ = [
    "Between",
    "Cell",
    "Changed",
    "Coefficient",
    "ContradictionError",
    "CountTable",
    "CountsError",
    "DisclosureError",
    "Exposure",
    "Fact",
    "FewIn",
    "Frame",
    "Hidden",
    "Interval",
    "Item",
    "OrderStatistic",
    "Percentage",
    "Policy",
    "Protected",
    "Quantile",
    "Release",
    "Rounded",
    "Shown",
    "SolverError",
    "UnencodedFigureError",
    "Unit",
    "UnknownReaderError",
    "UnpublishableError",
    "WeightedShare",
    "ZoneCounts",
    "attack",
    "attack_all",
    "difference",
    "is_sensitive_total",
    "match_by_size",
    "part_right",
    "printed_interval",
    "protect",
    "protect_table",
    "release_of",
    "rounded_count",
    "rounding_interval",
    "stitch_months",
    "table_from_frame",
]
