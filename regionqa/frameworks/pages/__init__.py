"""The pages of frameworks and of the crosswalk: their doors, which the application registers."""

from regionqa.frameworks.pages import (
    approving,
    components,
    crosswalk,
    downloads,
    overview,
    sharing,
    versions,
)
from regionqa.frameworks.pages.doors import crosswalk_door, framework_door

DOORS = (framework_door, crosswalk_door)

__all__ = [
    "DOORS",
    "approving",
    "components",
    "crosswalk",
    "downloads",
    "overview",
    "sharing",
    "versions",
]
