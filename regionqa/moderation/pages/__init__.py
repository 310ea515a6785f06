"""The pages of moderation: one door, which the application registers."""

from regionqa.moderation.pages import (
    allocating,
    cases,
    concerns,
    conflicts,
    coordinating,
    discussing,
    filters,
    frames,
    grading,
    joining,
    own_cases,
    packs,
    panels,
    readings,
    record,
    results,
    rounds,
    slots,
    steps,
    tools,
)
from regionqa.moderation.pages.doors import door

DOORS = (door,)

__all__ = [
    "DOORS",
    "allocating",
    "cases",
    "concerns",
    "conflicts",
    "coordinating",
    "discussing",
    "filters",
    "frames",
    "grading",
    "joining",
    "own_cases",
    "packs",
    "panels",
    "readings",
    "record",
    "results",
    "rounds",
    "slots",
    "steps",
    "tools",
]
