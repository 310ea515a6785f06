"""Background work of moderation. Importing it declares every job."""

from regionqa.moderation.jobs import packs, rounds

__all__ = ["packs", "rounds"]
