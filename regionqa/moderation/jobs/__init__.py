"""Background work of moderation. Importing it declares every job."""

from regionqa.moderation.jobs import anchors, packs, rounds

__all__ = ["anchors", "packs", "rounds"]
