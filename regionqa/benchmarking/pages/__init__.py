"""The pages of monthly returns and of the catalogue of measures."""

from regionqa.benchmarking.pages import (
    catalogue,
    drafts,
    figure,
    files,
    mappings,
    markup,
    months,
    overview,
    position,
    practice,
    releases,
    upload,
)
from regionqa.benchmarking.pages.doors import door

DOORS = (door, position.door, releases.door)

__all__ = [
    "DOORS",
    "catalogue",
    "drafts",
    "figure",
    "files",
    "mappings",
    "markup",
    "months",
    "overview",
    "position",
    "practice",
    "releases",
    "upload",
]
