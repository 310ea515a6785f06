"""The tables of frameworks, sharing and practice standards."""

from regionqa.frameworks.models.evidence import NamedEvidence
from regionqa.frameworks.models.framework import (
    ComponentDraft,
    Framework,
    FrameworkDocument,
    FrameworkVersion,
    OwnAddition,
    RegionalAddition,
)
from regionqa.frameworks.models.practice import (
    PracticeStandard,
    PracticeStandardStep,
    PracticeStandardVersion,
)
from regionqa.frameworks.models.sharing import (
    CrosswalkContribution,
    CrosswalkSnapshot,
    FrameworkLegacy,
    HelpOffer,
    SharedComponent,
    SharedStanding,
    SharingChoice,
)

__all__ = [
    "ComponentDraft",
    "CrosswalkContribution",
    "CrosswalkSnapshot",
    "Framework",
    "FrameworkDocument",
    "FrameworkLegacy",
    "FrameworkVersion",
    "HelpOffer",
    "NamedEvidence",
    "OwnAddition",
    "PracticeStandard",
    "PracticeStandardStep",
    "PracticeStandardVersion",
    "RegionalAddition",
    "SharedComponent",
    "SharedStanding",
    "SharingChoice",
]
