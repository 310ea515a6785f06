"""The pages of monthly returns and of the catalogue of measures."""

from regionqa.benchmarking.pages import (
    catalogue,
    drafts,
    files,
    mappings,
    months,
    overview,
    practice,
    releases,
    upload,
)
from regionqa.benchmarking.pages.doors import door

DOORS = (door, releases.door)

__all__ = [
    "DOORS",
    "catalogue",
    "drafts",
    "files",
    "mappings",
    "months",
    "overview",
    "practice",
    "releases",
    "upload",
]
