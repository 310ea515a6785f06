"""Allocation of readers to cases: who reads what, exactly, and why not.

``allocate`` decides, ``repair`` fills lapsed places, ``check`` tells what any set of assignments
breaks, ``why``, ``reserves`` and ``effects`` explain, ``linkage`` judges any set of readings.
"""

from regionqa.statistics.allocation.checks import Breach, check
from regionqa.statistics.allocation.counts import Shortage
from regionqa.statistics.allocation.inputs import (
    AllocationInputError,
    Assignment,
    Case,
    Change,
    Conflict,
    PastReading,
    Reader,
    Rules,
)
from regionqa.statistics.allocation.linkage import Linkage, linkage
from regionqa.statistics.allocation.plan import allocate, repair
from regionqa.statistics.allocation.reasons import (
    Effects,
    Reason,
    effects,
    explain_exclusion,
    reserves,
    why,
)
from regionqa.statistics.allocation.results import Allocation, Alternative, Infeasible

__all__ = [
    "Allocation",
    "AllocationInputError",
    "Alternative",
    "Assignment",
    "Breach",
    "Case",
    "Change",
    "Conflict",
    "Effects",
    "Infeasible",
    "Linkage",
    "PastReading",
    "Reader",
    "Reason",
    "Rules",
    "Shortage",
    "allocate",
    "check",
    "effects",
    "explain_exclusion",
    "linkage",
    "repair",
    "reserves",
    "why",
]
