"""The pages of frameworks and of the crosswalk: their doors, which the application registers."""

from regionqa.frameworks.pages import (
    additions,
    approving,
    components,
    crosswalk,
    documents,
    downloads,
    evidence,
    offers,
    overview,
    practice,
    sharing,
    summary,
    versions,
    whole,
)
from regionqa.frameworks.pages.doors import crosswalk_door, framework_door

DOORS = (framework_door, crosswalk_door)

__all__ = [
    "DOORS",
    "additions",
    "approving",
    "components",
    "crosswalk",
    "documents",
    "downloads",
    "evidence",
    "offers",
    "overview",
    "practice",
    "sharing",
    "summary",
    "versions",
    "whole",
]
