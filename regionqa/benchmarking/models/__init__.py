"""The tables of monthly returns, of mappings, of counts and of releases."""

from regionqa.benchmarking.models.counts import CountCube
from regionqa.benchmarking.models.mappings import MappingDecision, ToolMapping
from regionqa.benchmarking.models.releases import (
    GateRun,
    Release,
    ReleaseContribution,
    ReleaseDefinition,
    ReleaseProduct,
    ReleaseSettlement,
    ReleaseStanding,
)
from regionqa.benchmarking.models.returns import (
    DomainCount,
    HeadingMeaning,
    MonthCount,
    MonthlyReturn,
    ReturnDraft,
    ReturnMonth,
)

__all__ = [
    "CountCube",
    "DomainCount",
    "GateRun",
    "HeadingMeaning",
    "MappingDecision",
    "MonthCount",
    "MonthlyReturn",
    "Release",
    "ReleaseContribution",
    "ReleaseDefinition",
    "ReleaseProduct",
    "ReleaseSettlement",
    "ReleaseStanding",
    "ReturnDraft",
    "ReturnMonth",
    "ToolMapping",
]
