"""The tables of monthly returns and of releases."""

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
    HeadingMeaning,
    MonthCount,
    MonthlyReturn,
    ReturnDraft,
    ReturnMonth,
)

__all__ = [
    "GateRun",
    "HeadingMeaning",
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
]
