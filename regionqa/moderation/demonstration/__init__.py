"""The demonstration's made-up rounds, packs and anchor."""

from regionqa.moderation.demonstration.rounds import (
    fill,
    fill_region,
    has_region_round,
)

__all__ = ["fill", "fill_region", "has_region_round"]
